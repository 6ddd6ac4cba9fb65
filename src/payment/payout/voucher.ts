/**
 * A voucher: a withdraw link that pays once, shown as a QR to a buyer who fixed no destination. Its
 * amount leaves the credit before it is shown. A lost answer while it is made does no harm: nobody
 * was shown it, so another may be made.
 *
 * It goes back to the credit only where a look-up says `unused` that was started `SETTLES_MS` after
 * the close was answered `closed`: what had begun to pay before that is written down by then.
 */
import { bech32 } from '@scure/base';
import type { Secret } from '../../ports';
import type { Result } from '../../result';
import { secret } from '../../secret';
import type { PickedFields } from '../../web/pick';
import { LINK_LENGTH_MAX } from '../lnurl';
import type { NodeFault, NodePlace, NodeRequest } from '../nodes/blueprint';

/** PUT and DELETE are of vouchers alone. */
export type VoucherRequest = Omit<NodeRequest, 'method'> & {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
};

/** LNbits waits for a payment for some seconds, its webhooks for 40. */
export const SETTLES_MS = 120_000;

export type NewVoucher = {
  /** Of this board and refund alone, in the journal: hex digits and a hyphen, 50 at most. */
  readonly label: string;
  /** For the buyer to read, in the wallet that takes it. */
  readonly memo: string;
  readonly amountMilliSat: number;
  /** Where the kind ends it by itself; the others are closed. */
  readonly expiresAtSec: number;
};

/** `id`: what it is looked up by. `link`: LNURL in upper case for a QR; undefined: `show` asks. */
export type MadeVoucher = { readonly id: string; readonly link: Secret | undefined };

/** Of an id, in letters, digits, `-` and `_`: it is journalled, and goes into a path. */
const ID_LENGTH_MAX = 64;
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const isVoucherId = (id: unknown): id is string =>
  typeof id === 'string' &&
  id.length > 0 &&
  id.length <= ID_LENGTH_MAX &&
  Array.from(id).every((character) => ID_CHARACTERS.includes(character));

/** What a service gives as LNURL, if it is one; who has it is paid, so it is a secret. */
export function voucherLink(picked: unknown): Secret | undefined {
  if (typeof picked !== 'string' || picked.length > LINK_LENGTH_MAX) return undefined;
  const decoded = bech32.decodeUnsafe(picked, LINK_LENGTH_MAX);
  return decoded?.prefix === 'lnurl' ? secret(picked.toUpperCase()) : undefined;
}

/** `in-use`: claimed, and not paid yet, or never: nobody can say so for certain. */
export type VoucherUse = 'unused' | 'in-use' | 'used';

/** Statuses and fields are an answer's, `undefined` where it is no JSON. */
type Read<Value> = (
  httpStatus: number,
  fields: PickedFields | undefined,
) => Result<Value, NodeFault>;

export type VoucherBlueprint = {
  create(voucher: NewVoucher, place: NodePlace): VoucherRequest;
  readonly readCreated: Read<MadeVoucher>;
  /** One of that label whose answer was lost; absent where none can be found. */
  readonly find?: {
    request(label: string): VoucherRequest;
    /** Undefined: there is none among the newest. */
    read(
      httpStatus: number,
      fields: PickedFields | undefined,
      label: string,
    ): Result<MadeVoucher | undefined, NodeFault>;
  };
  /** Asks for the link of one that came without; absent where all come with it. */
  readonly show?: { request(id: string): VoucherRequest; readonly read: Read<Secret> };
  lookUp(id: string): VoucherRequest;
  readonly readLookedUp: Read<VoucherUse | 'not-found'>;
  /** From its answer on no new claim is taken. Repeating it is harmless. */
  close(voucher: NewVoucher, id: string, place: NodePlace): VoucherRequest;
  readonly readClosed: Read<'closed' | 'not-found'>;
};
