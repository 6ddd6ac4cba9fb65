/** The lines that the contract is held against: scripted, a real port's, and the C of the board. */
import { openRs485 } from '../../drivers/esp32/rs485-line';
import { openSerialLine } from '../../host-sim/meters/serial-line';
import { type Answer, VirtualMeter } from '../../host-sim/meters/virtual-meter';
import type { ByteStream, Clock, OpenByteStream } from '../../src/ports';
import { durationMs, monotonicMs } from '../../src/units';
import { ManualClock } from '../manual-clock';
import { BENCH_SERIAL, openSerialBench } from '../serial-bench';
import { LINE_ADDRESS, LINE_ROW, type LineBench } from './line';
import { NativeFace } from './native-face';

/** A port that was pulled out, as the serial drivers tell of it. */
const GONE: ByteStream = {
  read: () => undefined,
  write: () => {
    throw new Error('gone');
  },
};

/** In no time but the clock's own: as the tests of the meters have it. */
export async function scriptedBench(): Promise<LineBench> {
  const clock = new ManualClock();
  const meter = new VirtualMeter({
    row: LINE_ROW,
    address: LINE_ADDRESS,
    serial: BENCH_SERIAL,
    importMilliWattHours: 1_000_000,
  });
  let answer: Answer = (atMs, request) => meter.answer(atMs, request);
  const open: OpenByteStream = (onReadable) => {
    const received: number[] = [];
    return {
      read: () => received.shift(),
      write: (bytes) => {
        const reply = answer(clock.now(), bytes.slice());
        if (reply === undefined) return;
        clock.after(durationMs(20), () => {
          received.push(...reply);
          onReadable();
        });
      },
    };
  };
  return {
    clock,
    open,
    meter,
    serial: BENCH_SERIAL,
    missing: () => GONE,
    answerBy: (by) => {
      answer = by;
    },
    pass: async (ms) => clock.advance(ms),
    close: async () => {},
  };
}

const realClock: Clock = {
  now: () => monotonicMs(Math.floor(performance.now())),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

type Near = {
  readonly open: OpenByteStream;
  readonly missing: OpenByteStream;
  readonly close: () => Promise<void>;
};

/** On a pseudo-terminal whose far end has the meter. */
async function terminalBench(near: (port: string) => Promise<Near>): Promise<LineBench> {
  const bench = await openSerialBench(LINE_ADDRESS);
  if (typeof bench === 'string') throw new Error(bench);
  const { open, missing, close } = await near(bench.port);
  return {
    clock: realClock,
    open,
    missing,
    meter: bench.meter,
    serial: BENCH_SERIAL,
    answerBy: (answer) => bench.answerBy(answer),
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => {
      await close();
      await bench.close();
    },
  };
}

/** Why there is no pseudo-terminal here; undefined where there is. */
export async function missingTerminal(): Promise<string | undefined> {
  const bench = await openSerialBench(LINE_ADDRESS);
  if (typeof bench === 'string') return bench;
  await bench.close();
  return undefined;
}

export const serialBench = (): Promise<LineBench> =>
  terminalBench(async (port) => {
    const opened = await openSerialLine(port, LINE_ROW.line);
    if (!opened.ok) throw new Error(opened.fault);
    return { open: opened.value.open, missing: () => GONE, close: opened.value.close };
  });

export const nativeBench = (program: string): Promise<LineBench> =>
  terminalBench(async (port) => {
    const native = new NativeFace(program, { DC_RS485_TTY: port });
    const absent = new NativeFace(program);
    let isClosed = false;
    const clock: Clock = {
      now: realClock.now,
      after: (delay, run) => realClock.after(delay, () => (isClosed ? undefined : run())),
    };
    const pins = { kind: 'rs485', port: 1, rx: 26, tx: 27, de: 25 } as const;
    return {
      open: openRs485({ clock, native, pins })(LINE_ROW.line),
      missing: openRs485({ clock, native: absent, pins })(LINE_ROW.line),
      close: async () => {
        isClosed = true;
        native.close();
        absent.close();
      },
    };
  });
