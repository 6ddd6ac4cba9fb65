/** One run of the soak: seeds to the threads, tallies together, failing lives made smaller. */
import { hire } from './crew';
import { FAULTS } from './faults/faults';
import { lifeOf } from './generator';
import type { Life } from './life';
import { keepLife } from './life-file';
import { LogFile } from './log-file';
import { startProgress } from './progress';
import { addTally, type LifeViolation, noTally, type Tally } from './tally';
import type { Answer, Job } from './worker';

export type SoakOptions = {
  readonly program: URL;
  readonly script: string;
  readonly engine: 'node' | 'xs';
  readonly workers: number;
  readonly seeds: number;
  readonly from: number;
  readonly scenario: string | undefined;
  readonly timeLimitMs: number | undefined;
  readonly log: string | undefined;
  /** In place of all seeds, and the file it is from. */
  readonly life: Life | undefined;
  readonly replay: string | undefined;
};

export type Found = LifeViolation & {
  /** The command that shows it again. */
  readonly replay: string;
};

export type SoakRun = {
  readonly tally: Tally;
  readonly violations: readonly Found[];
  readonly wallMs: number;
};

/** Few, so that no thread waits long for the last. With a log one: it is long. */
const SEEDS_PER_JOB = 4;
/** After so many lives with violations the rest would teach nothing. */
const FAILING_LIVES_MAX = 50;
/** One of each checker is made smaller, and at most so many. */
const SHRUNK_MAX = 6;

/** `onStop` is given how to stop the run early. */
export async function soak(
  options: SoakOptions,
  onStop: (stop: () => void) => void,
): Promise<SoakRun> {
  const { life, workers, log, from, timeLimitMs } = options;
  const seeds = life === undefined ? options.seeds : 1;
  const startedMs = performance.now();
  const setup = { ...options, isLogged: log !== undefined };
  const { script, engine, scenario, isLogged } = setup;
  const size = isLogged ? 1 : SEEDS_PER_JOB;
  const crewSize = Math.min(workers, Math.ceil(seeds / size));
  const crew = hire(options.program, crewSize, { script, engine, scenario, isLogged });
  const logFile = log === undefined ? undefined : new LogFile(log, life?.seed ?? from);
  const progress = startProgress(seeds, timeLimitMs);
  const tally = noTally();
  let begun = 0;
  let isStopped = false;
  onStop(() => {
    isStopped = true;
  });

  function next(): Job | undefined {
    const isLate = timeLimitMs !== undefined && performance.now() - startedMs > timeLimitMs;
    if (isStopped || isLate || begun >= seeds) return undefined;
    if (failingLives(tally) >= FAILING_LIVES_MAX) return undefined;
    const first = from + begun;
    const count = Math.min(size, seeds - begun);
    begun += count;
    return life === undefined ? { kind: 'seeds', from: first, count } : { kind: 'life', life };
  }
  function lived(answer: Answer): void {
    if (answer.kind !== 'lived') return;
    addTally(tally, answer.tally);
    logFile?.add(answer.from, answer.log);
    progress.lived(answer.tally.seeds, answer.tally.violations.length);
  }

  /** The first life of each checker, made smaller; by seed and checker where it lies. */
  async function shrunk(lives: ReadonlyMap<number, Life>): Promise<ReadonlyMap<string, string>> {
    const jobs: (Job & { kind: 'shrink' })[] = [];
    for (const { seed, checker } of tally.violations) {
      const given = lives.get(seed);
      if (given === undefined || jobs.some((job) => job.checker === checker)) continue;
      if (jobs.length < SHRUNK_MAX) jobs.push({ kind: 'shrink', life: given, checker });
    }
    const files = new Map<string, string>();
    await crew.work(
      () => (isStopped ? undefined : jobs.shift()),
      (answer, job) => {
        if (answer.kind !== 'shrunk' || job.kind !== 'shrink') return;
        files.set(keyOf(job.life.seed, job.checker), keepLife(answer.life, job.checker));
      },
    );
    return files;
  }

  /** Every failing life is kept, so that a later generator does not lose it. */
  async function found(): Promise<readonly Found[]> {
    const lives = new Map<number, Life>();
    const files = new Map<number, string>();
    for (const { seed } of life === undefined ? tally.violations : []) {
      if (lives.has(seed)) continue;
      const whole = lifeOf(seed, FAULTS, scenario);
      lives.set(seed, whole);
      files.set(seed, keepLife(whole));
    }
    const smaller = await shrunk(lives);
    return tally.violations.map((violation) => {
      const { seed, checker } = violation;
      const file = smaller.get(keyOf(seed, checker)) ?? files.get(seed) ?? options.replay;
      return { ...violation, replay: `npm run soak -- --replay ${file}` };
    });
  }

  try {
    await crew.work(next, lived);
    const wallMs = performance.now() - startedMs;
    tally.violations.sort((a, b) => a.seed - b.seed || a.at - b.at);
    if (tally.violations.length > 0 && life === undefined) {
      progress.goOnWith('Making what failed smaller');
    }
    return { tally, violations: await found(), wallMs };
  } finally {
    progress.stop();
    logFile?.close();
    await crew.dismiss();
  }
}

const keyOf = (seed: number, checker: string): string => `${seed} ${checker}`;

const failingLives = ({ violations }: Tally): number =>
  new Set(violations.map(({ seed }) => seed)).size;
