/**
 * What an answer of the buyer's board changes: terms that were accepted are journalled and hold for
 * both; every reason against them is kept to be shown; its account is held beside ours.
 */

import { accountAt } from '../account/book';
import { offerOf } from '../account/period';
import { fault } from '../fault';
import { jittered } from '../jitter';
import { journal } from '../journal/journal';
import type { BoardEvent, Command, HttpFault, Now, Picked } from '../ports';
import { takeAnswer } from '../protocol/asking';
import { readEnergy } from '../protocol/energy';
import type { Answer, Standing } from '../protocol/message';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { readAcceptance } from '../terms/acceptance-document';
import { agreedTerms } from '../terms/offer';
import { baseNow, documentOf } from './offering';

type Reply = BoardEvent & { readonly kind: 'http-reply' };
type Accepted = Answer & { readonly kind: 'accept' | 'reject' };

const RETRY_MS = 5_000;
const RETRIES_DOUBLE = 4;
/** Somebody has to change something first. */
const REJECTED_MS = 300_000;
/** An end is said so often; the terms end by themselves. */
const END_TRIES = 5;

/** The link's answer, asked for where its board listens. */
export function takeWhere(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { talk } = state;
  const url = reply.fields && readEnergy(reply.fields, state.config);
  if (url === undefined) return talkFailed(state, now, 'no-board', commands);
  talk.url = url;
  talk.failures = 0;
  talk.nextMono = now.mono;
}

export function takeTalk(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { talk } = state;
  const frame: Picked | undefined = reply.fields?.['frame'];
  if (talk.asking === undefined) return;
  if (reply.status !== 200 || typeof frame !== 'string') {
    // Without its MAC nobody knows who says so: it may have another address by now.
    askAgainWhere(state);
    return talkFailed(state, now, 'refused', commands);
  }
  const answer = takeAnswer(talk.asking, frame);
  if (!answer.ok) {
    if (answer.fault !== 'ask-anew') return talkFailed(state, now, answer.fault, commands);
    talk.nextMono = now.mono;
    return;
  }
  talk.failures = 0;
  talk.heardMono = now.mono;
  talk.nextMono = now.mono;
  const said = answer.value;
  if ('statement' in said && talk.said !== undefined) {
    talk.ours = talk.said;
    talk.theirs = said.statement;
  }
  talk.said = undefined;
  switch (said.kind) {
    case 'accept':
    case 'reject':
      return takeAcceptance(state, now, said, commands);
    case 'state':
      return stands(state, now, said.standing, commands);
    case 'end':
      return stands(state, now, 'ended', commands);
    case 'fault':
      talkFailed(state, now, said.fault, commands);
      return;
    case 'demand':
      return;
    default:
      return unreachable(said);
  }
}

/** Nothing was heard: the same is said again, at a growing distance. */
export const talkSilent = (
  state: BoardState,
  now: Now,
  silence: HttpFault,
  commands: Command[],
) => {
  askAgainWhere(state);
  talkFailed(state, now, silence, commands);
};

/** It may have another address by now; the end of a sale is said to where it was. */
function askAgainWhere({ talk }: BoardState): void {
  if (talk.failures > 2 && talk.ending === undefined) talk.url = undefined;
}

function talkFailed(state: BoardState, now: Now, why: string, commands: Command[]): void {
  const { talk } = state;
  fault(state, commands, `peer-${why}`);
  const doubled = RETRY_MS * 2 ** Math.min(talk.failures, RETRIES_DOUBLE);
  talk.nextMono = now.mono + jittered(state, doubled);
  talk.failures += 1;
  if (talk.ending === undefined || talk.failures < END_TRIES) return;
  talk.ending = undefined;
  if (talk.asking !== undefined) talk.asking.open = undefined;
}

function takeAcceptance(state: BoardState, now: Now, said: Accepted, commands: Command[]): void {
  const { talk, book } = state;
  const { sale } = book;
  const isNext = talk.stage === 'renew';
  const isWanted = talk.stage === 'offer' || (isNext && book.period !== undefined);
  const isOfSale = sale !== undefined && accountAt(book, sale.account).buyer === talk.buyer;
  if (!isWanted || said.reference !== talk.reference || !isOfSale) {
    return talkFailed(state, now, 'other-answer', commands);
  }
  const acceptance = readAcceptance(said.acceptance);
  if (!acceptance.ok) return talkFailed(state, now, 'malformed', commands);
  if (!acceptance.value.agrees) {
    talk.reasons = acceptance.value.reasons;
    talk.nextMono = now.mono + REJECTED_MS;
    const whys = talk.reasons.map(({ why }) => why).join(',');
    return fault(state, commands, 'terms-rejected', { whys });
  }
  const offer = offerOf(talk.document);
  const terms = offer && agreedTerms(offer, acceptance.value.payment);
  const document = terms?.ok ? documentOf(terms.value) : undefined;
  if (document === undefined) return talkFailed(state, now, 'payment-outside-offer', commands);
  const { reference } = talk;
  const { account } = sale;
  journal(state, {
    kind: 'terms-agreed',
    account,
    reference,
    document,
    isNext,
    ...baseNow(state, account),
  });
  talk.reasons = [];
  talk.standing = 'agreed';
  const fields = { reference: reference.slice(0, 8), isNext: isNext ? 1 : 0 };
  commands.push({ kind: 'log', event: { area: 'terms', what: 'agreed', fields } });
}

function stands(state: BoardState, now: Now, standing: Standing, commands: Command[]): void {
  const { talk } = state;
  if (talk.stage === 'end') {
    talk.ending = undefined;
    return;
  }
  if (standing === 'suspended' && talk.standing !== standing) {
    const ours = talk.ours?.chargedMilliSat ?? 0;
    const theirs = talk.theirs?.chargedMilliSat ?? 0;
    fault(state, commands, 'accounts-differ', { oursMilliSat: ours, theirsMilliSat: theirs });
  }
  talk.standing = standing;
  if (standing !== 'agreed') talk.nextMono = now.mono + REJECTED_MS;
}
