/**
 * Watches the whole street for the page: looks about twice a second of the wall clock, more often
 * while a payment is under way, and keeps the chart's history.
 */
import type { Run } from '../run';
import type { Scenario } from '../scenario';
import { BoardWatch } from './board-watch';
import { History } from './history';
import { Hurts } from './hurts';
import type { Control, HistoryPoint, Snapshot, WalletSnapshot } from './snapshot';

/** The journals are glanced at this often: their length is there without asking a board. */
const GLANCE_MS = 100;
const LOOK_MS = 500;
const LOOK_WHILE_PAYING_MS = 200;

export type News = { readonly snapshot: Snapshot; readonly point: HistoryPoint | undefined };

export class Watch {
  readonly hurts: Hurts;
  readonly #history = new History();
  readonly #run: Run;
  readonly #boards: readonly BoardWatch[];
  readonly #onNews: (news: News) => void;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #isDue = true;
  #lookedMs = 0;
  #pointMs = 0;
  latest: Snapshot | undefined;

  constructor(run: Run, scenario: Scenario, onNews: (news: News) => void) {
    this.#run = run;
    this.#onNews = onNews;
    this.hurts = new Hurts(run, () => {
      this.#isDue = true;
    });
    const { payments, world } = run;
    const { hurts } = this;
    this.#boards = world.places.flatMap((place, index) => {
      const board = scenario.boards[index];
      return board ? [new BoardWatch({ place, scenario: board, payments, hurts })] : [];
    });
    this.#timer = setInterval(() => this.#glance(), GLANCE_MS);
  }

  get history(): readonly HistoryPoint[] {
    return this.#history.points;
  }

  hasBoard(id: string): boolean {
    return this.#boards.some((board) => board.place.id === id);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #glance(): void {
    if (this.#isLooking) return;
    const sinceMs = performance.now() - this.#lookedMs;
    const isPaying = this.#boards.some((board) => board.isPaying);
    const isNews = this.#isDue || this.#boards.some((board) => board.hasNews);
    if (!isNews && sinceMs < (isPaying ? LOOK_WHILE_PAYING_MS : LOOK_MS)) return;
    this.#isLooking = true;
    this.#run.pace.inject(async () => {
      this.#isDue = false;
      this.#lookedMs = performance.now();
      try {
        for (const board of this.#boards) await board.look(this.#run.queue.now);
        this.#tell();
      } finally {
        this.#isLooking = false;
      }
    });
  }

  #tell(): void {
    const snapshot = this.#snapshot();
    this.latest = snapshot;
    const nowMs = performance.now();
    let point: HistoryPoint | undefined;
    if (nowMs - this.#pointMs >= LOOK_MS - GLANCE_MS) {
      this.#pointMs = nowMs;
      const boards = this.#boards.map((board) => board.values());
      point = { atSec: Math.round(snapshot.epochMs) / 1_000, boards };
      this.#history.add(point);
    }
    this.#onNews({ snapshot, point });
  }

  #snapshot(): Snapshot {
    const { queue, startEpochMs, payments, world } = this.#run;
    const simulatedMs = queue.now;
    const epochMs = startEpochMs + simulatedMs;
    const isAway = this.#boards.some((board) => this.hurts.has('node-away', board.place.id));
    const label = isAway ? 'Bring the node back' : 'Take the node away';
    const control: Control = { kind: 'node-away', isHurt: isAway, label, note: '' };
    const receivedMilliSat = payments.lightning?.owner.receivedMilliSat() ?? null;
    return {
      simulatedMs,
      epochMs,
      boards: this.#boards.map((board) => board.snapshot(epochMs)),
      node: { isAway, receivedMilliSat, control },
      wallets: this.#wallets(),
      violations: world.checkers.violations.map(
        ({ checker, board, detail }) => `${checker} at ${board}: ${detail}`,
      ),
    };
  }

  #wallets(): readonly WalletSnapshot[] {
    const buyers = [...new Set(this.#boards.map((board) => board.place.buyer))];
    return buyers.flatMap((buyer) => {
      const wallet = this.#run.payments.wallet(buyer);
      if (wallet === undefined) return [];
      const leftMilliSat = wallet.balanceMilliSat();
      return {
        buyer,
        leftMilliSat,
        spentMilliSat: wallet.spentMilliSat(),
        feesMilliSat: wallet.feesMilliSat(),
        isEmptied: leftMilliSat <= 0,
      };
    });
  }
}
