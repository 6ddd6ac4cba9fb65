/**
 * The seller's side of the talk: when something is to be said, and what an answer changes. One
 * request at a time, in the board's one request slot, whenever no pull needs it; repeated as it is
 * until an answer comes.
 *
 *   no terms ─▶ offer ─▶ accepted: [terms-agreed] ─▶ in its last minutes: renew ─▶ [terms-agreed] ⟲
 *                  └─ rejected: every reason is shown, and offered again later
 */
import { fault } from '../fault';
import { askLimits, send } from '../payment/sending';
import type { Command, Now, Secret } from '../ports';
import { ask, nothingAsked } from '../protocol/asking';
import { peerKeys } from '../protocol/mac';
import type { Request } from '../protocol/message';
import { unreachable } from '../result';
import { secret } from '../secret';
import type { BoardState } from '../state';
import { wantsRenewal } from '../terms/renewal';
import { durationMs } from '../units';
import { peerOfSale, termsStep } from './in-force';
import { documentOf, offerNow, renewalNow, statementNow } from './offering';
import type { TalkStage } from './talk';

const TIMEOUT_MS = 10_000;
/** Somebody has to change something first. */
const CHANGED_MS = 300_000;
const SECRET_MS = 60_000;
/** So often the other side's account is asked for, and whether it has ended. */
const STATE_MS = 600_000;

/** What is to be said now, if anything. */
function talkStage(state: BoardState, now: Now): TalkStage {
  const { talk, book } = state;
  if (talk.ending !== undefined) return 'end';
  if (talk.buyer === '' || now.wall === undefined || state.serial === '') return 'none';
  const { period } = book;
  const nowSec = Math.floor(now.wall.epochMs / 1_000);
  if (period === undefined || talk.inForce === '') return 'offer';
  const { terms, next } = period;
  const last = next ?? terms;
  const isLast = last.reference === talk.inForce;
  if (isLast && wantsRenewal({ terms: last.offer }, nowSec)) return 'renew';
  return now.mono - talk.heardMono >= STATE_MS || talk.standing === 'none' ? 'state' : 'none';
}

/** Where some tenant has a board: which terms hold, and what is to be said, if no pull waits. */
export function talkStep(state: BoardState, now: Now, commands: Command[]): void {
  termsStep(state, now);
  const { requestId, next, nextMono } = state.pulling;
  const isPullDue = next !== 'none' && now.mono >= nextMono;
  if (requestId === '' && !isPullDue) advanceTalk(state, now, commands);
}

/** Says it, if its time has come. The request slot is free. */
function advanceTalk(state: BoardState, now: Now, commands: Command[]): void {
  const { talk, entropy } = state;
  if (now.mono < talk.nextMono || state.journalFailed) return;
  // The image before this one could not read what is agreed on, and this one may be taken back.
  if (state.ring.format < 2) return;
  if (state.book.latch !== undefined && talk.ending === undefined) return;
  const stage = talkStage(state, now);
  if (stage === 'none') return;
  if (talk.url === undefined) return askWhere(state, now, commands);
  talk.asking ??= askingOf(state);
  if (talk.asking === undefined) {
    talk.nextMono = now.mono + SECRET_MS;
    return fault(state, commands, 'peer-without-secret');
  }
  // What was said is said again, whatever has changed meanwhile: it may have been heard.
  if (talk.asking.open !== undefined) {
    return post(state, now, talk.url, talk.asking.open.frame, commands);
  }
  if (entropy === undefined) return;
  const request = requestOf(state, now, stage, entropy.secret.slice(32, 64));
  if (request === undefined) {
    talk.nextMono = now.mono + CHANGED_MS;
    return fault(state, commands, 'terms-too-long');
  }
  state.entropy = undefined;
  talk.stage = stage;
  const frame = ask(talk.asking, now, entropy.secret.slice(0, 32), request);
  post(state, now, talk.url, frame, commands);
}

function askingOf({ talk }: BoardState) {
  const shared = talk.peers.find(({ buyer }) => buyer === talk.buyer)?.secret;
  const keys = shared === undefined ? undefined : peerKeys(shared);
  return keys && nothingAsked(keys);
}

function post(state: BoardState, now: Now, url: Secret, frame: string, commands: Command[]): void {
  send(state, now, 'talk', commands, {
    target: 'peer',
    method: 'POST',
    path: url,
    body: secret(frame),
    pick: [],
    timeoutMs: durationMs(TIMEOUT_MS),
  });
}

/** The buyer's link says where its board listens. */
function askWhere(state: BoardState, now: Now, commands: Command[]): void {
  const { sale } = state.book;
  if (sale === undefined) {
    state.talk.ending = undefined;
    return;
  }
  askLimits(state, now, sale, 'talk-link', commands);
}

function requestOf(
  state: BoardState,
  now: Now,
  stage: TalkStage,
  reference: string,
): Request | undefined {
  const { talk } = state;
  const statement = statementNow(state, now);
  switch (stage) {
    case 'offer':
    case 'renew': {
      const peer = peerOfSale(state);
      if (peer === undefined || now.wall === undefined) return undefined;
      const nowSec = Math.floor(now.wall.epochMs / 1_000);
      const make = stage === 'offer' ? offerNow : renewalNow;
      const offer = make(state, peer.config, nowSec);
      const document = offer && documentOf(offer);
      if (document === undefined) return undefined;
      talk.reference = reference;
      talk.document = document;
      const json = JSON.parse(document);
      if (stage === 'offer') return { kind: 'offer', reference, offer: json };
      if (statement === undefined) return undefined;
      talk.said = statement;
      return { kind: 'renew', reference, replaces: talk.inForce, offer: json, statement };
    }
    case 'state':
      if (statement === undefined) return undefined;
      talk.said = statement;
      return { kind: 'state', reference: talk.inForce, statement };
    case 'end':
      return talk.ending;
    case 'none':
      return undefined;
    default:
      return unreachable(stage);
  }
}
