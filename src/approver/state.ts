/**
 * An approver's whole state: plain data with one owner, changed in place, the same after a round
 * trip through JSON. What must outlive a power cut is in `book`; all else starts anew at boot.
 */
import type { Network } from '../payment/bolt11';
import type { Now, Secret } from '../ports';
import { type Heard, nothingHeard } from '../protocol/hearing';
import type { PeerKeys } from '../protocol/mac';
import type { Demand } from '../terms/demand';
import type { MilliSat } from '../units';
import { type ApproverBook, apply } from './book';
import type { ApproverCommand } from './ports';
import type { ApproverRecord, Metered } from './records';

export type ApproverConfig = {
  readonly network: Network;
  /** Scheme, host and port at which the seller reaches this board. */
  readonly origin: string;
  /** The part of the link that nobody guesses: 32 hex digits. */
  readonly link: Secret;
  /** What is shown to whoever asks the link. */
  readonly description: string;
  /** From the secret that both boards were given. Absent: there is no negotiation. */
  readonly peer: PeerKeys | undefined;
  /** The seller's node, 66 hex digits; empty where none is pinned, and then nothing is paid. */
  readonly payee: string;
  readonly demand: Demand;
  readonly limits: ApproverLimits;
  readonly node: PayingNode;
};

/** What a kind of node promises; see `PayoutBlueprint`. */
export type PayingNode = {
  /** The same invoice is paid once however often it is asked for. */
  readonly isIdempotent: boolean;
  /** A look-up says `failed` only when no attempt follows. */
  readonly isFailedFinal: boolean;
};

export type ApproverLimits = {
  /** Of the prepayment: with so much ahead nothing is due. */
  readonly aheadPerMille: number;
  /** What two honest meters may differ by, of what was charged, and besides. */
  readonly tolerancePerMille: number;
  readonly toleranceMilliSat: MilliSat;
  readonly hourMilliSat: MilliSat;
  readonly dayMilliSat: MilliSat;
  readonly saleMilliSat: MilliSat;
};

/** One k1: good for one invoice, for a time. */
export type Grant = { readonly k1: Secret; readonly atMono: number; hash: string };

/** An invoice whose signature is being looked at, and who waits for it. */
export type Check = {
  readonly id: string;
  readonly invoice: string;
  readonly hash: string;
  readonly atMono: number;
  readonly requests: string[];
};

/** How the open payment's node is asked. */
export type Paying = {
  /** What is asked now; empty while nothing is. */
  id: string;
  asks: 'pay' | 'look-up';
  askedMono: number;
  /** By the wall clock, in seconds; -1 where it was not known. */
  askedAtSec: number;
  nextMono: number;
  /** Look-ups in a row that brought nothing. */
  tries: number;
  /** False: the node was asked to pay this once at most, and knows so. */
  isRepeated: boolean;
};

export type ApproverState = {
  readonly version: 1;
  readonly config: ApproverConfig;
  readonly book: ApproverBook;
  readonly heard: Heard | undefined;
  grants: Grant[];
  /** Chance that is left, as hex digits. */
  entropy: Secret;
  entropyAsked: boolean;
  /** When requests came in the last minute, by what they asked. */
  readonly asked: { link: readonly number[]; pay: readonly number[]; talk: readonly number[] };
  check: Check | undefined;
  checks: number;
  paying: Paying;
  /** When the meter was last read, and what it said; -1 before the first reading since boot. */
  meteredMono: number;
  register: number;
  exportRegister: number;
  /** Goes on from the book's; only a record brings it there. */
  metered: Metered;
};

export const quietPaying = (): Paying => ({
  id: '',
  asks: 'look-up',
  askedMono: 0,
  askedAtSec: -1,
  nextMono: 0,
  tries: 0,
  isRepeated: false,
});

/** At boot, with the book as the records told it. */
export const createApprover = (config: ApproverConfig, book: ApproverBook): ApproverState => ({
  version: 1,
  config,
  book,
  heard: config.peer === undefined ? undefined : nothingHeard(config.peer),
  grants: [],
  entropy: { secret: '' },
  entropyAsked: false,
  asked: { link: [], pay: [], talk: [] },
  check: undefined,
  checks: 0,
  // Nobody knows any more how often it was asked.
  paying: { ...quietPaying(), isRepeated: book.payment !== undefined },
  meteredMono: -1,
  register: -1,
  exportRegister: -1,
  metered: book.metered,
});

/** What happened, in the book and on its way to flash. */
export function keep(
  state: ApproverState,
  record: ApproverRecord,
  commands: ApproverCommand[],
): void {
  apply(state.book, record);
  commands.push({ kind: 'record', sequence: state.book.sequence, record });
}

/** So many hex digits that nobody had before; undefined while chance is on its way. */
export function draw(state: ApproverState, digits: number): string | undefined {
  const { secret } = state.entropy;
  if (secret.length < digits) return undefined;
  state.entropy = { secret: secret.slice(digits) };
  return secret.slice(0, digits);
}

/** Whole seconds since 1970; undefined while the clock is not known. */
export const secOf = ({ wall }: Now): number | undefined =>
  wall === undefined ? undefined : Math.floor(wall.epochMs / 1_000);
