/**
 * Looks for meters: the likely bauds, parities and addresses, the factory's first. Ends with the
 * first line settings at which something answers, after all addresses were asked there.
 */
import type { MeterRow } from '../../drivers/meters/row';
import { type ReadRequest, readRequest } from '../../drivers/modbus/frame';
import type { LineSettings } from '../../drivers/modbus/line';
import { fail, ok, type Result } from '../../src/result';
import { openSerialLine, type SerialLineFault } from '../meters/serial-line';
import type { MeterArguments } from './arguments';
import { type Heard, openProbe, probeMs } from './probe';

/** In the order of how often they are met. */
const LIKELY_BAUDS: readonly number[] = [9_600, 2_400, 4_800, 19_200, 38_400, 1_200];
const LIKELY_PARITIES: readonly LineSettings['parity'][] = ['none', 'even'];
const ADDRESSES_MAX = 10;

export type ScanPlan = {
  readonly lines: readonly LineSettings[];
  readonly addresses: readonly number[];
};

export type Found = {
  readonly line: LineSettings;
  readonly address: number;
  readonly heard: 'answer' | 'exception';
};

export type ScanResult = {
  readonly found: readonly Found[];
  /** Where bytes came that made no frame, or somebody else's. */
  readonly noisy: readonly LineSettings[];
};

export type Progress = {
  readonly line: LineSettings;
  readonly address: number;
  readonly isFirstOfLine: boolean;
  readonly leftMs: number;
};

/** What is not given on the command line is tried. */
export function planScan(row: MeterRow, given: MeterArguments): ScanPlan {
  const { baud, parity, address } = given;
  const isWide = given.mode === 'scan';
  const bauds = baud === undefined ? firstOf(row.line.baud, LIKELY_BAUDS) : [baud];
  const parities =
    parity !== undefined
      ? [parity]
      : isWide
        ? firstOf(row.line.parity, LIKELY_PARITIES)
        : [row.line.parity];
  const { stopBits } = row.line;
  return {
    lines: parities.flatMap((each) =>
      bauds.map((rate) => ({ baud: rate, parity: each, stopBits })),
    ),
    addresses: address !== undefined ? [address] : isWide ? likelyAddresses() : [1],
  };
}

export const likelyAddresses = (): readonly number[] =>
  Array.from({ length: ADDRESSES_MAX }, (_, index) => index + 1);

const firstOf = <Value>(first: Value, all: readonly Value[]): readonly Value[] => [
  first,
  ...all.filter((each) => each !== first),
];

/** The volts of the first phase: every meter has them. */
export const questionFor = (row: MeterRow, address: number): ReadRequest =>
  readRequest(address, {
    functionCode: row.blocks[0]!.functionCode,
    start: row.volts[0]!.at,
    count: 2,
  });

export async function scan(
  port: string,
  row: MeterRow,
  plan: ScanPlan,
  onProgress: (progress: Progress) => void,
): Promise<Result<ScanResult, SerialLineFault>> {
  const noisy: LineSettings[] = [];
  const questionMs = (line: LineSettings) => probeMs(line, questionFor(row, 1));
  let leftMs = plan.lines.reduce(
    (total, line) => total + questionMs(line) * plan.addresses.length,
    0,
  );
  for (const line of plan.lines) {
    const opened = await openSerialLine(port, line);
    if (!opened.ok) return opened;
    const probe = openProbe(opened.value.open, line);
    const found: Found[] = [];
    for (const address of plan.addresses) {
      const isFirstOfLine = address === plan.addresses[0];
      onProgress({ line, address, isFirstOfLine, leftMs });
      const heard: Heard = await probe(questionFor(row, address));
      leftMs -= questionMs(line);
      if (heard === 'port-closed') {
        await opened.value.close();
        return fail('no-such-device');
      }
      if (heard === 'answer' || heard === 'exception') found.push({ line, address, heard });
      if ((heard === 'noise' || heard === 'other-station') && noisy.at(-1) !== line) {
        noisy.push(line);
      }
    }
    await opened.value.close();
    if (found.length > 0) return ok({ found, noisy });
  }
  return ok({ found: [], noisy });
}
