/**
 * The soak's scenarios: recipes from which a seed draws boards, terms, loads and meters. Payments
 * are small and power is high, so that a pull settles every few seconds.
 */
import { FORMAT_NEWEST } from '../../src/journal/record';
import { type Stream, stream } from '../prng';
import type { Scenario, ScenarioBoard } from '../scenario';
import { between, onceIn, oneOf } from './chance';
import type { LifeOptions } from './life';
import { drawBoard } from './recipe-board';
import { changingTariff, steepTariff, turningTariff } from './recipe-tariff';

export type Staging = { readonly scenario: Scenario; readonly options: LifeOptions };

export type Recipe = {
  /** Of so many lives in all. */
  readonly share: number;
  /** One life of so many is taken from those that the shares are of. */
  readonly oneIn?: number;
  /** Kinds of fault that this scenario is there for, and how much more of them it sees. */
  readonly favours: Readonly<Record<string, number>>;
  readonly boards: (chance: Stream, seed: number, startsAtSec: number) => readonly ScenarioBoard[];
  readonly options?: Partial<LifeOptions>;
};

const BOARDS_OF_CROWD = 20;
const STARTS_FROM_MS = Date.UTC(2026, 0, 1);
const YEAR_SEC = 365 * 86_400;
/** The fewest that a ring can turn in, and more, so that some lives never turn it round. */
const FLASH_SECTORS = [4, 4, 6, 8, 16] as const;

/** Meter, clock and flash tell the truth, and the power seldom goes: nothing is excused. */
const CLEAN: Recipe['favours'] = Object.freeze({
  ...favouring(0, ['address-shared', 'frames-replayed', 'register-stuck', 'power-stuck']),
  ...favouring(0, ['register-restarts', 'register-backwards', 'register-jumps']),
  ...favouring(0, ['meter-swapped', 'meter-exchanged', 'direction-swapped', 'phase-dead']),
  ...favouring(0, ['load-steps', 'load-inrush', 'contactor-welded', 'bridged', 'mono-stands']),
  ...favouring(0, ['clock-jumps', 'clock-leaps', 'clock-steps-back', 'price-changed']),
  ...favouring(0, ['bit-flips', 'factory-reset', 'reset-cut', 'guests-many', 'image-cloned']),
  ...favouring(0.05, ['power-cut', 'cut-at-command', 'cut-at-byte', 'cut-at-erase']),
  ...favouring(0.05, ['cut-recovering', 'cuts-on-edge', 'brown-out', 'config-refused']),
});

function favouring(how: number, kinds: readonly string[]): Recipe['favours'] {
  return Object.fromEntries(kinds.map((kind) => [kind, how]));
}

