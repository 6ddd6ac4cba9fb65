/**
 * Invoices as a node on the tests' desk writes them: BOLT 11 with a signature of zeros, for what
 * reads no signature. Written apart from the board's decoder, so that each tests the other.
 */
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';

export type InvoiceTerms = {
  /** `bcrt`, `bc`, `tb` or `tbs`. */
  readonly network: string;
  readonly amountMilliSat: number;
  /** 64 hex digits. */
  readonly hash: string;
  readonly memo: string;
  readonly timestampSec: number;
  readonly expirySec: number;
};

const TAG = { hash: 1, expiry: 6, description: 13, secret: 16 } as const;
const SIGNATURE_WORDS = 104;
const TIMESTAMP_WORDS = 7;

export function writeInvoice(terms: InvoiceTerms): string {
  const words = [
    ...numberWords(terms.timestampSec, TIMESTAMP_WORDS),
    ...field(TAG.hash, bech32.toWords(hexToBytes(terms.hash))),
    ...field(TAG.secret, bech32.toWords(hexToBytes('22'.repeat(32)))),
    ...field(TAG.description, bech32.toWords(utf8ToBytes(terms.memo))),
    ...field(TAG.expiry, numberWords(terms.expirySec, 0)),
    ...new Array<number>(SIGNATURE_WORDS).fill(0),
  ];
  // Of a bitcoin, a tenth of a millisat is 1p.
  return bech32.encode(`ln${terms.network}${terms.amountMilliSat}0p`, words, false);
}

const field = (tag: number, words: readonly number[]): number[] => [
  tag,
  Math.floor(words.length / 32),
  words.length % 32,
  ...words,
];

function numberWords(value: number, least: number): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0 || words.length < least; rest = Math.floor(rest / 32)) {
    words.unshift(rest % 32);
  }
  return words;
}
