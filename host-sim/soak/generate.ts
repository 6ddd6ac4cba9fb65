/** Draws a life from its seed: the street, and per kind of fault a stream of chance of its own. */
import { stream } from '../prng';
import { SOAK_SCENARIOS, type SoakScenario, soakScenario } from './dense-street';
import { FAULTS } from './kinds';
import type { Fault, Life } from './life';

/**
 * The world's own audit at 600 s comes when every board has rested after its boots (10 s) and read
 * its meter again: before that no board can know what flowed just before the cut.
 */
const FAULT_MS = 560_000;
const CALM_MS = 180_000;
/** Nothing hurts before the first sale had a chance to begin. */
const FIRST_MS = 2_000;

/** Without a name: the scenarios by turns. */
export function drawLife(seed: number, wanted?: SoakScenario): Life {
  const name = wanted ?? SOAK_SCENARIOS[seed % SOAK_SCENARIOS.length] ?? 'flat';
  const scenario = soakScenario(name, seed);
  // Quiet lives reach far into a journal, loud ones never get to rest.
  const loudness = 1 + stream(seed, 'loudness').below(10);
  const flashChance = stream(seed, 'flash kind');
  const faults: Fault[] = [];
  for (const [kind, { weight, forMs }] of Object.entries(FAULTS)) {
    if (kind === 'unplug' && scenario.boards[0]?.standing === true) continue;
    const chance = stream(seed, `fault ${kind}`);
    const [least, most] = forMs;
    const count = chance.below(Math.ceil((weight * loudness) / 4) + 1);
    for (let i = 0; i < count; i++) {
      const atMs = FIRST_MS + chance.below(FAULT_MS - FIRST_MS);
      const lastsMs = least + chance.below(most - least + 1);
      faults.push({ atMs, kind, board: 0, forMs: lastsMs, size: chance.share() });
    }
  }
  faults.sort((a, b) => a.atMs - b.atMs);
  return {
    version: 1,
    seed,
    name,
    scenario,
    // A small ring is restated often.
    flash: {
      sectors: flashChance.below(2) === 0 ? 4 : 16,
      isEncrypted: flashChance.below(2) === 0,
    },
    faultMs: FAULT_MS,
    calmMs: CALM_MS,
    faults,
  };
}
