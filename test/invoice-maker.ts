/** Invoices for tests, signed by a real key, each field as it is asked for. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as secp from '@noble/secp256k1';
import { bech32 } from '@scure/base';
import { signWith } from '../host-sim/lightning/invoice-signature';

export type InvoiceWish = {
  /** After `ln`, with the amount: `bcrt210n`. */
  readonly prefix: string;
  readonly hash: string;
  readonly timestampSec: number;
  readonly expirySec: number;
  readonly cltv: number;
  readonly features: readonly number[];
  /** Further fields, as words. */
  readonly more: readonly (readonly [tag: number, words: readonly number[]])[];
  readonly key: Uint8Array;
};

/** Two nodes of the desk. */
export const SELLER_KEY = sha256(utf8ToBytes('node of the seller'));
export const OTHER_KEY = sha256(utf8ToBytes('another node'));
export const publicOf = (key: Uint8Array): string => bytesToHex(secp.getPublicKey(key));

export const hashNumber = (number: number): string =>
  bytesToHex(sha256(utf8ToBytes(`preimage ${number}`)));

export function makeInvoice(wish: InvoiceWish): string {
  const words = [
    ...numberWords(wish.timestampSec, 7),
    ...field(16, bech32.toWords(sha256(hexToBytes(wish.hash)))),
    ...field(1, bech32.toWords(hexToBytes(wish.hash))),
    ...field(13, bech32.toWords(utf8ToBytes('energy'))),
    ...field(6, numberWords(wish.expirySec)),
    ...field(24, numberWords(wish.cltv)),
    ...field(5, featureWords(wish.features)),
    ...wish.more.flatMap(([tag, content]) => field(tag, content)),
  ];
  const seal = (signature: Uint8Array) =>
    bech32.encode(`ln${wish.prefix}`, [...words, ...bech32.toWords(signature)], false);
  return seal(signWith(wish.key)(seal(new Uint8Array(65))));
}

/** The same invoice under another signature of 65 bytes. */
export function resign(invoice: string, change: (signature: Uint8Array) => Uint8Array): string {
  const { prefix, words } = bech32.decode(invoice as `${string}1${string}`, false);
  const signature = bech32.fromWords(words.slice(-104));
  const changed = [...words.slice(0, -104), ...bech32.toWords(change(signature))];
  return bech32.encode(prefix, changed, false);
}

/** The other of the two signatures that a key has for one message: s becomes n - s. */
export function withHighS(signature: Uint8Array): Uint8Array {
  const { n } = secp.Point.CURVE();
  const s = BigInt(`0x${bytesToHex(signature.slice(32, 64))}`);
  const other = hexToBytes((n - s).toString(16).padStart(64, '0'));
  return concatBytes(signature.slice(0, 32), other, Uint8Array.of(signature[64]! ^ 1));
}

export const payeeField = (key: Uint8Array): readonly [tag: number, words: readonly number[]] => [
  19,
  bech32.toWords(secp.getPublicKey(key)),
];

const field = (tag: number, words: readonly number[]): number[] => [
  tag,
  words.length >> 5,
  words.length & 31,
  ...words,
];

function numberWords(value: number, groupsMin = 1): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0 || words.length < groupsMin; rest = Math.floor(rest / 32)) {
    words.unshift(rest % 32);
  }
  return words;
}

function featureWords(bits: readonly number[]): number[] {
  const words = new Array<number>(Math.floor(Math.max(...bits) / 5) + 1).fill(0);
  for (const bit of bits) words[words.length - 1 - Math.floor(bit / 5)]! |= 1 << (bit % 5);
  return words;
}
