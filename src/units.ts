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

export const milliSat = (value: number): MilliSat => whole(value) as MilliSat;
export const milliSatPerKilowattHour = (value: number): MilliSatPerKilowattHour =>
  whole(value) as MilliSatPerKilowattHour;
export const milliWattHours = (value: number): MilliWattHours => natural(value) as MilliWattHours;
export const milliWatts = (value: number): MilliWatts => whole(value) as MilliWatts;
export const milliVolts = (value: number): MilliVolts => natural(value) as MilliVolts;
export const milliAmps = (value: number): MilliAmps => natural(value) as MilliAmps;
export const durationMs = (value: number): DurationMs => natural(value) as DurationMs;
export const monotonicMs = (value: number): MonotonicMs => natural(value) as MonotonicMs;
export const epochMs = (value: number): EpochMs => natural(value) as EpochMs;
export const journalSequence = (value: number): JournalSequence =>
  natural(value) as JournalSequence;

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
