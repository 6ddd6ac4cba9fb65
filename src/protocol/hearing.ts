/**
 * The side that answers: lets in what is whole, sealed by the peer, new and in order, once. A
 * repeat of the last request gets the same bytes again and has no second effect.
 *
 * That a request is new shows by the nonce which this side drew at its start, not by a clock: it
 * holds without any clock and without a write to flash. The clocks are compared where both are
 * known, so that what was held back on the way for long does not count either.
 */
import type { Now } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import {
  type Envelope,
  NONCE_DIGITS,
  PROTOCOL_VERSION,
  readEnvelope,
  writeEnvelope,
} from './envelope';
import { type FrameFault, open, seal } from './frame';
import { isHex } from './hex';
import type { PeerKeys } from './mac';
import { type Answer, bodyOf, type Request, readRequest, type TalkFault } from './message';

/** Two clocks may differ by so much, besides what they say of themselves. */
export const CLOCKS_APART_SEC_MAX = 300;

/** What is known of the peer; plain data, and none of it has to survive a power cut. */
export type Heard = {
  readonly keys: PeerKeys;
  /** Empty until chance has come: nothing is taken before. */
  nonce: string;
  sequence: number;
  id: string;
  mac: string;
  /** What was said to it; empty until it is. */
  answer: string;
};

/** `refused`: not sealed by the peer, and not answered under a MAC either. */
export type Hearing =
  | { readonly kind: 'refused'; readonly fault: FrameFault | 'not-ready' }
  /** Say this again, or say this: nothing has happened. */
  | { readonly kind: 'say'; readonly frame: string }
  /** To be answered by `answer`, before anything else is heard. */
  | { readonly kind: 'request'; readonly request: Request };

export const nothingHeard = (keys: PeerKeys): Heard => ({
  keys,
  nonce: '',
  sequence: 0,
  id: '',
  mac: '',
  answer: '',
});

/** Drawn at each start; what was said under another one does not count any more. */
export function beginHearing(heard: Heard, nonce: string): void {
  assert(isHex(nonce, NONCE_DIGITS), 'hearing: nonce');
  Object.assign(heard, { ...nothingHeard(heard.keys), nonce });
}

export function hear(heard: Heard, now: Now, frame: string): Hearing {
  if (heard.nonce === '') return { kind: 'refused', fault: 'not-ready' };
  const opened = open(heard.keys, 'seller', frame);
  if (!opened.ok) return { kind: 'refused', fault: opened.fault };

  const { mac, json } = opened.value;
  const envelope = readEnvelope(json);
  if (!envelope.ok) return complain(heard, now, undefined, envelope.fault);
  if (mac === heard.mac) {
    if (heard.answer === '') return complain(heard, now, envelope.value, 'busy');
    return { kind: 'say', frame: heard.answer };
  }
  const request = judge(heard, now, envelope.value);
  if (!request.ok) return complain(heard, now, envelope.value, request.fault);

  heard.sequence = envelope.value.sequence;
  heard.id = envelope.value.id;
  heard.mac = mac;
  heard.answer = '';
  return { kind: 'request', request: request.value };
}

function judge(heard: Heard, now: Now, envelope: Envelope): Result<Request, TalkFault> {
  const { from, nonce, id, sequence, timeSec } = envelope;
  if (from !== 'seller') return fail('malformed');
  if (nonce !== heard.nonce) return fail('wrong-nonce');
  if (id === heard.id) return fail('id-reused');
  if (sequence <= heard.sequence) return fail('old-sequence');
  if (areApart(now, timeSec)) return fail('clocks-apart');
  const request = readRequest(envelope.kind, envelope.body);
  return request === undefined ? fail('malformed') : ok(request);
}

function areApart({ wall }: Now, timeSec: number | null): boolean {
  if (wall === undefined || timeSec === null) return false;
  const apartMs = Math.abs(timeSec * 1_000 - wall.epochMs);
  return apartMs > CLOCKS_APART_SEC_MAX * 1_000 + wall.plusMinusMs;
}

/** Answers the request that was heard last, once; the same bytes go out to every repeat of it. */
export function answer(heard: Heard, now: Now, message: Answer): string {
  assert(heard.id !== '' && heard.answer === '', 'hearing: nothing to answer');
  heard.answer = say(heard, now, heard.id, heard.sequence, message);
  return heard.answer;
}

function complain(heard: Heard, now: Now, of: Envelope | undefined, fault: TalkFault): Hearing {
  const sequence = heard.sequence + 1;
  const message = {
    kind: 'fault',
    fault,
    sequence,
    reason: reasonOf(heard, now, of, fault),
  } as const;
  const id = of?.id ?? NOBODY;
  return { kind: 'say', frame: say(heard, now, id, Math.max(of?.sequence ?? 1, 1), message) };
}

/** In place of an id that could not be read. */
const NOBODY = '0'.repeat(32);

function reasonOf(heard: Heard, now: Now, of: Envelope | undefined, fault: TalkFault): string {
  switch (fault) {
    case 'wrong-version':
      return `this side speaks version ${PROTOCOL_VERSION}`;
    case 'wrong-nonce':
      return `the nonce is ${heard.nonce} since this side has started`;
    case 'old-sequence':
      return `sequence ${of?.sequence} came, at least ${heard.sequence + 1} is due`;
    case 'id-reused':
      return `id ${of?.id} was another message's`;
    case 'busy':
      return 'this request is being answered';
    case 'clocks-apart':
      return `one clock says ${of?.timeSec} s, the other ${secondsOf(now)} s`;
    default:
      return of === undefined ? 'no envelope of version 1' : `no ${of.kind} of version 1`;
  }
}

function say(heard: Heard, now: Now, id: string, sequence: number, message: Answer): string {
  const text = writeEnvelope({
    version: PROTOCOL_VERSION,
    from: 'buyer',
    id,
    sequence,
    timeSec: secondsOf(now),
    nonce: heard.nonce,
    kind: message.kind,
    body: bodyOf(message),
  });
  return seal(heard.keys, 'buyer', text);
}

export const secondsOf = ({ wall }: Now): number | null =>
  wall === undefined ? null : Math.floor(wall.epochMs / 1_000);
