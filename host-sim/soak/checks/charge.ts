/**
 * Credit is the sum of its parts, and what was charged is the exact cost of the energy billed:
 * below by less than one mSat an account, never above.
 */
import type { Tariff } from '../../../src/tariff/tariff';
import type { View } from '../../../src/web/view';
import { costAt, type Evidence, energyWithin, hidesEnergy, intervalOf } from './evidence';
import { createPriceSwing } from './price-swing';

export type ChargeChecker = {
  heard(board: number, view: View): void;
  /** The board was without power: what flowed before is billed at the lowest price of the gap. */
  gap(board: number): void;
};

/** A meter's renewal and a retry, besides the interval of readings. */
const READING_LAG_MS = 1_500;

export function createChargeChecker(evidence: Evidence): ChargeChecker {
  const { stage, found } = evidence;
  const swing = createPriceSwing(stage, evidence.life);
  const lagMs = (board: number): number => intervalOf(evidence.life, board) + READING_LAG_MS;
  const hadGap = evidence.life.scenario.boards.map(() => false);

  function addsUp(board: number, { accounts }: View): void {
    for (let i = 0; i < accounts.length; i++) {
      const { paidMilliSat, lateMilliSat, grantedMilliSat, earnedMilliSat, heldMilliSat } =
        accounts[i]!;
      const { chargedMilliSat, refundedMilliSat, leavingMilliSat, creditMilliSat } = accounts[i]!;
      const inward = paidMilliSat + lateMilliSat + grantedMilliSat + earnedMilliSat + heldMilliSat;
      if (creditMilliSat === inward - chargedMilliSat - refundedMilliSat - leavingMilliSat)
        continue;
      found('credit', board, `credit ${creditMilliSat} mSat is not the sum of its parts`);
    }
  }

  /** Between what the energy billed costs at `lowest` and at `highest`. */
  function isBetween(board: number, view: View, lowest: number, highest: number): void {
    const charged = chargedOf(view);
    const billed = view.meter.importMilliWattHours;
    const most = costAt(billed, highest);
    if (charged > most && !evidence.isExcused(board, 'damaged')) {
      found('charge', board, `charged ${charged} mSat for ${billed} mWh, which cost ${most}`);
    }
    if (evidence.isExcused(board, 'charge')) return;
    const least = costAt(billed, lowest) - view.accounts.length;
    if (charged >= least) return;
    found(
      'charge',
      board,
      `charged ${charged} mSat for ${billed} mWh, which cost ${least} or more`,
    );
  }

  /** Where the price changes, what was charged goes with what flowed, but for what was not seen. */
  function goesWithDelivered(board: number, view: View, highest: number): void {
    const place = stage.place(board);
    const at = stage.queue.now;
    const { importMilliWattHours, unauthorisedMilliWattHours } = view.meter;
    const delivered = place.book.deliveredMilliWattHours(at);
    const notBilled = Math.abs(delivered - importMilliWattHours) + unauthorisedMilliWattHours;
    // A step that spans a change of price is billed at the mean of its time.
    const shared = evidence.quantumOf(board) * place.tariff.knots.length;
    // Readings come up to so much later than what they show, and a line goes on meanwhile.
    const lag = swing.unseen(board, energyWithin(evidence.life, board, lagMs(board)));
    const tolerance = costAt(Math.ceil(notBilled + shared), highest) + view.accounts.length + lag;
    const off = Math.abs(place.book.costMilliSat(at) - chargedOf(view));
    if (off <= tolerance) return;
    found('charge', board, `charged is ${off} mSat off what flowed, ${tolerance} may be unseen`);
  }

  return {
    heard(board, view) {
      if (view.blocked !== '') return;
      addsUp(board, view);
      const { tariff } = stage.place(board);
      const highest = priceMost(tariff);
      isBetween(board, view, priceLeast(tariff), highest);
      const isExcused = hidesEnergy(evidence, board) || evidence.isExcused(board, 'charge');
      if (tariff.knots.length === 1 || hadGap[board] || isExcused) return;
      goesWithDelivered(board, view, highest);
    },
    gap(board) {
      hadGap[board] = true;
    },
  };
}

function chargedOf({ accounts }: View): number {
  let charged = 0;
  for (let i = 0; i < accounts.length; i++) charged += accounts[i]!.chargedMilliSat;
  return charged;
}

function priceMost({ knots }: Tariff): number {
  let most = knots[0]!.price as number;
  for (let i = 1; i < knots.length; i++) most = Math.max(most, knots[i]!.price);
  return most;
}

/** Energy of a gap is never paid for, but other energy is, where the price is below 0. */
function priceLeast({ knots }: Tariff): number {
  let least = knots[0]!.price as number;
  for (let i = 1; i < knots.length; i++) least = Math.min(least, knots[i]!.price);
  return least;
}
