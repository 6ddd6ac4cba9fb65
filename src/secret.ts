/** Secrets: how one is made, and the only way one is shown. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from './ports';

export const secret = (text: string): Secret => ({ secret: text });

/** Six hex digits of the SHA-256: tells two secrets apart, tells nothing else. */
export const fingerprint = (of: Secret): string =>
  bytesToHex(sha256(utf8ToBytes(of.secret))).slice(0, 6);
