/**
 * The ten fixed histories of the exhaustive part: short lives in which a sale meets what a journal
 * has to survive, each with the ends that it must reach when nothing cuts it.
 */
import { FORMAT_NEWEST } from '../../../src/journal/record';
import type { BoardCourse } from '../../power-cut';
import type { ScenarioBoard } from '../../scenario';
import type { Fault, Life, LifeOptions } from '../life';
import type { PullCounts } from '../tally';
import { car, carElsewhere, flat } from './history-boards';

export type History = {
  readonly name: string;
  readonly about: string;
  readonly life: Life;
  /** Uncut it ends in at least so many. */
  readonly reaches: Partial<PullCounts> & Partial<BoardCourse>;
};

const STARTS_AT = '2026-03-01T12:00:00.000Z';
/** Short parts: late money is looked for within seconds of a boot, and a pull takes few more. */
const CALM = { unpluggedMs: 1_000, looksMs: 6_000, sellsMs: 90_000, isBrief: true };
/** As many digits as a name of the Internet has at most, or nearly. */
const LONG_NAME = Array.from({ length: 14 }, () => 'a-long-street').join('.');
const OPTIONS: LifeOptions = {
  isEncrypted: false,
  flashSectors: 4,
  canCancel: true,
  format: FORMAT_NEWEST,
};

const at = (seconds: number, kind: string, forSeconds = 0, size = 0): Fault => ({
  atMs: Math.round(seconds * 1_000),
  kind,
  board: 0,
  forMs: Math.round(forSeconds * 1_000),
  size,
});

type Course = {
  readonly seed: number;
  readonly seconds: number;
  readonly boards: readonly ScenarioBoard[];
  readonly faults: readonly Fault[];
  readonly options?: Partial<LifeOptions>;
  readonly reaches: History['reaches'];
};

function history(name: string, about: string, course: Course): History {
  const { seed, seconds, boards, faults, options, reaches } = course;
  const life: Life = {
    version: 1,
    seed,
    name,
    scenario: { version: 1, name, startsAt: STARTS_AT, boards },
    options: { ...OPTIONS, ...options },
    faultMs: seconds * 1_000,
    calmMs: CALM.unpluggedMs + CALM.looksMs + CALM.sellsMs,
    calm: CALM,
    faults,
  };
  return { name, about, life, reaches };
}

export const HISTORIES: readonly History[] = Object.freeze([
  history('charge', 'a car plugs in, is charged pull by pull, and leaves', {
    seed: 15,
    seconds: 24,
    boards: [car()],
    faults: [at(19, 'unplug', 60)],
    reaches: { settled: 3 },
  }),
  history('tenant', 'a flat whose price changes at two instants', {
    seed: 12,
    seconds: 22,
    boards: [flat(Date.parse(STARTS_AT) / 1_000)],
    faults: [],
    reaches: { settled: 3 },
  }),
  history('void', 'the cable leaves while a payment is on its way', {
    seed: 15,
    seconds: 16,
    boards: [car()],
    faults: [at(0, 'ok-and-never-pays'), at(5, 'unplug', 3)],
    reaches: { void: 1, settled: 1 },
  }),
  history('lapsed', 'nobody pays, the node cannot cancel, and then does not know it', {
    seed: 13,
    seconds: 215,
    boards: [car()],
    faults: [
      at(0, 'ok-and-never-pays'),
      at(5, 'unplug', 199),
      at(7, 'power-cut', 191),
      // A node that says it is cancelled at its expiry leaves nothing to lapse.
      at(190, 'node-forgets', 13),
    ],
    options: { canCancel: false },
    reaches: { lapsed: 1, settled: 1 },
  }),
  history('late', 'a payment arrives after its invoice was cancelled', {
    seed: 13,
    seconds: 18,
    boards: [car()],
    faults: [at(0, 'paid-late'), at(5, 'unplug', 6), at(9, 'power-cut', 1)],
    reaches: { late: 1, settled: 1 },
  }),
  history('two-buyers', 'one buyer after the other at the same place', {
    seed: 6,
    seconds: 24,
    boards: [car('first'), carElsewhere('second')],
    faults: [at(8, 'buyers-swap', 8)],
    reaches: { settled: 4 },
  }),
  history('ring', 'short sales with long links fill the ring, and the book is restated', {
    seed: 7,
    seconds: 14,
    boards: [car(LONG_NAME)],
    faults: Array.from({ length: 12 }, (_, sale) => at(1.6 + sale * 0.9, 'unplug', 0.2)),
    reaches: { settled: 1, erases: 6 },
  }),
  history('update', 'a new image restates the journal in its own format', {
    seed: 14,
    seconds: 24,
    boards: [car()],
    faults: [at(9, 'firmware-update', 6, 0.9)],
    options: { format: FORMAT_NEWEST - 1 },
    reaches: { settled: 2 },
  }),
  history('latch', 'another meter answers, and the owner confirms it', {
    seed: 9,
    seconds: 30,
    boards: [car()],
    faults: [at(8, 'meter-swapped', 60, 0.7)],
    reaches: { settled: 2 },
  }),
  history('reset', 'the owner resets the board, and it sells anew', {
    seed: 14,
    seconds: 22,
    boards: [car()],
    faults: [at(10, 'factory-reset'), at(13, 'unplug', 1)],
    reaches: { settled: 2 },
  }),
]);
