/**
 * The checkers. They know the world's books of power and money and what a board says of its
 * accounts, never how a board comes to it. A violation is a defect of ours, whatever caused it.
 */
import type { View } from '../src/web/view';
import type { InvoiceState } from './lightning/backend';

export type CheckerName =
  | 'money'
  | 'credit'
  | 'energy'
  | 'charge'
  | 'one-invoice'
  | 'right'
  | 'late-open'
  | 'stale-meter';

export type Violation = {
  readonly checker: CheckerName;
  readonly board: string;
  /** Milliseconds of the world since its start. */
  readonly at: number;
  readonly detail: string;
};

/** From the end of the right to the coil off (design, section 8). */
const OPEN_WITHIN_MS = 1_500;
/** A meter is stale after 3 intervals; then the same again holds as above. */
const STALE_WITHIN_MS = 3_000 + OPEN_WITHIN_MS;
/** One board may not flood the list. */
const VIOLATIONS_MAX = 100;

export class Checkers {
  readonly violations: Violation[] = [];
  readonly #overSince = new Map<string, number>();
  readonly #handedOver = new Map<string, Map<string, string>>();

  #found(checker: CheckerName, board: string, at: number, detail: string): void {
    if (this.violations.some((known) => known.checker === checker && known.board === board)) return;
    if (this.violations.length >= VIOLATIONS_MAX) return;
    this.violations.push({ checker, board, at, detail });
  }

  /** Every second, and at each change of the contactor. */
  supply(
    board: string,
    at: number,
    isClosed: boolean,
    costMilliSat: number,
    settledMilliSat: number,
  ): void {
    if (costMilliSat <= settledMilliSat || !isClosed) {
      this.#overSince.delete(board);
      return;
    }
    const since = this.#overSince.get(board) ?? at;
    this.#overSince.set(board, since);
    if (at - since > OPEN_WITHIN_MS) {
      const over = `${costMilliSat - settledMilliSat} mSat beyond the settled payments`;
      this.#found('late-open', board, at, `closed ${at - since} ms after its right ended, ${over}`);
    }
  }

  /** At the instant of closing: something was paid, and more than was used. */
  closing(board: string, at: number, costMilliSat: number, settledMilliSat: number): void {
    if (settledMilliSat > costMilliSat) return;
    const used = `${costMilliSat} of ${settledMilliSat} mSat used`;
    this.#found('right', board, at, `closed without a right: ${used}`);
  }

  meterSilent(board: string, at: number, silentMs: number, isClosed: boolean): void {
    if (!isClosed || silentMs <= STALE_WITHIN_MS) return;
    const detail = `closed although the meter has been silent for ${silentMs} ms`;
    this.#found('stale-meter', board, at, detail);
  }

  /** `stateOf` is the node's own word. An invoice not yet paid, void or lapsed is in the hands. */
  handedOver(
    board: string,
    buyer: string,
    at: number,
    hash: string,
    stateOf: (hash: string) => InvoiceState | undefined,
  ): void {
    const open = this.#handedOver.get(buyer) ?? new Map<string, string>();
    this.#handedOver.set(buyer, open);
    for (const known of open.keys()) {
      const state = stateOf(known);
      // What is held has been paid, and by nobody again.
      if (state !== 'OPEN' && state !== undefined) open.delete(known);
    }
    open.set(hash, board);
    if (open.size > 1) {
      this.#found('one-invoice', board, at, `${open.size} payable invoices with ${buyer}`);
    }
  }

  /** What the node settled within an open pull, the board has yet to look at. */
  money(
    at: number,
    views: readonly View[],
    receivedMilliSat: number,
    spentMilliSat: number,
    feesMilliSat: number,
    mayBeLate: boolean,
  ): void {
    const paid = sum(
      views.flatMap((view) => view.accounts),
      (a) => a.paidMilliSat + a.lateMilliSat,
    );
    const held = sum(
      views.flatMap((view) => view.accounts),
      (account) => account.heldMilliSat,
    );
    const openMilliSat =
      held + sum(views, (view) => (view.pulls.open > 0 ? view.pull.amountMilliSat : 0));
    // What comes after its pull was closed is found by the next look, up to a day later.
    const watched = mayBeLate ? sum(views, (view) => view.pull.watchedMilliSat) : 0;
    const unseen = receivedMilliSat - paid;
    if (unseen < 0 || unseen > openMilliSat + watched) {
      const detail = `owner received ${receivedMilliSat} mSat, boards count ${paid}`;
      this.#found('money', 'all', at, detail);
    }
    if (spentMilliSat !== receivedMilliSat + feesMilliSat) {
      const got = `${receivedMilliSat} received and ${feesMilliSat} fees`;
      this.#found('money', 'all', at, `buyers spent ${spentMilliSat} mSat, not ${got}`);
    }
  }

  /** The board's own sums: credit is what the parts make. */
  credit(at: number, view: View): void {
    for (const account of view.accounts) {
      const { paidMilliSat, lateMilliSat, grantedMilliSat, earnedMilliSat, heldMilliSat } = account;
      const inward = paidMilliSat + lateMilliSat + grantedMilliSat + earnedMilliSat + heldMilliSat;
      const { chargedMilliSat, refundedMilliSat, leavingMilliSat, creditMilliSat } = account;
      if (creditMilliSat === inward - chargedMilliSat - refundedMilliSat - leavingMilliSat)
        continue;
      this.#found('credit', view.id, at, `credit ${creditMilliSat} mSat is not the sum`);
    }
  }

  /** Metered within a quantum of what was delivered, and what flows while it is read. */
  energy(at: number, view: View, deliveredMilliWattHours: number, tolerance: number): void {
    const { importMilliWattHours, unauthorisedMilliWattHours } = view.meter;
    const metered = importMilliWattHours + unauthorisedMilliWattHours;
    if (Math.abs(metered - deliveredMilliWattHours) <= tolerance) return;
    const detail = `metered ${metered} mWh, delivered ${deliveredMilliWattHours} mWh`;
    this.#found('energy', view.id, at, detail);
  }

  /** Charged = exact cost of the energy charged; each account may carry less than one mSat. */
  charge(at: number, view: View, exactMilliSat: number): void {
    const charged = sum(view.accounts, (account) => account.chargedMilliSat);
    const below = exactMilliSat - charged;
    if (below >= 0 && below <= view.accounts.length) return;
    const detail = `charged ${charged} mSat, exact cost ${exactMilliSat}`;
    this.#found('charge', view.id, at, detail);
  }
}

function sum<Each>(list: readonly Each[], of: (each: Each) => number): number {
  let total = 0;
  for (const each of list) total += of(each);
  return total;
}
