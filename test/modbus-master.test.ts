/** `ModbusMaster`: what it takes for an answer and what not, repeats, time-outs, late answers. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seal } from '../drivers/modbus/crc16';
import { readRequest } from '../drivers/modbus/frame';
import { RETRIES_MAX } from '../drivers/modbus/master';
import type { MeterFault } from '../src/ports';
import {
  type Arrival,
  after,
  bench,
  ENERGY,
  ENERGY_REPLY,
  FOREVER_MS,
  outcomeOf,
  VOLTS,
  VOLTS_REPLY,
} from './modbus-line';
import { EXCEPTION_FRAME, SDM_FRAMES } from './vectors/modbus';

const master = suite('modbus master');

/** Sending 8 bytes at 2400 baud, then 300 ms. */
const TIMEOUT_MS = 334;
const TURNAROUND_MS = 25;

const busy = (code: number): Uint8Array => seal(Uint8Array.of(1, 0x84, code, 0, 0));

const GOOD: readonly (readonly [string, (attempt: number) => readonly Arrival[]])[] = [
  ['at once, inside the write', () => [after(0, VOLTS_REPLY)]],
  ['in one piece', () => [after(100, VOLTS_REPLY)]],
  ['byte by byte', () => [...VOLTS_REPLY].map((byte, i) => after(60 + 4 * i, Uint8Array.of(byte)))],
  ['behind our echo', () => [after(34, VOLTS.bytes), after(100, VOLTS_REPLY)]],
  [
    'behind our echo, in one piece',
    () => [after(100, Uint8Array.of(...VOLTS.bytes, ...VOLTS_REPLY))],
  ],
  ['behind noise', () => [after(40, hexToBytes('00ff5a')), after(100, VOLTS_REPLY)]],
  [
    'behind noise that looks like its beginning',
    () => [after(40, hexToBytes('010401')), after(100, VOLTS_REPLY)],
  ],
  [
    'behind another station',
    () => [after(50, seal(hexToBytes('020404000000000000'))), after(100, VOLTS_REPLY)],
  ],
  ['behind an answer of another length', () => [after(50, ENERGY_REPLY), after(100, VOLTS_REPLY)]],
  ['with more bytes behind it', () => [after(100, Uint8Array.of(...VOLTS_REPLY, 1, 4, 4))]],
  [
    'behind 3,000 bytes of noise',
    () => [
      after(40, new Uint8Array(3_000).fill(0x55)),
      after(50, VOLTS_REPLY),
      after(60, VOLTS_REPLY),
      after(70, VOLTS_REPLY),
    ],
  ],
  ['at the last moment', () => [after(TIMEOUT_MS - 1, VOLTS_REPLY)]],
];
for (const [how, script] of GOOD) {
  master(`modbus: an answer is taken ${how}, without asking again`, () => {
    const { fault, into, line, asked } = outcomeOf(script);
    assert.is(fault, undefined);
    assert.equal([...into.subarray(0, 4)], [0x43, 0x66, 0x33, 0x33]);
    assert.is(line.sent.length, 1);
    assert.is(asked.frames, 1);
  });
}

const FAULTS: readonly (readonly [string, MeterFault, readonly Arrival[]])[] = [
  ['silence', 'timeout', []],
  ['our echo alone', 'timeout', [after(34, VOLTS.bytes)]],
  ['noise', 'bad-checksum', [after(50, hexToBytes('5aa500ff77'))]],
  ['half an answer', 'bad-checksum', [after(50, VOLTS_REPLY.subarray(0, 5))]],
  ['another station', 'unexpected-frame', [after(50, seal(hexToBytes('020404000000000000')))]],
  ['another length', 'unexpected-frame', [after(50, ENERGY_REPLY)]],
  ['another function', 'unexpected-frame', [after(50, seal(hexToBytes('010304000000000000')))]],
  ['an exception "busy"', 'exception', [after(50, busy(6))]],
];
for (const [what, named, arrivals] of FAULTS) {
  master(`modbus: ${what}, three times, is ${named}`, () => {
    const { fault, line, asked } = outcomeOf(() => arrivals);
    assert.is(fault, named);
    assert.is(line.sent.length, 1 + RETRIES_MAX);
    assert.is(asked.retries, RETRIES_MAX);
  });
}

master('modbus: a silent line is given up after three time-outs with quiet between', () => {
  const { atMs, line } = outcomeOf(() => []);
  const again = TIMEOUT_MS + TURNAROUND_MS;
  assert.equal(
    line.sent.map((sent) => sent.atMs),
    [0, again, 2 * again],
  );
  assert.is(atMs, 2 * again + TIMEOUT_MS);
});

