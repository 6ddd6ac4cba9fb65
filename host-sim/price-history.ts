/**
 * What a kilowatt-hour costs at a place, and cost before its owner changed the price: the tariff
 * over time, and the same over the energy that the board had billed when the price changed.
 */
import { parseTariffDocument } from '../src/config/tariff-config';
import type { Tariff } from '../src/tariff/tariff';
import { milliSatPerKilowattHour } from '../src/units';
import type { ScenarioBoard } from './scenario';

/** As the scenario has it. Throws `Error` where it has none. */
export function pricesOf({ config }: ScenarioBoard): PriceHistory {
  const { tariff } = config['terms'] as { readonly tariff: unknown };
  const parsed = parseTariffDocument(tariff);
  if (!parsed.ok) throw new Error(`${config.board.id}: terms.tariff is not a tariff`);
  return new PriceHistory(parsed.value, tariff);
}

type Piece = { readonly fromMilliWattHours: number; readonly price: number };

export class PriceHistory {
  #tariff: Tariff;
  readonly #recipe: unknown;
  readonly #pieces: Piece[];

  /** `recipe`: the document that it was read from, for a tariff that no table can state. */
  constructor(tariff: Tariff, recipe: unknown) {
    this.#tariff = tariff;
    this.#recipe = recipe;
    this.#pieces = [{ fromMilliWattHours: 0, price: tariff.knots[0]?.price ?? 0 }];
  }

  get tariff(): Tariff {
    return this.#tariff;
  }

  /** As the scenario has it. */
  get first(): number {
    return this.#pieces[0]?.price ?? 0;
  }

  /** Of the last piece, where the price is constant between the owner's changes. */
  get present(): number {
    return this.#pieces.at(-1)?.price ?? 0;
  }

  /**
   * False, and nothing changes, where it is a recipe, or the table has straight lines or its last
   * knot is not over yet. `billedMilliWattHours`: what the board has billed so far goes at the old
   * prices.
   */
  change(atSec: number, price: number, billedMilliWattHours: number): boolean {
    const { shape, knots, recipe } = this.#tariff;
    if (recipe !== undefined) return false;
    const last = knots.at(-1);
    if ((shape === 'lines' && knots.length > 1) || (last?.atSec ?? 0) >= atSec) return false;
    const knot = { atSec, price: milliSatPerKilowattHour(price) };
    this.#tariff = { shape: 'steps', knots: [...knots, knot] };
    this.#pieces.push({ fromMilliWattHours: billedMilliWattHours, price });
    return true;
  }

  /**
   * Whole mSat that so much billed energy costs, where the price is constant between changes. The
   * most that is right: what was used before a change and is billed after it may be billed lower.
   */
  exactCost(milliWattHours: number): number {
    let micro = 0n;
    for (let i = 0; i < this.#pieces.length; i++) {
      const { fromMilliWattHours: from, price } = this.#pieces[i]!;
      const next = this.#pieces[i + 1]?.fromMilliWattHours ?? milliWattHours;
      const energy = Math.max(0, Math.min(next, milliWattHours) - from);
      micro += BigInt(energy) * BigInt(price);
    }
    return Number(micro / 1_000_000n);
  }

  /** The tariff as a document; without its past only the last price, as an owner overwrites it. */
  document(keepsPast: boolean): unknown {
    const { shape, knots, recipe } = this.#tariff;
    if (recipe !== undefined) return this.#recipe;
    const kept = keepsPast ? knots : [{ atSec: 0, price: this.present }];
    return {
      shape,
      knots: kept.map(({ atSec, price }) => ({ atSec, priceMilliSatPerKilowattHour: price })),
    };
  }
}
