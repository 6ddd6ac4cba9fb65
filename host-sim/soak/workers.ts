/** Lives on all cores: each thread is given one life at a time, and answers with its outcome. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { nodeEngine } from '../engines/node';
import { xsEngine } from '../engines/xs';
import type { Life } from './life';
import { live } from './live';
import type { Outcome } from './outcome';

export type Work = {
  readonly script: string;
  readonly engine: 'node' | 'xs';
  readonly isLogged: boolean;
};

export type WorkersOptions = {
  /** The program that calls `serveLives` where `isMainThread` is false. */
  readonly program: URL;
  readonly workers: number;
  readonly work: Work;
  /** The next life to live, undefined when there is none. */
  readonly next: () => Life | undefined;
  readonly onOutcome: (outcome: Outcome) => void;
};

/** Fails as soon as one thread does. */
export async function liveAll({
  program,
  workers,
  work,
  next,
  onOutcome,
}: WorkersOptions): Promise<void> {
  const threads: Worker[] = [];
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const life = next();
      if (life === undefined) return resolve();
      const thread = new Worker(program, { workerData: work });
      threads.push(thread);
      thread.postMessage(life);
      thread.on('error', reject);
      thread.on('message', (outcome: Outcome) => {
        onOutcome(outcome);
        const following = next();
        if (following === undefined) resolve();
        else thread.postMessage(following);
      });
    });
  try {
    await Promise.all(Array.from({ length: workers }, run));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** The other end. */
export function serveLives(): void {
  if (isMainThread || parentPort === null) return;
  const port = parentPort;
  const { script, engine, isLogged } = workerData as Work;
  const chosen = engine === 'xs' ? xsEngine : nodeEngine;
  port.on('message', async (life: Life) => {
    try {
      port.postMessage(await live({ life, script, engine: chosen, isLogged }));
    } catch (error) {
      // Thrown outside of this promise it ends the thread, and the whole run with its reason.
      setImmediate(() => {
        throw new Error(`seed ${life.seed}: ${error instanceof Error ? error.stack : error}`);
      });
    }
  });
}
