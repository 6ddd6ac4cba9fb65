/** One long build: how far it is and how long it still takes is told, and it has an end. */
import { spawn, spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';

export type BuildStep = {
  /** As one says what is going on: `Building LND`. */
  readonly name: string;
  readonly program: string;
  readonly parameters: readonly string[];
  /** Asked of the same program: about as many lines as the build will print. */
  readonly counted?: readonly string[];
  readonly folder?: string;
  readonly environment?: NodeJS.ProcessEnv;
};

const BUILD_MINUTES_MAX = 20;
const LINES_SHOWN = 25;
/** Others work on this machine too, and mind being slow more. */
const NICE = 15;
const TELL_MS = 1_000;
const TELL_MS_PLAIN = 15_000;

/** Throws the end of what it printed when it fails, or takes too long. */
export async function runBuild(step: BuildStep): Promise<void> {
  const { name, program, parameters, folder, environment = process.env } = step;
  const place = { env: environment, ...(folder === undefined ? {} : { cwd: folder }) };
  const startedMs = performance.now();
  const total = linesOf(step, place);
  const child = spawn(program, parameters, { ...place, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let lines = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      lines += text.split('\n').length - 1;
    });
  }
  if (child.pid !== undefined) setPriority(child.pid, NICE);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const giveUp = setTimeout(kill, BUILD_MINUTES_MAX * 60_000);
  const { isTTY } = process.stderr;
  const tell = () => {
    const text = progressText(name, performance.now() - startedMs, lines, total);
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  tell();
  const progress = setInterval(tell, isTTY ? TELL_MS : TELL_MS_PLAIN);
  const code = await new Promise<number | null>((done) => {
    child.once('error', (error) => {
      output += error.message;
      done(-1);
    });
    child.once('close', done);
  });
  clearInterval(progress);
  clearTimeout(giveUp);
  process.off('exit', kill);
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  if (isTTY) process.stderr.write('\r\x1b[K');
  if (code === 0) return void process.stderr.write(`${name}: done in ${seconds} s.\n`);
  const end = output.trim().split('\n').slice(-LINES_SHOWN).join('\n');
  const why = code === null ? `took more than ${BUILD_MINUTES_MAX} minutes` : 'failed';
  throw new Error(`${name} ${why}:\n${end}`);
}

function linesOf(
  { program, counted }: BuildStep,
  place: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): number | undefined {
  if (counted === undefined) return undefined;
  const { status, stdout } = spawnSync(program, counted, { ...place, maxBuffer: 1 << 24 });
  return status === 0 ? stdout.toString().match(/\S+/g)?.length : undefined;
}

/** What is left is what the same pace would take. */
export function progressText(
  name: string,
  elapsedMs: number,
  done: number,
  total: number | undefined,
): string {
  const text = `${name} (once): ${Math.round(elapsedMs / 1_000)} s`;
  if (total === undefined) return text;
  const share = Math.min(1, done / total);
  if (share < 0.05) return `${text}, ${done} of ${total} packages; about five minutes at first`;
  const leftMinutes = (elapsedMs * (1 - share)) / share / 60_000;
  return `${text}, ${done} of ${total} packages, about ${Math.ceil(leftMinutes)} min left`;
}
