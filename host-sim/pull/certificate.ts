/** Which certificate a node shows, for a message after it was refused. Nothing is sent to it. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';

export type ShownCertificate = {
  /** SHA-256 as lower-case hex. */
  readonly fingerprint: string;
  /** Node's name for why no authority vouches for it; empty when one does. */
  readonly problem: string;
};

/** As it is given to `--pin`. */
export const shownFingerprint = ({ fingerprint }: ShownCertificate): string => fingerprint;

const CONNECT_MS_MAX = 5_000;

/** Undefined when nobody shows one in time. */
export function shownCertificate(
  origin: string,
  ca: string | undefined,
): Promise<ShownCertificate | undefined> {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    });
    const finish = (shown: ShownCertificate | undefined) => {
      socket.destroy();
      resolve(shown);
    };
    socket.setTimeout(CONNECT_MS_MAX, () => finish(undefined));
    socket.on('error', () => finish(undefined));
    socket.on('secureConnect', () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      if (fingerprint256 === undefined) return finish(undefined);
      const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase();
      // Typed as an Error, it is a text in fact.
      finish({ fingerprint, problem: String(socket.authorizationError ?? '') });
    });
  });
}
