/** A tenant of the configuration, and the account that is the tenant's. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What a tenant's account belongs to: the name, whatever link it pays by. */
export const tenantKey = (name: string): string =>
  bytesToHex(sha256(utf8ToBytes(`tenant:${name}`)));
