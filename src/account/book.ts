/**
 * The board's book: everything that must outlive a power cut. Records change it and nothing else
 * does (`apply.ts`), but for what is charged between two checkpoints, which the register tells
 * again after a power cut.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { DepositStage, Latch, PullOutcome, SaleEnd } from '../journal/records';
import type { Secret } from '../ports';
import { assert } from '../result';
import { type Account, isUnused } from './account';
import type { SalePeriod } from './period';

/** Closed pulls that could still be paid, looked up again for seven days. */
export const LATE_LIST_MAX = 32;
/** So many hashes that were credited once never count again; up to a group more are kept. */
export const CREDITED_HASHES_MIN = 256;
/** Of each so many hex digits are kept: that 8 bytes of two hashes are equal does not happen. */
export const CREDITED_DIGITS = 16;
/** One text each: in XS a text of its own would take thrice what 8 bytes as hex do. */
const HASHES_PER_GROUP = 16;
const GROUP_DIGITS = HASHES_PER_GROUP * CREDITED_DIGITS;
const GROUPS_MAX = CREDITED_HASHES_MIN / HASHES_PER_GROUP + 1;

/** One payment being taken. `planned` is the sequence of its first record and names it. */
export type OpenPull = {
  readonly planned: number;
  readonly account: number;
  readonly id: string;
  readonly preimage: Secret;
  /** The payment hash: SHA-256 of the preimage, until it is handed over as a node chose it. */
  hash: string;
  /** What else a look-up needs, where the node chose the hash; empty when nothing. */
  reference: string;
  readonly amount: number;
  readonly plannedAtSec: number;
  readonly expirySec: number;
  /** 0 until the invoice was (or may have been) handed to the buyer's link. */
  expiresAtSec: number;
  /** What is paid for it is held, and becomes the deposit of the sale. */
  isDeposit: boolean;
};

/**
 * What a guest's sale runs on while nothing is taken. What was used is asked for at the end; when
 * that is paid the deposit goes back, and is taken when it is not.
 */
export type Deposit = {
  /** The sequence of its pull's first record, which names it. */
  readonly planned: number;
  readonly account: number;
  readonly id: string;
  readonly preimage: Secret;
  readonly hash: string;
  readonly amount: number;
  readonly heldAtSec: number;
  stage: DepositStage;
  /** Why the sale ends; `none` while it goes on. */
  reason: SaleEnd | 'none';
  dueAtSec: number;
  /** The pull that asks for what was used; 0: none is open. */
  finalPull: number;
};

export type LatePull = {
  readonly planned: number;
  readonly account: number;
  readonly hash: string;
  /** As the pull had it. */
  reference: string;
  readonly amount: number;
  readonly closedAtSec: number;
  /** Whether anybody ever had the invoice, and so could pay it. */
  readonly wasHandedOver: boolean;
};

export type OpenSale = {
  readonly account: number;
  readonly standing: boolean;
  readonly startedAtSec: number;
  /** One or more, see `payment/links.ts`; empty: a guest's. */
  readonly link: Secret;
  readonly importRegister: number;
  readonly exportRegister: number;
};

/** Who walks up and shows no link is shown invoices instead. */
export const isGuest = ({ link }: OpenSale): boolean => link.secret === '';

export type EndedSale = {
  readonly account: number;
  readonly startedAtSec: number;
  readonly endedAtSec: number;
  readonly reason: SaleEnd;
};

export type Book = {
  /** Drawn when the journal was formatted; empty before. */
  epoch: string;
  /** Name of the board that formatted it; empty where boards have none. */
  hardware: string;
  /** Boots that wrote since one last lasted ten minutes. */
  boots: number;
  /** Somewhere in flash is still the link of a walk-up sale that ended. */
  mustForget: boolean;
  /** Sequence of the last record, 0 before the first. */
  sequence: number;
  accounts: Account[];
  sale: OpenSale | undefined;
  lastSale: EndedSale | undefined;
  pull: OpenPull | undefined;
  deposit: Deposit | undefined;
  /** Of a sale to a board that negotiates. */
  period: SalePeriod | undefined;
  late: LatePull[];
  /** Beginnings of hashes, oldest first, in groups: read them with `wasCredited`. */
  credited: string[];
  /** What the owner granted on the last day something was granted, in mSat; days since 1970. */
  grantedToday: number;
  grantedDay: number;
  /** The meter's serial number, as the owner confirmed it or as the first sale saw it. */
  serial: string;
  /** Registers at the last record that held them. */
  importRegister: number;
  exportRegister: number;
  /** Energy charged to accounts since the journal was formatted, in mWh. */
  billed: number;
  /** Energy that flowed while the contactor was told to be open, in mWh. */
  unauthorised: number;
  latch: Latch | undefined;
  pulls: Record<PullOutcome | 'late', number>;
  /** Latest time any record knows, in seconds since 1970. */
  lastSec: number;
};

export const emptyBook = (): Book => ({
  epoch: '',
  hardware: '',
  boots: 0,
  mustForget: false,
  sequence: 0,
  accounts: [],
  sale: undefined,
  lastSale: undefined,
  pull: undefined,
  deposit: undefined,
  period: undefined,
  late: [],
  credited: [],
  grantedToday: 0,
  grantedDay: 0,
  serial: '',
  importRegister: -1,
  exportRegister: -1,
  billed: 0,
  unauthorised: 0,
  latch: undefined,
  pulls: { settled: 0, void: 0, lapsed: 0, late: 0 },
  lastSec: 0,
});

export const hashOfPreimage = (preimage: Secret): string =>
  bytesToHex(sha256(hexToBytes(preimage.secret)));

/** A new place, or that of an account that nothing ever touched and nothing refers to. */
export function isFree(book: Book, index: number): boolean {
  const account = book.accounts[index];
  if (account === undefined) return true;
  const { sale, lastSale, pull, deposit, late } = book;
  const isNamed = [sale, lastSale, pull, deposit, ...late].some((each) => each?.account === index);
  return !isNamed && isUnused(account);
}

export function accountAt(book: Book, index: number): Account {
  const account = book.accounts[index];
  assert(account !== undefined, 'book: no such account');
  return account;
}

/** True when the payment of this hash was counted: it never counts again. */
export function wasCredited({ credited }: Book, hash: string): boolean {
  const digits = hash.slice(0, CREDITED_DIGITS);
  for (let i = 0; i < credited.length; i++) {
    const group = credited[i]!;
    for (let at = 0; at < group.length; at += CREDITED_DIGITS) {
      if (group.startsWith(digits, at)) return true;
    }
  }
  return false;
}

export function keepCredited({ credited }: Book, hash: string): void {
  const digits = hash.slice(0, CREDITED_DIGITS);
  const last = credited.length - 1;
  const group = credited[last] ?? '';
  if (group !== '' && group.length < GROUP_DIGITS) credited[last] = group + digits;
  else credited.push(digits);
  if (credited.length > GROUPS_MAX) credited.shift();
}

export const creditedHashes = ({ credited }: Book): number =>
  credited.reduce((sum, { length }) => sum + length / CREDITED_DIGITS, 0);
