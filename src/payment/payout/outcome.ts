/** The outcomes of a payment as the kinds say them. */
import { ok } from '../../result';
import { type MilliSat, milliSat } from '../../units';

export const FAILED = Object.freeze(ok(Object.freeze({ kind: 'failed' } as const)));
export const IN_FLIGHT = Object.freeze(ok(Object.freeze({ kind: 'in-flight' } as const)));
export const NOT_FOUND = Object.freeze(ok(Object.freeze({ kind: 'not-found' } as const)));

export const paid = (feeMilliSat: number) =>
  ok({ kind: 'paid', feeMilliSat: milliSat(feeMilliSat) } as const);

/** What was sent less what arrived; undefined where one of them is missing or they contradict. */
export function feeOf(sent: number | undefined, amount: MilliSat): number | undefined {
  return sent === undefined || sent < amount ? undefined : sent - amount;
}
