/**
 * Where the sale stands, as the buyer tells it: accepted, agreed on, suspended or ended, each time
 * with its own account. How the buyer ends it.
 */
import type { Now } from '../ports';
import type { Answer, Statement } from '../protocol/message';
import { writeAcceptance } from '../terms/acceptance-document';
import { writeEnding } from '../terms/ending-document';
import type { Ending } from '../terms/ends';
import { milliWattHours } from '../units';
import { keepMetered } from './metered';
import type { ApproverCommand } from './ports';
import type { AgreedTerms } from './records';
import { type ApproverState, keep, secOf } from './state';

/** Told to the seller in the answer to what it says next. */
export function endByBuyer(state: ApproverState, now: Now, commands: ApproverCommand[]): void {
  const { book, register } = state;
  if (book.standing !== 'agreed' && book.standing !== 'suspended') return;
  keepMetered(state, commands);
  const importRegister = milliWattHours(Math.max(0, register));
  const exportRegister = milliWattHours(Math.max(0, state.exportRegister));
  const atSec = secOf(now) ?? book.lastSec;
  const ending: Ending = { by: 'buyer', why: 'buyer', atSec, importRegister, exportRegister };
  keep(state, { kind: 'ended', ending }, commands);
}

export function endOf(state: ApproverState, now: Now): Answer | undefined {
  const { standing, ending } = state.book;
  if (standing !== 'ended' || ending === undefined) return undefined;
  const reference = lastTerms(state)?.reference ?? NO_REFERENCE;
  return {
    kind: 'end',
    reference,
    ending: writeEnding(ending),
    statement: statementOf(state, now),
  };
}

/** Accepted before, and meanwhile perhaps suspended or ended. */
export const again = (state: ApproverState, now: Now, terms: AgreedTerms): Answer =>
  state.book.standing === 'agreed' ? accepted(state, now, terms) : standingOf(state, now);

export function accepted(
  state: ApproverState,
  now: Now,
  { reference, offer }: AgreedTerms,
): Answer {
  const acceptance = writeAcceptance({ agrees: true, payment: offer.payment });
  return { kind: 'accept', reference, acceptance, statement: statementOf(state, now) };
}

export function standingOf(state: ApproverState, now: Now): Answer {
  const reference = lastTerms(state)?.reference ?? NO_REFERENCE;
  const { standing } = state.book;
  return { kind: 'state', reference, standing, statement: statementOf(state, now) };
}

const NO_REFERENCE = '0'.repeat(32);

export const lastTerms = ({ book }: ApproverState): AgreedTerms | undefined =>
  book.next ?? book.terms;

export function termsNamed({ book }: ApproverState, reference: string): AgreedTerms | undefined {
  if (book.standing === 'none') return undefined;
  return [book.terms, book.next].find((terms) => terms?.reference === reference);
}

export const statementOf = (state: ApproverState, now: Now): Statement => ({
  atSec: secOf(now) ?? null,
  energyMilliWattHours: state.metered.energyMilliWattHours,
  chargedMilliSat: state.metered.chargedMilliSat,
  paidMilliSat: state.book.paid.paidMilliSat,
});
