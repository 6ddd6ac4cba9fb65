/**
 * The streets of a soak: one board of the desk's street, with payments so small and power so dear
 * that a pull settles every ten seconds or so, and every number drawn from the seed.
 */
import { stream } from '../prng';
import type { Scenario, ScenarioBoard } from '../scenario';
import street from '../scenarios/street.json';

export const SOAK_SCENARIOS = ['yard', 'flat'] as const;
export type SoakScenario = (typeof SOAK_SCENARIOS)[number];

const INDEX: Readonly<Record<SoakScenario, number>> = { yard: 0, flat: 1 };
const STEPS_WATTHOURS = [1, 1, 0.1, 10];
const WATTS = { yard: [3_700, 7_400], flat: [1_200, 3_000] } as const;
const WINDOW_SECONDS = { on: 100, every: 125 };

/** The same name and seed, the same street. */
export function soakScenario(name: SoakScenario, seed: number): Scenario {
  const board = street.boards[INDEX[name]] as ScenarioBoard;
  const { below } = stream(seed, 'scenario');
  const [least, most] = WATTS[name];
  const watts = least + below(most - least);
  const desiredSat = 5 + below(16);
  // So that what one payment buys is used up in 8 to 12 s.
  const seconds = 8 + below(5);
  const price = Math.round((desiredSat * 3_600_000_000) / (watts * seconds));
  const stepWattHours = STEPS_WATTHOURS[below(STEPS_WATTHOURS.length)] ?? 1;
  const { on, every } = WINDOW_SECONDS;
  const rhythm = { onSeconds: on + below(20), everySeconds: every + below(60) };
  const terms = board.config['terms'] as object;
  return {
    version: 1,
    name,
    startsAt: street.startsAt,
    boards: [
      {
        ...board,
        load:
          name === 'yard'
            ? [{ watts, ...rhythm, unplugs: true, firstAfterSeconds: 1 + below(5) }]
            : [{ watts }, { watts: 400, ...rhythm, firstAfterSeconds: below(60) }],
        meter: { stepWattHours, startKilowattHoursMax: 1 + below(90_000) },
        config: {
          ...board.config,
          terms: {
            ...terms,
            tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }] },
            payment: { minimumSat: 5, desiredSat, maximumSat: 20 * desiredSat },
            prepaymentSat: 2 * desiredSat,
          },
        },
      },
    ],
  };
}
