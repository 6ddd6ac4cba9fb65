/**
 * What a run of the soak has to reach, and what it may not: each scenario visits what it is there
 * for, and all together every pair but those that `test/unreachable.txt` says cannot be.
 */
import { PAIRS, type ReachBits, reachedNames } from './reach';

/** By scenario: without these a life of it proves nothing that another would not. */
export const SCENARIO_REACH: Readonly<Record<string, readonly string[]>> = Object.freeze({
  yard: [
    'asking-link x unplugged',
    'waiting x unplugged',
    'creating x time-out',
    'looking-up x garbled',
    'handing-over x time-out',
    'waiting x settled',
    'waiting x power-cut',
    'pull x settled',
    'pull x void',
    'pull x late',
    'pull x unknown',
  ],
  flat: [
    'none x power-cut',
    'creating x power-cut',
    'handing-over x power-cut',
    'cancelling x power-cut',
    'waiting x meter-silent',
    'waiting x node-away',
    'late-look x settled',
    'pull x settled',
    'pull x void',
  ],
  pair: ['handing-over x settled', 'waiting x power-cut', 'pull x settled', 'pull x void'],
  'no-cancel': [
    'waiting x settled',
    'waiting x time-out',
    'waiting x power-cut',
    'waiting x lapsed',
    'pull x settled',
    'pull x lapsed',
    'pull x unknown',
  ],
  tariff: ['none x clock-unknown', 'waiting x power-cut', 'waiting x settled', 'pull x settled'],
  update: ['none x power-cut', 'waiting x power-cut', 'pull x settled'],
  guests: [
    'waiting x settled',
    'waiting x unplugged',
    'waiting x power-cut',
    'waiting x time-out',
    'handing-over x settled',
    'handing-over x time-out',
    'handing-over x power-cut',
    'cancelling x power-cut',
    'pull x settled',
    'pull x void',
  ],
  crowd: ['creating x refused', 'waiting x refused', 'waiting x settled', 'pull x settled'],
});

/** With fewer lives a pair may be missing by chance: in 2,000 now and then one is. */
const SEEDS_FOR_ALL = 5_000;
/** Of these none is exempt: they are what the simulator is there to do to a pull. */
const NEVER_EXEMPT = Object.freeze(['settled', 'time-out', 'garbled', 'power-cut'] as const);

/** Pairs that cannot be, each with the reason. Throws at a line that may not stand there. */
export function parseUnreachable(text: string): ReadonlyMap<string, string> {
  const exempt = new Map<string, string>();
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const wrong = (why: string) => new Error(`unreachable.txt:${index + 1}: ${why}`);
    const [pair = '', ...rest] = line.split(': ');
    const reason = rest.join(': ').trim();
    if (!PAIRS.includes(pair)) throw wrong(`${pair} is no pair of a state and an event`);
    if (exempt.has(pair)) throw wrong(`${pair} stands there twice`);
    if (reason === '') throw wrong(`${pair} has no reason`);
    if (NEVER_EXEMPT.some((event) => pair.endsWith(` x ${event}`))) {
      throw wrong(`${pair} must be reached, whatever it takes`);
    }
    exempt.set(pair, reason);
  });
  return exempt;
}

export type ReachOfRun = {
  /** Of the scenarios that ran. */
  readonly byScenario: ReadonlyMap<string, ReachBits>;
  readonly seeds: number;
};

export type ReachVerdict = {
  /** `scenario: name` where a scenario declares it, the name alone where the whole run has to. */
  readonly unreached: readonly string[];
  /** Exempt, and reached all the same: the list is wrong, and the run fails. */
  readonly reachedExempt: readonly string[];
};

export function judgeReach(run: ReachOfRun, exempt: ReadonlyMap<string, string>): ReachVerdict {
  const { byScenario, seeds } = run;
  const unreached: string[] = [];
  const all = new Set<string>();
  for (const [scenario, bits] of byScenario) {
    const names = reachedNames(bits);
    for (const name of names) all.add(name);
    for (const wanted of SCENARIO_REACH[scenario] ?? []) {
      if (!names.has(wanted)) unreached.push(`${scenario}: ${wanted}`);
    }
  }
  const isWhole = Object.keys(SCENARIO_REACH).every((scenario) => byScenario.has(scenario));
  if (isWhole && seeds >= SEEDS_FOR_ALL) {
    unreached.push(...PAIRS.filter((pair) => !all.has(pair) && !exempt.has(pair)));
  }
  const reachedExempt = [...exempt.keys()].filter((pair) => all.has(pair));
  return { unreached, reachedExempt };
}
