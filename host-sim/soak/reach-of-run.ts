/** What a run of the soak had to reach and did not, from its tally. */
import { readFileSync } from 'node:fs';
import { judgeReach, parseUnreachable } from './checks/reach-wanted';
import type { Tally } from './tally';

/** In fewer lives what is missing may be missing by chance: nothing is asked of them. */
export const REACH_SEEDS_MIN = 200;
const REACH_LIVES_MIN = 15;

/** `exemptFile`: the pairs that cannot be, each with its reason. */
export function unreachedIn({ seeds, lives, reach }: Tally, exemptFile: string): readonly string[] {
  if (seeds < REACH_SEEDS_MIN) return [];
  const judged = Object.entries(reach).filter(([name]) => (lives[name] ?? 0) >= REACH_LIVES_MIN);
  const exempt = parseUnreachable(readFileSync(exemptFile, 'utf8'));
  const verdict = judgeReach({ byScenario: new Map(judged), seeds }, exempt);
  return [
    ...verdict.unreached,
    ...verdict.reachedExempt.map((pair) => `${pair}: exempt, and was reached`),
  ];
}
