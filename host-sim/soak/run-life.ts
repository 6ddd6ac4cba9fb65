/**
 * Lives one life: the world runs and its faults strike; then all of them end, every board has a
 * last power cycle and sells again, and the judge looks at the books.
 */
import { EventQueue } from '../event-queue';
import { createLedgerPayments } from '../ledger-payments';
import { unpaced } from '../pace';
import type { BoardCourse } from '../power-cut';
import { stream } from '../prng';
import type { BoardCell } from '../surroundings';
import { World } from '../world';
import { liveCalm } from './calm';
import type { WarmCells } from './cells';
import { createJudge } from './checks/judge';
import { CutCounter } from './cut-counter';
import { rowOf } from './faults/faults';
import { heardPayments } from './heard-payments';
import type { Life } from './life';
import { CellLog } from './log';
import { scheduleFaults } from './schedule';
import type { Stage } from './stage';
import { noTally, noteLives, PULL_ENDS, type Tally } from './tally';
import { seatVisitors } from './visitors';

const NETWORK = 'regtest';
/** Payments are quick, so that many fit into a life. */
const LATENCY = { paymentMedianMs: 1_500, roundTripMedianMs: 80 };

export type Theatre = { readonly cells: WarmCells; readonly isLogged: boolean };
export type Lived = {
  readonly tally: Tally;
  readonly log: string;
  /** What the first board told and wrote in the faults' time. */
  readonly course: BoardCourse;
  /** The life's own cut struck in that time. */
  readonly isCut: boolean;
};

/** What throws is a violation too: an assertion of the world's, or of a board's hands. */
export async function runLife(life: Life, { cells, isLogged }: Theatre): Promise<Lived> {
  const { seed, scenario, options, faultMs } = life;
  const tally = noTally();
  const queue = new EventQueue();
  const pace = unpaced(queue);
  const startEpochMs = Date.parse(scenario.startsAt);
  const buyers = [...new Set(scenario.boards.map((board) => board.buyer))];
  const log = isLogged ? new CellLog(seed, queue) : undefined;
  const payments = createLedgerPayments({
    queue,
    epochMs: () => startEpochMs + queue.now,
    buyers,
    seed,
    latePayments: false,
    ...LATENCY,
    onPayment: (buyer) => judge.beforePayment(buyer),
  });
  const heard = heardPayments(payments, options.canCancel, {
    asked: (board, { id, body }) => judge.asked(stage.place(board), id, body),
    handedOver: (place, paymentRequest) => judge.handedOver(place, paymentRequest),
  });
  const cuts = new CutCounter(tally, queue, stream(seed, 'dark'), (kind, board) =>
    stage.struck(kind, board),
  );
  const world: World = new World({
    queue,
    scenario,
    seed,
    network: NETWORK,
    payments: heard.payments,
    startCell: async (_, place): Promise<BoardCell> => {
      const cell = judge.order.watch(place, await cells.start(place));
      return log === undefined ? cell : log.tap(String(place), cell);
    },
    startEpochMs,
    isPaced: false,
    firmware: { format: options.format, isConfirmed: true },
    flash: { isEncrypted: options.isEncrypted, sectors: options.flashSectors },
    watch: {
      second: (place) => judge.second(place),
      contactor: (place, isClosed) => judge.contactor(place, isClosed),
      handedOver: heard.handedOver,
      shown: (place, paymentRequest) => judge.shown(place, paymentRequest),
      line: (place, line) => judge.line(place, line),
      owner: (place, command) => judge.owner(place, command),
    },
    onLine: () => {}, // the judge hears them
    onCut: (place, cut) => {
      judge.powerCut(place);
      cuts.cut(world.places.indexOf(place), place, cut, takeOwnCut());
    },
  });
  const stage: Stage = {
    queue,
    world,
    payments,
    place: (index) => world.places[index]!,
    struck(kind, board) {
      tally.faults[kind] = (tally.faults[kind] ?? 0) + 1;
      judge.struck(kind, board);
    },
    readBack: (board, view) => judge.readBack(stage.place(board), view),
    met: (event, board) => judge.note(stage.place(board), event),
  };
  const judge = createJudge(stage, life, (kind) => rowOf(kind).excuses ?? []);

  let { cut: ownCut } = life;
  let isCut = false;
  let course: BoardCourse = { bytes: 0, commands: 0, erases: 0 };

  /** Of the life's own cut when this is it: how long it is dark. */
  function takeOwnCut(): number {
    if (ownCut === undefined || world.places[0]?.board.cuts.isArmed) return 0;
    const { darkMs } = ownCut;
    ownCut = undefined;
    return darkMs;
  }

  async function live(): Promise<void> {
    const endFaults = scheduleFaults(life, stage, cuts);
    if (life.cut !== undefined) world.places[0]?.board.arm({ ...life.cut, afterBoot: false });
    seatVisitors(stage, seed);
    await world.start();
    await pace.runUntil(faultMs);
    const { cuts: armed } = stage.place(0).board;
    course = { ...armed.course };
    isCut = life.cut !== undefined && !armed.isArmed;
    cuts.isOver = true;
    await endFaults();
    const darkMs = await liveCalm(life, stage, pace, judge);
    await judge.ended();
    for (const place of world.places) {
      const view = await place.look();
      for (const end of PULL_ENDS) tally.pulls[end] += view?.pulls[end] ?? 0;
    }
    tally.simulatedMs = queue.now - darkMs;
    for (const place of world.places) place.cutPower();
  }

  try {
    await live();
  } catch (error) {
    judge.broke(error instanceof Error ? (error.stack ?? error.message) : String(error));
    cells.stop();
  }
  await payments.stop();
  tally.seeds = 1;
  noteLives(tally, life.name, 1, judge.reach.bits);
  for (const violation of judge.violations) tally.violations.push({ ...violation, seed });
  return { tally, log: log?.text ?? '', course, isCut };
}
