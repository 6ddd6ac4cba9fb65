/**
 * What the buyer's board answers to the seller's messages: its demand, whether it accepts an offer
 * or a renewal, its account, its end. Repeated offers of the same reference get the same answer,
 * whatever was forgotten in a power cut between them.
 */
import { formatConfigError } from '../config/fields';
import type { Now } from '../ports';
import type { FrameFault } from '../protocol/frame';
import { answer, CLOCKS_APART_SEC_MAX, type Heard, hear } from '../protocol/hearing';
import type { Answer, Request, TalkFault } from '../protocol/message';
import { unreachable } from '../result';
import { judge } from '../terms/acceptance';
import { writeAcceptance } from '../terms/acceptance-document';
import { writeDemand } from '../terms/demand-document';
import { readEnding } from '../terms/ending-document';
import { agreedTerms, type Offer } from '../terms/offer';
import { readOffer } from '../terms/offer-document';
import { expectedAfter } from '../terms/renewal';
import type { Expected } from '../terms/rules';
import { compareAccounts } from './comparison';
import { beginSale, keepMetered, termsAt } from './metered';
import type { ApproverCommand } from './ports';
import type { AgreedTerms } from './records';
import { refuse, sayMessage } from './reply';
import { accepted, again, endOf, lastTerms, standingOf, statementOf, termsNamed } from './standing';
import { type ApproverState, keep, secOf } from './state';

/** Of a fault's reason, so that what a peer sent never fills the answer. */
const REASON_LENGTH_MAX = 160;

export function answerMessage(
  state: ApproverState,
  now: Now,
  id: string,
  frame: string,
  commands: ApproverCommand[],
): void {
  const { heard } = state;
  if (heard === undefined) return refuse(id, 'no secret is shared', commands, 403);
  const hearing = hear(heard, now, frame);
  switch (hearing.kind) {
    case 'refused':
      return refuseFrame(id, hearing.fault, commands);
    case 'say':
      return sayMessage(state, id, hearing.frame, commands);
    case 'request': {
      const message = respond(state, now, heard, hearing.request, commands);
      return sayMessage(state, id, answer(heard, now, message), commands);
    }
    default:
      return unreachable(hearing);
  }
}

function refuseFrame(
  id: string,
  fault: FrameFault | 'not-ready',
  commands: ApproverCommand[],
): void {
  const [status, reason] = FRAME_FAULTS[fault];
  refuse(id, reason, commands, status, { fault });
}

const FRAME_FAULTS = Object.freeze({
  'not-ready': Object.freeze([503, 'this side has just started. Wait 2 seconds.']),
  'too-long': Object.freeze([413, 'more than 32768 bytes of message']),
  malformed: Object.freeze([400, 'no MAC, line feed and JSON']),
  'wrong-mac': Object.freeze([403, 'the MAC is not that of the seller']),
  'other-direction': Object.freeze([403, 'this message was said by the buyer']),
}) as Readonly<Record<FrameFault | 'not-ready', readonly [status: number, reason: string]>>;

function respond(
  state: ApproverState,
  now: Now,
  heard: Heard,
  request: Request,
  commands: ApproverCommand[],
): Answer {
  const { config } = state;
  switch (request.kind) {
    case 'demand':
      return { kind: 'demand', demand: writeDemand(config.demand) };
    case 'offer':
      return takeOffer(state, now, heard, request, commands);
    case 'renew':
      return takeRenewal(state, now, heard, request, commands);
    case 'state':
      return endOf(state, now) ?? standingOf(state, now);
    case 'end':
      return takeEnd(state, now, heard, request, commands);
    default:
      return unreachable(request);
  }
}

