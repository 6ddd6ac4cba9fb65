/** Certificates good and bad, made in the test: authorities, and leaves of each kind. */
import { createHash, X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import type { CertificateExtension } from 'selfsigned';

export type Signed = {
  readonly key: string;
  readonly cert: string;
};

export type Leaf = {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
  readonly by?: Signed;
  readonly keyType?: 'rsa' | 'ec';
};

const DAY_MS = 86_400_000;
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);

/** Signed by `by`, else by itself. */
export function makeLeaf(leaf: Leaf = {}): Promise<Signed> {
  const { names = ['localhost'], addresses = [] } = leaf;
  const altNames = [
    ...names.map((value) => ({ type: 2 as const, value })),
    ...addresses.map((ip) => ({ type: 7 as const, ip })),
  ];
  return make(names[0] ?? 'leaf', leaf, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ]);
}

/** One that may sign others. */
export const makeAuthority = (name: string, by?: Signed, until?: Date): Promise<Signed> =>
  make(name, { ...(by && { by }), ...(until && { from: daysFromNow(-9), until }) }, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);

async function make(
  name: string,
  { from = daysFromNow(-1), until = daysFromNow(90), by, keyType = 'ec' }: Leaf,
  extensions: CertificateExtension[],
): Promise<Signed> {
  const { generate } = createRequire(import.meta.url)('selfsigned') as typeof import('selfsigned');
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType,
    curve: 'P-256',
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: from,
    notAfterDate: until,
    extensions,
    ...(by === undefined ? {} : { ca: { key: by.key, cert: by.cert } }),
  });
  return { key, cert };
}

/** As the board is given it: `pin:` and the SHA-256 of the leaf. */
export const pinOf = ({ cert }: Signed): string =>
  `pin:${createHash('sha256').update(new X509Certificate(cert).raw).digest('hex')}`;

export const expiresSec = ({ cert }: Signed): number =>
  Date.parse(new X509Certificate(cert).validTo) / 1_000;
