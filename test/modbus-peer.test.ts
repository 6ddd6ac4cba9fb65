/**
 * Our driver against somebody else's slave: npm `modbus-serial` on one end of a pseudo-terminal
 * pair, `ModbusMeter` over npm `serialport` on the other. Needs Node and socat.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModbusMeter } from '../drivers/meters/modbus-meter';
import { METER_ROWS } from '../drivers/meters/rows';
import { ModbusMaster } from '../drivers/modbus/master';
import {
  faultOfMessage,
  openSerialLine,
  type SerialLine,
  type SerialLineFault,
} from '../host-sim/meters/serial-line';
import type { Clock, MeterFault, Reading } from '../src/ports';
import { assert as assertBug, type Result } from '../src/result';
import { monotonicMs } from '../src/units';

const peer = suite('modbus peer');
const LINE = METER_ROWS.sdm630.line;
const ADDRESS = 1;
const OPEN_TRIES_MAX = 100;

const nodeClock: Clock = {
  now: () => monotonicMs(Math.floor(performance.now())),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** The registers of an SDM120 as hardware.md records them, plus a serial number. */
const INPUTS = new Map<number, number>();
for (const [at, value] of [
  [0x00, 230.2],
  [0x06, 4.347],
  [0x0c, -1_000.5],
  [0x48, 1_234.567],
  [0x4a, 89.01],
] as const) {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  INPUTS.set(at, view.getUint16(0));
  INPUTS.set(at + 1, view.getUint16(2));
}
const HOLDINGS = new Map([
  [0xfc00, 0x0140],
  [0xfc01, 0x72f2],
]);

type Bench = {
  readonly socat: ChildProcess;
  readonly slave: { close(done: () => void): void };
  readonly line: SerialLine;
  readonly master: ModbusMaster;
  readonly folder: string;
};

async function openBench(): Promise<Bench | string> {
  const folder = mkdtempSync(join(tmpdir(), 'modbus-peer-'));
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const pty = (link: string) => `pty,raw,echo=0,link=${link}`;
  const socat = spawn('socat', [pty(near), pty(far)], { stdio: 'ignore' });
  const missing = await Promise.race([
    once(socat, 'spawn').then(() => undefined),
    once(socat, 'error').then(() => 'socat is not installed'),
  ]).catch(() => 'socat is not installed');
  if (missing !== undefined) {
    rmSync(folder, { recursive: true });
    return missing;
  }
  for (let tries = 0; !(existsSync(near) && existsSync(far)); tries++) {
    assertBug(tries < OPEN_TRIES_MAX, 'socat makes no terminals');
    await sleep(20);
  }

  const opened = await openSerialLine(near, LINE);
  if (!opened.ok) {
    socat.kill();
    rmSync(folder, { recursive: true });
    return opened.fault;
  }
  const { ServerSerial } = (await import('modbus-serial')).default as unknown as SerialModule;
  const slave = new ServerSerial(
    {
      getInputRegister: (at: number) => registerIn(INPUTS, at),
      getHoldingRegister: (at: number) => registerIn(HOLDINGS, at),
    },
    { path: far, baudRate: LINE.baud, unitID: ADDRESS, debug: false },
  );
  await once(slave as never, 'initialized');
  const master = new ModbusMaster(nodeClock, opened.value.open, LINE);
  return { socat, slave, line: opened.value, master, folder };
}

type SerialModule = {
  readonly ServerSerial: new (
    registers: object,
    options: object,
  ) => { close(done: () => void): void };
};

function registerIn(registers: ReadonlyMap<number, number>, at: number): number {
  if (at >= 0x50 && at < 0xfc00)
    throw Object.assign(new Error('no register'), { modbusErrorCode: 2 });
  return registers.get(at) ?? 0;
}

async function closeBench(bench: Bench): Promise<void> {
  await bench.line.close();
  await new Promise<void>((resolve) => bench.slave.close(resolve));
  bench.socat.kill();
  rmSync(bench.folder, { recursive: true, force: true });
}

const sampleOf = (meter: ModbusMeter): Promise<Result<Reading, MeterFault>> =>
  new Promise((resolve) => meter.sample(resolve));

const bench = await openBench();
if (typeof bench === 'string') {
  assertBug(process.env['CI'] !== 'true', `modbus peer cannot run: ${bench}`);
  console.log(`skipped: modbus peer: ${bench}`);
} else {
  const { master } = bench;
  const meter = new ModbusMeter(master, METER_ROWS.sdm120, { address: ADDRESS });

  peer.after(() => closeBench(bench));

  peer('peer: the recorded values come back through a slave that is not ours', async () => {
    const sampled = await sampleOf(meter);
    assert.ok(sampled.ok, JSON.stringify(sampled));
    const { atMono: _, ...values } = sampled.value;
    assert.equal(values, {
      importRegister: 1_234_567_000,
      importQuantum: 1_000,
      exportRegister: 89_010_000,
      exportQuantum: 1_000,
      power: -1_000_500,
      phases: [{ volts: 230_200, current: 4_347 }],
    });
  });

  peer('peer: twenty readings in a row need no repeat', async () => {
    for (let i = 0; i < 20; i++) assert.ok((await sampleOf(meter)).ok);
    assert.is(master.retries, 0);
    assert.is(meter.frames, 42);
  });

  peer('peer: the serial number is read with the other function', async () => {
    const identified = await new Promise((resolve) => meter.identify(resolve));
    assert.equal(identified, { ok: true, value: '21000946' });
  });

  peer('peer: its exception is an exception', async () => {
    const wrongRow = { ...METER_ROWS.sdm120, blocks: [{ functionCode: 4, start: 0, count: 0x60 }] };
    const wrong = new ModbusMeter(master, wrongRow as never, { address: ADDRESS });
    assert.equal(await sampleOf(wrong), { ok: false, fault: 'exception' });
  });

  peer('peer: an address that nobody has is silence', async () => {
    const stranger = new ModbusMeter(master, METER_ROWS.sdm120, { address: ADDRESS + 1 });
    assert.equal(await sampleOf(stranger), { ok: false, fault: 'timeout' });
  });

  peer('peer: a port that is taken is busy, one that is not there is missing', async () => {
    const taken = await openSerialLine(join(bench.folder, 'near'), LINE);
    assert.equal(taken, { ok: false, fault: 'port-busy' });
    const missing = await openSerialLine(join(bench.folder, 'nothing'), LINE);
    assert.equal(missing, { ok: false, fault: 'no-such-device' });
    const noLine = await openSerialLine('/dev/null', LINE);
    assert.equal(noLine, { ok: false, fault: 'not-a-serial-port' });
  });

  peer('peer: an adapter that is pulled out is a closed port', async () => {
    bench.socat.kill();
    await once(bench.socat, 'exit');
    assert.equal(await sampleOf(meter), { ok: false, fault: 'port-closed' });
  });
}

/** In the words of `serialport` on Linux, macOS and Windows. */
const MESSAGES: readonly (readonly [string, SerialLineFault])[] = [
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'no-such-device'],
  ['Opening COM7: File not found', 'no-such-device'],
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'not-permitted'],
  ['Opening COM7: Access denied', 'not-permitted'],
  ['Error Resource temporarily unavailable Cannot lock port', 'port-busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'port-busy'],
  ['Error: Inappropriate ioctl for device, cannot open /dev/null', 'not-a-serial-port'],
];
for (const [message, fault] of MESSAGES) {
  peer(`peer: "${message}" is ${fault}`, () => assert.is(faultOfMessage(message), fault));
}

peer.run();
