/** A tariff that changes while a life lasts: steps and lines, now and then below zero. */
import type { Stream } from '../prng';
import { between, onceIn } from './chance';
import type { TariffJson } from './recipe-board';

/** Knots fall from shortly before a life to shortly after it. */
const BEFORE_SEC = 60;
const AFTER_SEC = 1_000;
const KNOTS = { least: 3, most: 24 };

/** `price` is what the payments are made for: pieces lie around it, none above twice. */
export function changingTariff(chance: Stream, price: number, startsAtSec: number): TariffJson {
  const count = between(chance, KNOTS.least, KNOTS.most);
  const dips = onceIn(chance, 3);
  const instants = new Set<number>();
  while (instants.size < count) {
    instants.add(startsAtSec + between(chance, -BEFORE_SEC, AFTER_SEC));
  }
  const knots = [...instants]
    .sort((a, b) => a - b)
    .map((atSec) => {
      const isNegative = dips && onceIn(chance, 6);
      const share = isNegative ? -chance.share() : 0.2 + 1.8 * chance.share();
      return { atSec, priceMilliSatPerKilowattHour: Math.round(price * share) };
    });
  return { shape: onceIn(chance, 2) ? 'steps' : 'lines', knots };
}
