/**
 * Servers in the place of the owner's node that must not be let in, one for each way in which a
 * certificate can be wrong, and the right one that the same configuration does let in.
 */
import { type Certificate, makeAuthority, makeCertificate } from '../lightning/certificate';
import type { NodeTrust } from './servers';

export type WrongNode = {
  readonly what: string;
  readonly trust: NodeTrust;
  /** PEM of the public authorities. */
  readonly authorities: string;
  readonly wrong: Certificate;
  readonly right: Certificate;
};

/** As many as `makeWrongNodes` makes. */
export const WRONG_NODES = 6;
const DAY_MS = 86_400_000;

export async function makeWrongNodes(): Promise<readonly WrongNode[]> {
  const [root, own] = [await makeAuthority('public root'), await makeAuthority('own root')];
  const [pinned, other] = [await makeCertificate('node'), await makeCertificate('node')];
  const byRoot = await makeCertificate('node', { by: root });
  const byOwn = await makeCertificate('node', { by: own });
  const ofAnother = await makeCertificate('node', {
    ...{ by: root, host: 'other.example', address: '127.0.0.2' },
  });
  const expired = await makeCertificate('node', { by: root, untilMs: Date.now() - DAY_MS });

  const authorities = root.cert;
  const pin = { pinSha256: pinned.fingerprint };
  return [
    { what: 'not-the-pinned', trust: pin, authorities, wrong: other, right: pinned },
    // Vouched for by a public authority, and still not the pinned one.
    { what: 'public-not-pinned', trust: pin, authorities, wrong: byRoot, right: pinned },
    { what: 'another-name', trust: {}, authorities, wrong: ofAnother, right: byRoot },
    { what: 'unknown-authority', trust: {}, authorities, wrong: byOwn, right: byRoot },
    { what: 'expired', trust: {}, authorities, wrong: expired, right: byRoot },
    { what: 'not-by-own', trust: { ca: own.cert }, authorities, wrong: byRoot, right: byOwn },
  ];
}
