/** What may be shown to a guest: what can be paid, what became of a card, and of the deposit. */
import { isGuest } from '../account/book';
import type { DepositStage } from '../journal/records';
import { depositLeftMs, owedOfDeposit } from '../payment/deposit';
import { type Shown, shownOf } from '../payment/invitation';
import type { TapOutcome } from '../payment/invited';
import type { Now } from '../ports';
import type { BoardState } from '../state';

export type DepositView = {
  readonly stage: DepositStage;
  readonly heldMilliSat: number;
  /** What was used and not paid: what the guest is asked for at the end. */
  readonly owedMilliSat: number;
  /** Until it is taken. */
  readonly leftMs: number;
};

export type GuestView = {
  /** What may be paid by whoever stands there; undefined while nothing is. */
  readonly invoice: Shown | undefined;
  /** Undefined where none is held. */
  readonly deposit: DepositView | undefined;
  /** What became of the last card that was tapped for it. */
  readonly tap: {
    readonly outcome: TapOutcome;
    readonly why: string;
    readonly leastMilliSat: number;
    readonly mostMilliSat: number;
    /** What the card's PIN is asked for; 0 while it is not. */
    readonly pinForMilliSat: number;
    readonly takesMoneyBack: boolean;
  };
};

/** `written`: the last record that flash has. */
export function guestView(state: BoardState, now: Now, written: number): GuestView | undefined {
  const { pulling, book } = state;
  if (book.sale === undefined || !isGuest(book.sale)) return undefined;
  const { outcome, why, least, most } = pulling.tap;
  const invoice = shownOf(state, now, written);
  return {
    invoice,
    deposit: depositView(state, now),
    tap: {
      outcome,
      why,
      leastMilliSat: least,
      mostMilliSat: most,
      pinForMilliSat: pulling.pinAmount,
      takesMoneyBack: pulling.payLink !== undefined,
    },
  };
}

function depositView(state: BoardState, now: Now): DepositView | undefined {
  const { deposit } = state.book;
  if (deposit === undefined) return undefined;
  return {
    stage: deposit.stage,
    heldMilliSat: deposit.amount,
    owedMilliSat: owedOfDeposit(state),
    leftMs: depositLeftMs(state, now),
  };
}
