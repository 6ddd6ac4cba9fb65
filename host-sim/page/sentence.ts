/**
 * What a board does and why, in one sentence for a person: from what the board says of itself
 * (`View`) and what the street knows around it. Pure; every reason to be off has its words here.
 */
import { unreachable } from '../../src/result';
import type { OpenReason } from '../../src/sale/supply';
import type { View } from '../../src/web/view';
import { noSale, type Plug, said } from './no-sale';
import { linkWords, lowWords, type NodeTrouble, nodeWords } from './payment-words';
import type { Sentence, Tone } from './snapshot';
import { duration, power, sat, satRoundedUp } from './words';

export type SentenceContext = NodeTrouble & {
  readonly application: 'ev' | 'grid';
  /** Credit below this asks for the next payment. */
  readonly thresholdMilliSat: number;
  readonly currentMaxMilliAmps: number;
  readonly minimumOffMs: number;
  readonly isPowered: boolean;
  /** `pulled`: by hand, on the page. `away`: by its own rhythm. */
  readonly plug: Plug;
  /** Undefined where the wallet is somebody's real one. */
  readonly isWalletEmpty: boolean | undefined;
};

/** Below this nothing is drawn worth a word: a meter's own noise. */
const DRAWS_MILLIWATTS = 20_000;

const STARTS =
  'Starting: the board reads its journal and its meter first. The contactor stays open.';
const STARTING = said('starting', 'Starting', 'off', STARTS);

/** `view` is undefined until the board has said anything. */
export function sentence(view: View | undefined, context: SentenceContext): Sentence {
  if (!context.isPowered) return withoutPower(view);
  if (view === undefined) return STARTING;
  const { state, reason } = view.supply;
  if (state === 'closed') return closed(view, context);
  if (state === 'wind-down') return windingDown(view);
  if (reason === 'none') {
    return said('closing', 'Off', 'off', 'Off: all is well again. Closes with the next reading.');
  }
  return open(view, reason, context);
}

function withoutPower(view: View | undefined): Sentence {
  const kept = view === undefined ? 0 : creditShown(view);
  const what = view === undefined ? 'what was paid and used' : `${sat(kept)} of credit`;
  const text = `The board has no power. Its journal keeps ${what}; nothing is forgotten.`;
  return said('no-power', 'No power', 'dead', text);
}

/** What the sale has left; without a sale, what all buyers together have left. */
export const creditShown = (view: View): number =>
  view.sale?.creditLeftMilliSat ??
  view.accounts.reduce((sum, account) => sum + account.creditMilliSat, 0);

function closed(view: View, context: SentenceContext): Sentence {
  const { powerMilliWatts } = view.meter;
  const isEv = context.application === 'ev';
  const draws = powerMilliWatts >= DRAWS_MILLIWATTS;
  const what = draws
    ? `${isEv ? 'Charging' : 'Supplying'} at ${power(powerMilliWatts)}.`
    : `On, but ${isEv ? 'the car draws no power' : 'nothing draws power'}.`;
  const lasts = view.sale?.lastsMs ?? -1;
  const paid =
    draws && lasts >= 0
      ? `Paid up for ${duration(lasts)}`
      : `${sat(view.sale?.creditLeftMilliSat ?? 0)} of credit left`;
  const [why, next, tone] = nextPayment(view, context);
  return said(`on-${draws ? 'drawing' : 'idle'}-${why}`, 'On', tone, `${what} ${paid}; ${next}.`);
}

type Next = readonly [why: string, words: string, tone: Tone];

function nextPayment(view: View, context: SentenceContext): Next {
  const { pull } = view;
  const node = nodeWords(context);
  if (context.isWalletEmpty === true) {
    return ['wallet-empty', "the buyer's wallet is empty, so it switches off then", 'attention'];
  }
  if (pull.isUnknown) {
    const words = 'whether the last payment arrived is in doubt and is looked up again';
    return ['unknown', words, 'attention'];
  }
  if (node !== undefined) return ['node', `${node}, so it switches off then`, 'attention'];
  const asked = `${linkWords(pull.linkFault)}, asked again soon`;
  if (pull.linkFault !== '') return ['link', asked, 'on'];
  const low = lowWords(view.link);
  if (low !== undefined) return ['low', low, 'attention'];
  const amount = sat(pull.amountMilliSat);
  if (view.guest?.invoice !== undefined)
    return ['invited', `${amount} more may be paid below`, 'on'];
  if (pull.step !== 'none' || view.pulls.open > 0) {
    return ['paying', `a payment of ${amount} is on its way`, 'on'];
  }
  return ['paid', `next payment when ${satRoundedUp(context.thresholdMilliSat)} are left`, 'on'];
}

function windingDown(view: View): Sentence {
  const why =
    view.supply.reason === 'terms-ended' ? 'the agreed terms have ended' : 'the credit is used up';
  const text = `Stopping: ${why}. The car is asked to stop drawing before the contactor opens.`;
  return said('wind-down', 'Stopping', 'off', text);
}

