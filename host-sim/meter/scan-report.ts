/** What a scan found, read once more with the driver, as a table and as JSON. */
import { METER_ROWS } from '../../drivers/meters/rows';
import type { MeterFault, Reading } from '../../src/ports';
import { unreachable } from '../../src/result';
import type { MeterArguments } from './arguments';
import { openMeter, readingJson } from './reading';
import type { Found, Progress, ScanPlan } from './scan';

/** `fault`: it answers, but not as this type of meter does. */
export type FoundMeter = Found & {
  readonly serial: string | null;
  readonly reading: Reading | undefined;
  readonly fault: MeterFault | 'port-lost' | undefined;
};

export async function readFound(given: MeterArguments, found: Found): Promise<FoundMeter> {
  const { type, port } = given;
  const { line, address } = found;
  const opened = await openMeter({ type, port, line, address });
  if (!opened.ok) return { ...found, serial: null, reading: undefined, fault: 'port-lost' };
  const meter = opened.value;
  const sampled = await meter.sample();
  const serial = sampled.ok ? await meter.serial() : null;
  await meter.close();
  return sampled.ok
    ? { ...found, serial, reading: sampled.value, fault: undefined }
    : { ...found, serial, reading: undefined, fault: sampled.fault };
}

const HEADS = ['baud', 'parity', 'address', 'serial', 'import kWh', 'power W', 'answers as'];

export function foundTable(given: MeterArguments, meters: readonly FoundMeter[]): string {
  const rows = meters.map(({ line, address, serial, reading, fault }) => [
    String(line.baud),
    line.parity,
    String(address),
    serial ?? '-',
    reading === undefined ? '-' : (reading.importRegister / 1_000_000).toFixed(3),
    reading === undefined ? '-' : (reading.power / 1_000).toFixed(1),
    fault === undefined ? METER_ROWS[given.type].model : `not ${given.type}: ${wordsOf(fault)}`,
  ]);
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  const isLeft = (column: number) => column === 1 || column === HEADS.length - 1;
  return [HEADS, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          isLeft(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function scanJson(
  given: MeterArguments,
  plan: ScanPlan,
  meters: readonly FoundMeter[],
): object {
  const { type, port } = given;
  const tried = {
    lines: plan.lines.map(({ baud, parity }) => ({ baud, parity })),
    addresses: plan.addresses,
  };
  const found = meters.map(({ line, address, serial, reading, fault }) => {
    if (reading === undefined) {
      return { baud: line.baud, parity: line.parity, address, fault: fault ?? null };
    }
    const { schema: _, ...meter } = readingJson({ type, port, line, address }, reading, serial);
    return { ...meter, fault: null };
  });
  return { schema: 1, type, port, found, tried };
}

/** On a terminal one line that changes; elsewhere one line for each line setting. */
export function showProgress(progress: Progress, name: string): void {
  const { address, isFirstOfLine, leftMs } = progress;
  const left = `${Math.ceil(leftMs / 1_000)} s left at most`;
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001b[KTrying ${name}, address ${address}; ${left}`);
  } else if (isFirstOfLine) {
    process.stderr.write(`Trying ${name}; ${left}\n`);
  }
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function wordsOf(fault: MeterFault | 'port-lost'): string {
  switch (fault) {
    case 'timeout':
      return 'silent when asked for all of it';
    case 'bad-checksum':
      return 'CRC errors';
    case 'unexpected-frame':
      return 'frames of another length';
    case 'exception':
      return 'no such register';
    case 'not-a-number':
      return 'values it cannot have';
    case 'line-stuck':
    case 'too-fast':
      return 'pulses';
    case 'port-closed':
    case 'port-lost':
      return 'the port went away';
    default:
      return unreachable(fault);
  }
}
