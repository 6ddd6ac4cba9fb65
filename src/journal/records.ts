/**
 * What the journal can say. Money in mSat, registers and energy in mWh, times in whole seconds
 * since 1970. The numbers of the kinds and the fields in flash are in `payload.ts`.
 */
import type { Role } from '../account/account';
import type { Secret } from '../ports';

export type PullOutcome = 'settled' | 'void' | 'lapsed';
export type SaleEnd = 'unplugged' | 'idle' | 'owner' | 'terms' | 'replaced';
/** Needs a person: stays until the owner clears it. */
export type Latch =
  | 'over-current'
  | 'meter-changed'
  | 'meter-disagrees'
  | 'journal-failed'
  | 'journal-damaged'
  | 'contactor-welded'
  | 'contactor-failed-to-close';

/** Where an account and the meter stand: what a checkpoint keeps. */
export type Charge = {
  readonly account: number;
  readonly charged: number;
  readonly carry: number;
  readonly importRegister: number;
  readonly exportRegister: number;
  readonly billed: number;
  readonly unauthorised: number;
};

type SaleFields = {
  readonly account: number;
  readonly standing: boolean;
  readonly startedAtSec: number;
  readonly importRegister: number;
  readonly exportRegister: number;
  readonly link: Secret;
};

type PullFields = {
  readonly account: number;
  readonly id: string;
  readonly preimage: Secret;
  readonly amount: number;
  readonly plannedAtSec: number;
  readonly expirySec: number;
};

/** What a node said of an invoice whose hash it chose. */
type Chosen = { readonly hash: string; readonly reference: string };

/** What becomes of a deposit; from `due` on the sale is over, but for its end in the journal. */
export type DepositStage = 'held' | 'due' | 'settling' | 'canceling';

type TermsFields = {
  readonly account: number;
  readonly reference: string;
  /** The offer, as `terms/offer-document.ts` writes it. */
  readonly document: string;
  readonly isNext: boolean;
  readonly charged: number;
  readonly paid: number;
  readonly billed: number;
};

export type Closing = {
  /** The sequence of the pull's first record, which names it. */
  readonly planned: number;
  readonly outcome: PullOutcome;
  readonly received: number;
  readonly closedAtSec: number;
};

/** What happened. */
type Happened =
  | { readonly kind: 'formatted'; readonly epoch: string }
  | {
      readonly kind: 'account-opened';
      readonly account: number;
      readonly buyer: string;
      readonly role: Role;
    }
  | ({ readonly kind: 'sale-started'; readonly serial: string } & SaleFields)
  | { readonly kind: 'sale-ended'; readonly reason: SaleEnd; readonly endedAtSec: number }
  | ({ readonly kind: 'pull-planned' } & PullFields)
  | {
      readonly kind: 'pull-handed-over';
      readonly planned: number;
      readonly expiresAtSec: number;
    }
  /** The same where the node chose the hash. `reference`: what else a look-up needs, or empty. */
  | ({
      readonly kind: 'pull-handed-over-as';
      readonly planned: number;
      readonly expiresAtSec: number;
    } & Chosen)
  /** Follows on that of the plan: what is paid for it is held by the node until it is decided. */
  | { readonly kind: 'pull-is-deposit'; readonly planned: number }
  /** The payment arrived and is held. The pull is closed by it. */
  | { readonly kind: 'deposit-held'; readonly planned: number; readonly heldAtSec: number }
  /** The sale ends, and what was used is asked for. */
  | {
      readonly kind: 'deposit-due';
      readonly planned: number;
      readonly reason: SaleEnd;
      readonly dueAtSec: number;
    }
  /** From here on it is settled and nothing else, or cancelled and nothing else. */
  | { readonly kind: 'deposit-decided'; readonly planned: number; readonly settles: boolean }
  | ({ readonly kind: 'deposit-closed' } & Closing)
  /** With the buyer's board: `isNext` follows on what is in force, at its last second. */
  | ({ readonly kind: 'terms-agreed' } & TermsFields)
  | ({ readonly kind: 'pull-closed' } & Closing)
  | ({ readonly kind: 'pull-closed-charged' } & Closing & Charge)
  | { readonly kind: 'late-credited'; readonly planned: number; readonly received: number }
  | ({ readonly kind: 'checkpoint'; readonly atSec: number } & Charge)
  | {
      readonly kind: 'allowance-granted';
      readonly account: number;
      readonly amount: number;
      /** Days since 1970: what the owner grants is limited by the day. */
      readonly day: number;
    }
  | { readonly kind: 'meter-confirmed'; readonly serial: string }
  | { readonly kind: 'latched'; readonly latch: Latch }
  | { readonly kind: 'latch-cleared' }
  /** The board has run for ten minutes: the boots before it were no brown-out. */
  | { readonly kind: 'alive' }
  /** First of its sector: a factory reset is under way, and nothing else here counts any more. */
  | { readonly kind: 'reset-began' }
  /** No sector holds the link of an ended walk-up sale any more. */
  | { readonly kind: 'forgotten' };

