/**
 * The original's rule as a small model (AndySchroder/DistributedCharge, `wall` and
 * `grid-seller.py`): one invoice at a time, asked for when credit falls below a threshold, power
 * cut when it falls below a level, both looked at once a loop.
 *
 * It is flattered: after a cut, which there ends the session, power is back as soon as the payment
 * is, and where that is stuck a new one sets out at once. Its invoices are valid for LND's default
 * of a day and never given up, so a stuck one always ends in a cut.
 */
import { logNormal, STUCK_PER_MILLE, TRIP_MEDIAN_MS, TRIP_SPREAD } from '../../log-normal';
import { type Stream, stream } from '../../prng';
import { percentiles } from '../../report';
import { Exposure } from './exposure';
import type { Outcome } from './outcome';
import { feeMilliSat, PRICE_MILLI_SAT_PER_KILOWATTHOUR } from './rules';

export type OriginalRule = {
  readonly paymentMilliSat: number;
  /** Below it the next invoice is made. */
  readonly thresholdMilliSat: number;
  /** Below it power is cut. */
  readonly cutOffMilliSat: number;
  readonly loopMs: number;
};

/** AddInvoice of the wall; ChannelBalance and SendPayment of the car (`car:301-353`). */
const REQUESTS = 3;
const ROUND_TRIP_MEDIAN_MS = 80;
const ROUND_TRIP_SPREAD = 0.4;

export function replayOriginal(
  rule: OriginalRule,
  watts: number,
  cycles: number,
  seed: number,
): Outcome {
  const chance = stream(seed, `original ${watts} W`);
  const milliSatPerMs = (watts * PRICE_MILLI_SAT_PER_KILOWATTHOUR) / 3_600_000_000;
  const exposure = new Exposure();
  const latenciesMs: number[] = [];
  let interruptions = 0;
  let now = 0;
  /** Decisions are made once a loop. */
  const nextLook = (at: number) => Math.ceil(at / rule.loopMs) * rule.loopMs;
  const untilBelow = (milliSat: number) =>
    now + Math.max(0, (exposure.milliSat - milliSat) / milliSatPerMs);
  const flowUntil = (at: number) => {
    exposure.used((at - now) * milliSatPerMs);
    now = at;
  };
  // The session has begun: what the first payment is makes no difference to ten thousand.
  exposure.paid(rule.thresholdMilliSat);
  while (latenciesMs.length < cycles) {
    flowUntil(nextLook(untilBelow(rule.thresholdMilliSat)));
    const latencyMs = trip(chance);
    const cutAt = nextLook(untilBelow(rule.cutOffMilliSat));
    const settledAt = now + (latencyMs ?? Number.POSITIVE_INFINITY);
    if (nextLook(settledAt) <= cutAt) flowUntil(settledAt);
    else {
      flowUntil(cutAt);
      interruptions++;
      now = Math.max(now, latencyMs === undefined ? now + afterAll(chance) : settledAt);
    }
    exposure.paid(rule.paymentMilliSat);
    // One that was stuck has no latency: it is among the interruptions.
    if (latencyMs !== undefined) latenciesMs.push(latencyMs);
  }
  const fee = feeMilliSat(rule.paymentMilliSat) / rule.paymentMilliSat;
  return {
    latencyMs: percentiles(latenciesMs),
    pulls: latenciesMs.length,
    givenUp: 0,
    interruptions,
    ...exposure.figures(),
    feePercent: Math.round(fee * 10_000) / 100,
    requestsPerPull: REQUESTS,
    bytesPerPull: null,
  };
}

/** An invoice made and paid; undefined: stuck. */
function trip(chance: Stream): number | undefined {
  const isStuck = chance.below(1_000) < STUCK_PER_MILLE;
  const madeMs = logNormal(chance, ROUND_TRIP_MEDIAN_MS, ROUND_TRIP_SPREAD);
  const paidMs = logNormal(chance, TRIP_MEDIAN_MS, TRIP_SPREAD);
  return isStuck ? undefined : madeMs + paidMs;
}

function afterAll(chance: Stream): number {
  return trip(chance) ?? afterAll(chance);
}
