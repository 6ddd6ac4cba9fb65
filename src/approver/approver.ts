/**
 * The buyer's board as a withdraw link: step(state, now, event) -> commands.
 *
 *   request ─▶ link, callback ─▶ verify-invoice ─▶ record ─▶ pay ─▶ look-up-payment ─▶ record
 *          └▶ talk ─▶ hearing ─▶ negotiation ─▶ record ─▶ answer
 *
 * Synchronous, deterministic, never waits, never re-entered. `record` goes to flash at once; a
 * command with `after` waits until that many are there. Everything it knows is in `state`.
 */
import { ENTROPY_BYTES, type Now, type Secret } from '../ports';
import { NONCE_DIGITS } from '../protocol/envelope';
import { CONTENT_TYPE, FRAME_BYTES_MAX } from '../protocol/frame';
import { beginHearing } from '../protocol/hearing';
import { isHex } from '../protocol/hex';
import { unreachable } from '../result';
import { secret } from '../secret';
import { parseUrl, queryValue, type Url } from '../web/url';
import { answerCallback, answerLink, dropOldCheck, takeVerdict } from './link';
import { beginSale, takeRegister } from './metered';
import { answerMessage } from './negotiation';
import { advancePayment, takePaymentAnswer } from './paying';
import type { ApproverCommand, ApproverEvent } from './ports';
import type { AgreedTerms } from './records';
import { refuse } from './reply';
import { endByBuyer } from './standing';
import { type ApproverState, draw, keep, secOf } from './state';

export const REQUESTS_A_MINUTE_MAX = 10;
const MINUTE_MS = 60_000;
/** Less than this, and more is asked for. */
const ENTROPY_DIGITS_MIN = 64;

/** One event in, what to do about it out. */
export function step(
  state: ApproverState,
  now: Now,
  event: ApproverEvent,
): readonly ApproverCommand[] {
  const commands: ApproverCommand[] = [];
  take(state, now, event, commands);
  dropOldCheck(state, now, commands);
  advancePayment(state, now, commands);
  wantEntropy(state, commands);
  return commands;
}

function take(
  state: ApproverState,
  now: Now,
  event: ApproverEvent,
  commands: ApproverCommand[],
): void {
  switch (event.kind) {
    case 'boot':
      return;
    case 'tick':
      // An answer that was lost would refuse all requests for good.
      state.entropyAsked = false;
      return;
    case 'entropy':
      return takeEntropy(state, event.bytes);
    case 'request':
      return takeRequest(state, now, event, commands);
    case 'metered':
      state.exportRegister = event.exportRegister;
      return takeRegister(state, now, event.importRegister, commands);
    case 'invoice-verified':
      return takeVerdict(state, now, event.id, event.payee, commands);
    case 'payment-answered':
      return takePaymentAnswer(state, now, event.id, event.answer, commands);
    case 'terms-given':
      return takeTerms(state, now, event.terms, commands);
    case 'owner-command':
      if (event.command === 'end-sale') return endByBuyer(state, now, commands);
      if (state.book.standing !== 'suspended') return;
      return keep(state, { kind: 'resumed', atSec: secOf(now) ?? state.book.lastSec }, commands);
    default:
      return unreachable(event);
  }
}

function takeEntropy(state: ApproverState, bytes: Secret): void {
  if (!isHex(bytes.secret, ENTROPY_BYTES * 2)) return;
  state.entropyAsked = false;
  state.entropy = secret(bytes.secret);
  const { heard } = state;
  if (heard === undefined || heard.nonce !== '') return;
  const nonce = draw(state, NONCE_DIGITS);
  if (nonce !== undefined) beginHearing(heard, nonce);
}

function wantEntropy(state: ApproverState, commands: ApproverCommand[]): void {
  if (state.entropyAsked || state.entropy.secret.length >= ENTROPY_DIGITS_MIN) return;
  state.entropyAsked = true;
  commands.push({ kind: 'entropy-request' });
}

function takeTerms(
  state: ApproverState,
  now: Now,
  terms: AgreedTerms,
  commands: ApproverCommand[],
): void {
  if (state.book.payment !== undefined) return;
  beginSale(state, now, terms, commands);
}

type SellerRequest = ApproverEvent & { readonly kind: 'request' };

function takeRequest(
  state: ApproverState,
  now: Now,
  { id, method, target, contentType, body }: SellerRequest,
  commands: ApproverCommand[],
): void {
  const url = parseUrl(`http://board${target.secret}`);
  const place = url.ok ? placeAt(state, method, url.value) : undefined;
  if (!url.ok || place === undefined) return refuse(id, 'Unknown withdraw link.', commands, 404);
  if (isTooMany(state, now, id, place, commands)) return;
  switch (place) {
    case 'link':
      return answerLink(state, now, id, commands);
    case 'pay': {
      const k1 = queryValue(url.value, 'k1');
      const pr = queryValue(url.value, 'pr');
      if (k1 === undefined || pr === undefined) {
        return refuse(id, 'the callback takes k1 and pr, once each', commands);
      }
      return answerCallback(state, now, id, secret(k1), pr, commands);
    }
    case 'talk':
      if (contentType !== CONTENT_TYPE) {
        const reason = `content type ${CONTENT_TYPE} is expected`;
        return refuse(id, reason, commands, 415, { fault: 'malformed' });
      }
      if (body.length > FRAME_BYTES_MAX) {
        const reason = `${body.length} bytes came, at most ${FRAME_BYTES_MAX}`;
        return refuse(id, reason, commands, 413, { fault: 'too-long' });
      }
      return answerMessage(state, now, id, body, commands);
    default:
      return unreachable(place);
  }
}

type Place = keyof ApproverState['asked'];

function placeAt({ config }: ApproverState, method: string, { target }: Url): Place | undefined {
  const [path = ''] = target.split('?');
  const own = `/energy/${config.link.secret}`;
  if (method === 'GET' && path === own) return 'link';
  if (method === 'GET' && path === `${own}/pay`) return 'pay';
  return method === 'POST' && path === `${own}/talk` ? 'talk' : undefined;
}

/** Whoever asks more often than a board has to is made to wait. */
function isTooMany(
  { asked }: ApproverState,
  now: Now,
  id: string,
  place: Place,
  commands: ApproverCommand[],
): boolean {
  const recent = asked[place].filter((atMono) => now.mono - atMono < MINUTE_MS);
  if (recent.length < REQUESTS_A_MINUTE_MAX) {
    asked[place] = [...recent, now.mono];
    return false;
  }
  const waitSec = Math.ceil((recent[0]! + MINUTE_MS - now.mono) / 1_000);
  const most = `at most ${REQUESTS_A_MINUTE_MAX} a minute`;
  const reason = `${recent.length + 1} requests in a minute, ${most}. Wait ${waitSec} seconds.`;
  refuse(id, reason, commands, place === 'talk' ? 429 : 200);
  return true;
}
