/** The part of a tenant that says that the buyer has a board, with which terms are agreed on. */
import { type MilliVolts, milliVolts } from '../units';
import { child, type Fields, has, refuse, secretName, whole } from './fields';

export type PeerConfig = {
  /** The name of the secret that both boards were given. */
  readonly secret: string;
  /** How long terms are offered for; before they end the next are. */
  readonly periodSec: number;
  /** Guaranteed, phase to neutral; outside of it the discount is off the price. */
  readonly voltage: { readonly minimum: MilliVolts; readonly maximum: MilliVolts };
  readonly voltageDiscountPerMille: number;
};

const PEER_FIELDS: readonly string[] = Object.freeze([
  'secret',
  'periodSec',
  'minimumMilliVolts',
  'maximumMilliVolts',
  'voltageDiscountPerMille',
]);
const PERIOD_SEC_MIN = 900;
const PERIOD_SEC_MAX = 31 * 86_400;
const DAY_SEC = 86_400;
const VOLTS_MAX = 1_000_000;

/** Undefined: there is none. `nominal`: of the supply; by default 10 % about it (EN 50160). */
export function readPeer(of: Fields, nominal: MilliVolts): PeerConfig | undefined {
  if (!has(of, 'board')) return undefined;
  const peer = child(of, 'board', PEER_FIELDS);
  const tenth = Math.floor(nominal / 10);
  const minimum = whole(peer, 'minimumMilliVolts', 0, VOLTS_MAX, nominal - tenth);
  const maximum = whole(peer, 'maximumMilliVolts', 0, VOLTS_MAX, nominal + tenth);
  if (maximum < minimum) refuse(peer, 'maximumMilliVolts', `at least ${minimum}`);
  return {
    secret: secretName(peer, 'secret'),
    periodSec: whole(peer, 'periodSec', PERIOD_SEC_MIN, PERIOD_SEC_MAX, DAY_SEC),
    voltage: { minimum: milliVolts(minimum), maximum: milliVolts(maximum) },
    voltageDiscountPerMille: whole(peer, 'voltageDiscountPerMille', 0, 1_000, 0),
  };
}
