/** `ModbusMaster`: quiet times, the date of an answer, a port that goes away, asking twice. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModbusMaster } from '../drivers/modbus/master';
import type { MeterFault } from '../src/ports';
import { ManualClock } from './manual-clock';
import {
  after,
  bench,
  ENERGY,
  ENERGY_REPLY,
  FOREVER_MS,
  LINE,
  outcomeOf,
  VOLTS,
  VOLTS_REPLY,
} from './modbus-line';

const times = suite('modbus times');

/** Sending 8 bytes at 2400 baud, then 300 ms. */
const TIMEOUT_MS = 334;
const TURNAROUND_MS = 25;

times('modbus: two transactions are 25 ms apart, and further apart need not wait', () => {
  const it = bench((attempt) => [after(100, attempt === 0 ? VOLTS_REPLY : ENERGY_REPLY)]);
  it.asked.read(VOLTS, it.into, 0, () => it.read(ENERGY));
  it.clock.advance(FOREVER_MS);
  it.read(ENERGY);
  assert.equal(
    it.line.sent.map((sent) => sent.atMs),
    [0, 100 + TURNAROUND_MS, FOREVER_MS],
  );
});

times('modbus: receivedAt is the arrival of the last byte', () => {
  const { asked } = outcomeOf(() =>
    [...VOLTS_REPLY].map((byte, i) => after(60 + 4 * i, Uint8Array.of(byte))),
  );
  assert.is(asked.receivedAt, 60 + 4 * 8);
});

times('modbus: a closed port is named at once and not asked again', () => {
  const it = bench(() => []);
  it.line.isClosed = true;
  it.read();
  assert.equal(it.outcomes, [{ fault: 'port-closed', atMs: 0 }]);
  assert.is(it.clock.waiting, 0);
});

times('modbus: a port that closes while we wait is named on the repeat', () => {
  const it = bench(() => []);
  it.read();
  it.line.isClosed = true;
  it.clock.advance(FOREVER_MS);
  assert.equal(it.outcomes, [{ fault: 'port-closed', atMs: TIMEOUT_MS + TURNAROUND_MS }]);
});

times('modbus: a line that never stops babbling ends in a fault, not in a hang', () => {
  const clock = new ManualClock();
  const faults: (MeterFault | undefined)[] = [];
  let call = () => {};
  const asked = new ModbusMaster(
    clock,
    (onReadable) => {
      call = onReadable;
      return { read: () => 0x01, write: () => call() };
    },
    LINE,
  );
  asked.read(VOLTS, new Uint8Array(4), 0, (fault) => faults.push(fault));
  for (let i = 0; i < 200; i++) {
    call();
    clock.advance(10);
  }
  assert.equal(faults, ['bad-checksum']);
});

times('modbus: to ask twice at once is a bug, to ask from inside done is not', () => {
  const it = bench(() => []);
  it.read();
  assert.throws(() => it.read(), 'already open');
});

times('modbus: a bug in done is not mistaken for a closed port', () => {
  const it = bench(() => [after(0, VOLTS_REPLY)]);
  const asking = () =>
    it.asked.read(VOLTS, it.into, 0, () => {
      throw new Error('bug: of the board');
    });
  assert.throws(asking, 'bug: of the board');
});

times.run();
