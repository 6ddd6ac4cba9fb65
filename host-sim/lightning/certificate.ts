/**
 * Certificates of the desk: as a node makes its own at its first start, self-signed and known by
 * its SHA-256, or signed by an authority of the desk's.
 */
import { X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import type { CertificateExtension } from 'selfsigned';

export type Certificate = {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate's DER, lower-case hex: what a board pins. */
  readonly fingerprint: string;
};

export type CertificateOptions = {
  /** `localhost` and 127.0.0.1 unless others are named. */
  readonly address?: string;
  readonly host?: string;
  /** As LND's own certificate: 14 months from now. */
  readonly untilMs?: number;
  /** Signed by this authority, else by itself. */
  readonly by?: Certificate;
};

const CERTIFICATE_DAYS = 420;
const DAY_MS = 86_400_000;

/** It lives by the wall clock, as TLS does. */
export function makeCertificate(
  name: string,
  { address = '127.0.0.1', host = 'localhost', untilMs, by }: CertificateOptions = {},
): Promise<Certificate> {
  const altNames = [
    { type: 2 as const, value: host },
    { type: 7 as const, ip: address },
  ];
  return sign(name, [{ name: 'subjectAltName', altNames }], untilMs, by);
}

/** One that may sign others. */
export const makeAuthority = (name: string): Promise<Certificate> =>
  sign(name, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);

async function sign(
  name: string,
  extensions: CertificateExtension[],
  untilMs = Date.now() + CERTIFICATE_DAYS * DAY_MS,
  by?: Certificate,
): Promise<Certificate> {
  // Loaded by name at run time: as CommonJS it does not survive being bundled into a module.
  const { generate } = createRequire(import.meta.url)('selfsigned') as typeof import('selfsigned');
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Math.min(Date.now(), untilMs) - DAY_MS),
    notAfterDate: new Date(untilMs),
    extensions,
    ...(by === undefined ? {} : { ca: { key: by.key, cert: by.cert } }),
  });
  const { fingerprint256 } = new X509Certificate(cert);
  return { key, cert, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}
