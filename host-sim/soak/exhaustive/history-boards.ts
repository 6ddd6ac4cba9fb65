/** The boards of the fixed histories: small payments at high power, a pull every few seconds. */
import type { ScenarioBoard } from '../../scenario';
import type { TariffJson } from '../recipe-board';

const WATTS = 7_000;
const DESIRED_SAT = 10;
/** One payment lasts about so long. */
const PAYMENT_SEC = 5;
const HOUR_SEC = 3_600;
const PRICE = (DESIRED_SAT * 1_000 * HOUR_SEC * 1_000) / (WATTS * PAYMENT_SEC);
const MILLI_AMPS_MAX = 32_000;
/** Longer than any history: the cable goes by the hand of a fault. */
const PLUGGED_SEC = 7_200;

const step = (atSec: number, share: number) => ({
  atSec,
  priceMilliSatPerKilowattHour: Math.round(PRICE * share),
});
const CABLE = {
  onSeconds: PLUGGED_SEC,
  everySeconds: 2 * PLUGGED_SEC,
  unplugs: true,
  firstAfterSeconds: 1,
};

const named = (id: string) => ({ id, name: id });
const CONSTANT: TariffJson = { shape: 'steps', knots: [step(0, 1)] };

function board(application: 'ev' | 'grid', buyer: string, tariff: TariffJson): ScenarioBoard {
  const isCar = application === 'ev';
  return {
    buyer,
    standing: !isCar,
    load: [{ watts: WATTS, ...(isCar ? CABLE : {}) }],
    meter: { stepWattHours: 1, startKilowattHoursMax: 5_000 },
    config: {
      board: named('place'),
      meter: { type: 'sdm120', address: 1 },
      supply: { breakerMilliAmps: MILLI_AMPS_MAX, phases: 1, pilot: false, minimumOffMs: 0 },
      terms: {
        application,
        tariff,
        payment: { minimumSat: 5, desiredSat: DESIRED_SAT, maximumSat: 3 * DESIRED_SAT },
        feePerMille: 1_000,
        prepaymentSat: DESIRED_SAT,
        currentMaxMilliAmps: MILLI_AMPS_MAX,
        runwayMs: 0,
      },
    },
  };
}

export const car = (buyer = 'driver'): ScenarioBoard => board('ev', buyer, CONSTANT);

/** A place of whose buyer nothing is seen there. */
export const carElsewhere = (buyer: string): ScenarioBoard => ({
  ...car(buyer),
  load: [{ watts: WATTS, ...CABLE, firstAfterSeconds: PLUGGED_SEC }],
});

/** Its price changes twice within the first twenty seconds. */
export function flat(startsAtSec: number): ScenarioBoard {
  const knots = [step(0, 1), step(startsAtSec + 9, 0.6), step(startsAtSec + 15, 1.1)];
  return board('grid', 'tenant', { shape: 'steps', knots });
}
