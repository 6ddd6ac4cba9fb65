/** `npm run device`: builds the firmware with the Moddable SDK, and runs it where it can be run. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildBoard } from './device/board-image';
import { buildLin } from './device/build';
import { isGood, PULLS_FIRST } from './device/lin-account';
import { runDay } from './device/run-day';
import { runEmulator } from './device/run-emulator';
import { runLin } from './device/run-lin';
import { findSdk } from './device/sdk';
import { writeSettings } from './device/settings';
import { tableOfCuts, tableOfDay, tableOfEmulator } from './device/table';
import { complaintOf, EXIT_USAGE } from './usage';

const HELP = `npm run device -- build lin|BOARD | run lin | run esp32c3-emulator | deploy BOARD |
              settings BOARD

  The firmware itself, built by the Moddable SDK (MODDABLE names it; ESP-IDF by IDF_PATH).
  BOARD is a file of drivers/boards, without its ending.

  run lin           the firmware on this machine: meter on a pseudo-terminal, node and link over
                    HTTPS on 127.0.0.1; sells, is cut from power mid-pull, its journal is checked
  run esp32c3-emulator
                    an image built with --measure in Espressif's emulator, where that is on the
                    path: meter on UART 1, node and link in its network, flash in a file
  settings BOARD    writes the owner's documents to the board at the serial port, and only them:
                    --config FILE --secrets FILE, and on Wi-Fi --wifi FILE
  --cuts N          how often the power is cut (20)
  --hours N         instead: so many hours by its own clock, which does not wait
  --bits 32         on a runtime of 32 bits, as the device has them
  --json FILE       what came of it
  --measure         with the SDK's instruments: memory in use, once a second
  --release         an image that locks its chip for good: read docs/release.md first
  --verbose         every line of the build and of the firmware

  Exit 0 when all is well, 1 when not, 64 for a wrong argument.
`;
const CUTS_DEFAULT = '20';
const EMULATOR = 'esp32c3-emulator';

async function main(): Promise<number> {
  let parsed: Parsed;
  try {
    parsed = parse();
  } catch (error) {
    return wrong(complaintOf(error, '--cuts 20'));
  }
  const { positionals, values } = parsed;
  const [verb = '', what = '', ...more] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const isKnown =
    ['build', 'run', 'deploy', 'settings'].includes(verb) && what !== '' && more.length === 0;
  if (!isKnown) return wrong('Say what to do and with what, as in: npm run device -- run lin.');
  const cuts = Number(values.cuts);
  if (!Number.isSafeInteger(cuts) || cuts < 0) return wrong('--cuts: a whole number.');
  const hours = Number(values.hours);
  if (!Number.isFinite(hours) || hours < 0) return wrong('--hours: a number, such as 24.');

  if (!['32', '64'].includes(values.bits)) return wrong('--bits: 32 or 64.');
  if (verb === 'settings') return await settings(what, values);
  if (verb === 'run' && what === EMULATOR) return await emulate(cuts, values);
  const sdk = findSdk(process.env);
  if (!sdk.ok) return stop(sdk.fault);
  const tell = (text: string) => void (values.verbose ? process.stderr.write(text) : undefined);
  const isInstrumented = values.measure;
  const options = { root: process.cwd(), sdk: sdk.value, isInstrumented, tell };
  if (verb === 'run' && what !== 'lin') {
    return stop(`run ${what}: only lin and ${EMULATOR} run on this machine.`);
  }
  if (verb === 'deploy' || what !== 'lin') {
    const target = verb === 'deploy' ? 'deploy' : 'build';
    const isRelease = values.release;
    const built = await buildBoard({ ...options, board: what, target, isRelease });
    if (!built.ok) return stop(built.fault);
    process.stdout.write(`Built: ${built.value}\n`);
    return 0;
  }
  process.stderr.write('Building the firmware for this machine ...\n');
  const bits = values.bits === '32' ? 32 : 64;
  const build = await buildLin({ ...options, bits });
  if (!build.ok) return stop(build.fault);
  const { warnings, runtime } = build.value;
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  process.stdout.write(`Built: ${runtime}, ${warnings.length} linker warnings\n`);
  if (verb === 'build') return 0;

  const { onLine, save } = outlets(values);
  if (hours > 0) {
    const day = await runDay({ build: build.value, hours, onLine });
    process.stdout.write(tableOfDay(day, bits));
    save(day);
    return isGood(day) && day.boardHours >= hours ? 0 : 1;
  }
  const result = await runLin({
    build: build.value,
    powerCuts: cuts,
    pullsFirst: PULLS_FIRST,
    onLine,
  });
  process.stdout.write(tableOfCuts(result, bits));
  save(result);
  return isGood(result) && result.powerCuts === cuts ? 0 : 1;
}

const outlets = ({ verbose, json }: Parsed['values']) => ({
  onLine: (atMs: number, line: string) => {
    if (!verbose && !line.startsWith('desk ') && !line.startsWith('pull ')) return;
    process.stdout.write(`${(atMs / 1_000).toFixed(1).padStart(7)} ${line}\n`);
  },
  save: (result: object) => {
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
  },
});

/** The SDK is not needed for what was built. */
async function emulate(powerCuts: number, values: Parsed['values']): Promise<number> {
  const { onLine, save } = outlets(values);
  const run = await runEmulator({
    root: process.cwd(),
    environment: process.env,
    powerCuts,
    onLine,
    tell: (text) => void (values.verbose ? process.stderr.write(text) : undefined),
  });
  if (!run.ok) return stop(run.fault);
  process.stdout.write(tableOfEmulator(run.value));
  save(run.value);
  return isGood(run.value) && run.value.powerCuts === powerCuts ? 0 : 1;
}

/** The SDK is not needed for it. */
async function settings(board: string, values: Parsed['values']): Promise<number> {
  const { config, secrets, wifi, verbose } = values;
  if (config === undefined || secrets === undefined) {
    return wrong('settings: say which documents, as --config FILE --secrets FILE.');
  }
  const written = await writeSettings({
    root: process.cwd(),
    board,
    files: { config, secrets, wifi },
    environment: process.env,
    tell: (text) => void (verbose ? process.stderr.write(text) : undefined),
  });
  if (!written.ok) return stop(written.fault);
  process.stdout.write(`Written to ${board}: ${written.value}\n`);
  return 0;
}

type Parsed = ReturnType<typeof parse>;
const parse = () =>
  parseArgs({
    allowPositionals: true,
    options: {
      cuts: { type: 'string', default: CUTS_DEFAULT },
      hours: { type: 'string', default: '0' },
      bits: { type: 'string', default: '64' },
      json: { type: 'string' },
      config: { type: 'string' },
      secrets: { type: 'string' },
      wifi: { type: 'string' },
      release: { type: 'boolean', default: false },
      measure: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });

function wrong(line: string): number {
  process.stderr.write(`${line}\n`);
  return EXIT_USAGE;
}

function stop(line: string): number {
  process.stderr.write(`${line}\n`);
  return 1;
}

process.exitCode = await main();
