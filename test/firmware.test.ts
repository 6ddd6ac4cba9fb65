/** `src/main.ts` over parts that a test stands for: the firmware as the loader starts it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boot, paidUp, Restarted } from './firmware-bench';

/** The parts' `restart` does not return: here it throws through whoever called. */
function restarts(run: () => void): void {
  assert.throws(run, (error: unknown) => error instanceof Restarted);
}

const firmware = suite('firmware');

firmware(
  'the contactor is told to open before the journal is read or the meter asked',
  async () => {
    const { memory, register } = paidUp();
    const board = await boot(memory, register);
    board.start();
    assert.is(board.happened[0], 'open');
    assert.ok(board.happened.includes('journal-read'));
    assert.match(board.lines.join('\n'), /board booted sequence=\d+/);
  },
);

firmware('paid credit flows without a clock and without a network', async () => {
  const { memory, register } = paidUp();
  const board = await boot(memory, register);
  board.start();
  board.run(60_000);
  assert.is(board.told.at(-1)?.state, 'closed');
  assert.ok((board.told.at(-1)?.validForMs ?? 0) > 0);
});

firmware('why a board has no clock is said, and then less often', async () => {
  const { memory, register } = paidUp();
  const board = await boot(memory, register, { socketFault: 'certificate-refused' });
  board.start();
  board.run(60_000);
  const said = board.lines.filter((line) => line.startsWith('fault node-certificate-refused'));
  assert.match(said.join(' '), /count=1 .*count=2 .*count=4 .*count=8$/);
});

type Where = 'reading' | 'journal' | 'supply';
const THROWN: readonly Where[] = ['reading', 'journal', 'supply'];
for (const where of THROWN) {
  firmware(
    `what throws in a callback (${where}) opens the contactor, says so, restarts`,
    async () => {
      const { memory, register } = paidUp();
      let isArmed = false;
      const strike = (is: Where) => {
        if (!isArmed || is !== where) return;
        isArmed = false; // the way out must not throw again
        throw new Error('struck on purpose');
      };
      const board = await boot(memory, register, {
        onRead: () => strike('reading'),
        onFlash: () => strike('journal'),
        onSupply: ({ state }) => (state === 'closed' ? strike('supply') : undefined),
      });
      board.start();
      board.run(20_000);
      assert.is(board.told.at(-1)?.state, 'closed');
      isArmed = true;
      restarts(() => board.run(3_600_000));
      const restart = board.happened.indexOf('restart');
      assert.is(board.happened[restart - 1], 'open');
      assert.match(board.lines.join('\n'), 'board crashed why=struck-on-purpose');
    },
  );
}

firmware('a configuration that cannot be used is said, and nothing is closed', async () => {
  const { memory, register } = paidUp();
  const board = await boot(memory, register, { config: '{"version":7}' });
  board.start();
  board.run(60_000);
  assert.match(board.lines.join('\n'), 'board refused');
  assert.ok(board.told.every(({ state }) => state === 'open'));
});

firmware.run();