/** The book restated, so that all sectors before it may go. Ends with `snapshot-ended`. */
type Restated =
  | {
      readonly kind: 'snapshot-began';
      readonly epoch: string;
      /** Of the board that formatted it: a copy in another board's flash must not sell. */
      readonly hardware: string;
      readonly boots: number;
      readonly mustForget: boolean;
      readonly grantedToday: number;
      readonly grantedDay: number;
      readonly serial: string;
      /** -1 when no record ever held one. */
      readonly importRegister: number;
      readonly exportRegister: number;
      readonly billed: number;
      readonly unauthorised: number;
      readonly latch: Latch | 'none';
      readonly settled: number;
      readonly void: number;
      readonly lapsed: number;
      readonly late: number;
      readonly lastSec: number;
    }
  | {
      readonly kind: 'snapshot-account';
      readonly account: number;
      readonly buyer: string;
      readonly role: Role;
      readonly paid: number;
      readonly late: number;
      readonly granted: number;
      readonly charged: number;
      readonly carry: number;
      readonly earned: number;
      readonly refunded: number;
      readonly leaving: number;
    }
  | ({ readonly kind: 'snapshot-sale' } & SaleFields)
  | {
      readonly kind: 'snapshot-last-sale';
      readonly account: number;
      readonly startedAtSec: number;
      readonly endedAtSec: number;
      readonly reason: SaleEnd;
    }
  | ({
      readonly kind: 'snapshot-pull';
      readonly planned: number;
      readonly expiresAtSec: number;
    } & PullFields)
  /** Follows on that of the pull. */
  | ({ readonly kind: 'snapshot-pull-as' } & Chosen)
  /** Follows on that of the pull. */
  | { readonly kind: 'snapshot-pull-is-deposit' }
  | {
      readonly kind: 'snapshot-deposit';
      readonly planned: number;
      readonly account: number;
      readonly id: string;
      readonly preimage: Secret;
      readonly amount: number;
      readonly heldAtSec: number;
      readonly stage: DepositStage;
      /** `none` while the sale goes on. */
      readonly reason: SaleEnd | 'none';
      readonly dueAtSec: number;
      /** The pull that asks for what was used; 0: none is open. */
      readonly finalPull: number;
    }
  | ({ readonly kind: 'snapshot-terms' } & TermsFields)
  | {
      readonly kind: 'snapshot-late';
      readonly planned: number;
      readonly account: number;
      readonly hash: string;
      readonly amount: number;
      readonly closedAtSec: number;
      readonly wasHandedOver: boolean;
    }
  /** Follows on that of a late pull which has one. */
  | {
      readonly kind: 'snapshot-late-as';
      readonly planned: number;
      readonly reference: string;
    }
  /** Beginnings of hashes, 16 hex digits each, oldest first. */
  | { readonly kind: 'snapshot-credited'; readonly hashes: string }
  | { readonly kind: 'snapshot-ended' };

export type JournalRecord = Happened | Restated;
export type RecordKind = JournalRecord['kind'];
