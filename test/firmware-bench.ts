/** `src/main.ts` bundled over parts that a test stands for, started as the loader does it. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type FlashChip, JournalOrders } from '../drivers/journal-orders';
import type { MeterWire } from '../drivers/meters/chosen-meter';
import { METER_ROWS } from '../drivers/meters/rows';
import type { Parts, PartsOptions } from '../drivers/parts';
import type { MemoryFlash } from '../host-sim/flash/memory-flash';
import { VirtualMeter } from '../host-sim/meters/virtual-meter';
import { SECTOR_BYTES } from '../src/journal/sector';
import type { CallFault, FlashCommand, OpenByteStream, SupplyCommand } from '../src/ports';
import { secret } from '../src/secret';
import { durationMs } from '../src/units';
import type { BoardDesk } from './desk/board-desk';
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
  /** In place of a line with a virtual meter. */
  readonly wire?: MeterWire;
  readonly config?: string;
  /** Called before each order to flash. */
  readonly onFlash?: (command: FlashCommand) => void;
  readonly onSupply?: (command: SupplyCommand) => void;
  readonly onRead?: () => void;
  readonly socketFault?: CallFault;
};

export class Restarted extends Error {}

/** A flat whose credit is in flash; node and link are not to be reached, so no clock either. */
export async function boot(memory: MemoryFlash, importMilliWattHours: number, bent: Bent = {}) {
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
    const open = (): OpenByteStream => (onReadable) => {
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
      meter: bent.wire ?? { kind: 'line', open },
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
        after(durationMs(0), () => events.onFault(bent.socketFault ?? 'not-connected'));
        return { read: () => new Uint8Array(0), write: () => 0, close: () => {} };
      },
      http: client,
      settings: () => ({
        config: bent.config ?? JSON.stringify(flatBoardDocument()),
        secrets: JSON.stringify({ version: 1, secrets: {} }),
        hardware: 'desk',
      }),
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
  return { start, run, lines, told, happened, clock };
}

/** Flash and register of a flat that has paid and was cut from power. */
export function paidUp(change?: (desk: BoardDesk) => void) {
  const desk = charging({}, 'flat', change);
  const { importRegister } = desk.book;
  desk.cutPower(0);
  return { memory: desk.chip.memory, register: importRegister };
}
