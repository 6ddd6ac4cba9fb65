/**
 * The image of `esp32c3-emulator` sells energy in Espressif's emulator and is cut from power while
 * it does; what the owner's node took is then laid beside what the journal says. A chip that falls
 * silent is started again and counted: the emulator loses interrupts now and then.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../src/result';
import { Emulator, FROM_EMULATOR, QEMU } from './emulator';
import { builtPieces, type FlashPiece, flashOf, fusesOfC3 } from './emulator-image';
import { accountOf, isAtRest, type LinAccount, sleep, until } from './lin-account';
import { LinDesk } from './lin-desk';
import { startProgress } from './progress';
import { checkIdf, isOnPath } from './sdk';
import { settingsImage } from './settings';

const BOARD = 'esp32c3-emulator';
const FLASH_BYTES = 4 * 1_048_576;
const PRICE_MILLI_SAT_PER_KILOWATT_HOUR = 10_000_000;
/** From power-on: DHCP, TLS and a pull at the emulator's pace. */
const PULL_MS_MAX = 180_000;
/** An instrumented image speaks once a second. */
const SILENT_MS_MAX = 30_000;
const LOOK_MS = 1_000;
const OFF_MS = 300;
const QUIET_MS_MAX = 180_000;
const GET_QEMU = "it comes with ESP-IDF's tools: $IDF_PATH/tools/idf_tools.py install qemu-riscv32";

export type EmulatorRun = LinAccount & {
  readonly powerCuts: number;
  readonly hangs: number;
  readonly isQuiet: boolean;
  readonly memoryFull: number;
};

export type EmulatorRunOptions = {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly powerCuts: number;
  readonly onLine: (atMs: number, line: string) => void;
  readonly tell: (text: string) => void;
};

/** What a run needs, or one sentence on what is missing and how to get it. */
export function readyToEmulate(
  root: string,
  environment: NodeJS.ProcessEnv,
): Result<readonly FlashPiece[], string> {
  if (!isOnPath(QEMU, environment)) return fail(`${QEMU} is not on the path: ${GET_QEMU}.`);
  const idf = checkIdf(environment);
  return idf.ok ? builtPieces(root, BOARD) : idf;
}

export async function runEmulator(
  options: EmulatorRunOptions,
): Promise<Result<EmulatorRun, string>> {
  const { root, environment, powerCuts, onLine } = options;
  const pieces = readyToEmulate(root, environment);
  if (!pieces.ok) return pieces;
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const files = { flash: join(folder, 'flash.bin'), fuses: join(folder, 'fuses.bin') };
  let heardMs = 0;
  let hangs = 0;
  let memoryFull = 0;
  const desk: LinDesk = new LinDesk({
    build: {
      place: FROM_EMULATOR,
      make: (events) =>
        new Emulator({
          ...events,
          onMeasured: (values) => {
            heardMs = desk.nowMs;
            events.onMeasured?.(values);
          },
          program: QEMU,
          files,
          makeFiles: () => makeFiles(pieces.value, folder, files, options),
        }),
    },
    folder,
    priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATT_HOUR,
    isHurried: false,
    onMoment: () => {},
    onLine: (line) => {
      heardMs = desk.nowMs;
      if (line.includes('memory full')) memoryFull += 1;
      onLine(desk.nowMs, line);
    },
  });
  const powerOn = async () => {
    desk.firmware.cutPower();
    await sleep(OFF_MS);
    heardMs = desk.nowMs;
    desk.powerOn();
  };
  const reach = async (isSo: () => boolean, msMax: number): Promise<boolean> => {
    for (let ms = 0; ms < msMax; ms += LOOK_MS) {
      if (isSo()) return true;
      if (desk.nowMs - heardMs > SILENT_MS_MAX) {
        hangs += 1;
        onLine(desk.nowMs, `desk chip-silent n=${hangs}`);
        await powerOn();
      }
      await sleep(LOOK_MS);
    }
    return isSo();
  };
  const progress = startProgress('power cuts', powerCuts);
  let cuts = 0;
  try {
    await desk.begin();
    for (; cuts < powerCuts; cuts++) {
      const wanted = desk.settlements.length + 1;
      if (!(await reach(() => desk.settlements.length >= wanted, PULL_MS_MAX))) break;
      onLine(desk.nowMs, `desk power-cut n=${cuts + 1}`);
      progress.reach(cuts + 1);
      await powerOn();
    }
    const wanted = desk.settlements.length + 1;
    await reach(() => desk.settlements.length >= wanted, PULL_MS_MAX);
    desk.rest();
    const isQuiet = await until(() => isAtRest(desk), QUIET_MS_MAX);
    return ok({ ...accountOf(desk), powerCuts: cuts, hangs, isQuiet, memoryFull });
  } catch (thrown) {
    return fail(thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    progress.stop();
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The documents that the desk wrote are the owner's; a chip out of the factory has no journal. */
async function makeFiles(
  pieces: readonly FlashPiece[],
  folder: string,
  { flash, fuses }: { readonly flash: string; readonly fuses: string },
  { root, environment, tell }: EmulatorRunOptions,
): Promise<void> {
  const texts: Record<string, string> = {};
  for (const name of ['config', 'secrets']) {
    texts[name] = readFileSync(join(folder, `${name}.json`), 'utf8');
  }
  const settings = await settingsImage({ root, board: BOARD, folder, texts, environment, tell });
  if (!settings.ok) throw new Error(settings.fault);
  const { at, path } = settings.value;
  const whole = flashOf([...pieces, { at, bytes: readFileSync(path) }], FLASH_BYTES);
  if (!whole.ok) throw new Error(whole.fault);
  writeFileSync(flash, whole.value);
  writeFileSync(fuses, fusesOfC3());
}
