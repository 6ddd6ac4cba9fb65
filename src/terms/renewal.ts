/**
 * Terms follow terms without a gap and without an overlap: the next take over at the exact second
 * at which the running ones stop, and that second is the first of the next.
 *
 *   running.startSec ≤ s < running.stopSec = next.startSec ≤ s < next.stopSec
 *
 * What was agreed never changes: a changed price file counts in the offer that is made after it.
 */
import { frozen } from '../frozen';
import { type Charge, cost } from '../tariff/cost';
import { constantTariff, type Tariff } from '../tariff/tariff';
import {
  type EpochMs,
  type MilliWattHours,
  milliSat,
  milliSatPerKilowattHour,
  milliWattHours,
} from '../units';
import type { Offer } from './offer';
import { chargeOf, energyOfPart, inOrder, microCostOfPart, type Used } from './part';
import type { Expected } from './rules';

/** The terms of a sale: those in force, and those that were agreed to follow. */
export type Period = { readonly terms: Offer; readonly next?: Offer };

/** Time for five repeats a minute apart. The original offers 30 s before the end. */
export const RENEWED_BEFORE_SEC = 300;

export type RenewalFault = 'not-a-renewal' | 'gap' | 'overlap' | 'other-meter' | 'has-deposit';

/** Why an offer cannot follow the running terms. */
export function renewalFault(running: Offer, next: Offer): RenewalFault | undefined {
  if (next.kind !== 'renewal') return 'not-a-renewal';
  if (next.startSec > running.stopSec) return 'gap';
  if (next.startSec < running.stopSec) return 'overlap';
  if (next.meterNumber !== running.meterNumber) return 'other-meter';
  return next.deposit > 0 ? 'has-deposit' : undefined;
}

/** What a buyer expects of the offer that is to follow. */
export const expectedAfter = ({ stopSec }: Offer): Expected => ({
  kind: 'renewal',
  startSecMin: stopSec,
  startSecMax: stopSec,
});

/** What the seller would offer now (`present`), as the offer that follows the running terms. */
export const renewalOf = (running: Offer, present: Offer): Offer => ({
  ...present,
  kind: 'renewal',
  startSec: running.stopSec,
  stopSec: running.stopSec + (present.stopSec - present.startSec),
  deposit: milliSat(0),
});

/** True in the last minutes of terms that nothing follows yet. */
export const wantsRenewal = ({ terms, next }: Period, nowSec: number): boolean =>
  next === undefined && nowSec < terms.stopSec && nowSec >= terms.stopSec - RENEWED_BEFORE_SEC;

/** The terms to which an instant belongs; undefined before the first and after the last. */
export function termsAt({ terms, next }: Period, atMs: EpochMs): Offer | undefined {
  const sec = Math.floor(atMs / 1_000);
  return [terms, next].find((each) => each !== undefined && isIn(each, sec));
}

const isIn = ({ startSec, stopSec }: Offer, sec: number): boolean =>
  sec >= startSec && sec < stopSec;

/** Once the second has come, the next are the terms. Undefined: they ended and none follow. */
export function periodAt(period: Period, nowSec: number): Period | undefined {
  const { terms, next } = period;
  if (nowSec < terms.stopSec) return period;
  return next === undefined || nowSec >= next.stopSec ? undefined : { terms: next };
}

/** Energy of a step under the terms of its time, and what it cost under them. */
export type PeriodCharge = Charge & { readonly energy: MilliWattHours };
/** Each is there when some of the step's time was its. The last one's carry goes on. */
export type StepCharge = { readonly before?: PeriodCharge; readonly after?: PeriodCharge };

/** Energy taken, which the buyer pays for, or fed in, which the seller does. */
export type Direction = 'export' | 'import';

/**
 * Charges a register step. One that spans the second at which the next terms take over is split
 * there: the mWh are whole and add up to the step's, the money is that of each tariff over its own
 * time, and the millionths of the first part are carried into the second.
 */
export function chargeStep(
  { terms, next }: Period,
  direction: Direction,
  step: Used,
  carryMicro: number,
): StepCharge {
  const used = inOrder(step);
  const { energy, fromMs, toMs } = used;
  const carried = { ...used, carryMicroMilliSat: carryMicro };
  const boundaryMs = terms.stopSec * 1_000;
  if (next !== undefined && fromMs >= boundaryMs) {
    return { after: { energy, ...cost(tariffOf(next, direction), carried) } };
  }
  if (next === undefined || toMs <= boundaryMs) {
    return { before: { energy, ...cost(tariffOf(terms, direction), carried) } };
  }

  const first = { fromMs, toMs: boundaryMs };
  const second = { fromMs: boundaryMs, toMs };
  const firstMicro = microCostOfPart(tariffOf(terms, direction), used, first);
  const before = chargeOf(BigInt(carryMicro) + firstMicro);
  const secondMicro = microCostOfPart(tariffOf(next, direction), used, second);
  const after = chargeOf(BigInt(before.carryMicroMilliSat) + secondMicro);
  const { energyRoundedDown } = energyOfPart(used, first);
  return {
    before: { energy: energyRoundedDown, ...before },
    after: { energy: milliWattHours(energy - energyRoundedDown), ...after },
  };
}

const FREE = frozen(constantTariff(milliSatPerKilowattHour(0)));

/** What is fed in without a price for it is a gift. */
const tariffOf = ({ importTariff, exportTariff }: Offer, direction: Direction): Tariff =>
  direction === 'import' ? importTariff : (exportTariff ?? FREE);