export const RECIPES: Readonly<Record<string, Recipe>> = {
  yard: {
    share: 30,
    favours: {},
    boards: (_, seed) => [drawBoard(seed, 0, { application: 'ev' })],
  },
  flat: {
    share: 25,
    favours: {},
    boards: (_, seed) => [drawBoard(seed, 0, { application: 'grid' })],
  },
  pair: {
    share: 15,
    // Only two boards can meet them.
    favours: { 'link-shared': 6, 'buyers-swap': 3 },
    boards: (chance, seed) => {
      const [sameBuyer, sameName] = [onceIn(chance, 2), onceIn(chance, 3)];
      const applications = ['ev', 'grid'] as const;
      return [0, 1].map((index) =>
        drawBoard(seed, index, {
          application: oneOf(chance, applications),
          ...(sameBuyer ? { buyer: 'shared' } : {}),
          ...(sameName ? { id: 'board' } : {}),
        }),
      );
    },
  },
  'no-cancel': {
    share: 10,
    favours: {},
    boards: (chance, seed) => [
      drawBoard(seed, 0, { application: onceIn(chance, 2) ? 'ev' : 'grid' }),
    ],
    options: { canCancel: false },
  },
  tariff: {
    share: 15,
    favours: { 'power-cut': 2 },
    boards: (chance, seed, startsAtSec) => [
      drawBoard(seed, 0, {
        application: onceIn(chance, 2) ? 'ev' : 'grid',
        tariff: (price) => changingTariff(chance, price, startsAtSec),
        // Terms end within the life, now and then while the board has no power.
        ...(onceIn(chance, 3) ? { durationMs: between(chance, 60, 500) * 1_000 } : {}),
      }),
    ],
  },
  update: {
    share: 5,
    favours: { 'firmware-update': 160, 'firmware-rollback': 420 },
    boards: (chance, seed) => [
      drawBoard(seed, 0, { application: onceIn(chance, 2) ? 'ev' : 'grid' }),
    ],
    options: { format: FORMAT_NEWEST - 1 },
  },
  turns: {
    share: 0,
    oneIn: 10,
    favours: { ...CLEAN, 'buyers-swap': 0.5, 'buyer-changes': 3, 'meter-silent': 2 },
    boards: (_, seed) =>
      [0, 1].map((index) =>
        drawBoard(seed, index, { application: 'ev', stepsWattHours: [0.1, 1, 100, 100] }),
      ),
  },
  steep: {
    share: 0,
    oneIn: 7,
    favours: {
      ...CLEAN,
      'clock-unknown': 6,
      'sold-clockless': 12,
      'meter-silent': 2,
      'link-exhausted': 3,
      'credit-ends': 3,
      'power-cut': 0.5,
    },
    boards: (chance, seed, startsAtSec) => [
      drawBoard(seed, 0, {
        application: onceIn(chance, 2) ? 'ev' : 'grid',
        // Of a coarser one what is not shown yet is counted at the highest price for minutes.
        stepsWattHours: [0.1, 1, 5, 10],
        // The slower, the more flows until a silent meter is noticed.
        intervalsMs: [1_000, 1_000, 2_000, 5_000],
        tariff: (price) => steepTariff(chance, price, startsAtSec),
      }),
    ],
  },
  slow: {
    share: 0,
    oneIn: 12,
    // Wallets that end, and the meter is silent just then: at one price every mSat is known.
    favours: { ...CLEAN, 'meter-silent': 2, 'link-exhausted': 3, 'credit-ends': 8 },
    boards: (_, seed) => [
      drawBoard(seed, 0, {
        application: 'grid',
        stepsWattHours: [0.1, 1],
        intervalsMs: [2_000, 5_000, 5_000],
        // Elsewhere what is kept back besides hides a reserve that is too small.
        isTight: onceIn(stream(seed, 'tight'), 2),
      }),
    ],
  },
  queue: {
    share: 0,
    oneIn: 12,
    // The next buyer waits with a cable in hand, and what the last one used shows late.
    favours: { ...CLEAN, 'buyer-changes': 10 },
    boards: (_, seed) =>
      [0, 1].map((index) =>
        drawBoard(seed, index, { application: 'ev', stepsWattHours: [0.1, 1] }),
      ),
  },
  edges: {
    share: 0,
    oneIn: 8,
    // Snapshots that read as whole at one boot and as torn at the next, in a ring soon turned.
    favours: { ...CLEAN, 'cuts-on-edge': 8 },
    boards: (_, seed) => [drawBoard(seed, 0, { application: 'grid' })],
    options: { flashSectors: 4 },
  },
  coarse: {
    share: 0,
    oneIn: 10,
    // A price ends within a step, and so does the money: what does not show yet must be there.
    favours: { ...CLEAN, 'link-exhausted': 30, 'credit-ends': 3 },
    boards: (chance, seed, startsAtSec) => [
      drawBoard(seed, 0, {
        application: 'grid',
        stepsWattHours: [50, 100],
        intervalsMs: [1_000],
        isTight: true,
        tariff: (price) => turningTariff(chance, price, startsAtSec),
      }),
    ],
  },
  guests: {
    share: 0,
    oneIn: 12,
    favours: {
      'card-burnt': 15_000,
      'card-twice': 15_000,
      'card-hasty': 14_000,
      'card-limited': 4_000,
      'link-exhausted': 3,
      'reply-lost': 2,
      'reply-slow-drip': 2,
      unplug: 2,
      'power-cut': 2,
      'cut-at-command': 3,
      'cut-at-byte': 2,
      'guests-many': 0, // Accounts by the dozen there are here without.
    },
    boards: (_, seed) => [drawBoard(seed, 0, { application: 'ev', guests: true })],
  },
  crowd: {
    share: 1,
    favours: { 'node-busy': 10 },
    boards: (_, seed) =>
      Array.from({ length: BOARDS_OF_CROWD }, (__, index) =>
        drawBoard(seed, index, { application: index % 2 === 0 ? 'ev' : 'grid' }),
      ),
  },
};

/** The scenario a seed belongs to when none is asked for. */
export function nameOf(seed: number): string {
  const names = Object.keys(RECIPES);
  // Whoever came later has a stream of its own: the other lives stay what they were.
  for (const name of names) {
    const { oneIn } = RECIPES[name]!;
    if (oneIn !== undefined && onceIn(stream(seed, `lot ${name}`), oneIn)) return name;
  }
  let rest = stream(seed, 'scenario').below(
    names.reduce((sum, name) => sum + (RECIPES[name]?.share ?? 0), 0),
  );
  for (const name of names) {
    rest -= RECIPES[name]?.share ?? 0;
    if (rest < 0) return name;
  }
  return names[0]!;
}

export function stage(seed: number, name: string, recipe: Recipe): Staging {
  const chance = stream(seed, `scenario ${name}`);
  const startsAtMs = STARTS_FROM_MS + between(chance, 0, YEAR_SEC) * 1_000;
  return {
    scenario: {
      version: 1,
      name,
      startsAt: new Date(startsAtMs).toISOString(),
      boards: recipe.boards(chance, seed, startsAtMs / 1_000),
    },
    options: {
      isEncrypted: onceIn(chance, 2),
      flashSectors: oneOf(chance, FLASH_SECTORS),
      canCancel: true,
      format: FORMAT_NEWEST,
      ...recipe.options,
    },
  };
}

export const SOAK_SCENARIOS: readonly string[] = Object.freeze(Object.keys(RECIPES));
