/**
 * The cell in real XS: the worker program of `@agoric/xsnap`, one process per cell, spoken to
 * directly in netstrings on file descriptors 3 and 4. This is the only file that knows xsnap; its
 * JavaScript API is not used because loading it locks down the intrinsics of this process.
 *
 * Protocol (xsnap-worker.c): `e` evaluates a script and `?` calls `handleCommand`; each is answered
 * by `.` + meter as JSON + 0x01 + reply, or by `!` + what was thrown.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BUILT_INS } from './built-ins';
import {
  type Cell,
  type CellFault,
  type CellMemory,
  type CellOptions,
  cellError,
  type Engine,
  TURN_DEADLINE_MS,
} from './engine';
import { encodeNetstring, netstringReader } from './netstring';

export const XS_MISSING =
  'XS engine not built (needs make and a C compiler: apt-get install build-essential). ' +
  'Running in Node.';

/** Path of the worker program, or undefined where it was not built. */
export function xsBinary(): string | undefined {
  const system = { linux: 'lin', darwin: 'mac' }[process.platform as string];
  if (system === undefined) return undefined;
  try {
    const found = createRequire(import.meta.url).resolve('@agoric/xsnap/package.json');
    const build = join(dirname(found), 'xsnap-native/xsnap/build/bin', system);
    const binary = join(build, 'release/xsnap-worker');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined; // optional, and not installed
  }
}

export const xsEngine: Engine = { name: 'xs', start: startCell };

/** A collection takes about 0.4 ms, so at this interval it adds 2 microseconds to a turn. */
const TURNS_PER_COLLECTION = 256;

/** Hides what the ESP32 lacks, then: bytes to JSON to turn and back. Without bytes: collect. */
const PRELUDE = `(() => {
  const known = new Set(${JSON.stringify(BUILT_INS)});
  const { gc, TextEncoder, TextDecoder } = globalThis;
  const { parse, stringify } = JSON;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  let turns = 0;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!known.has(name)) delete globalThis[name];
  }
  const handleCommand = (bytes) => {
    if (bytes === undefined) return gc();
    try {
      const reply = encoder.encode(stringify(globalThis.turn(parse(decoder.decode(bytes)))));
      if (++turns % ${TURNS_PER_COLLECTION} === 0) gc();
      return reply.buffer;
    } catch (error) {
      throw error instanceof Error ? error.stack : String(error);
    }
  };
  Object.defineProperty(globalThis, 'handleCommand', { value: handleCommand });
})()`;

const EXIT_CODES: Readonly<Record<number, string>> = {
  11: 'out of memory',
  12: 'stack overflow',
  15: 'unhandled exception',
  16: 'out of property keys',
};

/** Workers end when their pipes close, except in an endless loop: so they are ended at exit. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

type Waiting = { readonly accept: (reply: Reply) => void; readonly reject: (why: Error) => void };
type Reply = { readonly text: string; readonly slots: number; readonly steps: number };

async function startCell<In, Out>(
  script: string,
  { name = 'cell', deadlineMs = TURN_DEADLINE_MS }: CellOptions = {},
): Promise<Cell<In, Out>> {
  const binary = xsBinary();
  if (binary === undefined) throw cellError(name, 'died', XS_MISSING);
  const worker = startWorker(binary, name, deadlineMs);

  const loaded = await load(worker, script).catch((error: unknown) => {
    worker.end('stopped', 'stopped');
    throw error;
  });
  if (loaded.text !== 'function') {
    worker.end('stopped', 'stopped');
    throw cellError(name, 'died', 'the script sets no turn');
  }

  let [turns, steps, stepsLast, slotsPeak] = [0, 0, 0, loaded.slots];
  return {
    async turn(input) {
      const reply = await worker.ask('?', JSON.stringify(input));
      turns += 1;
      stepsLast = reply.steps;
      steps += reply.steps;
      if (turns % TURNS_PER_COLLECTION === 0) slotsPeak = Math.max(slotsPeak, reply.slots);
      return JSON.parse(reply.text) as Out;
    },
    memory(): CellMemory {
      const stepsPerTurn = turns === 0 ? 0 : Math.round(steps / turns);
      return { slotsLoaded: loaded.slots, slotsPeak, turns, stepsPerTurn, stepsLast };
    },
    stop: () => worker.end('stopped', 'stopped'),
  };
}

type Worker = ReturnType<typeof startWorker>;

/** The reply says what `turn` is and how many slots are alive. */
async function load(worker: Worker, script: string): Promise<Reply> {
  await worker.ask('e', PRELUDE);
  await worker.ask('e', script);
  return worker.ask('e', 'handleCommand(); new TextEncoder().encode(typeof turn).buffer');
}

function startWorker(binary: string, name: string, deadlineMs: number) {
  const child = spawn(binary, ['cell'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Ctrl-C goes to a whole group: the run ends first, and then its workers.
    detached: true,
  });
  children.add(child);
  const [, , complaints, input, output] = child.stdio as unknown as [
    null,
    null,
    Readable,
    Writable,
    Readable,
  ];
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  let complaint = '';

  /** Ends the process once; all who wait, and all who ask later, hear the same reason. */
  function end(fault: CellFault, detail: string): void {
    if (ended) return;
    ended = cellError(name, fault, detail);
    clearTimeout(deadline);
    kill();
    for (const each of waiting.splice(0)) each.reject(ended);
  }
  const kill = () => {
    children.delete(child);
    child.kill('SIGKILL');
  };

  const deadline = setTimeout(() => {
    if (waiting.length > 0) end('deadline', `a turn took longer than ${deadlineMs} ms in XS`);
  }, deadlineMs);
  deadline.unref();

  const onMessage = (bytes: Buffer): void => {
    const first = waiting.shift();
    deadline.refresh();
    if (!first) end('died', 'XS answered without being asked');
    else if (bytes[0] === 0x21) first.reject(cellError(name, 'threw', bytes.toString('utf8', 1)));
    else first.accept(decodeReply(bytes));
  };
  const read = netstringReader(onMessage);
  output.on('data', (piece: Buffer) => {
    try {
      read(piece);
    } catch (error) {
      end('died', `XS worker: ${String(error)}`);
    }
  });
  complaints.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  input.on('error', () => undefined); // `close` below says why
  child.on('error', (error) => end('died', `XS worker does not start: ${error.message}`));
  child.on('close', (code, signal) => {
    const why = EXIT_CODES[code ?? 0] ?? (signal ? `signal ${signal}` : `exit code ${code}`);
    end('died', `XS worker ended: ${why}${complaint && `. ${complaint.trim()}`}`);
  });

  function ask(command: 'e' | '?', text: string): Promise<Reply> {
    if (ended) return Promise.reject(ended);
    if (waiting.length === 0) deadline.refresh();
    input.write(encodeNetstring(command, text));
    return new Promise((accept, reject) => waiting.push({ accept, reject }));
  }
  return { ask, end };
}

function decodeReply(bytes: Buffer): Reply {
  const separator = bytes.indexOf(1);
  const meter = JSON.parse(bytes.toString('latin1', 1, separator)) as Record<string, number>;
  const text = bytes.toString('utf8', separator + 1);
  return { text, slots: meter['currentHeapCount'] ?? 0, steps: meter['compute'] ?? 0 };
}
