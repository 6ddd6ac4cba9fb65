/**
 * The side that asks: one request at a time, repeated as it is until an answer to it comes. Where
 * the other side has started anew or counted further, it says so under its MAC, and the same is
 * asked again under the nonce and the sequence that it names.
 */
import type { Now } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import { ID_DIGITS, PROTOCOL_VERSION, readEnvelope, writeEnvelope } from './envelope';
import { type FrameFault, open, seal } from './frame';
import { secondsOf } from './hearing';
import { isHex } from './hex';
import type { PeerKeys } from './mac';
import { ANSWERS, type Answer, bodyOf, type Request, readAnswer } from './message';

/** Plain data; none of it has to survive a power cut. */
export type Asking = {
  readonly keys: PeerKeys;
  nonce: string;
  sequence: number;
  open: OpenRequest | undefined;
};
type OpenRequest = {
  readonly id: string;
  readonly sequence: number;
  readonly kind: Request['kind'];
  readonly frame: string;
};

/**
 * `other-answer`: sealed by the peer, and not the answer to this. `ask-anew`: ask the same under a
 * new id, now that nonce and sequence are known.
 */
export type AnswerFault = FrameFault | 'wrong-version' | 'other-answer' | 'ask-anew';

export const nothingAsked = (keys: PeerKeys): Asking => ({
  keys,
  nonce: '',
  sequence: 0,
  open: undefined,
});

/** The bytes to send, and to send again while no answer comes. `id` is used once. */
export function ask(asking: Asking, now: Now, id: string, request: Request): string {
  assert(isHex(id, ID_DIGITS), 'asking: id');
  asking.sequence += 1;
  const { nonce, sequence } = asking;
  const text = writeEnvelope({
    version: PROTOCOL_VERSION,
    from: 'seller',
    id,
    sequence,
    timeSec: secondsOf(now),
    nonce,
    kind: request.kind,
    body: bodyOf(request),
  });
  const frame = seal(asking.keys, 'seller', text);
  asking.open = { id, sequence, kind: request.kind, frame };
  return frame;
}

/** The request stays open on every fault but `ask-anew`: a right answer may still come. */
export function takeAnswer(asking: Asking, frame: string): Result<Answer, AnswerFault> {
  const opened = open(asking.keys, 'buyer', frame);
  if (!opened.ok) return opened;
  const envelope = readEnvelope(opened.value.json);
  if (!envelope.ok) return envelope;
  const { from, id, sequence, nonce, kind, body } = envelope.value;
  const request = asking.open;
  if (request === undefined || from !== 'buyer') return fail('other-answer');
  if (id !== request.id || sequence !== request.sequence) return fail('other-answer');
  const answer = readAnswer(kind, body);
  if (answer === undefined) return fail('malformed');
  const isExpected = answer.kind === 'fault' || ANSWERS[request.kind].includes(answer.kind);
  if (!isExpected) return fail('other-answer');

  asking.nonce = nonce;
  asking.open = undefined;
  if (answer.kind !== 'fault') return ok(answer);
  const { fault } = answer;
  if (fault !== 'wrong-nonce' && fault !== 'old-sequence') return ok(answer);
  asking.sequence = Math.max(0, answer.sequence - 1);
  return fail('ask-anew');
}
