/**
 * From a seed to a life. Every kind of fault draws from a stream of its own, so that a new kind
 * leaves the others where they were.
 */
import { type Stream, stream } from '../prng';
import { CALM_MS_MIN } from './calm';
import { between, onceIn, scaled } from './chance';
import type { Fault, Life } from './life';
import { nameOf, RECIPES, stage } from './scenarios';
import type { FaultTable } from './stage';

const FAULT_MS = { least: 300_000, most: 780_000 };
/** In one life of so many the calm begins with the load on and no power cycle, until all lapsed. */
const WATCHED = { oneIn: 8, calmMs: 400_000 };
/** How often a kind of weight 1 begins in a life of ordinary intensity. */
const BEGINS_PER_WEIGHT = 0.5;
/** Faults of one burst fall within this. */
const BURST_MS = 4_000;

/** How a life is hurt. */
type Weather = {
  readonly intensity: number;
  /** The share of kinds that occur at all; those occur the more often. */
  readonly breadth: number;
  /** Instants around which faults gather; none: anywhere. */
  readonly burstsAtMs: readonly number[];
};

/** Names a scenario, or leaves it to the seed. */
export function lifeOf(seed: number, faults: FaultTable, wanted?: string): Life {
  const name = wanted ?? nameOf(seed);
  const recipe = RECIPES[name];
  if (recipe === undefined) throw new Error(`bug: there is no scenario ${name}`);
  const { scenario, options } = stage(seed, name, recipe);
  const chance = stream(seed, 'weather');
  const faultMs = between(chance, FAULT_MS.least, FAULT_MS.most);
  const calmMs = onceIn(chance, WATCHED.oneIn) ? WATCHED.calmMs : CALM_MS_MIN;
  const weather = drawWeather(chance, faultMs);
  const boards = scenario.boards.length;
  const drawn = Object.entries(faults).flatMap(([kind, row]) => {
    const mean = BEGINS_PER_WEIGHT * row.weight * (recipe.favours[kind] ?? 1);
    return drawFaults(stream(seed, `fault ${kind}`), kind, row.forMs, mean, {
      weather,
      boards,
      faultMs,
    });
  });
  // Ties by name: the order of the tables is no part of a life.
  drawn.sort((a, b) => a.atMs - b.atMs || (a.kind < b.kind ? -1 : 1));
  return { version: 1, seed, name, scenario, options, faultMs, calmMs, faults: drawn };
}

function drawWeather(chance: Stream, faultMs: number): Weather {
  const lot = chance.below(100);
  const intensity =
    lot < 15
      ? scaled(chance, 5, 30)
      : lot < 80
        ? scaled(chance, 50, 150)
        : scaled(chance, 200, 400);
  const breadth = onceIn(chance, 2) ? 1 : scaled(chance, 15, 60) / 100;
  const bursts = onceIn(chance, 3) ? between(chance, 1, 12) : 0;
  const burstsAtMs = Array.from({ length: bursts }, () => chance.below(faultMs - BURST_MS));
  return { intensity: intensity / 100, breadth, burstsAtMs };
}

type Frame = { readonly weather: Weather; readonly boards: number; readonly faultMs: number };

function drawFaults(
  chance: Stream,
  kind: string,
  [least, most]: readonly [number, number],
  mean: number,
  { weather, boards, faultMs }: Frame,
): readonly Fault[] {
  const { intensity, breadth, burstsAtMs } = weather;
  if (chance.share() >= breadth) return [];
  const faults: Fault[] = [];
  for (let left = poisson(chance, (mean * intensity) / breadth); left > 0; left--) {
    const burst = burstsAtMs[chance.below(Math.max(1, burstsAtMs.length))];
    const atMs = burst === undefined ? chance.below(faultMs) : burst + chance.below(BURST_MS);
    const forMs = most === 0 ? 0 : scaled(chance, Math.max(1, least), most);
    faults.push({
      atMs,
      kind,
      board: chance.below(boards),
      forMs: Math.min(forMs, faultMs - atMs),
      size: chance.share(),
    });
  }
  return faults;
}

/** Of Knuth: multiplies shares until they are less than e to the minus mean. */
function poisson(chance: Stream, mean: number): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = chance.share(); product > least; product *= chance.share()) count++;
  return count;
}
