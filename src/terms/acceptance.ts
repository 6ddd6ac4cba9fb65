/**
 * Whether a buyer accepts an offer. If not: every reason, each with both numbers, and the nearest
 * terms that it would accept, where each field that was refused has moved to the nearest bound (a
 * price: to the buyer's own table). Those terms, offered, are accepted.
 */
import { highestPriceRoundedUp } from '../tariff/price';
import { epochMs, milliSat } from '../units';
import type { Demand } from './demand';
import { largestExcess } from './excess';
import { desiredPayment, type Offer, type PaymentSizes } from './offer';
import { type Reason, WHYS } from './reason';
import { type Expected, RULES } from './rules';

export type Acceptance =
  /** The sizes that both allow; they go into the answer, so that both hold the same. */
  | { readonly agrees: true; readonly payment: PaymentSizes }
  | { readonly agrees: false; readonly reasons: readonly Reason[]; readonly counter: Offer };

export function judge(offer: Offer, demand: Demand, expected: Expected = {}): Acceptance {
  const reasons = priceReasons(offer, demand);
  let counter = offer;
  for (const { why, refuses, mend } of RULES) {
    const refusal = refuses(offer, demand, expected);
    if (refusal === undefined) continue;
    reasons.push({ why, offered: refusal[0], limit: refusal[1] });
    counter = mend(counter, demand, expected);
  }
  if (reasons.length === 0) return { agrees: true, payment: sharedPayment(offer, demand) };
  reasons.sort((a, b) => WHYS.indexOf(a.why) - WHYS.indexOf(b.why));
  // Last: the period may have changed, and with it which prices count.
  return { agrees: false, reasons, counter: mendPrices(counter, demand) };
}

/** What is left of both windows; the buyer's wish counts before the seller's. */
function sharedPayment({ payment }: Offer, { payment: limits }: Demand): PaymentSizes {
  const minimum = milliSat(Math.max(payment.minimum, limits.minimum));
  const maximum = milliSat(Math.min(payment.maximum, limits.maximum));
  const desired = limits.desired ?? payment.desired;
  return { minimum, desired: desiredPayment({ minimum, desired, maximum }), maximum };
}

function priceReasons(offer: Offer, demand: Demand): Reason[] {
  const reasons: Reason[] = [];
  const tooHigh = importExcess(offer, demand);
  if (tooHigh !== undefined) {
    const { priceRoundedUp: offered, ceilingRoundedDown: limit, atSec } = tooHigh;
    reasons.push({ why: 'import-price-too-high', offered, limit, atSec });
  }

  const { startSec, stopSec, exportTariff } = offer;
  const why = 'export-price-too-low';
  if (demand.exportTariff !== undefined && exportTariff === undefined) {
    const [fromMs, toMs] = [epochMs(startSec * 1_000), epochMs(stopSec * 1_000)];
    const limit = highestPriceRoundedUp(demand.exportTariff, fromMs, toMs);
    reasons.push({ why, offered: null, limit });
  }
  const tooLow = exportExcess(offer, demand);
  if (tooLow !== undefined) {
    const { ceilingRoundedDown: offered, priceRoundedUp: limit, atSec } = tooLow;
    reasons.push({ why, offered, limit, atSec });
  }
  return reasons;
}

function mendPrices(offer: Offer, demand: Demand): Offer {
  let mended = offer;
  if (importExcess(offer, demand) !== undefined) {
    mended = { ...mended, importTariff: demand.importTariff };
  }
  const { exportTariff } = demand;
  const isMissing = offer.exportTariff === undefined;
  if (exportTariff !== undefined && (isMissing || exportExcess(offer, demand) !== undefined)) {
    mended = { ...mended, exportTariff };
  }
  return mended;
}

const importExcess = ({ importTariff, startSec, stopSec }: Offer, demand: Demand) =>
  largestExcess(importTariff, demand.importTariff, startSec, stopSec);

/** Of the floor above what is offered for energy fed in, where there are both. */
function exportExcess({ exportTariff, startSec, stopSec }: Offer, demand: Demand) {
  if (exportTariff === undefined || demand.exportTariff === undefined) return undefined;
  return largestExcess(demand.exportTariff, exportTariff, startSec, stopSec);
}