function takeOffer(
  state: ApproverState,
  now: Now,
  heard: Heard,
  { reference, offer: document }: Request & { readonly kind: 'offer' },
  commands: ApproverCommand[],
): Answer {
  const { book } = state;
  const known = termsNamed(state, reference);
  if (known !== undefined) return again(state, now, known);
  if (book.standing === 'suspended') return standingOf(state, now);
  const atSec = secOf(now);
  if (atSec === undefined) return fault(heard, 'unexpected', 'the clock of this board is not set');
  const running = book.standing === 'agreed' ? lastTerms(state) : undefined;
  if (book.payment !== undefined || (running !== undefined && hasPaid(state, atSec, running))) {
    return fault(heard, 'unexpected', `terms ${running?.reference ?? 'of before'} are in force`);
  }
  const read = readOffer(document);
  if (!read.ok) return fault(heard, 'malformed', formatConfigError(read.fault[0]!));

  const startSecMin = atSec - CLOCKS_APART_SEC_MAX;
  const judged = decide(state, now, reference, read.value, { kind: 'initial', startSecMin });
  if ('kind' in judged) return judged;
  beginSale(state, now, judged, commands);
  return accepted(state, now, judged);
}

/** Something was paid under them, and they have not ended. */
const hasPaid = ({ book }: ApproverState, atSec: number, { offer }: AgreedTerms): boolean =>
  book.paid.paidMilliSat > 0 && atSec < offer.stopSec;

function takeRenewal(
  state: ApproverState,
  now: Now,
  heard: Heard,
  { reference, replaces, offer: document, statement }: Request & { readonly kind: 'renew' },
  commands: ApproverCommand[],
): Answer {
  const known = termsNamed(state, reference);
  if (known !== undefined) return again(state, now, known);
  if (state.book.standing !== 'agreed') return standingOf(state, now);
  const atSec = secOf(now);
  const running = atSec === undefined ? undefined : termsAt(state, atSec);
  if (atSec === undefined || running === undefined) {
    return fault(heard, 'unexpected', 'the clock of this board is not set');
  }
  if (running.reference !== replaces || atSec >= running.offer.stopSec) {
    const is = `${running.reference} until ${running.offer.stopSec} s, it is ${atSec} s`;
    return fault(heard, 'unexpected', `the terms in force are ${is}`);
  }
  const read = readOffer(document);
  if (!read.ok) return fault(heard, 'malformed', formatConfigError(read.fault[0]!));

  const { payment, deposit } = running.offer;
  const largest = Math.max(payment.maximum, deposit);
  const ours = statementOf(state, now);
  const difference = compareAccounts(ours, statement, state.config.limits, largest);
  keepMetered(state, commands);
  if (difference !== undefined) {
    keep(state, { kind: 'suspended', difference, atSec }, commands);
    return standingOf(state, now);
  }
  const judged = decide(state, now, reference, read.value, expectedAfter(running.offer));
  if ('kind' in judged) return judged;
  keep(state, { kind: 'terms-renewed', terms: judged, atSec }, commands);
  return accepted(state, now, judged);
}

/** The terms as both hold them then, or the rejection. */
function decide(
  state: ApproverState,
  now: Now,
  reference: string,
  offer: Offer,
  expected: Expected,
): AgreedTerms | Answer {
  const acceptance = judge(offer, state.config.demand, expected);
  const terms = acceptance.agrees ? agreedTerms(offer, acceptance.payment) : undefined;
  if (terms?.ok) return { reference, offer: terms.value };
  const document = writeAcceptance(acceptance);
  return { kind: 'reject', reference, acceptance: document, statement: statementOf(state, now) };
}

function takeEnd(
  state: ApproverState,
  now: Now,
  heard: Heard,
  { reference, ending }: Request & { readonly kind: 'end' },
  commands: ApproverCommand[],
): Answer {
  if (termsNamed(state, reference) === undefined) {
    return fault(heard, 'unexpected', `no terms of reference ${reference}`);
  }
  const read = readEnding(ending);
  if (!read.ok) return fault(heard, 'malformed', formatConfigError(read.fault[0]!));
  if (read.value.by !== 'seller') return fault(heard, 'malformed', 'by: expected "seller"');
  keepMetered(state, commands);
  keep(state, { kind: 'ended', ending: read.value }, commands);
  return endOf(state, now) ?? standingOf(state, now);
}

const fault = (heard: Heard, name: TalkFault, reason: string): Answer => ({
  kind: 'fault',
  fault: name,
  sequence: heard.sequence + 1,
  reason: reason.slice(0, REASON_LENGTH_MAX),
});
