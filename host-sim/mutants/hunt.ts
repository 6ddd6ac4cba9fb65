/**
 * The soak on one broken board until the first violation, in the order of the seeds. The world and
 * its judge are the original's. A life that never ends is a violation too.
 */
import { Worker } from 'node:worker_threads';
import type { LifeViolation } from '../soak/tally';
import type { Answer, Job, WorkerSetup } from '../soak/worker';

export type Hunt = {
  /** Calls `serve` where it is not the main thread. */
  readonly program: URL;
  readonly script: string;
  readonly workers: number;
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** Lives of these seeds say nothing. */
  readonly without: ReadonlySet<number>;
  /** After each life. */
  readonly onLife: () => void;
};

export type Prey = {
  readonly seed: number;
  readonly checker: string;
  /** What it saw: whether that is what was broken, a person can tell. */
  readonly detail: string;
};

/** Many times what a life of twenty boards takes on a busy machine. */
const LIFE_MS_MAX = 120_000;
/** A life makes much that is soon forgotten. */
const YOUNG_MEGABYTES = 64;

/** The violation of the lowest seed, and its first; undefined when there is none. */
export async function hunt(options: Hunt): Promise<Prey | undefined> {
  const { program, script, workers, to, without } = options;
  let next = options.from;
  let best: Prey | undefined;
  const workerData: WorkerSetup = { script, engine: 'node', isLogged: false, scenario: undefined };

  function nextSeed(): number | undefined {
    while (without.has(next)) next++;
    // Seeds below the one that was found are under way or done.
    return best !== undefined || next > to ? undefined : next++;
  }
  function found(prey: Prey): void {
    if (best === undefined || prey.seed < best.seed) best = prey;
  }

  async function work(): Promise<void> {
    const limits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    const thread = new Worker(program, { workerData, resourceLimits: limits });
    for (let seed = nextSeed(); seed !== undefined; seed = nextSeed()) {
      const violations = await live(thread, seed);
      options.onLife();
      if (violations === undefined) {
        found({ seed, checker: 'never-ends', detail: `no end within ${LIFE_MS_MAX} ms` });
        break;
      }
      const [first] = [...violations].sort((a, b) => a.at - b.at);
      if (first !== undefined) found({ seed, checker: first.checker, detail: first.detail });
    }
    await thread.terminate();
  }
  await Promise.all(Array.from({ length: workers }, work));
  return best;
}

/** Undefined: it did not end. */
function live(thread: Worker, seed: number): Promise<readonly LifeViolation[] | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => over(undefined), LIFE_MS_MAX);
    function over(violations: readonly LifeViolation[] | undefined): void {
      clearTimeout(timer);
      thread.off('message', heard);
      thread.off('error', failed);
      resolve(violations);
    }
    function heard(answer: Answer): void {
      over(answer.kind === 'lived' ? answer.tally.violations : []);
    }
    function failed(error: Error): void {
      clearTimeout(timer);
      reject(error);
    }
    thread.on('message', heard);
    thread.on('error', failed);
    const job: Job = { kind: 'seeds', from: seed, count: 1 };
    thread.postMessage(job);
  });
}
