/**
 * What a meter's line is to its driver, whatever stands behind it: bytes go out whole, what comes
 * back arrives whole and in order and is told of; a line that is not there throws.
 */
import * as assert from 'uvu/assert';
import { ModbusMeter } from '../../drivers/meters/modbus-meter';
import { METER_ROWS } from '../../drivers/meters/rows';
import { REQUEST_BYTES } from '../../drivers/modbus/frame';
import { ModbusMaster } from '../../drivers/modbus/master';
import type { VirtualMeter } from '../../host-sim/meters/virtual-meter';
import type { ByteStream, Clock, MeterFault, OpenByteStream, Reading } from '../../src/ports';
import type { Result } from '../../src/result';
import type { Rule } from './flash';

export type LineBench = {
  readonly clock: Clock;
  readonly open: OpenByteStream;
  /** At the far end, with `LINE_ADDRESS`. */
  readonly meter: VirtualMeter;
  readonly serial: number;
  /** What comes back for a request of 8 bytes, in place of the meter's answer. */
  answerBy(answer: (atMs: number, request: Uint8Array) => Uint8Array | undefined): void;
  /** A line that is not there. */
  readonly missing: OpenByteStream;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

export const LINE_ROW = METER_ROWS.sdm120;
export const LINE_ADDRESS = 7;
/** What comes at all comes much sooner, but on a busy machine; what must not come has this long. */
const COMES_MS_MAX = 10_000;
const SILENT_MS = 400;
const LOOK_MS = 20;
/** Torn apart by a busy machine, a request is not heard: it is asked again, as drivers do. */
const TRIES_MAX = 5;
const REQUEST = Uint8Array.from({ length: REQUEST_BYTES }, (_, i) => 0xf0 + i);
const ANSWER = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) & 0xff);

export function lineContract(test: Rule, name: string, begin: () => Promise<LineBench>): void {
  const rule = (text: string, check: (bench: LineBench) => Promise<void>) =>
    test(`line, ${name}: ${text}`, async () => {
      const bench = await begin();
      try {
        await check(bench);
      } finally {
        await bench.close();
      }
    });

  /** Everything that is told of is taken at once. */
  const listen = (bench: LineBench) => {
    const received: number[] = [];
    const stream = bench.open(() => {
      for (let byte = stream.read(); byte !== undefined; byte = stream.read()) received.push(byte);
    });
    return { stream, received };
  };

  const until = async (bench: LineBench, isSo: () => boolean, msMax = COMES_MS_MAX) => {
    for (let ms = 0; ms < msMax && !isSo(); ms += LOOK_MS) await bench.pass(LOOK_MS);
  };

  /** Until the far end has heard it whole. */
  const ask = async (bench: LineBench, stream: ByteStream, answer: Uint8Array | undefined) => {
    let asked: Uint8Array | undefined;
    bench.answerBy((_atMs, request) => {
      asked = request.slice();
      return answer;
    });
    for (let tries = 0; tries < TRIES_MAX && asked === undefined; tries++) {
      const request = REQUEST.slice();
      stream.write(request);
      request.fill(0); // the buffer is free again at once
      await until(bench, () => asked !== undefined, COMES_MS_MAX / TRIES_MAX);
    }
    assert.equal(Array.from(asked ?? []), Array.from(REQUEST));
  };

  rule('any byte goes out and comes back as it was, in order, again and again', async (bench) => {
    const { stream, received } = listen(bench);
    for (let times = 1; times <= 3; times++) {
      await ask(bench, stream, ANSWER);
      await until(bench, () => received.length >= times * ANSWER.length);
      assert.equal(received.slice(-ANSWER.length), Array.from(ANSWER));
      assert.is(received.length, times * ANSWER.length);
    }
  });

  rule('a line that is silent tells nothing, and reads as nothing', async (bench) => {
    const { stream, received } = listen(bench);
    assert.is(stream.read(), undefined);
    await ask(bench, stream, undefined);
    await bench.pass(SILENT_MS);
    assert.equal(received, []);
    assert.is(stream.read(), undefined);
  });

  rule('a meter at its far end is identified and read', async (bench) => {
    const master = new ModbusMaster(bench.clock, bench.open, LINE_ROW.line);
    const meter = new ModbusMeter(master, LINE_ROW, { address: LINE_ADDRESS, isUpsideDown: false });
    let serial: Result<string, MeterFault> | undefined;
    meter.identify((answer) => {
      serial = answer;
    });
    await until(bench, () => serial !== undefined);
    assert.ok(serial?.ok && serial.value === String(bench.serial));
    let reading: Result<Reading, MeterFault> | undefined;
    meter.sample((answer) => {
      reading = answer;
    });
    await until(bench, () => reading !== undefined);
    assert.ok(reading?.ok, reading?.ok === false ? reading.fault : 'no answer');
    assert.is(reading.value.importRegister, bench.meter.importMilliWattHours);
  });

  rule(
    'a line that cannot be had throws at a write, so that the fault is the port',
    async (bench) => {
      const stream = bench.missing(() => {});
      assert.is(stream.read(), undefined);
      assert.throws(() => stream.write(REQUEST));
    },
  );
}
