/**
 * What the checkers may know: the world's books of power and money, and what a board says of its
 * accounts. Never how a board comes to it. A violation is a defect of ours, whatever caused it.
 */
import type { Tariff } from '../../../src/tariff/tariff';
import type { View } from '../../../src/web/view';
import type { Life } from '../life';
import type { Excuse } from '../stage';
import type { PaidBook } from './paid-book';

export type CheckerName =
  | 'money'
  | 'credit'
  | 'charge'
  | 'energy'
  | 'beyond-credit'
  | 'stranger'
  | 'one-invoice'
  | 'other-invoice'
  | 'order'
  | 'right'
  | 'late-open'
  | 'stale-meter'
  | 'service'
  | 'stuck'
  | 'wear'
  | 'share'
  | 'damage'
  | 'crash';

export type Violation = {
  readonly checker: CheckerName;
  readonly board: string;
  /** Milliseconds of the world since its start. */
  readonly at: number;
  readonly detail: string;
};

/** The truth of what the owner's node took; only appended to. */
export type Settlement = {
  readonly hash: string;
  readonly milliSat: number;
  readonly buyer: string;
  /** The node lost its record of it, as after a restore: nobody can ask it any more. */
  readonly isForgotten: boolean;
};

export type JudgedPlace = {
  readonly id: string;
  /** Its flash was written in another chip. */
  readonly isForeign?: boolean;
  readonly tariff: Tariff;
  readonly quantumMilliWattHours: number;
  /** `cuts.isRecovering`: it has not written yet what its boot found. */
  readonly board: {
    readonly isPowered: boolean;
    readonly cuts?: { readonly isRecovering: boolean };
    /** What it has ordered of its flash, and what is not done. Absent: not asked for. */
    readonly flash?: { readonly erasesWaiting: number };
  };
  /** `isToldClosed`: what the coil was told, whatever the contacts do. */
  readonly contactor: {
    readonly isClosed: boolean;
    readonly isToldClosed?: boolean;
    /** Not by the guard, which no board hears of. */
    readonly isCommandedClosed?: boolean;
    /** The load is given time to stop, on a lease of its own. */
    readonly isWindingDown?: boolean;
    /** The breaker upstream is open. Absent: not asked for. */
    readonly isTripped?: boolean;
  };
  readonly load: { readonly milliWatts: number; readonly isPlugged: boolean };
  readonly book: {
    costMilliSat(at: number): number;
    deliveredMilliWattHours(at: number): number;
  };
  readonly record: {
    /** `buyer`: the first digits of the key. */
    readonly sales: readonly {
      readonly buyer: string;
      readonly startedAt?: number;
      readonly endedAt: number | null;
    }[];
    /** Why it may not sell at all. */
    readonly refusal?: unknown;
  };
  /** Which meter is there. Absent: not asked for. */
  readonly meterSerial?: number;
  /** When the board last asked it anything, -1: never. Absent: it asks from its boot on. */
  readonly meter?: { readonly lastAskedAtMs: number };
  /** How much was erased, sector by sector, and written since the world began. */
  readonly flash?: { readonly erases: readonly number[]; readonly bytesWritten: number };
  /** When the line last brought a right answer, by the world's clock. Absent: not asked for. */
  readonly lastAnswerAtMs?: number;
  look(): Promise<View | undefined>;
  /** As it was last looked at, by whoever. */
  readonly lastView?: View | undefined;
};

type Wallet = {
  balanceMilliSat(): number;
  spentMilliSat(): number;
  feesMilliSat(): number;
};

export type JudgedStage = {
  readonly queue: { readonly now: number; after(delayMs: number, run: () => void): unknown };
  readonly payments: {
    settlements(): readonly Settlement[];
    link(buyer: string): string;
    wallet(buyer: string): Wallet | undefined;
    /** The node's own clock, where it may differ from the world's. */
    nodeEpochMs?(): number;
    readonly lightning:
      | { readonly owner: { lookup(hash: string): { readonly state: string } | undefined } }
      | undefined;
  };
  place(index: number): JudgedPlace;
};

export type JudgedLife = Pick<Life, 'scenario' | 'faultMs' | 'options'>;

/** What all checkers share. */
export type Evidence = {
  readonly stage: JudgedStage;
  readonly life: JudgedLife;
  readonly paid: PaidBook;
  /** The coarsest this register was seen to move by: what a fresh boot has not read yet. */
  quantumOf(board: number): number;
  isExcused(board: number, excuse: Excuse): boolean;
  /** A bit of its flash flipped, and it has not told yet. */
  mayBeDamaged(board: number): boolean;
  found(checker: CheckerName, board: number, detail: string): void;
};

/** Register and delivered energy may differ, for whatever reason. */
export const hidesEnergy = ({ isExcused }: Evidence, board: number): boolean =>
  isExcused(board, 'energy') || isExcused(board, 'unseen');

const MS_PER_HOUR = 3_600_000;

/** What a place's loads can draw in so many ms, all of them together, in mWh. */
export function energyWithin({ scenario }: JudgedLife, board: number, ms: number): number {
  let watts = 0;
  for (const part of scenario.boards[board]!.load) watts += part.watts;
  return Math.ceil((watts * 1_000 * ms) / MS_PER_HOUR);
}

/** How often a board reads its meter, in ms. */
export function intervalOf({ scenario }: JudgedLife, board: number): number {
  const meter = scenario.boards[board]!.config['meter'] as { intervalMs?: number } | undefined;
  return meter?.intervalMs ?? 1_000;
}

/** Whole mSat that energy costs at one price, exact, rounded down. */
export function costAt(milliWattHours: number, price: number): number {
  const micro = milliWattHours * price;
  if (Number.isSafeInteger(micro)) return Math.floor(micro / 1_000_000);
  return Number((BigInt(milliWattHours) * BigInt(price)) / 1_000_000n);
}
