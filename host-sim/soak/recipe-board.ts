/** One board of a life as a seed draws it: what it sells, to whom, and through which meter. */
import { METER_ROWS, type MeterType } from '../../drivers/meters/rows';
import type { ContactorFeedback } from '../../src/ports';
import type { LoadPart } from '../load';
import { type Stream, stream } from '../prng';
import type { ScenarioBoard } from '../scenario';
import { between, oneOf, scaled } from './chance';

export type BoardWish = {
  readonly application: 'ev' | 'grid';
  readonly id?: string;
  readonly buyer?: string;
  /** From the price that makes payments as frequent as they should be. */
  readonly tariff?: (price: number) => TariffJson;
  readonly durationMs?: number;
  /** By what the register may move, in Wh; absent: whatever meters do. */
  readonly stepsWattHours?: readonly [number, ...number[]];
  /** How often the meter is read; absent: as boards do by themselves. */
  readonly intervalsMs?: readonly [number, ...number[]];
  /** Who comes shows no link. */
  readonly guests?: boolean;
  /** Sold to the last mSat: all is drawn that the terms allow, and nothing kept but the reserve. */
  readonly isTight?: boolean;
};

export type TariffJson = {
  readonly shape: 'steps' | 'lines';
  readonly knots: readonly {
    readonly atSec: number;
    readonly priceMilliSatPerKilowattHour: number;
  }[];
};

const METERS: readonly [MeterType, ...MeterType[]] = [
  ...(['sdm120', 'sdm230', 'sdm72d-m-v2', 'sdm630'] as const),
];
const VOLTS = 230;
const MILLI_SAT_MS_PER_KILOWATTHOUR = 3.6e12;
const RUNWAY_MS_MAX = 90_000;
const RUNWAYS_MS = [0, 5_000, 20_000, 60_000, RUNWAY_MS_MAX] as const;
/** An empty wallet is felt while it is empty. */
const TIGHT_RUNWAY_MS = 5_000;
/** A tenth of what flows at the least; at the most what a worn mechanical register shows. */
const STEP_WATT_HOURS = [0.1, 0.5, 1, 1, 10, 100] as const;

/** No guest is granted anything, and who does not pay is gone after a while. */
const GUESTS = { guests: true, idleEndMs: 120_000 };

export function drawBoard(seed: number, index: number, wish: BoardWish): ScenarioBoard {
  const chance = stream(seed, `board ${index}`);
  const { application } = wish;
  const type = oneOf(chance, METERS);
  const phases = METER_ROWS[type].volts.length === 3 ? 3 : 1;
  const watts = scaled(chance, 1_500, 7_400) * phases;
  const desiredSat = between(chance, 5, 20);
  // One payment lasts so long at full power.
  const paymentMs = between(chance, 5_000, 10_000);
  const price = Math.round(
    (desiredSat * 1_000 * MILLI_SAT_MS_PER_KILOWATTHOUR) / (watts * 1_000 * paymentMs),
  );
  const isTight = wish.isTight ?? false;
  const headroomMilliAmps = between(chance, 1, 9_000);
  const currentMaxMilliAmps =
    Math.ceil((watts * 1_000) / VOLTS / phases) + (isTight ? 1 : headroomMilliAmps);
  const pilot = application === 'ev' && chance.below(2) === 0;
  return {
    buyer: wish.buyer ?? `buyer-${index}`,
    standing: application === 'grid',
    ...(wish.guests === true ? { guests: true } : {}),
    load: isTight ? [{ watts }] : drawLoad(chance, application, watts),
    ...feedback(seed, index),
    meter: {
      stepWattHours: oneOf(chance, wish.stepsWattHours ?? STEP_WATT_HOURS),
      startKilowattHoursMax: scaled(chance, 1, 90_000),
    },
    config: {
      board: named(wish.id ?? `board-${index}`),
      meter: { type, address: between(chance, 1, 247), ...reading(seed, index, wish) },
      supply: {
        breakerMilliAmps: currentMaxMilliAmps + between(chance, 0, 10_000),
        phases,
        pilot,
        minimumOffMs: oneOf(chance, [0, 2_000, 10_000]),
      },
      terms: {
        application,
        tariff: wish.tariff?.(price) ?? constant(price),
        payment: {
          minimumSat: between(chance, 2, desiredSat),
          desiredSat,
          maximumSat: desiredSat * between(chance, 2, 5),
        },
        // Small payments: what breaks a pull breaks one in many.
        feePerMille: 1_000,
        prepaymentSat: desiredSat * between(chance, 1, 4),
        currentMaxMilliAmps,
        runwayMs: Math.min(oneOf(chance, RUNWAYS_MS), isTight ? TIGHT_RUNWAY_MS : RUNWAY_MS_MAX),
        ...(isTight ? { reserveSat: 0 } : {}),
        ...(wish.durationMs === undefined ? {} : { durationMs: wish.durationMs }),
        ...(wish.guests === true ? GUESTS : allowance(chance, desiredSat)),
      },
    },
  };
}

/** From a stream of its own: the rest of the board is what it is without. */
const reading = (seed: number, index: number, { intervalsMs }: BoardWish) =>
  intervalsMs === undefined
    ? {}
    : { intervalMs: oneOf(stream(seed, `interval ${index}`), intervalsMs) };

/** One board in three has a mirror contact, one its meter alone. From a stream of its own. */
function feedback(seed: number, index: number): { readonly feedback?: ContactorFeedback } {
  const lot = stream(seed, `feedback ${index}`).below(3);
  return lot === 0 ? {} : { feedback: lot === 1 ? 'mirror' : 'meter' };
}

/** Two boards may have one name; what people read is the same then. */
const named = (id: string) => ({ id, name: id });

const constant = (price: number): TariffJson => ({
  shape: 'steps',
  knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }],
});

function allowance(chance: Stream, desiredSat: number) {
  if (chance.below(5) > 0) return {};
  return { allowanceSat: desiredSat, allowancePerDaySat: desiredSat * between(chance, 1, 50) };
}

const drawLoad = (chance: Stream, application: BoardWish['application'], watts: number) =>
  application === 'ev' ? carLoad(chance, watts) : flatLoad(chance, watts);

/** Cars come and go; some draw in two steps. */
function carLoad(chance: Stream, watts: number): readonly LoadPart[] {
  const onSeconds = between(chance, 40, 300);
  const cable = {
    onSeconds,
    everySeconds: onSeconds + between(chance, 5, 60),
    unplugs: true,
    firstAfterSeconds: between(chance, 1, 5),
  };
  const second = Math.round(watts * 0.4);
  if (chance.below(2) === 0) return [{ watts, ...cable }];
  return [{ watts: watts - second, ...cable }, rhythm(chance, second)];
}

/** A flat always draws something, and often much. */
function flatLoad(chance: Stream, watts: number): readonly LoadPart[] {
  const base = Math.round(watts * 0.1);
  const kettle = Math.round(watts * 0.3);
  return [{ watts: base }, rhythm(chance, kettle), { watts: watts - base - kettle }];
}

function rhythm(chance: Stream, watts: number): LoadPart {
  const onSeconds = between(chance, 10, 120);
  const everySeconds = onSeconds + between(chance, 5, 60);
  return { watts, onSeconds, everySeconds, firstAfterSeconds: between(chance, 0, 30) };
}
