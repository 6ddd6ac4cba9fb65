/** One run of a scenario: the world is built, run to its end, looked at and taken down again. */
import type { Arguments } from './arguments';
import { boardScript } from './board-script';
import type { BoardCell } from './desk-board';
import type { Engine } from './engines/engine';
import { EventQueue } from './event-queue';
import { createLdkPayments } from './ldk-payments';
import { createLedgerPayments } from './ledger-payments';
import { type Pace, paced, unpaced } from './pace';
import type { Payments } from './payments';
import { type Report, report } from './report';
import { SABOTAGES } from './sabotage';
import type { Scenario } from './scenario';
import { World } from './world';

export type Run = {
  readonly world: World;
  readonly payments: Payments;
  readonly queue: EventQueue;
  readonly pace: Pace;
  readonly startEpochMs: number;
  /** To the end of `--for`, or until `pace.stop()`. */
  finish(): Promise<Report>;
};

export type RunOptions = {
  readonly root: string;
  readonly scenario: Scenario;
  readonly engine: Engine;
  readonly arguments: Arguments;
  readonly onLine: (board: string, at: number, line: string) => void;
};

const NETWORK = 'regtest';
/** Without an end: as long as a number of milliseconds stays exact in a clock of days. */
const FOR_EVER_MS = 1_000 * 86_400_000;

export async function startRun(options: RunOptions): Promise<Run> {
  const { root, engine } = options;
  const { sabotage: name, speed, seed, forMs, latePayments, lightning } = options.arguments;
  const sabotage = name === undefined ? undefined : SABOTAGES[name];
  const scenario: Scenario = {
    ...options.scenario,
    hurts: [...(options.scenario.hurts ?? []), ...(sabotage?.hurts ?? [])],
  };
  const script = await boardScript(root, sabotage);
  const startedWallMs = performance.now();
  const queue = new EventQueue();
  const startEpochMs = Date.parse(scenario.startsAt);
  const pace = speed === 'max' ? unpaced(queue) : paced(queue, speed, () => performance.now());
  const buyers = [...new Set(scenario.boards.map((board) => board.buyer))];
  const onPayment = (buyer: string) => world.beforePayment(buyer);
  const epochMs = () => startEpochMs + queue.now;
  const payments =
    lightning === 'ldk'
      ? await createLdkPayments({ epochMs, buyers, latePayments, pace, speed: Number(speed) })
      : createLedgerPayments({ queue, epochMs, buyers, seed, latePayments, onPayment });
  const world: World = new World({
    queue,
    scenario,
    seed,
    network: NETWORK,
    payments,
    startCell: (id) => engine.start(script, { name: id }) as Promise<BoardCell>,
    startEpochMs,
    isByteByByte: speed !== 'max',
    onLine: options.onLine,
  });

  async function finish(): Promise<Report> {
    await world.start();
    await pace.runUntil(forMs ?? FOR_EVER_MS);
    await world.audit();
    const result = report(world, payments, {
      seed,
      engine: engine.name,
      lightning,
      speed,
      simulatedSeconds: queue.now / 1_000,
      wallSeconds: Math.round(performance.now() - startedWallMs) / 1_000,
      startedWallMs,
    });
    for (const place of world.places) place.cutPower();
    await payments.stop();
    return result;
  }
  return { world, payments, queue, pace, startEpochMs, finish };
}
