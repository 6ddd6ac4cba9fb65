/** What a tariff says over a time: its mean in so many parts, the lowest, the highest, a cost. */
import { type Charge, cost } from '../../src/tariff/cost';
import { priceAtRoundedDown } from '../../src/tariff/price';
import { knotsFrom } from '../../src/tariff/recipe';
import type { Knot, Tariff } from '../../src/tariff/tariff';
import { epochMs, milliWattHours } from '../../src/units';

export type PriceAt = { readonly atMs: number; readonly price: number };
export type Curve = {
  /** The mean price of each part, rounded down to a whole mSat/kWh. */
  readonly parts: readonly PriceAt[];
  readonly lowest: PriceAt;
  readonly highest: PriceAt;
  readonly meanPrice: number;
  readonly charge: Charge;
};

/** Of a kWh the cost is the price. */
const KWH_MILLI_WATT_HOURS = 1_000_000;

export function curveOf(
  tariff: Tariff,
  fromMs: number,
  toMs: number,
  energyMilliWattHours: number,
  partCount: number,
): Curve {
  const parts = Array.from({ length: partCount }, (_, part) => {
    const startMs = fromMs + Math.floor(((toMs - fromMs) * part) / partCount);
    const endMs = fromMs + Math.floor(((toMs - fromMs) * (part + 1)) / partCount);
    const price = chargeOf(tariff, KWH_MILLI_WATT_HOURS, startMs, endMs).cost;
    return { atMs: startMs, price };
  });
  let lowest = { atMs: fromMs, price: priceAt(tariff, fromMs) };
  let highest = lowest;
  for (const each of pricesIn(tariff, fromMs, toMs)) {
    if (each.price < lowest.price) lowest = each;
    if (each.price > highest.price) highest = each;
  }
  return {
    parts,
    lowest,
    highest,
    meanPrice: chargeOf(tariff, KWH_MILLI_WATT_HOURS, fromMs, toMs).cost,
    charge: chargeOf(tariff, energyMilliWattHours, fromMs, toMs),
  };
}

/** Between its knots a price is neither lower nor higher. */
function* pricesIn(tariff: Tariff, fromMs: number, toMs: number): Generator<PriceAt> {
  for (const { atSec, price } of knotsIn(tariff, fromMs, toMs)) {
    const atMs = atSec * 1_000;
    if (atMs > fromMs && atMs < toMs) yield { atMs, price };
  }
  // A step that begins where the time ends has no part in it.
  const lastMs = tariff.shape === 'steps' ? toMs - 1 : toMs;
  yield { atMs: lastMs, price: priceAt(tariff, lastMs) };
}

function knotsIn(tariff: Tariff, fromMs: number, toMs: number): readonly Knot[] {
  if (tariff.recipe === undefined) return tariff.knots;
  const [fromSec, toSec] = [Math.floor(fromMs / 1_000), Math.floor(toMs / 1_000)];
  return knotsFrom(tariff.recipe, fromSec, toSec, 0, Number.MAX_SAFE_INTEGER);
}

const priceAt = (tariff: Tariff, atMs: number): number => priceAtRoundedDown(tariff, epochMs(atMs));

const chargeOf = (tariff: Tariff, energy: number, fromMs: number, toMs: number): Charge =>
  cost(tariff, {
    energy: milliWattHours(energy),
    fromMs: epochMs(fromMs),
    toMs: epochMs(toMs),
    carryMicroMilliSat: 0,
  });
