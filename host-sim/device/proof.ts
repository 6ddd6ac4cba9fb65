/** What a run of the firmware in its own runtime proves, as `docs/device-run.json` keeps it. */
import type { Heaps } from './build';
import type { DayRun } from './run-day';
import type { LinRun } from './run-lin';
import { isRefused, type RefusedRun } from './run-refused';
import { WRONG_NODES } from './wrong-nodes';

export type Proof = {
  readonly date: string;
  readonly machine: string;
  /** Of the runtime: a slot has 16 bytes on 32 bits, as on the device, and 32 on 64. */
  readonly bits: 32 | 64;
  readonly sdkCommit: string;
  readonly tsc: string;
  readonly linkerWarnings: number;
  /** Of the fixed heaps: of the manifest, the same as on the ESP32. */
  readonly creation: {
    readonly chunkBytes: number;
    readonly slots: number;
    readonly stack: number;
  };
  /** Of the day: on 32 bits so little that they prove the figure of a sale's peak. */
  readonly dayHeaps: Heaps;
  readonly settledPulls: number;
  readonly powerCuts: number;
  readonly doublePayments: number;
  readonly lostMilliSat: number;
  /** Servers with a wrong certificate in the node's place that got not a byte of HTTP. */
  readonly refusedServers: number;
  /** Of the day, as the other figures of memory; the stack of all. */
  readonly slotsPeakBytes: number;
  readonly chunksPeakBytes: number;
  readonly slotsSteadyBytes: number;
  readonly chunksSteadyBytes: number;
  /** In slots. */
  readonly stackPeak: number;
  readonly memoryFull: number;
  readonly handshakes: number;
  /** By the board's clock, which did not wait, and how long that took. */
  readonly boardHours: number;
  readonly tookSec: number;
};

export type Creation = {
  readonly chunk: { readonly initial: number; readonly incremental: number };
  readonly heap: { readonly initial: number; readonly incremental: number };
  readonly stack: number;
};

export type Circumstances = Pick<
  Proof,
  'date' | 'machine' | 'bits' | 'sdkCommit' | 'tsc' | 'linkerWarnings'
> & { readonly creation: Creation; readonly dayHeaps: Heaps };

/** What a running sale with one pull may take of slots and chunks, and between two pulls. */
const PEAK_BYTES_MAX = 65_536;
const STEADY_BYTES_MAX = 40_960;
/** As much as that peak, where a slot has 16 bytes. */
export const TIGHT_HEAPS: Heaps = { chunkBytes: 30_208, slots: 2_208 };

export function proofOf(
  about: Circumstances,
  cuts: LinRun,
  day: DayRun,
  refused: readonly RefusedRun[],
): Proof {
  const { date, machine, bits, sdkCommit, tsc, linkerWarnings, creation, dayHeaps } = about;
  const most = (of: keyof LinRun & keyof DayRun) => Math.max(Number(cuts[of]), Number(day[of]));
  const sum = (of: keyof LinRun & keyof DayRun) => Number(cuts[of]) + Number(day[of]);
  return {
    ...{ date, machine, bits, sdkCommit, tsc, linkerWarnings },
    creation: {
      chunkBytes: creation.chunk.initial,
      slots: creation.heap.initial,
      stack: creation.stack,
    },
    dayHeaps,
    settledPulls: sum('settledPulls'),
    powerCuts: cuts.powerCuts,
    doublePayments: sum('doublePayments'),
    lostMilliSat: sum('lostMilliSat'),
    refusedServers: refused.filter(isRefused).length,
    slotsPeakBytes: Number(day.slotsPeakBytes),
    chunksPeakBytes: Number(day.chunksPeakBytes),
    slotsSteadyBytes: Number(day.slotsSteadyBytes),
    chunksSteadyBytes: Number(day.chunksSteadyBytes),
    stackPeak: Math.ceil(most('stackPeakBytes') / slotBytes(bits)),
    memoryFull: sum('memoryFull'),
    handshakes: sum('handshakes'),
    boardHours: Math.round(day.boardHours * 10) / 10,
    tookSec: day.tookSec,
  };
}

