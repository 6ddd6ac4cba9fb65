/** The threads of the soak: each is given the next job as soon as it is done with its last. */
import { Worker } from 'node:worker_threads';
import type { Answer, Job, WorkerSetup } from './worker';

export type Crew = {
  /** All jobs until there is none. Fails as soon as one thread does. */
  work(next: () => Job | undefined, onAnswer: (answer: Answer, job: Job) => void): Promise<void>;
  dismiss(): Promise<void>;
};

/** A life makes much that is soon forgotten: room for it spares most of the collecting. */
const YOUNG_MEGABYTES = 64;

/** `program` calls `serve` where it is not the main thread. */
export function hire(program: URL, count: number, setup: WorkerSetup): Crew {
  const threads = Array.from(
    { length: count },
    () =>
      new Worker(program, {
        workerData: setup,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      }),
  );
  // From the first: one that failed has ended long before it is dismissed.
  const exits = threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
  return {
    async work(next, onAnswer) {
      await Promise.all(threads.map((thread) => workOf(thread, next, onAnswer)));
    },
    async dismiss() {
      for (const thread of threads) thread.postMessage('stop');
      await Promise.all(exits);
    },
  };
}

function workOf(
  thread: Worker,
  next: () => Job | undefined,
  onAnswer: (answer: Answer, job: Job) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let job = next();
    const stop = () => {
      thread.off('message', heard);
      thread.off('error', reject);
    };
    function heard(answer: Answer): void {
      if (job !== undefined) onAnswer(answer, job);
      job = next();
      if (job !== undefined) return thread.postMessage(job);
      stop();
      resolve();
    }
    if (job === undefined) return resolve();
    thread.on('message', heard);
    thread.on('error', reject);
    thread.postMessage(job);
  });
}
