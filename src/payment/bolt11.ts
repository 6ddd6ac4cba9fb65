/**
 * Lightning invoices (BOLT 11), read strictly and without their signature: the board asks who made
 * an invoice by its payment hash, which the node just gave it over an authenticated connection.
 */

import { bytesToHex } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import { frozen } from '../frozen';
import { fail, ok, type Result } from '../result';
import { type MilliSat, milliSat } from '../units';
import { textFromUtf8 } from '../web/utf8';

/** Longer ones make a callback URL that servers refuse. */
export const INVOICE_LENGTH_MAX = 1_500;

export type Network = 'mainnet' | 'testnet' | 'signet' | 'regtest';

export type Invoice = {
  readonly network: Network;
  readonly amount: MilliSat | undefined;
  readonly timestampSec: number;
  readonly expirySec: number;
  /** 64 hex digits. */
  readonly paymentHash: string;
  readonly paymentSecret: string;
  /** Either of the two. */
  readonly description: string | undefined;
  readonly descriptionHash: string | undefined;
  readonly minFinalCltvDelta: number;
  /** The numbers of the feature bits that are set, lowest first. */
  readonly features: readonly number[];
};

export type DecodeFault = 'not-bolt11' | 'bad-checksum' | 'too-long';
export type InvoiceFault =
  | DecodeFault
  | 'wrong-network'
  | 'no-amount'
  | 'wrong-amount'
  | 'wrong-hash'
  | 'wrong-expiry'
  | 'expired'
  | 'expires-too-soon';

export type ExpectedInvoice = {
  readonly network: Network;
  readonly amount: MilliSat;
  readonly paymentHash: string;
  /** The expiry that was asked for; undefined where the node chooses. */
  readonly expirySec: number | undefined;
  /** Seconds since 1970 UTC. */
  readonly nowSec: number;
  /** How long it must still be payable: the hand-over, and the time to wait for the money. */
  readonly remainingSecMin: number;
};

/** An invoice that may go to a withdraw link: it is what was asked for, to the mSat. */
export function checkInvoice(
  text: string,
  expected: ExpectedInvoice,
): Result<Invoice, InvoiceFault> {
  const decoded = decodeInvoice(text);
  if (!decoded.ok) return decoded;
  const invoice = decoded.value;
  if (invoice.network !== expected.network) return fail('wrong-network');
  if (invoice.amount === undefined) return fail('no-amount');
  if (invoice.amount !== expected.amount) return fail('wrong-amount');
  if (invoice.paymentHash !== expected.paymentHash) return fail('wrong-hash');
  const { expirySec } = expected;
  if (expirySec !== undefined && invoice.expirySec !== expirySec) return fail('wrong-expiry');
  const remainingSec = invoice.timestampSec + invoice.expirySec - expected.nowSec;
  if (remainingSec <= 0) return fail('expired');
  if (remainingSec < expected.remainingSecMin) return fail('expires-too-soon');
  return ok(invoice);
}

const TIMESTAMP_WORDS = 7;
const SIGNATURE_WORDS = 104;
const HASH_WORDS = 52;

/** Tags by their 5-bit number. */
const TAG = Object.freeze({
  paymentHash: 1,
  features: 5,
  expiry: 6,
  description: 13,
  paymentSecret: 16,
  descriptionHash: 23,
  minFinalCltvDelta: 24,
});

export function decodeInvoice(text: string): Result<Invoice, DecodeFault> {
  if (text.length > INVOICE_LENGTH_MAX) return fail('too-long');
  if (text.slice(0, 2).toLowerCase() !== 'ln' || !text.includes('1')) return fail('not-bolt11');
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return fail('not-bolt11');
  const decoded = bech32.decodeUnsafe(text, INVOICE_LENGTH_MAX);
  if (decoded === undefined) return fail('bad-checksum');
  const invoice = readInvoice(decoded.prefix, decoded.words);
  return invoice === undefined ? fail('not-bolt11') : ok(invoice);
}

function readInvoice(prefix: string, words: readonly number[]): Invoice | undefined {
  const human = readPrefix(prefix);
  const end = words.length - SIGNATURE_WORDS;
  if (human === undefined || end < TIMESTAMP_WORDS) return undefined;
  const fields = readFields(words.slice(TIMESTAMP_WORDS, end));
  if (fields === undefined) return undefined;

  const paymentHash = readHash(fields.get(TAG.paymentHash));
  const paymentSecret = readHash(fields.get(TAG.paymentSecret));
  const descriptionHash = readHash(fields.get(TAG.descriptionHash));
  const description = readText(fields.get(TAG.description));
  const expirySec = readNumber(fields.get(TAG.expiry) ?? DEFAULT_EXPIRY);
  const minFinalCltvDelta = readNumber(fields.get(TAG.minFinalCltvDelta) ?? DEFAULT_CLTV);
  if (paymentHash === undefined || paymentSecret === undefined) return undefined;
  if (expirySec === undefined || minFinalCltvDelta === undefined) return undefined;
  if ((description === undefined) === (descriptionHash === undefined)) return undefined;
  return {
    ...human,
    timestampSec: toNumber(words.slice(0, TIMESTAMP_WORDS)),
    expirySec,
    paymentHash,
    paymentSecret,
    description,
    descriptionHash,
    minFinalCltvDelta,
    features: readFeatures(fields.get(TAG.features) ?? []),
  };
}

