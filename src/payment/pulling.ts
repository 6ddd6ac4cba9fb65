/**
 * A pull: one payment taken. What must survive a power cut is `book.pull`; here is the rest.
 *
 *   ask-link ─▶ [planned] ─▶ create ─▶ [handed over] ─▶ hand-over ─▶ look-up ⟲ ─▶ [settled]
 *                              ▲  │                                    │
 *                              │  └── answer lost ──▶ look-up          └─ 45 s ─▶ cancel ─▶ [void]
 *                              └──────── not found, never handed over ─┘     (no cancel: [lapsed])
 *
 * In brackets: what the journal holds before the next effect. Only the node's word closes a pull
 * (a cancel's yes is looked up); a time-out leaves it as it is. One request is under way at a time,
 * and an answer that is not its answer is a reason to look at the node soon, nothing else.
 * Where the node chooses the hash, the record of the hand-over holds it (`asking.ts`).
 */
import type { Secret } from '../ports';
import { type DepositWatch, noDepositWatch } from './deposit-watch';
import { type Invitation, noInvitation, noTap, type Tap } from './invited';
import type { NodeRequest } from './nodes/blueprint';
import type { Runway } from './runway';

/** What is asked next. `none`: nothing to do before a pull is wanted. */
export type PullStep =
  | 'none'
  | 'ask-link'
  | 'create'
  | 'look-up'
  | 'hand-over'
  | 'ask-card'
  | 'card-pays'
  | 'cancel'
  | 'late'
  /** About a deposit, while no pull needs the one request slot. */
  | 'deposit-look'
  | 'deposit-settle'
  | 'deposit-cancel'
  /** With the buyer's board (`negotiation/`). */
  | 'talk-link'
  | 'talk'
  /** Once a boot, after the first payment: whether the credential may do more than it needs. */
  | 'strength';

export type Pulling = {
  next: PullStep;
  /** Not before this instant is `next` asked. */
  nextMono: number;
  /** The request under way; empty id when none is. */
  requestId: string;
  requestStep: PullStep;
  requestStartedMono: number;
  /** The clock of who answered last, in s since 1970; -1 when it did not say. */
  nodeDateSec: number;
  /** The core's own deadline, should the hands never answer. */
  requestDeadlineMono: number;
  /** Counts every request since boot, so that no id comes twice. */
  attempt: number;
  /** When the pull was begun, for its latency and its jitter. */
  startedMono: number;
  amount: number;
  /** From the link's last answer to step 1. */
  callback: Secret | undefined;
  k1: Secret | undefined;
  /** Which of the buyer's links is in use, and until when each is asked last, by its place. */
  linkAt: number;
  rests: number[];
  /** Where the link said it is to be asked next (LUD-14); absent, the link that was shown. */
  nextLink: Secret | undefined;
  /** What it said it has left, less what it paid since, in mSat; -1 where it does not say. */
  balance: number;
  /** Payments that are left, -1 where it does not say. */
  usesLeft: number;
  /** It was said that balance or uses end soon. */
  isLow: boolean;
  /** Where the buyer takes money back (LUD-19), as the sale's first link said it first. */
  payLink: Secret | undefined;
  /** An amount that the link refused as such; half of it is tried. 0: none. */
  amountRefused: number;
  /** What a PIN is asked for, and by which link; 0 while none is. */
  pinAmount: number;
  pinLinkAt: number;
  /** Between its arrival and the one hand-over it is for. */
  pin: Secret | undefined;
  paymentRequest: string;
  /** What is to be asked before the node can make an invoice; undefined when nothing is. */
  createNext: NodeRequest | undefined;
  /** The node was asked what else the credential may do. */
  isStrengthAsked: boolean;
  /** Of a guest's pull, whose invoice is shown. */
  readonly invitation: Invitation;
  readonly tap: Tap;
  readonly deposit: DepositWatch;
  handOvers: number;
  /** False while every hand-over failed before the link could have it. */
  wasSent: boolean;
  handedOverMono: number;
  /** The link asked not to get the invoice again before. */
  handOverMono: number;
  /** When the board gives the pull up; -1 before it was handed over. */
  cancelMono: number;
  /** What the node made of the last cancel. Its yes counts when a look-up says the same. */
  cancelAnswer: 'none' | 'yes' | 'no';
  /** The node could not say, past the time the pull should have closed. */
  isUnknown: boolean;
  /** After a failure no new pull before this instant; failures in a row set the distance. */
  notBeforeMono: number;
  failures: number;
  /** Why the link last gave nothing; empty after a success. */
  linkFault: string;
  readonly runway: Runway;
  /** Late list: when each is looked up next, by planned sequence. */
  late: Record<string, number>;
  /** When the list is gone through next. */
  lateCheckMono: number;
  /** Pull under a late look. */
  lateLook: number;
};

