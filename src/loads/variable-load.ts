/** A load that can be throttled: the share of its power that the present price allows. */
import type { MilliSatPerKilowattHour } from '../units';
import type { PriceBand } from './band';

/**
 * 100 at the lower price of the band, 0 at the higher, rounded down to whole percent. Undefined
 * (the price is not known, or is too old) is 0: what cannot be known to be cheap is not bought.
 */
export function percentRoundedDown(
  { allBelow, noneAbove }: PriceBand,
  price: MilliSatPerKilowattHour | undefined,
): number {
  if (price === undefined || price >= noneAbove) return 0;
  if (price <= allBelow) return 100;
  // Exact: a price has less than 2^31 mSat/kWh, so a hundred of them are far below 2^53.
  const share = 100 * (noneAbove - price);
  const width = noneAbove - allBelow;
  return (share - (share % width)) / width;
}