/** 3,600 s and 18 blocks, as 5-bit words. */
const DEFAULT_EXPIRY: readonly number[] = Object.freeze([3, 16, 16]);
const DEFAULT_CLTV: readonly number[] = Object.freeze([18]);

type Words = readonly number[];

/**
 * The fields by tag. Of those the board reads none may come twice, because payers differ in which
 * one they take; a hash of another length than a hash's is not one, and is skipped by all.
 */
function readFields(words: Words): ReadonlyMap<number, Words> | undefined {
  const fields = new Map<number, Words>();
  let at = 0;
  while (at < words.length) {
    if (at + 3 > words.length) return undefined;
    const tag = words[at]!;
    const end = at + 3 + words[at + 1]! * 32 + words[at + 2]!;
    if (end > words.length) return undefined;
    const field = words.slice(at + 3, end);
    at = end;
    if (!KNOWN_TAGS.includes(tag)) continue;
    if (HASH_TAGS.includes(tag) && field.length !== HASH_WORDS) continue;
    if (fields.has(tag)) return undefined;
    fields.set(tag, field);
  }
  return fields;
}

const KNOWN_TAGS: readonly number[] = Object.freeze(Object.values(TAG));
const HASH_TAGS: readonly number[] = Object.freeze([
  TAG.paymentHash,
  TAG.paymentSecret,
  TAG.descriptionHash,
]);

function readHash(words: Words | undefined): string | undefined {
  const bytes = words && bech32.fromWordsUnsafe([...words]);
  return bytes ? bytesToHex(bytes) : undefined;
}

function readText(words: Words | undefined): string | undefined {
  const bytes = words && bech32.fromWordsUnsafe([...words]);
  return bytes ? textFromUtf8(bytes) : undefined;
}

/** Ten words stay below 2^53; a leading zero is not the shortest form (BOLT 11: invalid). */
function readNumber(words: Words): number | undefined {
  if (words.length === 0 || words.length > 10 || words[0] === 0) return undefined;
  return toNumber(words);
}

const toNumber = (words: Words) => words.reduce((value, word) => value * 32 + word, 0);

function readFeatures(words: Words): readonly number[] {
  const features: number[] = [];
  for (let bit = 0; bit < words.length * 5; bit += 1) {
    const word = words[words.length - 1 - Math.floor(bit / 5)]!;
    if (((word >> (bit % 5)) & 1) === 1) features.push(bit);
  }
  return features;
}

/** The longer name first: `tbs` also begins with `tb`. */
const NETWORKS = frozen([
  ['lnbcrt', 'regtest'],
  ['lntbs', 'signet'],
  ['lntb', 'testnet'],
  ['lnbc', 'mainnet'],
] as const);

type HumanPart = { readonly network: Network; readonly amount: MilliSat | undefined };

function readPrefix(prefix: string): HumanPart | undefined {
  const known = NETWORKS.find(([name]) => prefix.startsWith(name));
  if (known === undefined) return undefined;
  const text = prefix.slice(known[0].length);
  if (text === '') return { network: known[1], amount: undefined };
  const amount = readAmount(text);
  return amount === undefined ? undefined : { network: known[1], amount };
}

/** Of bitcoin, and of its thousandths, in mSat. */
const MULTIPLIERS = Object.freeze({
  '': 100_000_000_000,
  m: 100_000_000,
  u: 100_000,
  n: 100,
} as const);

/** Exact, or undefined: also a part of a mSat, a leading zero, and what exceeds 2^53 mSat. */
function readAmount(text: string): MilliSat | undefined {
  const last = text.slice(-1);
  const isPlain = last >= '0' && last <= '9';
  const digits = isPlain ? text : text.slice(0, -1);
  if (last === 'p') return digits.endsWith('0') ? times(digits.slice(0, -1), 1) : undefined;
  if (isPlain) return times(digits, MULTIPLIERS['']);
  return last === 'm' || last === 'u' || last === 'n'
    ? times(digits, MULTIPLIERS[last])
    : undefined;
}

function times(digits: string, factor: number): MilliSat | undefined {
  if (digits.length === 0 || digits.length > 16 || digits.startsWith('0')) return undefined;
  for (let i = 0; i < digits.length; i += 1) {
    const code = digits.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  const value = Number(digits) * factor;
  return Number.isSafeInteger(value) ? milliSat(value) : undefined;
}
