/**
 * Energy found after a boot: what of it was the sale's, and at which price. The register tells how
 * much; when it flowed nobody saw.
 */
import type { BoardState } from '../state';
import type { Tariff } from '../tariff/tariff';
import { type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { creditOf } from './account';
import { accountAt } from './book';
import { addPending, checkpointMilliSat, takeUnauthorised } from './charging';

const MS_PER_HOUR = 3_600_000;
const STALE_INTERVALS = 3;

/**
 * Energy found after a boot: up to what may have flowed since the last checkpoint plus P_max for
 * the stale limit is the sale's, at the lowest price of the gap; the rest is unauthorised. (Not
 * free: without a clock there was no checkpoint, and whoever cuts the power would use it again.)
 */
export function takeGap(state: BoardState, imported: MilliWattHours, to: MonotonicMs): void {
  const { charging, book, config } = state;
  if (imported === 0) return;
  const sale = book.sale;
  if (sale === undefined) {
    book.unauthorised += imported;
    return;
  }
  const silentMs = STALE_INTERVALS * config.meter.intervalMs;
  const price = Math.max(1, lowestPriceEver(config.terms.tariff));
  const since = Math.ceil((checkpointMilliSat(state) * 1_000_000) / price);
  const most = since + Math.ceil((state.powerMax * silentMs) / MS_PER_HOUR);
  // Without credit the contactor would have been open.
  const credit = Math.max(0, creditOf(accountAt(book, sale.account)));
  const paidFor = Math.floor((credit * 1_000_000) / price);
  const sold = Math.min(imported, most, paidFor);
  if (sold > 0) addPending(state, sale.account, milliWattHours(sold), to, to);
  if (sold < imported) takeUnauthorised(state, milliWattHours(imported - sold), to);
  charging.pendingGap = charging.pendingImport > 0;
}

function lowestPriceEver({ knots }: Tariff): number {
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const { price } of knots) if (price < lowest) lowest = price;
  return lowest;
}