function open(view: View, reason: OpenReason, context: SentenceContext): Sentence {
  const off = (text: string) => said(reason, 'Off', 'off', `Off: ${text}`);
  const look = (text: string) => said(reason, 'Off', 'attention', `Off: ${text}`);
  const locked = (text: string) => said(reason, 'Locked', 'attention', `Off and locked: ${text}`);
  switch (reason) {
    case 'no-sale':
      return noSale(view, context);
    case 'no-credit':
      return noCredit(view, context);
    case 'terms-ended':
      return off('the agreed terms have ended. A new sale begins when new terms are accepted.');
    case 'deposit-due':
      return off('the sale has ended. When what was used is paid the deposit goes back.');
    case 'minimum-off':
      return off(
        `the contactor rests ${duration(context.minimumOffMs)} after it opened. ` +
          'Closes by itself then.',
      );
    case 'starting':
      return STARTING;
    case 'meter-silent':
      return look(
        'the meter does not answer. Nothing is billed; closes by itself when it answers. ' +
          'If it stays silent, check its power and the wires A and B.',
      );
    case 'meter-implausible':
      return look(
        'the meter shows what cannot be. Nothing of it is billed; closes by itself when its ' +
          'readings make sense again. If they do not, have the meter checked.',
      );
    case 'over-current':
      return locked(
        `more current flowed than the ${context.currentMaxMilliAmps / 1_000} A allowed. ` +
          'Find the cause; then the owner clears the lock.',
      );
    case 'meter-changed':
      return locked(
        'another meter answers than the one that was sold from. The owner confirms the new one.',
      );
    case 'meter-disagrees':
      return locked(
        "the meter's register and its power contradict each other. Have the meter checked; " +
          'then the owner clears the lock.',
      );
    case 'journal-failed':
      return locked(
        'the journal cannot be written, so no payment could be remembered. Restart the board; ' +
          'if it comes back, replace it.',
      );
    case 'journal-damaged':
      if (view.latchStaysMs > 0) {
        return off(
          'records of the journal are damaged, and a payment that is missing may still arrive. ' +
            `The owner has cleared the lock: opens in ${duration(view.latchStaysMs)}.`,
        );
      }
      return locked(
        'records of the journal are damaged. What can be proven is kept; compare the accounts ' +
          'with the node, then the owner clears the lock.',
      );
    case 'contactor-welded':
      return locked(
        'the contactor was told to open and did not: power may still flow. Switch off the ' +
          'breaker before anything else; have the contactor replaced, then the owner clears the ' +
          'lock.',
      );
    case 'contactor-failed-to-close':
      return locked(
        'the contactor was told to close and did not. Check its coil, the relay and their wires; ' +
          'then the owner clears the lock.',
      );
    case 'journal-blocked':
      return locked(`${view.blocked}.`);
    default:
      return unreachable(reason);
  }
}

function noCredit(view: View, context: SentenceContext): Sentence {
  const { pull } = view;
  const off = (key: string, tone: Tone, text: string) =>
    said(`no-credit-${key}`, 'Off', tone, `Off: ${text}`);
  const node = nodeWords(context);
  const wasEmpty = pull.linkFault === 'exhausted';
  if (context.isWalletEmpty === true || (wasEmpty && context.isWalletEmpty === undefined)) {
    const text = "the buyer's wallet is empty. Closes by itself when a payment arrives.";
    return off('wallet-empty', 'attention', text);
  }
  if (pull.isUnknown) {
    const text =
      'the credit is used up, and nobody can say yet whether the last payment arrived. ' +
      'It is looked up again; no second one is asked for meanwhile.';
    return off('unknown', 'attention', text);
  }
  if (node !== undefined) {
    const text = `the credit is used up and ${node}. Closes by itself when a payment arrives.`;
    return off('node', 'attention', text);
  }
  if (wasEmpty && view.pulls.open === 0) {
    const text = "the buyer's wallet had nothing to pay with. It is asked again by itself, and at ";
    return off('asked-again', 'off', `${text}once when its link is shown again.`);
  }
  if (pull.linkFault !== '' && view.pulls.open === 0) {
    const text = `the credit is used up and ${linkWords(pull.linkFault)}. It is asked again soon.`;
    return off('link', 'attention', text);
  }
  if (view.guest?.invoice !== undefined) {
    return off('invited', 'off', `closes when the ${sat(pull.amountMilliSat)} below are paid.`);
  }
  if (pull.step !== 'none' || view.pulls.open > 0) {
    const text = `a payment of ${sat(pull.amountMilliSat)} is on its way. Closes when it arrives.`;
    return off('paying', 'off', text);
  }
  const text = 'not enough is paid yet. Closes by itself when a payment arrives.';
  return off('waits', 'off', text);
}
