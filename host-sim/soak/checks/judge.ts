/**
 * The judge of one life: hands what the world sees to the checkers, and looks at a board when one
 * of them has a question. It changes nothing in the world.
 */
import type { View } from '../../../src/web/view';
import type { Excuse } from '../stage';
import { createChargeChecker } from './charge';
import { createEnergyChecker } from './energy';
import type {
  CheckerName,
  Evidence,
  JudgedLife,
  JudgedPlace,
  JudgedStage,
  Violation,
} from './evidence';
import { ANYBODY, createInvoiceChecker } from './invoices';
import type { Judge } from './judge-calls';
import { createMoneyChecker } from './money';
import { createOrderChecker } from './order';
import { createPaidBook, NOBODY } from './paid-book';
import { createReach } from './reach';
import { closingIn, EVENT_OF_KIND, stallOf } from './reach-events';
import { createServiceChecker } from './service';
import { createSpendingChecker } from './spending';
import { createStepPriceChecker } from './step-price';
import { createSupplyChecker } from './supply';
import { createVisitorChecker } from './visitors';
import { createWatcher } from './watcher';
import { createWeldChecker } from './weld';
import { createWordChecker } from './word';

/** A board that nobody has a question about is looked at so often all the same. */
const LOOK_EVERY_MS = 15_000;
const ALL_BOARDS = 'all';
const DAMAGES = 'bit-flips';

