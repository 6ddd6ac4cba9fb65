/** A request of the board as it goes out: with the owner's origin, trust and credential. */
import type { BoardConfig } from '../config/board-config';
import type { Secrets } from '../config/secrets';
import { frozen } from '../frozen';
import { nodeHeaders } from '../payment/nodes/headers';
import type { Call, HttpRequest } from '../ports';
import { CONTENT_TYPE } from '../protocol/frame';
import { secret } from '../secret';
import { type DurationMs, durationMs } from '../units';
import { isAdmittedAddress } from './address';
import { parseUrl } from './url';

const CLOCK_TIMEOUT: DurationMs = durationMs(20_000);
const PEER_HEADERS: Call['headers'] = frozen([['Content-Type', secret(CONTENT_TYPE)]] as const);
const LOOPBACK: readonly number[] = Object.freeze([127, 0, 0, 1]);

/** Undefined: a link that is no URL. */
export function callOf(
  config: BoardConfig,
  secrets: Secrets,
  { target, method, path, body, timeoutMs, isOnce }: HttpRequest,
): Call | undefined {
  const text = body?.secret ?? '';
  if (target === 'node') {
    const credential = secrets.get(config.node.credential) ?? secret('');
    const headers = nodeHeaders(config.node.kind, credential, body !== undefined);
    return { ...nodeOf(config), method, path, headers, body: text, timeoutMs };
  }
  const url = parseUrl(path.secret);
  if (!url.ok) return undefined;
  const { scheme, host, port, target: pathAndQuery } = url.value;
  return {
    isSecure: scheme === 'https',
    host: host.text,
    port,
    trust: 'bundle',
    allowPrivate: isAdmittedAddress(url.value, LOOPBACK, config),
    method,
    path: secret(pathAndQuery),
    headers: target === 'peer' ? PEER_HEADERS : [],
    body: text,
    timeoutMs,
    ...(isOnce === undefined ? {} : { isOnce }),
  };
}

/** Any answer of the node's dates itself: none of it is read, and no credential is shown. */
export const clockCallOf = (config: BoardConfig): Call => ({
  ...nodeOf(config),
  method: 'GET',
  path: secret('/'),
  headers: [],
  body: '',
  timeoutMs: CLOCK_TIMEOUT,
});

function nodeOf({ node }: BoardConfig) {
  const { trust, origin } = node;
  const { scheme, host, port } = origin;
  return { isSecure: scheme === 'https', host, port, trust, allowPrivate: true } as const;
}
