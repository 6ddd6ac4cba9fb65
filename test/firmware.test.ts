/** `src/main.ts` over parts that a test stands for: the firmware as the loader starts it. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FlashChip, JournalOrders } from '../drivers/journal-orders';
import { METER_ROWS } from '../drivers/meters/rows';
import type { Parts, PartsOptions } from '../drivers/parts';
import type { MemoryFlash } from '../host-sim/flash/memory-flash';
import { VirtualMeter } from '../host-sim/meters/virtual-meter';
import { SECTOR_BYTES } from '../src/journal/sector';
import type { FlashCommand, OpenByteStream, SupplyCommand } from '../src/ports';
import { secret } from '../src/secret';
import { durationMs } from '../src/units';
import { charging } from './desk/selling';
import { ManualClock } from './manual-clock';
import { loadClient } from './sdk-client';
import { flatBoardDocument } from './vectors/config';

const OUT = 'build/test/firmware';

/** The parts of the platform are the test's: the firmware is bundled around them. */
async function bundleMain(): Promise<() => void> {
  mkdirSync(OUT, { recursive: true });
  const outfile = resolve(`${OUT}/main.mjs`);
  await build({
    entryPoints: ['src/main.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    plugins: [
      {
        name: 'parts',
        setup: (context) => {
          context.onResolve({ filter: /platform\/parts$/ }, () => ({ path: 'p', namespace: 'p' }));
          context.onLoad({ filter: /.*/, namespace: 'p' }, () => ({
            contents: 'export const openParts = (options) => globalThis.openTestParts(options);',
          }));
        },
      },
    ],
  });
  const { default: main } = (await import(pathToFileURL(outfile).href)) as { default: () => void };
  return main;
}

const main = await bundleMain();

type Bent = {
  readonly config?: string;
  /** Called before each order to flash. */
  readonly onFlash?: (command: FlashCommand) => void;
  readonly onSupply?: (command: SupplyCommand) => void;
  readonly onRead?: () => void;
};

class Restarted extends Error {}

/** A flat whose credit is in flash; node and link are not to be reached, so no clock either. */
async function boot(memory: MemoryFlash, importMilliWattHours: number, bent: Bent = {}) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const told: SupplyCommand[] = [];
  const happened: string[] = [];
  const { meter: settings } = flatBoardDocument() as { meter: { type: 'sdm120'; address: number } };
  const meter = new VirtualMeter({
    row: METER_ROWS[settings.type],
    address: settings.address,
    serial: 20_000_001,
    importMilliWattHours,
    energyStep: 1_000,
  });
  const client = await loadClient(clock);
  let entropy = 0;
  const openTestParts = ({ caught }: PartsOptions): Parts => {
    const after: ManualClock['after'] = (delay, run) => clock.after(delay, () => caught(run));
    const safe = { now: () => clock.now(), after };
    const openLine = (): OpenByteStream => (onReadable) => {
      const received: number[] = [];
      return {
        read: () => received.shift(),
        write: (bytes) => {
          const reply = meter.answer(clock.now(), bytes.slice());
          after(durationMs(30), () => {
            bent.onRead?.();
            received.push(...(reply ?? []));
            onReadable();
          });
        },
      };
    };
    const chip: FlashChip = {
      sectors: memory.sectors,
      read: (at, count) => {
        const offset = at % SECTOR_BYTES;
        return memory.read(Math.floor(at / SECTOR_BYTES)).slice(offset, offset + count);
      },
      erase: (sector) => {
        memory.erase(sector);
        return true;
      },
      write: (at, bytes) => {
        memory.write(at, bytes);
        return true;
      },
    };
    const journal = new JournalOrders(chip, safe);
    return {
      clock: safe,
      openLine,
      contactor: {
        feedback: 'meter',
        tell: (command) => {
          happened.push(command.state);
          told.push(command);
          bent.onSupply?.(command);
        },
        watch: () => {},
        trip: () => happened.push('trip'),
      },
      journal: {
        sectors: journal.sectors,
        read: (at, count) => {
          happened.push('journal-read');
          return journal.read(at, count);
        },
        order: (command, done) => {
          bent.onFlash?.(command);
          journal.order(command, done);
        },
        whenIdle: (run) => journal.whenIdle(run),
      },
      openSocket: (_target, events) => {
        after(durationMs(0), () => events.onFault('not-connected'));
        return { read: () => new Uint8Array(0), write: () => 0, close: () => {} };
      },
      http: client,
      settings: {
        config: bent.config ?? JSON.stringify(flatBoardDocument()),
        secrets: JSON.stringify({ version: 1, secrets: {} }),
        hardware: 'desk',
      },
      isImageConfirmed: true,
      confirmImage: () => true,
      entropy: (count) => secret((++entropy).toString(16).padStart(2 * count, '0')),
      print: (line) => lines.push(line),
      restart: () => {
        happened.push('restart');
        throw new Restarted();
      },
    };
  };
  Object.assign(globalThis, { openTestParts });
  const start = () => main();
  const run = (ms: number) => clock.advance(ms);
  return { start, run, lines, told, happened };
}

/** Flash and register of a flat that has paid and was cut from power. */
function paidUp() {
  const desk = charging({}, 'flat');
  const { importRegister } = desk.book;
  desk.cutPower(0);
  return { memory: desk.chip.memory, register: importRegister };
}

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
