/**
 * Loads behind local relays, switched by the price: the more a load matters, the dearer energy may
 * be before it goes off. It comes back only when the price is well below that, and never sooner
 * than its minimum times allow.
 *
 *             price > off price, on for long enough
 *        on ───────────────────────────────────────▶ off
 *           ◀───────────────────────────────────────
 *             price below the dead band, off for long enough
 */
import type { DurationMs, MilliSatPerKilowattHour, MonotonicMs } from '../units';
import type { PriceBand } from './band';

export type RelayLoad = {
  /** 0: the first to go off. 1,000: the last. */
  readonly priorityPerMille: number;
  /** Of the off price, how far below it the price must be to come back. The original: 100. */
  readonly deadBandPerMille: number;
  readonly minimumOnMs: DurationMs;
  /** Also after boot, where nobody knows how long it was off. The original: 5 s. */
  readonly minimumOffMs: DurationMs;
};

/** Plain data, changed in place. */
export type RelayState = { isOn: boolean; sinceMono: number };

/** Off, since now. */
export const newRelay = (now: MonotonicMs): RelayState => ({ isOn: false, sinceMono: now });

/**
 * Decides anew; true when the relay is to be switched. Without a price (unknown, or too old) it
 * goes off as if it were dear.
 */
export function relayStep(
  state: RelayState,
  load: RelayLoad,
  band: PriceBand,
  price: MilliSatPerKilowattHour | undefined,
  now: MonotonicMs,
): boolean {
  const wanted = wantsOn(state.isOn, load, band, price);
  const minimumMs = state.isOn ? load.minimumOnMs : load.minimumOffMs;
  if (wanted === state.isOn || now - state.sinceMono < minimumMs) return false;
  state.isOn = wanted;
  state.sinceMono = now;
  return true;
}

/** All in thousandths of a mSat/kWh, where the off price is whole. */
function wantsOn(
  isOn: boolean,
  { priorityPerMille, deadBandPerMille }: RelayLoad,
  { allBelow, noneAbove }: PriceBand,
  price: MilliSatPerKilowattHour | undefined,
): boolean {
  if (price === undefined) return false;
  const offMilli = priorityPerMille * (noneAbove - allBelow) + allBelow * 1_000;
  const priceMilli = price * 1_000;
  if (priceMilli > offMilli) return false;
  // A tenth of a negative off price lies below it too.
  const isCheap = (offMilli - priceMilli) * 1_000 > Math.abs(offMilli) * deadBandPerMille;
  return isOn || isCheap;
}
