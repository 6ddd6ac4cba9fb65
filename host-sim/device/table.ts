/** What came of a run of the firmware, as a person reads it. */
import type { LinAccount } from './lin-account';
import type { DayRun } from './run-day';
import type { EmulatorRun } from './run-emulator';
import type { LinRun } from './run-lin';

type Row = readonly [name: string, value: string];
type Measured = LinAccount & { readonly memoryFull: number };

export const tableOfCuts = (run: LinRun, bits: 32 | 64): string =>
  format([
    ['pulls settled', String(run.settledPulls)],
    ['power cuts mid-pull', `${run.powerCuts} (${run.boots} boots)`],
    ...rowsOf(run, bits),
  ]);

export const tableOfDay = (run: DayRun, bits: 32 | 64): string =>
  format([
    ['hours, by its own clock', `${run.boardHours.toFixed(1)} (took ${run.tookSec} s)`],
    ['pulls settled', String(run.settledPulls)],
    ...rowsOf(run, bits),
  ]);

export const tableOfEmulator = (run: EmulatorRun): string =>
  format([
    ['pulls settled', String(run.settledPulls)],
    ['power cuts', `${run.powerCuts} (${run.boots} boots, ${run.hangs} of a silent chip)`],
    ...rowsOf(run, 32),
  ]);

const rowsOf = (run: Measured, bits: 32 | 64): readonly Row[] => [
  ['taken by the node', sat(run.paidMilliSat)],
  ['credited by the journal', sat(run.creditedMilliSat)],
  ['charged', sat(run.chargedMilliSat)],
  ['delivered', `${(run.deliveredMilliWattHours / 1_000).toFixed(3)} Wh`],
  ['TLS handshakes', String(run.handshakes)],
  ['double payments', String(run.doublePayments)],
  ['lost', sat(run.lostMilliSat)],
  ['image', run.isImageConfirmed ? 'confirmed' : 'on trial'],
  ['memory, most in use', memoryOf(run, bits)],
  ['ended by itself', run.faults.length === 0 ? 'never' : `codes ${run.faults.join(', ')}`],
];

const sat = (milliSat: number) => `${(milliSat / 1_000).toFixed(3)} sat`;

const memoryOf = (run: Measured, bits: 32 | 64) =>
  run.slotsPeakBytes === undefined
    ? 'not measured'
    : `${run.slotsPeakBytes} B slots (${bits}-bit), ${run.chunksPeakBytes} B chunks ` +
      `with garbage; ${run.slotsSteadyBytes} and ${run.chunksSteadyBytes} B without; ` +
      `${run.stackPeakBytes} B stack; full ${run.memoryFull} times`;

const format = (rows: readonly Row[]) =>
  `\n${rows.map(([name, value]) => `  ${name.padEnd(26)}${value}`).join('\n')}\n`;
