/**
 * `npm run test:device [-- --json FILE]`: the firmware built by the SDK that MODDABLE names, with
 * the fixed heaps of the ESP32, sells over TLS, is cut from power mid-pull, meets servers that pose
 * as its node, and sells for a day by its own clock. Without an SDK it says so and ends well.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { type Bits, buildLin } from '../host-sim/device/build';
import { isGood, PULLS_FIRST } from '../host-sim/device/lin-account';
import {
  type Creation,
  complaintsOf,
  figuresOf,
  proofOf,
  TIGHT_HEAPS,
} from '../host-sim/device/proof';
import { runDay } from '../host-sim/device/run-day';
import { runLin } from '../host-sim/device/run-lin';
import { isRefused, runRefused } from '../host-sim/device/run-refused';
import { findSdk } from '../host-sim/device/sdk';
import { WRONG_NODES } from '../host-sim/device/wrong-nodes';
import { complaintOf, EXIT_USAGE } from '../host-sim/usage';

const POWER_CUTS = 20;
const HOURS = 24;

const HELP = `npm run test:device -- [options]

  Builds the firmware with the SDK that MODDABLE names, for its runtime on Linux and with the fixed
  heaps of the ESP32. It sells over TLS, is cut from power mid-pull ${POWER_CUTS} times, refuses
  ${WRONG_NODES} servers with a wrong certificate in the node's place, and sells for ${HOURS} hours
  by its own clock; on 32 bits that day has heaps of 64 KB in all. Takes about seven minutes.
  Without an SDK it says so, and exits 0.

  --bits 32          a runtime of 32 bits, as the device has them; without: those of this machine
  --json FILE        the figures, as docs/device-run.json keeps them
  --sdk-commit HEX   of an SDK that is no git checkout
  --help
`;
const OPTIONS = {
  bits: { type: 'string' },
  json: { type: 'string' },
  'sdk-commit': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Given = {
  readonly bits?: string;
  readonly json?: string;
  readonly 'sdk-commit'?: string;
  readonly help?: boolean;
};

async function main(): Promise<number> {
  let values: Given;
  try {
    ({ values } = parseArgs({ options: OPTIONS }));
  } catch (error) {
    print(`${complaintOf(error, '--json device-run.json')} See npm run test:device -- --help.`);
    return EXIT_USAGE;
  }
  if (values.help === true) {
    print(HELP);
    return 0;
  }
  const { bits = process.arch === 'x64' || process.arch === 'arm64' ? '64' : '32' } = values;
  if (bits !== '32' && bits !== '64') {
    print('--bits: 32 or 64.');
    return EXIT_USAGE;
  }
  return prove(values, bits === '32' ? 32 : 64);
}

async function prove(values: Given, bits: Bits): Promise<number> {
  const sdk = findSdk(process.env);
  if (!sdk.ok) {
    print(`skipped: ${sdk.fault}`);
    return 0;
  }
  const { moddable, environment } = sdk.value;
  print('Building the firmware from nothing, about a minute ...');
  const { creation } = JSON.parse(readFileSync('manifest.json', 'utf8')) as { creation: Creation };
  const root = process.cwd();
  const options = {
    root,
    sdk: sdk.value,
    tell: () => {},
    isInstrumented: true,
    isFresh: true,
    bits,
  };
  const build = await buildLin(options);
  // The peak of a sale is a figure for 32 bits: there the day has no more than that.
  const tight = bits === 32 ? await buildLin({ ...options, heaps: TIGHT_HEAPS }) : build;
  if (!build.ok || !tight.ok) {
    print(!build.ok ? build.fault : !tight.ok ? tight.fault : '');
    return 1;
  }
  const onLine = (atMs: number, line: string) => {
    if (line.startsWith('desk ')) print(`${(atMs / 1_000).toFixed(1).padStart(7)} ${line}`);
  };
  const run = { build: build.value, onLine };
  // Side by side: each board in a process and a folder of its own.
  const [refused, cuts, day] = await Promise.all([
    runRefused(run),
    runLin({ ...run, powerCuts: POWER_CUTS, pullsFirst: PULLS_FIRST }),
    runDay({ ...run, build: tight.value, hours: HOURS }),
  ]);

  const firstWord = (program: string, ...given: readonly string[]) =>
    spawnSync(program, given, { env: environment }).stdout?.toString().trim() ?? '';
  const about = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown'}, Linux ${release()}, ${process.arch}`,
    bits,
    sdkCommit:
      values['sdk-commit'] ?? (firstWord('git', '-C', moddable, 'rev-parse', 'HEAD') || 'unknown'),
    tsc: firstWord('tsc', '--version').replace('Version ', ''),
    linkerWarnings: build.value.warnings.length + (bits === 32 ? tight.value.warnings.length : 0),
    creation,
    dayHeaps:
      bits === 32
        ? TIGHT_HEAPS
        : { chunkBytes: creation.chunk.initial, slots: creation.heap.initial },
  } as const;
  const proof = proofOf(about, cuts, day, refused);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(proof, undefined, 2)}\n`);
  }
  print('');
  for (const [name, value] of figuresOf(proof)) print(`  ${name.padEnd(32)}${value}`);
  const complaints = [...complaintsOf(proof), ...build.value.warnings];
  for (const each of refused) {
    if (!isRefused(each)) complaints.push(`a wrong certificate: ${JSON.stringify(each)}`);
  }
  if (!isGood(cuts)) complaints.push(`the run with power cuts: ${JSON.stringify(cuts)}`);
  if (!isGood(day)) complaints.push(`the day: ${JSON.stringify(day)}`);
  for (const complaint of complaints) print(`failed: ${complaint}`);
  return complaints.length === 0 ? 0 : 1;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

process.exitCode = await main();
