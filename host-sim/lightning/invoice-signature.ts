/**
 * Signatures of invoices (BOLT 11) on the desk: signs those of a simulated node, and says whom an
 * invoice pays. On the device a native part does the latter: `InvoiceVerifier` in the core's
 * `approver/ports.ts` says what it has to do.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as secp from '@noble/secp256k1';
import { bech32 } from '@scure/base';
import type { InvoiceVerifier } from '../../src/approver/ports';
import type { SignInvoice } from './bolt11';

const TIMESTAMP_WORDS = 7;
const SIGNATURE_WORDS = 104;
const PAYEE_TAG = 19;
const PAYEE_WORDS = 53;
const SIGNATURE_BYTES = 64;
const RECOVERY_MAX = 3;

// The package brings no hash of its own for what it does at once.
secp.hashes.sha256 = sha256;
secp.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

/** Of a node with this key of 32 bytes. */
export function signWith(secretKey: Uint8Array): SignInvoice {
  return (unsigned) => {
    const parts = partsOf(unsigned);
    if (parts === undefined) throw new Error('bug: an invoice of ours cannot be read');
    const { hash } = parts;
    const signed = secp.sign(hash, secretKey, { prehash: false, format: 'recovered' });
    return concatBytes(signed.slice(1), signed.slice(0, 1));
  };
}

/** The key that BOLT 11 says is paid, as 66 hex digits; empty where the signature is nobody's. */
export function payeeOf(invoice: string): string {
  const parts = partsOf(invoice);
  if (parts === undefined || parts.payee === 'doubtful') return '';
  const { hash, signature, recovery, payee } = parts;
  if (recovery > RECOVERY_MAX) return '';
  try {
    if (secp.Signature.fromBytes(signature).hasHighS()) return '';
    if (payee !== undefined) {
      const isValid = secp.verify(signature, hash, payee, { prehash: false });
      return isValid ? bytesToHex(payee) : '';
    }
    const recovered = concatBytes(Uint8Array.of(recovery), signature);
    return bytesToHex(secp.recoverPublicKey(recovered, hash, { prehash: false }));
  } catch {
    return ''; // No numbers of the curve: the signature of nobody.
  }
}

/** In a turn of its own, as the device's comes from a task of its own. */
export const deskVerifier: InvoiceVerifier = {
  verify(invoice, done) {
    setImmediate(() => done(payeeOf(invoice)));
  },
};

type Parts = {
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
  readonly recovery: number;
  readonly payee: Uint8Array | undefined | 'doubtful';
};

function partsOf(invoice: string): Parts | undefined {
  const sealed = bech32.decodeUnsafe(invoice, false);
  const end = (sealed?.words.length ?? 0) - SIGNATURE_WORDS;
  if (sealed === undefined || end < TIMESTAMP_WORDS) return undefined;
  const signed = bech32.fromWordsUnsafe(sealed.words.slice(end));
  const payee = payeeIn(sealed.words.slice(TIMESTAMP_WORDS, end));
  if (!signed) return undefined;
  const recovery = signed[SIGNATURE_BYTES]!;
  const message = concatBytes(utf8ToBytes(sealed.prefix), bytesOf(sealed.words.slice(0, end)));
  return { hash: sha256(message), signature: signed.slice(0, SIGNATURE_BYTES), recovery, payee };
}

/** Payers differ in what they make of an `n` of another length, or of two. */
function payeeIn(words: readonly number[]): Uint8Array | undefined | 'doubtful' {
  let payee: Uint8Array | undefined;
  for (let at = 0; at + 3 <= words.length; ) {
    const length = words[at + 1]! * 32 + words[at + 2]!;
    if (words[at] === PAYEE_TAG) {
      const key = bech32.fromWordsUnsafe(words.slice(at + 3, at + 3 + length));
      if (payee !== undefined || length !== PAYEE_WORDS || !key) return 'doubtful';
      payee = key;
    }
    at += 3 + length;
  }
  return payee;
}

/** Words of five bits as bytes; zero bits fill the last, which `fromWords` would refuse. */
function bytesOf(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((words.length * 5) / 8));
  words.forEach((word, index) => {
    const bit = index * 5;
    const shifted = word << (11 - (bit % 8));
    bytes[bit >> 3]! |= shifted >> 8;
    const next = (bit >> 3) + 1;
    if (next < bytes.length) bytes[next]! |= shifted & 0xff;
  });
  return bytes;
}
