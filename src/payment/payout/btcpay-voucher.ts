/**
 * A voucher by a pull payment of BTCPay Server, whose claims are approved by themselves and end at
 * a time. One whose answer was lost is not looked for: the list of a store has no end, and an
 * orphan expires. Read in btcpayserver/btcpayserver: GreenfieldPullPaymentController.cs. Closing
 * archives it, with an empty answer. A payout that it calls cancelled may have been paid all the
 * same (btcpayserver#7144), so whatever was claimed once is never `unused` again.
 */
import type { Secret } from '../../ports';
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodePlace } from '../nodes/blueprint';
import { faultOfStatus } from '../nodes/fields';
import {
  isVoucherId,
  type MadeVoucher,
  type NewVoucher,
  type VoucherBlueprint,
  type VoucherRequest,
  type VoucherUse,
  voucherLink,
} from './voucher';

const PULL_PAYMENTS = '/api/v1/pull-payments';
const MILLI_SAT_PER_SAT = 1_000;
const NAME_LENGTH_MAX = 50;
/** Of payouts that are looked at: a voucher may be claimed in parts. */
const PAYOUTS = Object.freeze([0, 1, 2, 3] as const);

const MADE_PICK = Object.freeze(['code', 'id', 'name'] as const);
const SHOWN_PICK = Object.freeze(['code', 'lnurlBech32'] as const);
const CLOSED_PICK = Object.freeze(['code'] as const);
const LOOKED_UP_PICK: readonly string[] = Object.freeze([
  'code',
  'length',
  ...PAYOUTS.map((at) => `${at}.state`),
]);

/** Of 2.0 and of before: each leaves the other's word alone. */
function create(voucher: NewVoucher, { account }: NodePlace): VoucherRequest {
  const { label, memo, amountMilliSat, expiresAtSec } = voucher;
  const sat = amountMilliSat / MILLI_SAT_PER_SAT;
  assert(sat > 0 && Number.isInteger(sat), 'btcpay voucher: whole sat');
  assert(label.length <= NAME_LENGTH_MAX, 'btcpay voucher: label too long');
  const body = JSON.stringify({
    name: label,
    description: memo,
    amount: String(sat),
    currency: 'SATS',
    autoApproveClaims: true,
    expiresAt: expiresAtSec,
    payoutMethods: ['BTC-LN'],
    paymentMethods: ['BTC-LightningNetwork'],
  });
  const path = secret(`/api/v1/stores/${account}/pull-payments`);
  return { method: 'POST', path, body: secret(body), pick: MADE_PICK };
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<MadeVoucher, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { id } = fields;
  return isVoucherId(id) ? ok({ id, link: undefined }) : fail('malformed');
}

const show = Object.freeze({
  request: (id: string): VoucherRequest => get(id, '/lnurl', SHOWN_PICK),
  read: (httpStatus: number, fields: PickedFields | undefined): Result<Secret, NodeFault> => {
    if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
    const link = voucherLink(fields['lnurlBech32']);
    return link === undefined ? fail('malformed') : ok(link);
  },
});

const lookUp = (id: string): VoucherRequest =>
  get(id, '/payouts?includeCancelled=true', LOOKED_UP_PICK);

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<VoucherUse | 'not-found', NodeFault> {
  if (isNotFound(httpStatus, fields)) return ok('not-found');
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { length } = fields;
  if (typeof length !== 'number') return fail('malformed');
  if (length === 0) return ok('unused');
  return ok(PAYOUTS.some((at) => fields[`${at}.state`] === 'Completed') ? 'used' : 'in-use');
}

function close(_: NewVoucher, id: string, { account }: NodePlace): VoucherRequest {
  assert(isVoucherId(id), 'btcpay voucher: not an id');
  const path = secret(`/api/v1/stores/${account}/pull-payments/${id}`);
  return { method: 'DELETE', path, pick: CLOSED_PICK };
}

function readClosed(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<'closed' | 'not-found', NodeFault> {
  if (isNotFound(httpStatus, fields)) return ok('not-found');
  return httpStatus === 200 ? ok('closed') : fail(faultOfStatus(httpStatus));
}

function get(id: string, rest: string, pick: readonly string[]): VoucherRequest {
  assert(isVoucherId(id), 'btcpay voucher: not an id');
  return { method: 'GET', path: secret(`${PULL_PAYMENTS}/${id}${rest}`), pick };
}

const isNotFound = (httpStatus: number, fields: PickedFields | undefined): boolean =>
  httpStatus === 404 && fields?.['code'] === 'pullpayment-not-found';

export const BTCPAY_VOUCHER: VoucherBlueprint = Object.freeze({
  create,
  readCreated,
  show,
  lookUp,
  readLookedUp,
  close,
  readClosed,
});
