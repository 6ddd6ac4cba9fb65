/** One run of a scenario: the world is built, run to its end, looked at and taken down again. */
import { METER_ROWS, type MeterType } from '../drivers/meters/rows';
import type { Arguments } from './arguments';
import { boardScript } from './board-script';
import type { Engine } from './engines/engine';
import { EventQueue } from './event-queue';
import { createLdkPayments } from './ldk-payments';
import { createLedgerPayments } from './ledger-payments';
import { formatMessage } from './message';
import { portMessage } from './meter/messages';
import { presentPorts } from './meter/present-ports';
import { openSerialLine, type SerialLine } from './meters/serial-line';
import { type Pace, paced, unpaced } from './pace';
import type { Payments } from './payments';
import { systemChance } from './prng';
import { createRealPayments } from './real-payments';
import { type Report, report } from './report';
import { SABOTAGES } from './sabotage';
import type { Scenario, ScenarioBoard } from './scenario';
import type { BoardCell, Happens } from './surroundings';
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

const DESK_NETWORK = 'regtest';
/** Without an end: as long as a number of milliseconds stays exact in a clock of days. */
const FOR_EVER_MS = 1_000 * 86_400_000;

export async function startRun(options: RunOptions): Promise<Run> {
  const { root, engine } = options;
  const { sabotage: name, speed, seed, forMs, latePayments, real } = options.arguments;
  const sabotage = name === undefined ? undefined : SABOTAGES[name];
  const isReal = real?.meterPath !== undefined || real?.payments !== undefined;
  const { boards } = options.scenario;
  const one = boards.find((board) => board.standing) ?? boards[0]!;
  const scenario: Scenario = {
    ...options.scenario,
    // One board sells to real parts, and a real meter has no simulated load behind it.
    ...(isReal ? { boards: [real?.meterPath === undefined ? one : { ...one, load: [] }] } : {}),
    hurts: [...(options.scenario.hurts ?? []), ...(sabotage?.hurts ?? [])],
  };
  const script = await boardScript(root, sabotage);
  const startedWallMs = performance.now();
  const queue = new EventQueue();
  // A real node stamps real time.
  const startEpochMs = real?.payments === undefined ? Date.parse(scenario.startsAt) : Date.now();
  const pace = speed === 'max' ? unpaced(queue) : paced(queue, speed, () => performance.now());
  const buyers = [...new Set(scenario.boards.map((board) => board.buyer))];
  const onPayment = (buyer: string) => world.beforePayment(buyer);
  const epochMs = () => startEpochMs + queue.now;
  const lightning = real?.payments === undefined ? options.arguments.lightning : 'real';
  async function createPayments(): Promise<Payments> {
    if (real?.payments !== undefined) {
      const onCap = (sat: number) => {
        options.onLine(
          'cap',
          queue.now,
          `--sat-max reached: ${sat} sat were handed over. Stopping.`,
        );
        pace.stop();
      };
      return createRealPayments({ real: real.payments, pace, onCap });
    }
    return lightning === 'ldk'
      ? createLdkPayments({ epochMs, buyers, latePayments, pace, speed: Number(speed) })
      : createLedgerPayments({ queue, epochMs, buyers, seed, latePayments, onPayment });
  }
  const serial = real?.meterPath === undefined ? undefined : await openMeter(real.meterPath, one);
  const payments = await createPayments();
  const world: World = new World({
    queue,
    scenario,
    seed,
    network: real?.payments?.network ?? DESK_NETWORK,
    payments,
    startCell: (id) => engine.start(script, { name: id }) as Promise<BoardCell>,
    startEpochMs,
    isPaced: speed !== 'max',
    latePayments,
    ...(lightning === 'ledger' ? {} : { entropy: systemChance }),
    ...(serial === undefined
      ? {}
      : {
          realLine: { open: serial.open, inject: (run: () => Happens) => pace.inject(run) },
        }),
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
    await serial?.close();
    await payments.stop();
    return result;
  }
  return { world, payments, queue, pace, startEpochMs, finish };
}

/** Throws what is wrong with the port, in words. */
async function openMeter(path: string, { config }: ScenarioBoard): Promise<SerialLine> {
  const { type } = config['meter'] as { type: MeterType };
  const line = METER_ROWS[type].line;
  const opened = await openSerialLine(path, line);
  if (opened.ok) return opened.value;
  throw new Error(formatMessage(portMessage(path, opened.fault, await presentPorts())));
}
