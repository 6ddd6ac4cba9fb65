/** Every rule at every power, one after the other, as rows. The same seed, the same rows. */
import { setImmediate } from 'node:timers/promises';
import { percentiles } from '../../report';
import { circuitOf } from './flow';
import { replayOriginal } from './original';
import type { Outcome } from './outcome';
import { PLACES, type Place, RULES, type Rule } from './rules';
import { SellingBoard } from './selling-board';

export type PullsRow = { readonly watts: number; readonly rule: string } & Outcome;

export type Replay = {
  readonly cycles: number;
  readonly seed: number;
  /** How much of all is done, 0 to 1, and what is next. */
  readonly progress: (share: number, rule: string, watts: number) => void;
  readonly rules?: readonly Rule[];
  readonly places?: readonly Place[];
};

/** So that progress can be told meanwhile. */
const AT_A_TIME = 50;

/** By power, then in the order of the rules. */
export async function replayPulls(replay: Replay): Promise<readonly PullsRow[]> {
  const { cycles, seed, progress, rules = RULES, places = PLACES } = replay;
  const runs = places.flatMap((place) => rules.map((rule) => ({ place, rule })));
  const rows: PullsRow[] = [];
  for (const { place, rule } of runs) {
    const { watts } = place;
    const told = (share: number) => progress((rows.length + share) / runs.length, rule.id, watts);
    told(0);
    const outcome =
      rule.kind === 'original'
        ? replayOriginal(rule.rule, watts, cycles, seed)
        : await replayOurs(new SellingBoard(circuitOf(place), rule.terms, seed), cycles, told);
    rows.push({ watts, rule: rule.id, ...outcome });
  }
  return rows;
}

async function replayOurs(
  board: SellingBoard,
  cycles: number,
  told: (share: number) => void,
): Promise<Outcome> {
  const { latenciesMs } = board;
  while (latenciesMs.length < cycles) {
    board.run(Math.min(cycles, latenciesMs.length + AT_A_TIME));
    told(latenciesMs.length / cycles);
    await setImmediate();
  }
  const { givenUp, interruptions, requests, bytes } = board;
  return {
    latencyMs: percentiles(latenciesMs),
    pulls: latenciesMs.length,
    givenUp,
    interruptions,
    ...board.exposure.figures(),
    feePercent: Math.round((board.feesMilliSat / board.paidMilliSat) * 10_000) / 100,
    requestsPerPull: Math.round((requests / latenciesMs.length) * 100) / 100,
    bytesPerPull: Math.round(bytes / latenciesMs.length),
  };
}
