/** One board in Node with its meter, load, buyer and payments, and no street around it. */
import { boardScript } from '../board-script';
import { nodeEngine } from '../engines/node';
import { EventQueue } from '../event-queue';
import { createLdkPayments } from '../ldk-payments';
import { createLedgerPayments } from '../ledger-payments';
import { type Pace, paced, unpaced } from '../pace';
import type { Payments } from '../payments';
import { Place } from '../place';
import type { ScenarioBoard } from '../scenario';
import type { BoardCell } from '../surroundings';

export type LonePlace = {
  readonly place: Place;
  readonly queue: EventQueue;
  readonly pace: Pace;
  readonly payments: Payments;
  /** Runs until `pace.stop()`; fails when that does not come within `forMs` of the world. */
  runUntilStopped(forMs: number): Promise<void>;
  /** Power off, and the payments with it. */
  stop(): Promise<void>;
};

export type LoneOptions = {
  readonly root: string;
  readonly board: ScenarioBoard;
  readonly seed: number;
  /** A number: over LDK, as many times as fast as the wall clock. Absent: the ledger, unpaced. */
  readonly ldkSpeed?: number;
  /** Puts something between the board and its payments. */
  readonly wrap?: (payments: Payments, queue: EventQueue) => Payments;
  readonly onContactor?: (place: Place, isClosed: boolean) => void;
  readonly onLine?: (line: string) => void;
};

const STARTS_AT_MS = Date.UTC(2026, 0, 1);

export async function lonePlace(options: LoneOptions): Promise<LonePlace> {
  const { root, board, seed, ldkSpeed, wrap, onContactor, onLine } = options;
  const script = await boardScript(root);
  const queue = new EventQueue();
  const epochMs = () => STARTS_AT_MS + queue.now;
  const buyers = [board.buyer];
  const pace =
    ldkSpeed === undefined ? unpaced(queue) : paced(queue, ldkSpeed, () => performance.now());
  const made =
    ldkSpeed === undefined
      ? createLedgerPayments({
          queue,
          epochMs,
          buyers,
          seed,
          latePayments: false,
          onPayment: () => {},
        })
      : await createLdkPayments({ epochMs, buyers, latePayments: false, pace, speed: ldkSpeed });
  const payments = wrap?.(made, queue) ?? made;
  const place = new Place({
    queue,
    seed,
    index: 0,
    scenario: board,
    network: 'regtest',
    payments,
    startCell: () => nodeEngine.start(script) as Promise<BoardCell>,
    toEpochMs: (at) => STARTS_AT_MS + at,
    isByteByByte: false,
    onSecond: () => {},
    onContactor: (at, isClosed) => onContactor?.(at, isClosed),
    onHandOver: () => {},
    onLine: (_, line) => onLine?.(line),
  });
  return {
    place,
    queue,
    pace,
    payments,
    async runUntilStopped(forMs) {
      await place.powerOn();
      await pace.runUntil(forMs);
      if (queue.now >= forMs) throw new Error(`not done after ${forMs / 1_000} s of the world`);
    },
    async stop() {
      place.cutPower();
      await payments.stop();
    },
  };
}
