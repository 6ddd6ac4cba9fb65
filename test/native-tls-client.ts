/** The TLS face in a process of its own, asked line by line: `test/native/tls-client.c`. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What `tell`, `settle` and `end` say. */
export type Told = {
  readonly status: number;
  readonly fault: string;
  readonly expiresSec: number;
};

export type Opening = {
  readonly port: number;
  readonly trust: string;
  readonly slot?: number;
  readonly host?: string;
  /** `-`: the host. */
  readonly name?: string;
  readonly allowPrivate?: boolean;
  readonly deadlineMs?: number;
};

export const OPEN = 4;
export const CLOSED = 5;

export type NativeClient = {
  ask(line: string): Promise<string>;
  /** The answer of `dc_tls_open`. */
  open(opening: Opening): Promise<number>;
  /** Until a state is named: `settle` until it is open, `end` until it is over. */
  told(line: string): Promise<Told>;
  /** Opens slot 0, waits until it is open or not, and says what came of it. */
  meet(opening: Opening): Promise<Told>;
  close(slot?: number): Promise<void>;
  /** Ends it; rejects with what a sanitizer has to say. */
  stop(): Promise<void>;
};

export function startClient(program: string, environment: Record<string, string>): NativeClient {
  const child = spawn(program, [], {
    env: { ...process.env, ...environment },
  }) as ChildProcessWithoutNullStreams;
  const waiting: ((line: string) => void)[] = [];
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdin.on('error', () => {}); // it ended: `over` says so
  const over = new Promise<number | null>((done) => child.on('close', done));
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(line));
  over.then(() => {
    for (const answer of waiting.splice(0)) answer(`ended: ${complaint}`);
  });

  const client: NativeClient = {
    ask(line) {
      child.stdin.write(`${line}\n`);
      return new Promise((answer) => waiting.push(answer));
    },
    async open(opening) {
      const { slot = 0, host = '127.0.0.1', name = '-', port, trust } = opening;
      const { allowPrivate = true, deadlineMs = 5_000 } = opening;
      const words = [slot, host, port, name, trust, allowPrivate ? 1 : 0, deadlineMs];
      return Number(await client.ask(`open ${words.join(' ')}`));
    },
    async told(line) {
      const answer = await client.ask(line);
      const [, status, fault, expires] = /^(-?\d+) (\S+) (\d+)$/.exec(answer) ?? [];
      if (status === undefined || fault === undefined) throw new Error(answer);
      return { status: Number(status), fault, expiresSec: Number(expires) };
    },
    async meet(opening) {
      const answer = await client.open(opening);
      if (answer !== 0) throw new Error(`open: ${answer}`);
      return client.told(`settle ${opening.slot ?? 0} 20000`);
    },
    async close(slot = 0) {
      await client.ask(`close ${slot}`);
    },
    async stop() {
      child.stdin.end();
      const code = await over;
      if (code !== 0 || complaint !== '') throw new Error(`ended with ${code}: ${complaint}`);
    },
  };
  return client;
}
