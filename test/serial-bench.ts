/** A meter on the far end of a pseudo-terminal pair, for commands that open the near end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { METER_ROWS } from '../drivers/meters/rows';
import { REQUEST_BYTES } from '../drivers/modbus/frame';
import { openSerialLine, type SerialLine } from '../host-sim/meters/serial-line';
import { type Answer, VirtualMeter } from '../host-sim/meters/virtual-meter';
import type { ByteStream } from '../src/ports';
import { assert } from '../src/result';

/** Of the meter at the far end. */
export const BENCH_SERIAL = 21_000_946;

const OPEN_TRIES_MAX = 100;
/** A request that is torn apart by the terminal is whole again by then. */
const FRAME_GAP_MS = 10;

export type SerialBench = {
  /** What a command opens. */
  readonly port: string;
  readonly meter: VirtualMeter;
  /** In place of the meter's own answers; undefined gives them back. */
  answerBy(answer: Answer | undefined): void;
  /** The adapter is pulled out. */
  pullOut(): Promise<void>;
  close(): Promise<void>;
};

/** A text says why there can be none on this machine. */
export async function openSerialBench(address: number): Promise<SerialBench | string> {
  const folder = mkdtempSync(join(tmpdir(), 'serial-bench-'));
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const pty = (link: string) => `pty,raw,echo=0,mode=600,link=${link}`;
  const socat = spawn('socat', [pty(near), pty(far)], { stdio: 'ignore' });
  const started = await Promise.race([
    once(socat, 'spawn').then(() => true),
    once(socat, 'error').then(() => false),
  ]).catch(() => false);
  if (!started) {
    rmSync(folder, { recursive: true });
    return 'socat is not installed';
  }
  for (let tries = 0; !(existsSync(near) && existsSync(far)); tries++) {
    assert(tries < OPEN_TRIES_MAX, 'socat makes no terminals');
    await sleep(20);
  }
  const row = METER_ROWS.sdm120;
  const opened = await openSerialLine(far, row.line);
  if (!opened.ok) {
    socat.kill();
    rmSync(folder, { recursive: true });
    return opened.fault;
  }
  const meter = new VirtualMeter({
    row,
    address,
    serial: BENCH_SERIAL,
    importMilliWattHours: 1_234_567_000,
    exportMilliWattHours: 89_010_000,
  });
  return benchOf(near, folder, socat, opened.value, meter);
}

function benchOf(
  port: string,
  folder: string,
  socat: ChildProcess,
  line: SerialLine,
  meter: VirtualMeter,
): SerialBench {
  let special: Answer | undefined;
  let bytes: number[] = [];
  let lastMs = 0;
  let isClosed = false;
  const startedMs = performance.now();
  const stream: ByteStream = line.open(() => {
    if (isClosed) return;
    const nowMs = performance.now();
    if (nowMs - lastMs > FRAME_GAP_MS) bytes = [];
    lastMs = nowMs;
    for (let byte = stream.read(); byte !== undefined; byte = stream.read()) bytes.push(byte);
    if (bytes.length < REQUEST_BYTES) return;
    const request = Uint8Array.from(bytes.splice(0));
    const atMs = Math.floor(nowMs - startedMs);
    const reply = special === undefined ? meter.answer(atMs, request) : special(atMs, request);
    if (reply !== undefined) stream.write(reply);
  });
  const pullOut = async () => {
    if (socat.exitCode !== null || socat.signalCode !== null) return;
    socat.kill();
    await once(socat, 'exit');
  };
  return {
    port,
    meter,
    answerBy: (answer) => {
      special = answer;
    },
    pullOut,
    close: async () => {
      isClosed = true;
      await line.close();
      await pullOut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
