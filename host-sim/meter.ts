/** `npm run meter`: reads a meter as an installer would. Options: `meter/arguments.ts`. */
import { METER_ROWS } from '../drivers/meters/rows';
import type { MeterFault } from '../src/ports';
import { formatMessage, type Message } from './message';
import { ADDRESS_DEFAULT, HELP, type MeterArguments, parseMeterArguments } from './meter/arguments';
import { meterMessage, nothingFoundMessage, portMessage } from './meter/messages';
import { presentPorts } from './meter/present-ports';
import { openProbe } from './meter/probe';
import {
  formatLine,
  type OpenMeter,
  openMeter,
  readingJson,
  readingLine,
  readingTable,
  type Station,
} from './meter/reading';
import { likelyAddresses, planScan, questionFor, scan } from './meter/scan';
import { endProgress, foundTable, readFound, scanJson, showProgress } from './meter/scan-report';
import { openSerialLine, type SerialLineFault } from './meters/serial-line';
import { EXIT_USAGE } from './usage';

const EXIT_FAULT = 1;
const WATCH_MS = 1_000;

const out = (text: string) => void process.stdout.write(`${text}\n`);
const note = (text: string) => void process.stderr.write(`${text}\n`);

async function main(argv: readonly string[]): Promise<number> {
  const command = parseMeterArguments(argv);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.kind === 'wrong') {
    note(command.line);
    return EXIT_USAGE;
  }
  const given = command.arguments;
  if (given.mode === 'scan') return scanPort(given);
  const station = given.isBaudAuto ? await findStation(given) : stationOf(given);
  if (station === undefined) return EXIT_FAULT;

  const opened = await openMeter(station);
  if (!opened.ok) return portFailed(given, opened.fault);
  return given.mode === 'watch'
    ? watch(given, station, opened.value)
    : readOnce(given, station, opened.value);
}

function stationOf({ type, port, baud, parity, address }: MeterArguments): Station {
  const { line } = METER_ROWS[type];
  const asked = { ...line, baud: baud ?? line.baud, parity: parity ?? line.parity };
  return { type, port, line: asked, address: address ?? ADDRESS_DEFAULT };
}

async function readOnce(
  given: MeterArguments,
  station: Station,
  meter: OpenMeter,
): Promise<number> {
  const sampled = await meter.sample();
  const serial = sampled.ok ? await meter.serial() : null;
  await meter.close();
  if (!sampled.ok) return meterFailed(given, station, sampled.fault);
  if (given.isJson) out(JSON.stringify(readingJson(station, sampled.value, serial)));
  else out(readingTable(station, sampled.value, serial));
  return 0;
}

/** Goes on through faults, which may be what somebody is looking for. */
async function watch(given: MeterArguments, station: Station, meter: OpenMeter): Promise<number> {
  let isStopped = false;
  let wake: (() => void) | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isStopped = true;
      wake?.();
    });
  }
  let good = 0;
  let isLost = false;
  let serial: string | null = null;
  for (
    let dueMs = performance.now();
    !isStopped;
    dueMs = Math.max(dueMs + WATCH_MS, performance.now())
  ) {
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, Math.max(0, dueMs - performance.now()));
    });
    if (isStopped) break;
    const sampled = await meter.sample();
    if (sampled.ok) {
      if (good === 0) serial = await meter.serial();
      good++;
      const { value } = sampled;
      out(given.isJson ? JSON.stringify(readingJson(station, value, serial)) : readingLine(value));
    } else {
      const { happened } = meterMessage(station, sampled.fault, []);
      out(given.isJson ? JSON.stringify({ schema: 1, fault: sampled.fault }) : happened);
      isLost = sampled.fault === 'port-closed';
      if (isLost) break;
    }
  }
  await meter.close();
  return good > 0 && !isLost ? 0 : EXIT_FAULT;
}

async function scanPort(given: MeterArguments): Promise<number> {
  const row = METER_ROWS[given.type];
  const plan = planScan(row, given);
  const scanned = await scan(given.port, row, plan, (progress) =>
    showProgress(progress, formatLine(progress.line)),
  );
  endProgress();
  if (!scanned.ok) return portFailed(given, scanned.fault);
  const { found, noisy } = scanned.value;
  if (found.length === 0) {
    return failed(given, 'nothing-found', nothingFoundMessage(given.port, plan, noisy));
  }
  const meters = [];
  for (const each of found) meters.push(await readFound(given, each));
  out(given.isJson ? JSON.stringify(scanJson(given, plan, meters)) : foundTable(given, meters));
  return meters.some(({ reading }) => reading !== undefined) ? 0 : EXIT_FAULT;
}

/** `--baud auto`. Says why when there is none. */
async function findStation(given: MeterArguments): Promise<Station | undefined> {
  const row = METER_ROWS[given.type];
  const plan = planScan(row, given);
  const scanned = await scan(given.port, row, plan, (progress) =>
    showProgress(progress, formatLine(progress.line)),
  );
  endProgress();
  if (!scanned.ok) {
    await portFailed(given, scanned.fault);
    return undefined;
  }
  const first = scanned.value.found[0];
  if (first !== undefined) return { ...stationOf(given), line: first.line, address: first.address };
  failed(given, 'nothing-found', nothingFoundMessage(given.port, plan, scanned.value.noisy));
  return undefined;
}

async function meterFailed(
  given: MeterArguments,
  station: Station,
  fault: MeterFault,
): Promise<number> {
  const elsewhere = fault === 'timeout' ? await whoAnswers(station) : [];
  return failed(given, fault, meterMessage(station, fault, elsewhere));
}

/** The other likely addresses, asked once each: tells a wrong address from a dead line. */
async function whoAnswers(station: Station): Promise<readonly number[]> {
  const { type, port, line, address } = station;
  const opened = await openSerialLine(port, line);
  if (!opened.ok) return [];
  const probe = openProbe(opened.value.open, line);
  const answering: number[] = [];
  for (const other of likelyAddresses()) {
    if (other === address) continue;
    const heard = await probe(questionFor(METER_ROWS[type], other));
    if (heard === 'answer' || heard === 'exception') answering.push(other);
    if (heard === 'port-closed') break;
  }
  await opened.value.close();
  return answering;
}

async function portFailed(given: MeterArguments, fault: SerialLineFault): Promise<number> {
  return failed(given, fault, portMessage(given.port, fault, await presentPorts()));
}

function failed(given: MeterArguments, fault: string, message: Message): number {
  note(formatMessage(message));
  if (given.isJson) out(JSON.stringify({ schema: 1, fault, ...message }));
  return EXIT_FAULT;
}

process.exitCode = await main(process.argv.slice(2));
