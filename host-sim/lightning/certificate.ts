/** A certificate as a node makes its own at its first start: self-signed, known by its SHA-256. */
import { X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';

export type Certificate = {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate's DER, lower-case hex: what a board pins. */
  readonly fingerprint: string;
};

/** As LND's own certificate: 14 months. */
const CERTIFICATE_DAYS = 420;
const DAY_MS = 86_400_000;

/** For `localhost` and 127.0.0.1. It lives by the wall clock, as TLS does. */
export async function makeCertificate(name: string): Promise<Certificate> {
  // Loaded by name at run time: as CommonJS it does not survive being bundled into a module.
  const { generate } = createRequire(import.meta.url)('selfsigned') as typeof import('selfsigned');
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + CERTIFICATE_DAYS * DAY_MS),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const { fingerprint256 } = new X509Certificate(cert);
  return { key, cert, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}