master('modbus: an answer on the last repeat is good', () => {
  const { fault, asked } = outcomeOf((attempt) => (attempt === 2 ? [after(80, VOLTS_REPLY)] : []));
  assert.is(fault, undefined);
  assert.is(asked.retries, 2);
});

master('modbus: an exception that will not change is not asked for again', () => {
  const { fault, line, atMs, asked } = outcomeOf(() => [after(70, hexToBytes(EXCEPTION_FRAME))]);
  assert.is(fault, 'exception');
  assert.is(line.sent.length, 1);
  assert.is(atMs, 70);
  assert.is(asked.frames, 1);
});

master('modbus: a damaged answer is asked for again at once, not after the time-out', () => {
  const damaged = VOLTS_REPLY.slice();
  damaged[4]! ^= 0x10;
  const { fault, atMs } = outcomeOf((attempt) => [
    after(90, attempt === 0 ? damaged : VOLTS_REPLY),
  ]);
  assert.is(fault, undefined);
  assert.is(atMs, 90 + TURNAROUND_MS + 90);
});

master('modbus: damage in one answer does not cut the next one short', () => {
  const damaged = VOLTS_REPLY.slice();
  damaged[4]! ^= 0x10;
  const noisy = [after(40, hexToBytes('00ff5a')), after(100, VOLTS_REPLY)];
  const { fault, line } = outcomeOf((attempt) => (attempt === 0 ? [after(90, damaged)] : noisy));
  assert.is(fault, undefined);
  assert.is(line.sent.length, 2);
});

master('modbus: an echo that looks like the beginning of a long answer hides no exception', () => {
  const request = readRequest(1, { functionCode: 4, start: 0x1000, count: 8 });
  const heard = Uint8Array.of(...request.bytes, ...hexToBytes(EXCEPTION_FRAME));
  const it = bench(() => [after(70, heard)]);
  it.read(request);
  it.clock.advance(FOREVER_MS);
  assert.equal(it.outcomes, [{ fault: 'exception', atMs: 70 }]);
});

master('modbus: what still lies in the port when we ask is not the answer', () => {
  const it = bench(() => [after(100, VOLTS_REPLY)]);
  it.line.leave(seal(hexToBytes('010404000000000000')));
  it.read();
  it.clock.advance(FOREVER_MS);
  assert.equal(it.outcomes, [{ fault: undefined, atMs: 100 }]);
  assert.equal([...it.into.subarray(0, 4)], [0x43, 0x66, 0x33, 0x33]);
});

for (const vector of SDM_FRAMES) {
  master(`modbus: no one-bit corruption of ${vector.name} gets through the line`, () => {
    const request = readRequest(vector.address, vector);
    const reply = hexToBytes(vector.reply);
    for (let bit = 0; bit < reply.length * 8; bit++) {
      const damaged = reply.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const { read, clock, outcomes } = bench(() => [after(60, damaged)]);
      read(request);
      clock.advance(FOREVER_MS);
      assert.is.not(outcomes[0]!.fault, undefined, `bit ${bit}`);
    }
  });
}

master('modbus: an answer that comes after its time-out is not taken for the next block', () => {
  const it = bench((attempt) => (attempt < 3 ? [] : [after(100, ENERGY_REPLY)]));
  it.read();
  it.clock.advance(3 * (TIMEOUT_MS + TURNAROUND_MS));
  assert.is(it.outcomes[0]!.fault, 'timeout');
  it.read(ENERGY);
  it.line.arrive(VOLTS_REPLY);
  it.clock.advance(FOREVER_MS);
  assert.is(it.outcomes[1]!.fault, undefined);
  assert.equal([...it.into.subarray(0, 8)], [...ENERGY_REPLY.subarray(3, 11)]);
});

master('modbus: what arrives while nobody asks is thrown away', () => {
  const it = bench(() => [after(100, VOLTS_REPLY)]);
  it.line.arrive(ENERGY_REPLY);
  it.clock.advance(50);
  it.line.arrive(hexToBytes(EXCEPTION_FRAME));
  it.read();
  it.clock.advance(FOREVER_MS);
  assert.equal(
    it.outcomes.map((outcome) => outcome.fault),
    [undefined],
  );
  it.line.arrive(VOLTS_REPLY);
  assert.is(it.asked.frames, 1);
});

master.run();