export function createJudge(
  stage: JudgedStage,
  life: JudgedLife,
  excusesOf: (kind: string) => readonly Excuse[],
): Judge {
  const { boards } = life.scenario;
  const violations: Violation[] = [];
  const known = new Set<string>();
  const excused = boards.map(() => new Set<Excuse>());
  const damaged: (readonly Excuse[] | undefined)[] = boards.map(() => undefined);
  /** Without power, or not heard of since. */
  const isDark = boards.map(() => true);
  const lookAt = new Float64Array(boards.length);
  const indices = new Map<JudgedPlace, number>();
  const reach = createReach(boards.length);

  /** One checker tells of one board once: the first is the cause, the others follow from it. */
  function found(checker: CheckerName, board: number, detail: string): void {
    const name = `${checker} ${board}`;
    if (known.has(name)) return;
    known.add(name);
    const id = boards[board]?.config.board.id ?? ALL_BOARDS;
    violations.push({ checker, board: id, at: stage.queue.now, detail });
  }

  const paid = createPaidBook(stage, life.scenario, (board) => {
    if (board !== NOBODY) reach.note(board, 'settled');
  });
  const isExcused: Evidence['isExcused'] = (board, excuse) => excused[board]!.has(excuse);
  const quanta = new Float64Array(boards.length);
  const quantumOf = (board: number): number => quanta[board]!;
  const mayBeDamaged = (board: number): boolean => damaged[board] !== undefined;
  const evidence: Evidence = { stage, life, paid, quantumOf, isExcused, mayBeDamaged, found };
  const money = createMoneyChecker(evidence);
  const charge = createChargeChecker(evidence);
  const energy = createEnergyChecker(evidence);
  const spending = createSpendingChecker(evidence);
  const invoices = createInvoiceChecker(evidence);
  const supply = createSupplyChecker(evidence);
  const service = createServiceChecker(evidence, invoices.datedAt);
  const word = createWordChecker(evidence);
  const visitors = createVisitorChecker(evidence);
  const watcher = createWatcher(evidence);
  const weld = createWeldChecker(evidence);
  const stepPrice = createStepPriceChecker(evidence, supply.isStalled);
  const order = createOrderChecker(evidence, supply.isStalled);

  /** By the place itself: two boards may have one name. */
  function indexOf(place: JudgedPlace): number {
    const index = indices.get(place);
    if (index !== undefined) return index;
    for (let i = 0; i < boards.length; i++) indices.set(stage.place(i), i);
    return indices.get(place) ?? NOBODY;
  }

  function heard(board: number, view: View | undefined): void {
    if (view === undefined) return;
    tellDamage(board, view.latch);
    quanta[board] = Math.max(quanta[board]!, stage.place(board).quantumMilliWattHours);
    for (const each of [money, charge, energy, spending, visitors]) each.heard(board, view);
    for (const each of [supply, service, word, watcher, stepPrice]) each.heard(board, view);
    if (view.pulls.unknown > 0) reach.ended('unknown');
    if (view.pulls.late > 0) reach.ended('late');
    if (view.pulls.settled > 0) reach.ended('settled');
  }

  function tellDamage(board: number, latch: View['latch']): void {
    const excuses = damaged[board];
    if (latch !== 'journal-damaged' || excuses === undefined) return;
    damaged[board] = undefined;
    struckOn(DAMAGES, board, excuses, true);
  }

  function struckOn(kind: string, board: number, excuses: readonly Excuse[], isTold = false): void {
    const event = EVENT_OF_KIND[kind];
    if (event !== undefined) reach.note(board, event);
    if (event === 'clock-unknown') stepPrice.unsure(board);
    // What flash did not take the next boot does not know, a latch as little as anything.
    if (event === 'journal-failed') {
      word.mended(board);
      watcher.failed(board);
    }
    const stall = stallOf(kind);
    if (stall !== undefined) {
      supply.stalled(board, stall);
      word.stalled(board);
      weld.gap(board);
      reach.note(board, 'stalled');
    }
    // What a flipped bit has spoilt the board must say: until it does, all holds.
    if (kind === DAMAGES && !isTold) {
      damaged[board] = excuses;
      return;
    }
    for (const excuse of excuses) {
      if (excuse === 'forgotten') invoices.forget(board);
      // What flowed until now is not excused.
      spending.observe(board);
      excused[board]!.add(excuse);
      if (excuse === 'unseen') energy.moved(board);
      if (excuse !== 'supply' && excuse !== 'coil') spending.unsettle(board);
    }
  }

  return {
    violations,
    reach,
    order,
    second(place) {
      const board = indexOf(place);
      const at = stage.queue.now;
      if (isDark[board]) {
        isDark[board] = false;
        paid.booted(board);
      }
      spending.observe(board);
      supply.second(board);
      service.second(board);
      word.second(board);
      watcher.second(board);
      weld.second(board);
      stepPrice.second(board);
      const isAsked = [spending, supply, service].some((each) => each.wantsLook(board));
      if (at < lookAt[board]! && !isAsked) return;
      lookAt[board] = at + LOOK_EVERY_MS;
      if (board === 0) money.conserved();
      return place.look().then((view) => heard(board, view));
    },
    contactor(place, isClosed) {
      const board = indexOf(place);
      spending.observe(board);
      watcher.switched(board);
      stepPrice.switched(board);
      if (isClosed) spending.closing(board);
      supply.switched(board, isClosed);
      supply.second(board);
    },
    asked(place, requestId, body = '') {
      const board = indexOf(place);
      // What was paid until now met the board as it was.
      paid.totalMilliSat();
      invoices.asked(board, body);
      reach.asked(board, requestId);
    },
    handedOver(place, paymentRequest) {
      const { sales } = place.record;
      const buyer = sales[sales.length - 1]?.buyer ?? '';
      invoices.handedOver(indexOf(place), buyer, paymentRequest);
    },
    shown(place, paymentRequest) {
      invoices.handedOver(indexOf(place), ANYBODY, paymentRequest);
      reach.shown(indexOf(place));
    },
    beforePayment(buyer) {
      // Two buyers may have changed places: whose account it is for, only the payment tells.
      if (!paid.buyers.includes(buyer)) return;
      for (let i = 0; i < boards.length; i++) spending.observe(i);
    },
    struck(kind, board) {
      const excuses = excusesOf(kind);
      if (board >= 0 && board < boards.length) return struckOn(kind, board, excuses);
      for (let i = 0; i < boards.length; i++) struckOn(kind, i, excuses);
    },
    powerCut(place) {
      const board = indexOf(place);
      reach.note(board, 'power-cut');
      reach.forgot(board);
      isDark[board] = true;
      for (const each of [charge, energy, spending, service, word, watcher, weld]) each.gap(board);
      stepPrice.unsure(board);
      supply.dark(board);
    },
    note: (place, event) => reach.note(indexOf(place), event),
    owner(place, command) {
      const board = indexOf(place);
      tellDamage(board, place.lastView?.latch);
      watcher.owner(board, command);
      if (command !== 'stop-sale') return word.mended(board);
      // Whoever is busy says so, and does nothing.
      if (!supply.isStalled(board)) word.stopped(board);
    },
    line(place, line) {
      const board = indexOf(place);
      if (line.startsWith('crashed')) found('crash', board, line);
      const outcome = closingIn(line);
      if (outcome === undefined) return;
      reach.note(board, outcome);
      reach.ended(outcome);
    },
    readBack(place, view) {
      const board = indexOf(place);
      tellDamage(board, view.latch);
      if (view.latch === 'journal-damaged' || view.blocked !== '') return;
      found('damage', board, `a record in the middle of the journal is gone: ${view.latch}`);
    },
    broke: (message) => found('crash', NOBODY, message),
    async ended() {
      money.conserved();
      for (let board = 0; board < boards.length; board++) {
        const view = await stage.place(board).look();
        if (view === undefined) continue;
        heard(board, view);
        money.ended(board, view);
        energy.ended(board, view);
        service.ended(board, view);
      }
    },
  };
}
