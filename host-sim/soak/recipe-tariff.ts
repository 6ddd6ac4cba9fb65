/** A tariff that changes while a life lasts: steps and lines, now and then below zero. */
import type { Stream } from '../prng';
import { between, onceIn, scaled } from './chance';
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

/** Dear and cheap in turns, until the shortest of lives is calm. */
const STEEP = { fromSec: -60, toSec: 290, least: 3, most: 25 };
/** Of the price that the payments are made for. */
const STEEP_SHARE_MAX = 6;
const TURN_SEC = { least: 15, most: 70 };

/** Now and then the price leaps, and falls again as soon as somebody may have held back for it. */
export function steepTariff(chance: Stream, price: number, startsAtSec: number): TariffJson {
  const knots = [];
  let isDear = onceIn(chance, 2);
  for (let sec = STEEP.fromSec; sec < STEEP.toSec; isDear = !isDear) {
    const low = 0.1 + 0.9 * chance.share();
    const share = isDear
      ? Math.min(STEEP_SHARE_MAX, low * scaled(chance, STEEP.least, STEEP.most))
      : low;
    knots.push({
      atSec: startsAtSec + sec,
      priceMilliSatPerKilowattHour: Math.round(price * share),
    });
    sec += between(chance, TURN_SEC.least, TURN_SEC.most);
  }
  knots.push({ atSec: startsAtSec + STEEP.toSec + 1, priceMilliSatPerKilowattHour: price });
  return { shape: onceIn(chance, 4) ? 'lines' : 'steps', knots };
}

/** How many times as dear: not so much that the rest of a step would cost next to nothing. */
const TURNS = { least: 2, most: 3.5 };

/** Two prices in turns, each for less time than a coarse register takes for a step. */
export function turningTariff(chance: Stream, price: number, startsAtSec: number): TariffJson {
  const low = Math.round(price * (0.3 + 0.4 * chance.share()));
  const dear = Math.round(low * scaled(chance, TURNS.least, TURNS.most));
  const knots = [];
  let isDear = onceIn(chance, 2);
  for (let sec = STEEP.fromSec; sec < STEEP.toSec; isDear = !isDear) {
    knots.push({ atSec: startsAtSec + sec, priceMilliSatPerKilowattHour: isDear ? dear : low });
    sec += between(chance, TURN_SEC.least, TURN_SEC.most);
  }
  knots.push({ atSec: startsAtSec + STEEP.toSec + 1, priceMilliSatPerKilowattHour: low });
  return { shape: 'steps', knots };
}