export const noPulling = (runway: Runway): Pulling => ({
  next: 'none',
  nextMono: 0,
  requestId: '',
  requestStep: 'none',
  requestStartedMono: 0,
  nodeDateSec: -1,
  requestDeadlineMono: 0,
  attempt: 0,
  startedMono: 0,
  amount: 0,
  callback: undefined,
  k1: undefined,
  linkAt: 0,
  rests: [0, 0, 0, 0],
  nextLink: undefined,
  balance: -1,
  usesLeft: -1,
  isLow: false,
  payLink: undefined,
  amountRefused: 0,
  pinAmount: 0,
  pinLinkAt: 0,
  pin: undefined,
  paymentRequest: '',
  createNext: undefined,
  isStrengthAsked: false,
  invitation: noInvitation(),
  tap: noTap(),
  deposit: noDepositWatch(),
  handOvers: 0,
  wasSent: false,
  handedOverMono: 0,
  handOverMono: 0,
  cancelMono: -1,
  cancelAnswer: 'none',
  isUnknown: false,
  notBeforeMono: 0,
  failures: 0,
  linkFault: '',
  runway,
  late: {},
  lateCheckMono: 0,
  lateLook: 0,
});

/** As many links as a sale keeps. */
export const LINKS_MAX = 4;
/** The link's first GET and the node answer within 10 s; a callback may pay before it answers. */
export const LINK_TIMEOUT_MS = 10_000;
export const NODE_TIMEOUT_MS = 10_000;
export const CALLBACK_TIMEOUT_MS = 20_000;
/** A node in the board's place asks the link twice, 10 s each. */
export const IN_PLACE_TIMEOUT_MS = 25_000;
/** Added to a request's time-out: the hands answer first, unless they are broken. */
export const HANDS_GRACE_MS = 2_000;
/** Handed over and not settled: given up after this, where the node can cancel. */
export const CANCEL_AFTER_MS = 45_000;
/** The buyer's side has said no: a little time for an ERROR that pays all the same. */
export const REFUSED_CANCEL_AFTER_MS = 5_000;
/** An invoice lives this long: two minutes outlast every retry, and bound a late payment. */
export const INVOICE_EXPIRY_SEC = 120;
/** A pull whose invoice is not with the link by then is begun anew, with a new k1. */
export const HAND_OVER_WITHIN_MS = 60_000;
/** A node whose clock is further back than this gives no invoice that would be handed over. */
export const CLOCK_TOLERANCE_SEC = 300;
/** 1,000 bitcoin, in mSat: what no payment brings. */
export const RECEIVED_MAX = 100_000_000_000_000;
/** A node that cannot cancel: lapsed when a look-up begun this long after expiry says unpaid. */
export const LAPSE_AFTER_SEC = 60;
/** The same invoice is handed over again at most twice, when the first answer was lost. */
export const HAND_OVERS_MAX = 3;
export const HAND_OVER_AGAIN_MS = 5_000;
/** A link that asks to wait gets the same invoice again, if that can be so soon. */
export const SAME_INVOICE_WITHIN_MS = 35_000;
export const POLL_SOON_MS = 1_000;
export const POLL_SOON_FOR_MS = 10_000;
export const POLL_LATER_MS = 2_000;
export const NODE_RETRY_MS = 5_000;
/** A node that refuses our credential is asked again once a minute. */
export const REFUSED_RETRY_MS = 60_000;
export const BACK_OFF_FIRST_MS = 2_000;
export const BACK_OFF_MAX_MS = 20_000;
/** So many times in a row, some twenty minutes: an invoice each 25 s would wear out the flash. */
export const FAILURES_MANY = 60;
export const BACK_OFF_MANY_MS = 300_000;
/** A late pull is looked up 5 min, 1 h, 6 h and 24 h after it was closed, and at boot. */
export const LATE_LOOKS_MS: readonly number[] = Object.freeze([
  300_000, 3_600_000, 21_600_000, 86_400_000,
]);
export const LATE_FOR_SEC = 7 * 86_400;
