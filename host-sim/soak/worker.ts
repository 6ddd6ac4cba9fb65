/** One thread of the soak: lives whole runs of seeds, or makes one failing life smaller. */
import { parentPort, workerData } from 'node:worker_threads';
import { nodeEngine } from '../engines/node';
import { xsEngine } from '../engines/xs';
import { type WarmCells, warmCells } from './cells';
import { type CutsLived, liveCuts } from './exhaustive/cut-lives';
import { FAULTS } from './faults/faults';
import { lifeOf } from './generator';
import type { Life, LifeCut } from './life';
import { type Lived, runLife } from './run-life';
import { shrink } from './shrink';
import { addTally, noTally, type Tally } from './tally';

export type WorkerSetup = {
  readonly script: string;
  readonly engine: 'node' | 'xs';
  readonly isLogged: boolean;
  /** Undefined: each seed has its own. */
  readonly scenario: string | undefined;
};

export type Job =
  | { readonly kind: 'seeds'; readonly from: number; readonly count: number }
  | { readonly kind: 'life'; readonly life: Life }
  | { readonly kind: 'shrink'; readonly life: Life; readonly checker: string }
  /** One life for each cut. */
  | { readonly kind: 'cuts'; readonly life: Life; readonly cuts: readonly LifeCut[] }
  /** The life as it is, to learn what its board tells and writes. */
  | { readonly kind: 'course'; readonly life: Life };

export type Answer =
  | { readonly kind: 'lived'; readonly from: number; readonly tally: Tally; readonly log: string }
  | { readonly kind: 'shrunk'; readonly life: Life; readonly runs: number }
  | ({ readonly kind: 'cut' } & CutsLived)
  | ({ readonly kind: 'ran' } & Lived);

const SHRINK_RUNS_MAX = 200;
const SHRINK_MS_MAX = 60_000;

/** Answers the jobs of the main thread until it says `stop`. */
export function serve(): void {
  const port = parentPort;
  if (port === null) return;
  const setup = workerData as WorkerSetup;
  const cells = warmCells(setup.engine === 'xs' ? xsEngine : nodeEngine, setup.script);
  port.on('message', async (job: Job | 'stop') => {
    if (job !== 'stop') {
      // What throws here is a bug of the soak's own: the thread ends, and the run with its reason.
      port.postMessage(await answerOf(job, setup, cells));
      return;
    }
    cells.stop();
    port.close();
  });
}

async function answerOf(job: Job, setup: WorkerSetup, cells: WarmCells): Promise<Answer> {
  const { isLogged, scenario } = setup;
  switch (job.kind) {
    case 'seeds': {
      const tally = noTally();
      let log = '';
      for (let seed = job.from; seed < job.from + job.count; seed++) {
        const lived = await runLife(lifeOf(seed, FAULTS, scenario), { cells, isLogged });
        addTally(tally, lived.tally);
        log += lived.log;
      }
      return { kind: 'lived', from: job.from, tally, log };
    }
    case 'life': {
      const { tally, log } = await runLife(job.life, { cells, isLogged });
      return { kind: 'lived', from: job.life.seed, tally, log };
    }
    case 'cuts':
      return { kind: 'cut', ...(await liveCuts(job.life, job.cuts, cells)) };
    case 'course':
      return { kind: 'ran', ...(await runLife(job.life, { cells, isLogged: false })) };
    case 'shrink': {
      const endMs = performance.now() + SHRINK_MS_MAX;
      const fails = async (life: Life) => {
        const { tally } = await runLife(life, { cells, isLogged: false });
        return tally.violations.some(({ checker }) => checker === job.checker);
      };
      const bounds = { runsMax: SHRINK_RUNS_MAX, isOver: () => performance.now() > endMs };
      return { kind: 'shrunk', ...(await shrink(job.life, fails, bounds)) };
    }
  }
}
