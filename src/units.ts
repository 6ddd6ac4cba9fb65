/**
 * Quantities. A number that crosses a function boundary carries its unit in its type.
 *
 * The brands cost nothing at run time. Never use `|`, `&` or `>>` on a quantity: those truncate
 * to 32 bits, and 2^31 mSat is only 2.1 million sat.
 */
declare const unit: unique symbol;
type Quantity<Unit extends string> = number & { readonly [unit]: Unit };

/** Money, signed. 1 sat is 1,000 mSat; all bitcoin there will ever be is 2.1e18 mSat. */
export type MilliSat = Quantity<'milliSat'>;
/** Price of energy, signed: a negative price pays the buyer for taking energy. */
export type MilliSatPerKilowattHour = Quantity<'milliSatPerKilowattHour'>;
/** A register or an amount of energy, zero or more. */
export type MilliWattHours = Quantity<'milliWattHours'>;
/** Active power, signed: import is positive, export negative. */
export type MilliWatts = Quantity<'milliWatts'>;
export type MilliVolts = Quantity<'milliVolts'>;
export type MilliAmps = Quantity<'milliAmps'>;
export type DurationMs = Quantity<'durationMs'>;
/** Milliseconds since this boot. Never steps. */
export type MonotonicMs = Quantity<'monotonicMs'>;
/** Milliseconds since 1970 UTC. For tariffs, terms and people only. */
export type EpochMs = Quantity<'epochMs'>;
/** Place of a record in the journal, counted from 1 when the journal was formatted. */
export type JournalSequence = Quantity<'journalSequence'>;

// Each is the check itself, not a call to it.
type Make<Of extends number> = (value: number) => Of;

export const milliSat = whole as Make<MilliSat>;
export const milliSatPerKilowattHour = whole as Make<MilliSatPerKilowattHour>;
export const milliWattHours = natural as Make<MilliWattHours>;
export const milliWatts = whole as Make<MilliWatts>;
export const milliVolts = natural as Make<MilliVolts>;
export const milliAmps = natural as Make<MilliAmps>;
export const durationMs = natural as Make<DurationMs>;
export const monotonicMs = natural as Make<MonotonicMs>;
export const epochMs = natural as Make<EpochMs>;
export const journalSequence = natural as Make<JournalSequence>;

/** Whole sat in an amount, rounded down (towards minus infinity). */
export const toSatRoundedDown = (amount: MilliSat): number => Math.floor(amount / 1_000);

/** Whole sat that cover an amount, rounded up. */
export const toSatRoundedUp = (amount: MilliSat): number => Math.ceil(amount / 1_000);

// Plain comparisons, no call to `assert`: these run several times a reading, and in XS a call
// costs as much as ten comparisons.

function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new Error('bug: quantity: not a safe integer');
}

function natural(value: number): number {
  if (value >= 0 && Number.isSafeInteger(value)) return value;
  throw new Error('bug: quantity: not a natural number');
}
