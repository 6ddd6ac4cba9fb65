/**
 * From the instant the credit is gone to the coil off. A board without a pilot feeds a steady load
 * over a line that loses frames; the buyer's wallet is emptied again and again. When the contacts
 * open, the world's books say how far the cost had passed what was settled less the reserve; at
 * steady power and price that is a time. Negative where the board, which errs on the safe side,
 * was early.
 */
import { stream } from '../prng';
import { percentiles } from '../report';
import type { ScenarioBoard } from '../scenario';
import type { Measured } from './figures';
import { lonePlace } from './lone-place';
import type { Measurement, Surroundings } from './measurement';
import { DAY_MS, scenarioOf } from './street-run';

/** Each seed has its own phase between the meter's renewal and the board's readings. */
const SEEDS = 40;
const SEEDS_QUICK = 8;
const OPENINGS_PER_SEED = 25;
const WATTS = 7_400;
const ONE_FRAME_IN = 200;
/** At random within these: how long the wallet pays, and how long it stays empty. */
const PAYS_MS = 60_000;
const EMPTY_MS = 20_000;
/** mW x mSat/kWh: what flows in a millisecond costs this part of a mSat. */
const PER_MILLI_SAT_MS = 3_600_000_000_000;

export const reaction: Measurement = {
  ids: ['reaction'],
  seconds: { full: 10, quick: 2 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const board = steadyBoard(scenarioOf(root, 'street', 'yard').boards[0]!);
  const seeds = isQuick ? SEEDS_QUICK : SEEDS;
  const samples: number[] = [];
  let otherOpenings = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const found = await openings(root, board, seed);
    samples.push(...found.latenciesMs);
    otherOpenings += found.others;
    progress(seed / seeds);
  }
  const { p50, p95, p99 } = percentiles(samples);
  const [least, most] = [Math.min(...samples), Math.max(...samples)];
  const note =
    `p50 ${p50}, p95 ${p95}, ${least} to ${most} ms; ${WATTS} W, 1 frame in ${ONE_FRAME_IN} ` +
    `lost, ${seeds} phases of the meter, pulls tried all the while; ` +
    `${otherOpenings} openings for other reasons left out; flash writes and erases included`;
  return [{ id: 'reaction', value: p99 ?? Number.NaN, samples: samples.length, note }];
}

async function openings(root: string, board: ScenarioBoard, seed: number) {
  const chance = stream(seed, 'bench reaction');
  const latenciesMs: number[] = [];
  let others = 0;
  let reserveMilliSat = Number.NaN;
  let isForCredit = false;
  const lone = await lonePlace({
    root,
    board,
    seed,
    onLine(line) {
      if (line.startsWith('supply open')) isForCredit = line.includes('reason=no-credit');
    },
    onContactor(place, isClosed) {
      const { queue, pace, payments } = lone;
      const wallet = payments.wallet(board.buyer);
      if (isClosed) {
        queue.after(chance.below(PAYS_MS), async () => {
          wallet?.empty();
          reserveMilliSat = (await place.look())?.sale?.reserveMilliSat ?? Number.NaN;
        });
        return;
      }
      queue.after(chance.below(EMPTY_MS), () => wallet?.refill());
      if (!isForCredit) {
        others += 1;
        return;
      }
      const excess = place.book.costMilliSat(queue.now) - (place.settledMilliSat - reserveMilliSat);
      const price = place.tariff.knots[0]?.price ?? 0;
      latenciesMs.push(Math.round((excess * PER_MILLI_SAT_MS) / (WATTS * 1_000 * price)));
      if (latenciesMs.length === OPENINGS_PER_SEED) pace.stop();
    },
  });
  await lone.runUntilStopped(DAY_MS);
  await lone.stop();
  return { latenciesMs, others };
}

/** The yard's terms, with a heater in place of the car: it never stops by itself. */
function steadyBoard(yard: ScenarioBoard): ScenarioBoard {
  const supply = { ...(yard.config['supply'] as object), pilot: false };
  return {
    ...yard,
    standing: true,
    load: [{ watts: WATTS }],
    meter: { ...yard.meter, losesOneFrameIn: ONE_FRAME_IN },
    config: { ...yard.config, supply },
  };
}
