/**
 * Who may change something from the page: a request with our `Host` and `Origin`, the page's
 * random token, and at most 1 KB of JSON that names a control. All else gets its status.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fail, ok, type Result } from '../../src/result';
import { CONTROL_KINDS, type ControlKind } from './snapshot';

export const BODY_BYTES_MAX = 1_024;
export const TOKEN_HEADER = 'x-page-token';

export type Refusal = { readonly status: number; readonly why: string };

export type ControlRequest = {
  readonly kind: ControlKind;
  readonly isHurt: boolean;
  /** Undefined for the node, which is one for all boards. */
  readonly board: string | undefined;
};

/** Against rebinding: a name that leads here is not thereby ours. */
export function isOurHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Undefined when the head of a POST is all it must be. */
export function refusalOf(
  method: string | undefined,
  headers: IncomingHttpHeaders,
  token: string,
): Refusal | undefined {
  if (method !== 'POST') return refusal(405, 'POST only');
  if (headers.origin !== `http://${headers.host}`) return refusal(403, 'another origin');
  if (!isSame(headers[TOKEN_HEADER], token)) return refusal(403, 'without the token of this page');
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return refusal(415, 'application/json only');
  const length = Number(headers['content-length'] ?? 0);
  if (!(length <= BODY_BYTES_MAX)) return refusal(413, `at most ${BODY_BYTES_MAX} bytes`);
  return undefined;
}

/** The body, read strictly: known fields only, each of its type. */
export function readControl(
  body: string,
  hasBoard: (id: string) => boolean,
): Result<ControlRequest, Refusal> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fail(refusal(400, 'not JSON'));
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail(refusal(400, 'an object is expected'));
  }
  const { kind, isHurt, board, ...others } = json as Record<string, unknown>;
  const known = CONTROL_KINDS.find((each) => each === kind);
  if (known === undefined) return fail(refusal(400, 'kind: not a control'));
  if (typeof isHurt !== 'boolean') return fail(refusal(400, 'isHurt: true or false'));
  if (Object.keys(others).length > 0) return fail(refusal(400, 'unknown field'));
  if (known === 'node-away') {
    if (board !== undefined) return fail(refusal(400, 'board: the node is one for all'));
    return ok({ kind: known, isHurt, board: undefined });
  }
  if (typeof board !== 'string') return fail(refusal(400, 'board: its id is expected'));
  if (!hasBoard(board)) return fail(refusal(404, 'no such board'));
  return ok({ kind: known, isHurt, board });
}

const refusal = (status: number, why: string): Refusal => ({ status, why });

function isSame(given: string | readonly string[] | undefined, token: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
