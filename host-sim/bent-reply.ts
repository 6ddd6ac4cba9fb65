/** Answers as they should not be: what a broken server, proxy or line makes of a good one. */
import type { BendKind } from './bends';
import type { Stream } from './prng';

export type Reply = { readonly status: number; readonly body: string };

const HTML = '<!doctype html><html><body><h1>Welcome to nginx!</h1></body></html>';
const NOT_ASCII = 0x80;

/** At least the last byte is missing. */
export const truncated = (bytes: Uint8Array, share: number): Uint8Array =>
  bytes.subarray(0, Math.floor(bytes.length * share));

/** As many bytes of noise, and never JSON. */
export function garbled(bytes: Uint8Array, chance: Stream): Uint8Array {
  const noise = new Uint8Array(bytes.length);
  for (let i = 0; i < noise.length; i++) noise[i] = chance.below(256);
  noise[0]! |= NOT_ASCII;
  return noise;
}

/** JSON and otherwise, of a kind nobody asked for. None of them says what is not so. */
export function wrongType({ status, body }: Reply, chance: Stream): Reply {
  switch (chance.below(8)) {
    case 0:
      return { status: 200, body: HTML };
    case 1:
      return { status, body: '[]' };
    case 2:
      return { status, body: 'null' };
    case 3:
      return { status, body: '42' };
    case 4:
      // As an answer to a cancel it says yes, which only a yes may become.
      return { status, body: status === 200 ? '{}' : '[{}]' };
    case 5:
      return { status, body: `[${body}]` };
    case 6:
      return { status, body: JSON.stringify(body) };
    default:
      return { status, body: withTypesChanged(body) };
  }
}

function withTypesChanged(body: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(body));
  } catch {
    return '"not JSON"';
  }
  const changed = Object.entries(fields).map(([name, value]) => [name, ofAnotherType(value)]);
  return JSON.stringify(Object.fromEntries(changed));
}

/** Digits as a number and a number as digits: a reader may take those, for they say the same. */
function ofAnotherType(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const number = Number(value);
  return value !== '' && Number.isSafeInteger(number) ? number : [value];
}

const json = (status: number, code: number, message: string): Reply => ({
  status,
  body: JSON.stringify({ code, message, details: [] }),
});

const BUSY: readonly Reply[] = [
  json(429, 8, 'too many requests'),
  json(503, 14, 'waiting to start, RPC services not available'),
  { status: 503, body: '<html><body>503 Service Temporarily Unavailable</body></html>' },
  { status: 429, body: '' },
];
const REVOKED: readonly Reply[] = [
  json(500, 2, 'verification failed: signature mismatch after caveat verification'),
  json(500, 2, 'cannot get macaroon: root key with id 0 doesn’t exist'),
  json(403, 7, 'permission denied'),
  json(401, 16, 'unauthenticated'),
];
const NO_CANCEL: readonly Reply[] = [
  json(500, 2, 'unable to cancel invoice: database is locked'),
  json(501, 12, 'Not Implemented'),
];
const FORGOTTEN: readonly Reply[] = [json(404, 5, 'unable to locate invoice')];

const INSTEAD: Partial<Readonly<Record<BendKind, readonly Reply[]>>> = {
  'node-busy': BUSY,
  'credential-revoked': REVOKED,
  'node-cannot-cancel': NO_CANCEL,
  'node-forgets': FORGOTTEN,
};

/** What a node says in place of acting; undefined where the kind lets it act. */
export function replyInstead(kind: BendKind, chance: Stream): Reply | undefined {
  const replies = INSTEAD[kind];
  return replies?.[chance.below(replies.length)];
}
