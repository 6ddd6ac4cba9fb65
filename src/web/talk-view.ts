/** What may be shown of the talk with the buyer's board: terms, and both accounts. */
import type { Standing, Statement } from '../protocol/message';
import type { BoardState } from '../state';
import type { Offer } from '../terms/offer';
import type { Reason } from '../terms/reason';

export type TalkView = {
  readonly standing: Standing;
  /** What is sold under; undefined while nothing may be. */
  readonly terms: Offer | undefined;
  /** Agreed on, and to follow. */
  readonly next: Offer | undefined;
  /** Why the last offer was not accepted; empty when it was. */
  readonly reasons: readonly Reason[];
  /** Both accounts, as they were last held side by side. */
  readonly ours: Statement | undefined;
  readonly theirs: Statement | undefined;
};

export function talkView({ talk, book }: BoardState): TalkView | undefined {
  if (talk.buyer === '') return undefined;
  const { standing, reasons, ours, theirs, inForce } = talk;
  const { period } = book;
  const isNext = period?.next?.reference === inForce;
  return {
    standing,
    terms: inForce === '' ? undefined : (isNext ? period?.next : period?.terms)?.offer,
    next: isNext ? undefined : period?.next?.offer,
    reasons,
    ours,
    theirs,
  };
}
