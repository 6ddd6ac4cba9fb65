/**
 * BOLT11 on the desk's side: writes the invoices of the simulated nodes and reads what a wallet is
 * asked to pay. Written apart from the board's decoder, so that each tests the other.
 * https://github.com/lightning/bolts/blob/master/11-payment-encoding.md
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import { assert, fail, ok, type Result } from '../../src/result';

/** The prefix after `ln`: the desk's Lightning always runs on a chain of its own. */
export const NETWORK = 'bcrt';

/** A `d` field holds 1,023 groups of five bits. */
export const MEMO_BYTES_MAX = 639;

/** Blocks that the last hop must leave: LND's invoices ask for 40 to 144. */
export const CLTV_EXPIRY = 80;

/** tlv-onion optional, payment-addr required, multi-path-payments optional: as LND sets them. */
const FEATURE_BITS = [9, 14, 17];
const FEATURE_GROUPS = 4;

const TIMESTAMP_GROUPS = 7;
const SIGNATURE_GROUPS = 104;
const TAG = { hash: 1, feature: 5, expiry: 6, description: 13, secret: 16, cltv: 24 } as const;

/** Hash and secret are 32 bytes as hex; times are whole seconds of the virtual clock. */
export type InvoiceTerms = {
  readonly paymentHash: string;
  readonly paymentSecret: string;
  readonly valueMilliSat: number;
  readonly memo: string;
  readonly createdAtSec: number;
  readonly expirySec: number;
  /** Absent: `CLTV_EXPIRY`. */
  readonly cltvExpiry?: number;
};

/** 64 bytes of signature and one of recovery id, over what BOLT11 says is signed. */
export type SignInvoice = (unsignedRequest: string) => Uint8Array;

/** A ledger has no keys: its signature is the right length and says nothing. */
export const signWithZeros: SignInvoice = () => new Uint8Array(65);

/** Writes an invoice. `sign` is shown the same invoice with a signature of zeros. */
export function encodeInvoice(terms: InvoiceTerms, sign: SignInvoice): string {
  const prefix = `ln${NETWORK}${amountText(terms.valueMilliSat)}`;
  const memo = utf8ToBytes(terms.memo);
  assert(memo.length <= MEMO_BYTES_MAX, 'bolt11: memo too long');
  const words = [
    ...numberWords(terms.createdAtSec, TIMESTAMP_GROUPS),
    ...field(TAG.secret, bech32.toWords(hexToBytes(terms.paymentSecret))),
    ...field(TAG.hash, bech32.toWords(hexToBytes(terms.paymentHash))),
    ...field(TAG.description, bech32.toWords(memo)),
    ...field(TAG.expiry, numberWords(terms.expirySec)),
    ...field(TAG.cltv, numberWords(terms.cltvExpiry ?? CLTV_EXPIRY)),
    ...field(TAG.feature, featureWords()),
  ];
  const seal = (signature: Uint8Array) =>
    bech32.encode(prefix, [...words, ...bech32.toWords(signature)], false);
  return sign === signWithZeros ? seal(signWithZeros('')) : seal(sign(seal(signWithZeros(''))));
}

export type DecodedInvoice = {
  readonly network: string;
  readonly valueMilliSat: number;
  readonly paymentHash: string;
  readonly createdAtSec: number;
  readonly expiresAtSec: number;
};

/** Reads what a payer must know before it pays. An invoice without an amount is malformed here. */
export function decodeInvoice(request: string): Result<DecodedInvoice, 'malformed-invoice'> {
  const sealed = bech32.decodeUnsafe(request, false);
  const found = sealed && /^ln(bcrt|bc|tbs|tb)(\d+)([munp]?)$/.exec(sealed.prefix);
  if (!sealed || !found) return fail('malformed-invoice');
  const end = sealed.words.length - SIGNATURE_GROUPS;
  if (end < TIMESTAMP_GROUPS) return fail('malformed-invoice');

  let paymentHash = '';
  let expirySec = 3_600;
  for (let at = TIMESTAMP_GROUPS; at < end; ) {
    const tag = sealed.words[at]!;
    const length = wordsNumber(sealed.words.slice(at + 1, at + 3));
    const content = sealed.words.slice(at + 3, at + 3 + length);
    at += 3 + length;
    if (at > end) return fail('malformed-invoice');
    if (tag === TAG.hash && length === 52) paymentHash = hexOfWords(content);
    if (tag === TAG.expiry) expirySec = wordsNumber(content);
  }

  const valueMilliSat = (Number(found[2]) * PICO_BTC[found[3] ?? '']!) / PICO_BTC_PER_MILLI_SAT;
  const createdAtSec = wordsNumber(sealed.words.slice(0, TIMESTAMP_GROUPS));
  const isWhole = Number.isSafeInteger(valueMilliSat) && Number.isSafeInteger(expirySec);
  if (paymentHash === '' || !isWhole || valueMilliSat === 0) return fail('malformed-invoice');
  const expiresAtSec = createdAtSec + expirySec;
  return ok({ network: found[1]!, valueMilliSat, paymentHash, createdAtSec, expiresAtSec });
}

/** The hash that a preimage of 32 bytes (hex) opens, as hex. */
export const hashOfPreimage = (preimageHex: string): string =>
  bytesToHex(sha256(hexToBytes(preimageHex)));

/** A payment secret that depends on the hash alone: one seed, one invoice. */
export const secretOfHash = (paymentHashHex: string): string =>
  bytesToHex(sha256(concatBytes(utf8ToBytes('payment_addr'), hexToBytes(paymentHashHex))));

const PICO_BTC_PER_MILLI_SAT = 10;
const PICO_BTC: Readonly<Record<string, number>> = { '': 1e12, m: 1e9, u: 1e6, n: 1e3, p: 1 };

/** The shortest of 1.5 mBTC, 1500 uBTC, ...; one mSat is 10 pBTC. */
function amountText(valueMilliSat: number): string {
  assert(Number.isSafeInteger(valueMilliSat) && valueMilliSat > 0, 'bolt11: amount');
  if (valueMilliSat % 100_000_000 === 0) return `${valueMilliSat / 100_000_000}m`;
  if (valueMilliSat % 100_000 === 0) return `${valueMilliSat / 100_000}u`;
  if (valueMilliSat % 100 === 0) return `${valueMilliSat / 100}n`;
  return `${valueMilliSat}0p`;
}

const field = (tag: number, words: readonly number[]): number[] => [
  tag,
  words.length >> 5,
  words.length & 31,
  ...words,
];

/** Big-endian groups of five bits, at least `groupsMin` of them. */
function numberWords(value: number, groupsMin = 1): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0 || words.length < groupsMin; rest = Math.floor(rest / 32)) {
    words.unshift(rest % 32);
  }
  return words;
}

/** Empty when the bits left over are not zero. */
function hexOfWords(words: number[]): string {
  const bytes = bech32.fromWordsUnsafe(words);
  return bytes ? bytesToHex(bytes) : '';
}

const wordsNumber = (words: readonly number[]): number =>
  words.reduce((value, word) => value * 32 + word, 0);

function featureWords(): number[] {
  const words = new Array<number>(FEATURE_GROUPS).fill(0);
  for (const bit of FEATURE_BITS) {
    words[FEATURE_GROUPS - 1 - Math.floor(bit / 5)]! |= 1 << (bit % 5);
  }
  return words;
}