const slotBytes = (bits: 32 | 64): number => bits / 2;

/** Why it does not close anything; empty when it does. */
export function complaintsOf(proof: Proof): readonly string[] {
  const { creation, dayHeaps, bits } = proof;
  const heapBytes = dayHeaps.slots * slotBytes(bits) + dayHeaps.chunkBytes;
  const steadyBytes = proof.slotsSteadyBytes + proof.chunksSteadyBytes;
  const must: readonly (readonly [isSo: boolean, what: string])[] = [
    [proof.linkerWarnings === 0, 'a linker warning'],
    [proof.settledPulls >= 3, 'fewer than 3 settled pulls'],
    [proof.powerCuts >= 20, 'fewer than 20 power cuts'],
    [proof.doublePayments === 0, 'a double payment'],
    [proof.lostMilliSat === 0, 'lost money'],
    [proof.refusedServers >= WRONG_NODES, 'a server that was not refused as it must be'],
    [proof.memoryFull === 0, 'the memory was full'],
    [proof.boardHours >= 24, 'less than a day'],
    [proof.slotsPeakBytes <= dayHeaps.slots * slotBytes(bits), 'the slots were not fixed'],
    [proof.chunksPeakBytes <= dayHeaps.chunkBytes, 'the chunks were not fixed'],
    [bits !== 32 || heapBytes <= PEAK_BYTES_MAX, 'the day had more than 64 KB'],
    [bits !== 32 || steadyBytes <= STEADY_BYTES_MAX, 'more than 40 KB stay in use'],
    [proof.stackPeak <= creation.stack, 'the stack was not fixed'],
  ];
  return must.flatMap(([isSo, what]) => (isSo ? [] : [what]));
}

/** As the pages have them. */
export function figuresOf(proof: Proof): readonly (readonly [name: string, value: string])[] {
  const { creation, dayHeaps } = proof;
  const number = (value: number) => value.toLocaleString('en');
  const slots = (bytes: number) => number(Math.ceil(bytes / slotBytes(proof.bits)));
  return [
    ['hours, by its own clock', `${proof.boardHours} (took ${number(proof.tookSec)} s)`],
    ['pulls settled, over TLS', number(proof.settledPulls)],
    ['TLS handshakes', number(proof.handshakes)],
    ['power cuts mid-pull (SIGKILL)', number(proof.powerCuts)],
    ['double payments', number(proof.doublePayments)],
    ['lost', `${number(proof.lostMilliSat)} mSat`],
    ['wrong certificates refused', number(proof.refusedServers)],
    ['linker warnings', number(proof.linkerWarnings)],
    ['times the memory was full', number(proof.memoryFull)],
    ['slots at most, with garbage', `${slots(proof.slotsPeakBytes)} of ${number(dayHeaps.slots)}`],
    ['slots left by the collector', slots(proof.slotsSteadyBytes)],
    [
      'chunks at most, with garbage',
      `${number(proof.chunksPeakBytes)} of ${number(dayHeaps.chunkBytes)} B`,
    ],
    ['chunks left by the collector', `${number(proof.chunksSteadyBytes)} B`],
    ['stack at most', `${number(proof.stackPeak)} of ${number(creation.stack)} slots`],
  ];
}

/** As the README has it. */
export function sentenceOf(proof: Proof): string {
  const { powerCuts, boardHours, doublePayments, lostMilliSat, bits } = proof;
  const settled = proof.settledPulls.toLocaleString('en');
  return (
    `${settled} pulls settled, ${powerCuts} power cuts in the middle of one, ` +
    `${boardHours} hours by its own clock: ${doublePayments} double payments, ` +
    `${lostMilliSat} mSat lost, on ${bits} bits`
  );
}
