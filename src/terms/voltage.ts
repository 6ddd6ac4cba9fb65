/**
 * Voltage outside of the guaranteed band costs the seller the agreed discount, minute by minute of
 * the period: a minute whose mean voltage, on any phase, is outside takes the discount off what the
 * energy of that minute cost. A minute in which nothing was measured is none of them.
 *
 * Plain data, changed in place. Feed each reading to `noteVoltage` before the step that it brings
 * to `noteStep`; at the end of the period `endWatch`, then the step that spans it once more.
 */
import type { PhaseReading } from '../ports';
import { type Charge, cost } from '../tariff/cost';
import { type EpochMs, type MilliSat, milliSat } from '../units';
import { clamp, type Offer } from './offer';
import { chargeOf, inOrder, microCostOfPart, overlap, type Span, type Used } from './part';

export type VoltageWatch = {
  /** The minute that is being measured, counted from the start of the period. */
  minute: number;
  /** Of each phase: sum of its samples in mV, and how many. */
  readonly sums: number[];
  readonly counts: number[];
  /** Closed minutes outside of the band over which a step may still come, oldest first. */
  readonly outside: { fromMs: number; toMs: number }[];
  outsideMinutes: number;
  measuredMinutes: number;
  /** What the energy of the open minute has cost so far. */
  open: Charge;
  /** What is owed to the buyer and was not taken yet. */
  owed: Charge;
};

const MINUTE_MS = 60_000;
const MOST = Number.MAX_SAFE_INTEGER;
const MICRO = 1_000_000n;
const PER_MILLE = 1_000n;
const NOTHING: Charge = Object.freeze({ cost: milliSat(0), carryMicroMilliSat: 0 });
/** A step longer than so many separate times outside has the last of them prolonged. */
const OUTSIDE_MAX = 32;

export const newWatch = (): VoltageWatch => ({
  minute: 0,
  sums: [],
  counts: [],
  outside: [],
  outsideMinutes: 0,
  measuredMinutes: 0,
  open: NOTHING,
  owed: NOTHING,
});

/** One reading. The clock set back, or a reading from before the period, counts where we are. */
export function noteVoltage(
  watch: VoltageWatch,
  terms: Offer,
  atMs: EpochMs,
  phases: readonly PhaseReading[],
): void {
  const minute = Math.floor((atMs - terms.startSec * 1_000) / MINUTE_MS);
  if (minute > watch.minute) closeMinute(watch, terms, minute);
  for (let phase = 0; phase < phases.length; phase++) {
    watch.sums[phase] = (watch.sums[phase] ?? 0) + phases[phase]!.volts;
    watch.counts[phase] = (watch.counts[phase] ?? 0) + 1;
  }
}

/** One register step and when it flowed. What of it lies outside of the period is not looked at. */
export function noteStep(watch: VoltageWatch, terms: Offer, step: Used): void {
  const used = inOrder(step);
  const { importTariff, startSec, stopSec } = terms;
  const fromMs = Math.max(startOf(watch.minute, terms), startSec * 1_000);
  const toMs = stopSec * 1_000;
  if (used.fromMs >= fromMs && used.toMs <= toMs) {
    // Nearly every step: all of it is the open minute's, and the tariff's own sum is exact.
    const { carryMicroMilliSat } = watch.open;
    const charged = cost(importTariff, { ...used, carryMicroMilliSat });
    const sum = clamp(watch.open.cost + charged.cost, -MOST, MOST);
    watch.open = { ...charged, cost: milliSat(sum) };
  } else {
    const open = overlap({ fromMs, toMs }, used);
    if (open !== undefined) {
      watch.open = plus(watch.open, microCostOfPart(importTariff, used, open));
    }
    for (const run of watch.outside) {
      const part = overlap(run, used);
      if (part !== undefined) owe(watch, terms, microCostOfPart(importTariff, used, part));
    }
  }

  // No later step reaches back behind the end of this one.
  while (watch.outside[0] !== undefined && watch.outside[0].toMs <= used.toMs) {
    watch.outside.shift();
  }
}

/** The period has ended: its last minute, which may be a short one, is judged as it stands. */
export function endWatch(watch: VoltageWatch, terms: Offer): void {
  const lengthMs = (terms.stopSec - terms.startSec) * 1_000;
  closeMinute(watch, terms, Math.ceil(lengthMs / MINUTE_MS));
}

/** What is owed so far, in whole mSat; what is left of one is owed still. */
export function takeCompensation(watch: VoltageWatch): MilliSat {
  const { cost: owed, carryMicroMilliSat } = watch.owed;
  watch.owed = { cost: milliSat(0), carryMicroMilliSat };
  return owed;
}

function closeMinute(watch: VoltageWatch, terms: Offer, next: number): void {
  const isMeasured = watch.counts.some((count) => count > 0);
  if (isMeasured) watch.measuredMinutes++;
  if (isMeasured && isOutside(watch, terms)) {
    watch.outsideMinutes++;
    owe(watch, terms, microOf(watch.open));
    keepOutside(watch, {
      fromMs: startOf(watch.minute, terms),
      toMs: Math.min(startOf(watch.minute + 1, terms), terms.stopSec * 1_000),
    });
  }
  watch.minute = next;
  watch.sums.length = 0;
  watch.counts.length = 0;
  watch.open = NOTHING;
}

/** By the mean, without dividing. */
function isOutside({ sums, counts }: VoltageWatch, { voltage }: Offer): boolean {
  const { minimum, maximum } = voltage;
  return sums.some((sum, phase) => {
    const count = counts[phase] ?? 0;
    return sum < minimum * count || sum > maximum * count;
  });
}

function keepOutside({ outside }: VoltageWatch, { fromMs, toMs }: Span): void {
  const last = outside.at(-1);
  const isJoined = last !== undefined && (last.toMs === fromMs || outside.length >= OUTSIDE_MAX);
  if (isJoined) last.toMs = toMs;
  else outside.push({ fromMs, toMs });
}

/** A negative price paid for taking energy: there is nothing to take off. */
function owe(watch: VoltageWatch, { voltageDiscountPerMille }: Offer, micro: bigint): void {
  if (micro <= 0n) return;
  watch.owed = plus(watch.owed, (micro * BigInt(voltageDiscountPerMille)) / PER_MILLE);
}

const startOf = (minute: number, { startSec }: Offer): number =>
  startSec * 1_000 + minute * MINUTE_MS;

const microOf = ({ cost: whole, carryMicroMilliSat }: Charge): bigint =>
  BigInt(whole) * MICRO + BigInt(carryMicroMilliSat);

const plus = (amount: Charge, more: bigint): Charge => chargeOf(microOf(amount) + more);
