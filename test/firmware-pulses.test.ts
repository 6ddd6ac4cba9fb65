/** The firmware over a pulse counter: a sale goes on across a power cut, and ends when blind. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MeterWire } from '../drivers/meters/chosen-meter';
import { boot, paidUp } from './firmware-bench';
import { flatBoardDocument } from './vectors/config';

const IMPULSES = 1_000;
const CONFIG = JSON.stringify({ ...flatBoardDocument(), meter: { type: 'pulses' } });
/** The journal of a board that sold by this counter before. */
const paid = () =>
  paidUp((desk) => {
    desk.meter.serial = `pulses-${IMPULSES}`;
  });

/** A counter as at power-on; the load gives a pulse a second while current may flow. */
async function powerOn({ memory, register }: ReturnType<typeof paidUp>) {
  let count = 0;
  let isOn = false;
  const wire: MeterWire = {
    kind: 'pulses',
    counter: { count: () => count, isOn: () => isOn },
    impulsesPerKilowattHour: IMPULSES,
  };
  const board = await boot(memory, register, { config: CONFIG, wire });
  board.start();
  const isClosed = () => board.told.at(-1)?.state === 'closed';
  const run = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      board.run(1_000);
      if (isClosed()) count += 1;
    }
  };
  return {
    ...board,
    run,
    isClosed,
    pulses: () => count,
    stick: () => {
      isOn = true;
    },
  };
}

const firmware = suite('firmware on pulses');

firmware('paid credit flows by a counter that began at 0, and nothing is found wrong', async () => {
  const board = await powerOn(paid());
  board.run(20);
  assert.ok(board.isClosed());
  assert.ok(board.pulses() >= 10);
  // There is no node here, and nothing else may be wrong.
  assert.not.match(board.lines.join('\n'), /fault (?!node-not-connected)/);
});

firmware('after a power cut it goes on, and no register was found to restart', async () => {
  const account = paid();
  const before = await powerOn(account);
  before.run(20);
  assert.ok(before.isClosed());
  const after = await powerOn(account); // the same flash, another power-on
  after.run(13); // the minimum off time is 10 s
  assert.ok(after.isClosed());
  const lines = after.lines.join('\n');
  assert.not.match(lines, 'meter-restarted');
  assert.not.match(lines, 'meter-backwards');
});

firmware('credit that is used up ends it, by pulses alone', async () => {
  const board = await powerOn(paid());
  board.run(3_600);
  assert.not.ok(board.isClosed());
  const used = board.pulses();
  board.run(60);
  assert.is(board.pulses(), used);
});

firmware('an output that stays closed opens the contactor before the reserve is used', async () => {
  const board = await powerOn(paid());
  board.run(10);
  assert.ok(board.isClosed());
  board.stick();
  // What counts is not stuck: the load that it cannot show any more uses no pulse.
  for (let ms = 0; ms < 5_000; ms += 100) board.clock.advance(100);
  assert.not.ok(board.isClosed());
  assert.match(board.lines.join('\n'), 'meter-line-stuck');
});

firmware(
  'another constant is another meter: it does not sell until the owner says so',
  async () => {
    const account = paidUp((desk) => {
      desk.meter.serial = 'pulses-800';
    });
    const board = await powerOn(account);
    board.run(60);
    assert.is(board.pulses(), 0);
    assert.match(board.lines.join('\n'), 'meter-changed');
  },
);

firmware('a breaker that lets more through than the pulses can tell is refused', async () => {
  const { memory, register } = paid();
  const wire: MeterWire = {
    kind: 'pulses',
    counter: { count: () => 0, isOn: () => false },
    impulsesPerKilowattHour: 10_000,
  };
  const supply = { breakerMilliAmps: 32_000, phases: 1 };
  const config = JSON.stringify({ ...JSON.parse(CONFIG), supply });
  const board = await boot(memory, register, { config, wire });
  board.start();
  board.run(5_000);
  assert.match(board.lines.join('\n'), 'board refused supply.breakerMilliAmps: pulses');
});

firmware.run();
