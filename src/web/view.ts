/** What may be shown of a board: no link, no preimage, no credential. Derived from the state. */
import { creditOf, type Role } from '../account/account';
import { type EndedSale, isGuest } from '../account/book';
import type { Latch } from '../journal/records';
import { linksOf } from '../payment/links';
import type { PullStep } from '../payment/pulling';
import { remainingOf } from '../payment/remaining';
import { steadyPower } from '../payment/runway';
import type { Now, SupplyState } from '../ports';
import { latchStaysMs } from '../sale/latch';
import { lastsMs, priceAhead, standingOf } from '../sale/reserve';
import type { OpenReason } from '../sale/supply';
import type { BoardState } from '../state';
import { type GuestView, guestView } from './guest-view';
import { type TalkView, talkView } from './talk-view';

export type AccountView = {
  readonly buyer: string;
  readonly role: Role;
  readonly paidMilliSat: number;
  readonly lateMilliSat: number;
  readonly grantedMilliSat: number;
  readonly chargedMilliSat: number;
  readonly earnedMilliSat: number;
  readonly refundedMilliSat: number;
  readonly leavingMilliSat: number;
  /** Of a deposit that is neither taken nor given back. */
  readonly heldMilliSat: number;
  readonly creditMilliSat: number;
};

export type View = {
  readonly id: string;
  readonly readings: {
    readonly good: number;
    readonly failed: number;
    readonly implausible: number;
    readonly frames: number;
  };
  /** Energy charged since the journal was formatted, and the register as last read. */
  readonly meter: {
    readonly importMilliWattHours: number;
    readonly exportMilliWattHours: number;
    readonly unauthorisedMilliWattHours: number;
    readonly importRegisterMilliWattHours: number;
    readonly powerMilliWatts: number;
  };
  readonly accounts: readonly AccountView[];
  readonly sale:
    | {
        readonly account: number;
        readonly standing: boolean;
        readonly startedAtSec: number;
        readonly creditLeftMilliSat: number;
        readonly reserveMilliSat: number;
        /** At present power, in ms; -1 when nothing is used. */
        readonly lastsMs: number;
        /** May be interrupted above this load, by what the terms allow to pay; -1: by none. */
        readonly steadyMilliWatts: number;
      }
    | undefined;
  readonly lastSale: EndedSale | undefined;
  readonly pulls: {
    readonly settled: number;
    readonly void: number;
    readonly lapsed: number;
    readonly late: number;
    readonly unknown: number;
    readonly open: number;
  };
  readonly pull: {
    readonly step: PullStep;
    readonly planned: number;
    readonly amountMilliSat: number;
    readonly isUnknown: boolean;
    /** Asked for by pulls on the late list: may still arrive. */
    readonly watchedMilliSat: number;
    readonly linkFault: string;
  };
  /** Of the sale's links, the one in use; undefined without a sale, and for a guest. */
  readonly link:
    | {
        /** Counted from 1. */
        readonly place: number;
        readonly count: number;
        /** What it says it has left; -1 where it does not say, and where energy costs nothing. */
        readonly leftMilliSat: number;
        readonly leftMilliWattHours: number;
        readonly usesLeft: number;
        readonly isLow: boolean;
        /** What the buyer's PIN is asked for; 0 while it is not. */
        readonly pinForMilliSat: number;
        readonly takesMoneyBack: boolean;
      }
    | undefined;
  /** With the buyer's board; undefined where the buyer has none. */
  readonly talk: TalkView | undefined;
  /** Of a guest's sale. */
  readonly guest: GuestView | undefined;
  readonly supply: {
    readonly state: SupplyState;
    readonly reason: OpenReason | 'none';
    readonly closedMs: number;
    /** By reason, in ms, the present one included. */
    readonly openMs: Readonly<Partial<Record<OpenReason, number>>>;
    readonly operations: number;
  };
  readonly latch: Latch | undefined;
  /** The owner has cleared it, and it stays so long all the same, in ms; 0: it was not cleared. */
  readonly latchStaysMs: number;
  /** Why the journal may not be touched, and so nothing is sold; empty when it may. */
  readonly blocked: string;
  readonly priceMilliSatPerKilowattHour: number;
  readonly faults: Readonly<Record<string, number>>;
};

