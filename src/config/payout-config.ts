/**
 * The part of the configuration that lets a board pay back what was not used: which node pays, with
 * which credential, and how much a day. Without it the board pays nobody. The credential is a
 * secret of its own: the one that makes invoices cannot spend.
 */
import { PAYOUT_KIND_NAMES, type PayoutKind, voucherOf } from '../payment/payout/kinds';
import type { Trust } from '../ports';
import type { MilliSat } from '../units';
import { child, choice, type Fields, flag, has, refuse, secretName } from './fields';
import { type NodeConfig, readNode } from './node-config';
import type { Origin } from './origin';
import { readSat } from './sat';

export type PayoutConfig = {
  readonly kind: PayoutKind;
  readonly origin: Origin;
  /** A store of BTCPay Server; empty with all others. */
  readonly account: string;
  /** The name of a secret, and not that of the node's. */
  readonly credential: string;
  readonly trust: Trust;
  /** The most that leaves in 24 hours, fees included. */
  readonly perDay: MilliSat;
  /** A buyer without a destination is shown a withdraw link. */
  readonly makesVouchers: boolean;
};

export const PAYOUT_FIELDS: readonly string[] = Object.freeze([
  'kind',
  'url',
  'store',
  'credential',
  'pinSha256',
  'ca',
  'satPerDayMax',
  'voucher',
]);

/** Undefined: off. `node`: the one that makes the invoices, as it was read. */
export function readPayout(
  of: Fields,
  node: NodeConfig,
  localHosts: readonly string[],
): PayoutConfig | undefined {
  if (!has(of, 'payout')) return undefined;
  const payout = child(of, 'payout', PAYOUT_FIELDS);
  const kind = choice(payout, 'kind', PAYOUT_KIND_NAMES);
  const place = readPlace(payout, kind, localHosts);
  return {
    kind,
    origin: place.origin,
    account: place.account,
    credential: readCredential(payout, node),
    trust: place.trust,
    perDay: readSat(payout, 'satPerDayMax', 1),
    makesVouchers: readVoucher(payout, kind),
  };
}

/** Where it is and who is let in, in the words of a node; its other words stand for themselves. */
function readPlace(of: Fields, kind: PayoutKind, localHosts: readonly string[]) {
  const { url, store, pinSha256, ca } = of.values;
  const shown = Object.entries({ url, store, pinSha256, ca }).filter(
    ([, value]) => value !== undefined,
  );
  const values = { ...Object.fromEntries(shown), kind, credential: 'payout' };
  return readNode({ ...of, values }, localHosts);
}

function readCredential(of: Fields, node: NodeConfig): string {
  const name = secretName(of, 'credential');
  if (name !== '' && name === node.credential) {
    refuse(of, 'credential', 'another secret than node.credential, which cannot spend');
  }
  return name;
}

function readVoucher(of: Fields, kind: PayoutKind): boolean {
  const makesVouchers = flag(of, 'voucher', false);
  if (makesVouchers && voucherOf(kind) === undefined) {
    refuse(of, 'voucher', `false, as ${kind} makes no withdraw links`);
  }
  return makesVouchers;
}
