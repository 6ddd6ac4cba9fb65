/**
 * A program of somebody else, run by us: its output in a file, ended by its pid, and never left
 * behind, whatever becomes of us.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

export type Child = {
  readonly name: string;
  /** Throws the end of what it printed, when it has ended by itself. */
  checkAlive(): void;
  stop(): Promise<void>;
};

export type ChildOptions = {
  readonly name: string;
  readonly program: string;
  readonly parameters: readonly string[];
  readonly logFile: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
};

const STOP_MS_MAX = 10_000;
const LINES_SHOWN = 20;
const POLL_MS = 100;

export function startChild(options: ChildOptions): Child {
  const { name, program, parameters, logFile, environment = process.env, folder } = options;
  const log = openSync(logFile, 'a');
  const child = spawn(program, parameters, {
    env: environment,
    stdio: ['ignore', log, log],
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  closeSync(log);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => void process.off('exit', kill));
  return {
    name,
    checkAlive: () => {
      if (isAlive(child)) return;
      const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-LINES_SHOWN);
      throw new Error(`${name} ended by itself:\n${lines.join('\n')}`);
    },
    stop: async () => {
      if (!isAlive(child)) return;
      child.kill('SIGTERM');
      const giveUp = setTimeout(kill, STOP_MS_MAX);
      await ended;
      clearTimeout(giveUp);
    },
  };
}

const isAlive = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null;

/** Until `isReady` says so. What it throws counts as not yet, and is told when time is up. */
export async function waitFor(
  what: string,
  secondsMax: number,
  isReady: () => Promise<boolean>,
  child?: Child,
): Promise<void> {
  const untilMs = performance.now() + secondsMax * 1_000;
  for (let last: unknown = 'not yet'; ; ) {
    child?.checkAlive();
    try {
      if (await isReady()) return;
      last = 'not yet';
    } catch (error) {
      last = error;
    }
    if (performance.now() > untilMs) {
      throw new Error(`${what} did not come in ${secondsMax} s: ${String(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** One that nobody listens on just now; for programs that cannot say which they were given. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
