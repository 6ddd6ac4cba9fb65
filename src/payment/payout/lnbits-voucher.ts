/**
 * A voucher by LNbits' withdraw extension: a link of one use and one amount, by the admin key of
 * the wallet that pays it. It never ends by itself and is closed by switching it off, which the
 * extension can since March 2026. Read in lnbits/withdraw at 2e52400: views_api.py, views_lnurl.py,
 * models.py. It counts a use when the payment is under way, and does not take that back.
 */
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import type { PickedFields } from '../../web/pick';
import type { NodeFault } from '../nodes/blueprint';
import { faultOfStatus, wholeNumber } from '../nodes/fields';
import {
  isVoucherId,
  type MadeVoucher,
  type NewVoucher,
  type VoucherBlueprint,
  type VoucherRequest,
  type VoucherUse,
  voucherLink,
} from './voucher';

const LINKS = '/withdraw/api/v1/links';
const MILLI_SAT_PER_SAT = 1_000;
/** Boards that share a wallet make theirs in between; one more is made where ours is not found. */
const NEWEST = 4;

const MADE_PICK = Object.freeze(['detail', 'id', 'lnurl', 'title'] as const);
const LOOKED_UP_PICK = Object.freeze(['detail', 'id', 'uses', 'used'] as const);
const CLOSED_PICK = Object.freeze(['detail', 'id', 'enabled'] as const);
const FOUND_PICK: readonly string[] = Object.freeze([
  'detail',
  'data.length',
  ...[0, 1, 2, 3].flatMap((at) => [`data.${at}.id`, `data.${at}.lnurl`, `data.${at}.title`]),
]);

/** The least wait that it takes: the first use is possible after two seconds. */
function bodyOf({ label, memo, amountMilliSat }: NewVoucher, enabled: boolean): string {
  const sat = amountMilliSat / MILLI_SAT_PER_SAT;
  assert(sat > 0 && Number.isInteger(sat), 'lnbits voucher: whole sat');
  return JSON.stringify({
    title: `${memo} ${label}`,
    min_withdrawable: sat,
    max_withdrawable: sat,
    uses: 1,
    wait_time: 1,
    is_unique: false,
    enabled,
  });
}

const create = (voucher: NewVoucher): VoucherRequest => ({
  method: 'POST',
  path: secret(LINKS),
  body: secret(bodyOf(voucher, true)),
  pick: MADE_PICK,
});

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<MadeVoucher, NodeFault> {
  const isDone = httpStatus === 201 || httpStatus === 200;
  if (!isDone || fields === undefined) return fail(errorOf(httpStatus, fields));
  return readMade(fields['id'], fields['lnurl']);
}

function readMade(id: unknown, lnurl: unknown): Result<MadeVoucher, NodeFault> {
  const link = voucherLink(lnurl);
  return isVoucherId(id) && link !== undefined ? ok({ id, link }) : fail('malformed');
}

/** The newest first. */
const find = Object.freeze({
  request: (): VoucherRequest => ({
    method: 'GET',
    path: secret(`${LINKS}?limit=${NEWEST}`),
    pick: FOUND_PICK,
  }),
  read: (
    httpStatus: number,
    fields: PickedFields | undefined,
    label: string,
  ): Result<MadeVoucher | undefined, NodeFault> => {
    if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
    if (typeof fields['data.length'] !== 'number') return fail('malformed');
    const at = [0, 1, 2, 3].find((each) => endsWith(fields[`data.${each}.title`], label));
    if (at === undefined) return ok(undefined);
    return readMade(fields[`data.${at}.id`], fields[`data.${at}.lnurl`]);
  },
});

const endsWith = (title: unknown, label: string): boolean =>
  typeof title === 'string' && title.endsWith(` ${label}`);

const lookUp = (id: string): VoucherRequest => ({
  method: 'GET',
  path: secret(pathOf(id)),
  pick: LOOKED_UP_PICK,
});

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<VoucherUse | 'not-found', NodeFault> {
  if (isNotFound(httpStatus, fields)) return ok('not-found');
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  const used = wholeNumber(fields['used']);
  if (wholeNumber(fields['uses']) !== 1 || used === undefined) return fail('malformed');
  return ok(used === 0 ? 'unused' : 'used');
}

/** Its answer is the link as it is now: an older extension does not know `enabled`. */
const close = (voucher: NewVoucher, id: string): VoucherRequest => ({
  method: 'PUT',
  path: secret(pathOf(id)),
  body: secret(bodyOf(voucher, false)),
  pick: CLOSED_PICK,
});

function readClosed(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<'closed' | 'not-found', NodeFault> {
  if (isNotFound(httpStatus, fields)) return ok('not-found');
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  return fields['enabled'] === false ? ok('closed') : fail('malformed');
}

function pathOf(id: string): string {
  assert(isVoucherId(id), 'lnbits voucher: not an id');
  return `${LINKS}/${id}`;
}

const isNotFound = (httpStatus: number, fields: PickedFields | undefined): boolean =>
  httpStatus === 404 && detailOf(fields).includes('withdraw link does not exist');

function detailOf(fields: PickedFields | undefined): string {
  const detail = fields?.['detail'];
  return typeof detail === 'string' ? detail.toLowerCase() : '';
}

/** A server without the extension says 404 of the path. */
function errorOf(httpStatus: number, fields: PickedFields | undefined): NodeFault {
  const isWallet = httpStatus === 404 && detailOf(fields).includes('wallet');
  return isWallet ? 'refused' : faultOfStatus(httpStatus);
}

export const LNBITS_VOUCHER: VoucherBlueprint = Object.freeze({
  create,
  readCreated,
  find,
  lookUp,
  readLookedUp,
  close,
  readClosed,
});
