/**
 * By how much a place's price has gone up and down since the start, in mSat/kWh: within one step of
 * the register nobody knows when the energy flowed, and so no more than a step at that much money
 * can be charged too little, whatever the load did.
 */
import type { JudgedLife, JudgedStage } from './evidence';

export type PriceSwing = {
  /** What the board may not have seen of the cost, in mSat, with a register of this quantum. */
  unseen(board: number, quantumMilliWattHours: number): number;
  /** What one step of it costs at the most, in mSat. */
  stepCost(board: number, quantumMilliWattHours: number): number;
};

export function createPriceSwing(stage: JudgedStage, life: JudgedLife): PriceSwing {
  const { boards, startsAt } = life.scenario;
  const startSec = Date.parse(startsAt) / 1_000;
  const swings = boards.map(() => ({ sum: 0, knots: 0 }));
  return {
    stepCost(board, quantumMilliWattHours) {
      let highest = 0;
      for (const { price } of stage.place(board).tariff.knots) highest = Math.max(highest, price);
      return Math.ceil((quantumMilliWattHours * highest) / 1_000_000);
    },
    unseen(board, quantumMilliWattHours) {
      const { shape, knots } = stage.place(board).tariff;
      if (knots.length === 1) return 0;
      const swing = swings[board]!;
      const nowSec = startSec + stage.queue.now / 1_000;
      // A line moves on its way to the next knot, a step at the knot.
      for (let next = swing.knots + 1; next < knots.length; next++) {
        const fromSec = knots[shape === 'lines' ? next - 1 : next]!.atSec;
        if (fromSec > nowSec) break;
        swing.sum += Math.abs(knots[next]!.price - knots[next - 1]!.price);
        swing.knots = next;
      }
      return Math.ceil((quantumMilliWattHours * swing.sum) / 1_000_000);
    },
  };
}
