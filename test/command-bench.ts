/** Runs one of our commands as a person does: bundled, in a process of its own. Needs Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { build } from 'esbuild';

const FOLDER = `build/commands-${process.pid}`;

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order of arrival. */
  readonly output: string;
  readonly ms: number;
};

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far contains `text`; rejects when the command ended before. */
  says(text: string): Promise<void>;
  /** The output so far. */
  said(): string;
};

export type RunOptions = {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As this user and group of the system. */
  readonly userId?: number;
};

export type Command = {
  start(parameters: readonly string[], options?: RunOptions): Running;
  run(parameters: readonly string[], options?: RunOptions): Promise<Ended>;
};

/** Everything any command printed since the start, for a search after secrets. */
export const everPrinted: string[] = [];

/** `entry`: a program of host-sim, such as `pull`. */
export async function bundleCommand(entry: string): Promise<Command> {
  mkdirSync(FOLDER, { recursive: true });
  const program = `${FOLDER}/${entry}.mjs`;
  await build({
    entryPoints: [`host-sim/${entry}.ts`],
    outfile: program,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const start = (parameters: readonly string[], options: RunOptions = {}) =>
    startProgram(program, parameters, options);
  return { start, run: (parameters, options) => start(parameters, options).ended };
}

export const removeCommands = (): void => rmSync(FOLDER, { recursive: true, force: true });

function startProgram(
  program: string,
  parameters: readonly string[],
  options: RunOptions,
): Running {
  const startedMs = performance.now();
  const { userId } = options;
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
  });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(options.input ?? '');

  const texts = { stdout: '', stderr: '', output: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      texts.output += text;
      everPrinted.push(text);
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...texts, ms: performance.now() - startedMs }));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!texts.output.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it never said "${text}":\n${texts.output}`)));
    });
  return { child, ended, says, said: () => texts.output };
}