/**
 * `frames` is the driver's count; the board does not see frames. `written` is the last record that
 * flash has: of an invoice nothing is shown before.
 */
export function viewOf(state: BoardState, now: Now, frames: number, written = 0): View {
  const { book, metering, charging, pulling, supply } = state;
  const onMs = supply.told === 'open' ? 0 : now.mono - supply.sinceMono;
  return {
    id: state.config.board.id,
    readings: {
      good: metering.good,
      failed: metering.failed,
      implausible: metering.implausible,
      frames,
    },
    meter: {
      importMilliWattHours: book.billed,
      exportMilliWattHours: charging.exported,
      unauthorisedMilliWattHours: book.unauthorised,
      importRegisterMilliWattHours: charging.importRegister,
      powerMilliWatts: state.powerNow,
    },
    accounts: book.accounts.map((account) => ({
      buyer: account.buyer,
      role: account.role,
      paidMilliSat: account.paid,
      lateMilliSat: account.late,
      grantedMilliSat: account.granted,
      chargedMilliSat: account.charged,
      earnedMilliSat: account.earned,
      refundedMilliSat: account.refunded,
      leavingMilliSat: account.leaving,
      heldMilliSat: account.held,
      creditMilliSat: creditOf(account),
    })),
    sale: saleView(state, now),
    lastSale: book.lastSale,
    pulls: {
      ...book.pulls,
      unknown: pulling.isUnknown ? 1 : 0,
      open: book.pull === undefined ? 0 : 1,
    },
    pull: {
      step: pulling.next,
      planned: book.pull?.planned ?? 0,
      amountMilliSat: book.pull?.amount ?? pulling.amount,
      isUnknown: pulling.isUnknown,
      watchedMilliSat: book.late.reduce((sum, { amount }) => sum + amount, 0),
      linkFault: pulling.linkFault,
    },
    link: linkView(state, now),
    talk: talkView(state),
    guest: guestView(state, now, written),
    supply: {
      state: supply.told,
      reason: supply.reason,
      closedMs: supply.closedMs + onMs,
      openMs: openMs(state, now),
      operations: supply.operations,
    },
    latch: book.latch,
    latchStaysMs: state.clearing ? latchStaysMs(state, now) : 0,
    blocked: state.blocked,
    priceMilliSatPerKilowattHour: priceAhead(state, now),
    faults: { ...state.faults },
  };
}

function openMs(state: BoardState, now: Now): View['supply']['openMs'] {
  const { reason, reasonSinceMono, openMs: past } = state.supply;
  if (reason === 'none') return { ...past };
  return { ...past, [reason]: (past[reason] ?? 0) + now.mono - reasonSinceMono };
}

function linkView(state: BoardState, now: Now): View['link'] {
  const { pulling, book } = state;
  if (book.sale === undefined || isGuest(book.sale)) return undefined;
  const left = remainingOf(state, now);
  return {
    place: pulling.linkAt + 1,
    count: linksOf(book.sale).length,
    leftMilliSat: left.milliSat,
    leftMilliWattHours: left.milliWattHours,
    usesLeft: left.uses,
    isLow: pulling.isLow,
    pinForMilliSat: pulling.pinAmount,
    takesMoneyBack: pulling.payLink !== undefined,
  };
}

function saleView(state: BoardState, now: Now): View['sale'] {
  const { sale, accounts } = state.book;
  const account = sale === undefined ? undefined : accounts[sale.account];
  if (sale === undefined || account === undefined) return undefined;
  const standing = standingOf(state, account, now);
  const { left, reserve, price } = standing;
  const lasts = lastsMs(Math.max(0, left - reserve), state.powerNow, price);
  return {
    account: sale.account,
    standing: sale.standing,
    startedAtSec: sale.startedAtSec,
    creditLeftMilliSat: left,
    reserveMilliSat: reserve,
    lastsMs: Number.isFinite(lasts) ? Math.floor(lasts) : -1,
    steadyMilliWatts: steadyPower(state, standing),
  };
}
