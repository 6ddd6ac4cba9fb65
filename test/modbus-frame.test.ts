/** Frames of `drivers/modbus/`: checksum, requests, and what is refused. */
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc16, isIntact, seal } from '../drivers/modbus/crc16';
import { decodeReply, isEcho, readRequest } from '../drivers/modbus/frame';
import { replyTimeout, turnaround, wireTime } from '../drivers/modbus/line';
import { DAMAGED_PZEM_FRAMES, EXCEPTION_FRAME, OTHER_FRAMES, SDM_FRAMES } from './vectors/modbus';

const frames = suite('modbus frame');
const ALL_FRAMES = [...SDM_FRAMES, ...OTHER_FRAMES];
const READ_VOLTS = readRequest(1, { functionCode: 4, start: 0, count: 2 });

frames('modbus: the checksum of "123456789" is 4b37', () => {
  assert.is(crc16(utf8ToBytes('123456789'), 0, 9), 0x4b37);
});

frames('modbus: the checksum equals the bit-by-bit definition on every byte value', () => {
  const bytes = Uint8Array.from({ length: 512 }, (_, i) => (i * 7 + (i >> 3)) & 0xff);
  for (let end = 0; end <= bytes.length; end++)
    assert.is(crc16(bytes, 0, end), slowCrc(bytes, end));
});

for (const vector of ALL_FRAMES) {
  const request = readRequest(vector.address, vector);
  const reply = hexToBytes(vector.reply);

  frames(`modbus: ${vector.name}: the request is the recorded one, byte for byte`, () => {
    assert.is(bytesToHex(request.bytes), vector.request);
  });

  frames(`modbus: ${vector.name}: the recorded reply is taken whole`, () => {
    const decoded = decodeReply(request, reply);
    assert.ok(decoded.ok);
    assert.is(bytesToHex(decoded.value), vector.reply.slice(6, -4));
  });

  frames(`modbus: ${vector.name}: every one-bit corruption of the reply is refused`, () => {
    for (let bit = 0; bit < reply.length * 8; bit++) {
      const decoded = decodeReply(request, flipped(reply, bit));
      assert.not.ok(decoded.ok, `bit ${bit}`);
    }
  });

  frames(`modbus: ${vector.name}: a reply cut anywhere or with a byte too many is refused`, () => {
    for (let end = 0; end < reply.length; end++) {
      assert.not.ok(decodeReply(request, reply.subarray(0, end)).ok, `cut at ${end}`);
    }
    assert.not.ok(decodeReply(request, Uint8Array.of(...reply, 0)).ok);
  });
}

frames('modbus: every one-bit corruption of an exception is still no reading', () => {
  const reply = hexToBytes(EXCEPTION_FRAME);
  for (let bit = 0; bit < reply.length * 8; bit++) {
    const decoded = decodeReply(READ_VOLTS, flipped(reply, bit));
    assert.equal(decoded, { ok: false, fault: 'bad-checksum' }, `bit ${bit}`);
  }
});

for (const frame of DAMAGED_PZEM_FRAMES) {
  frames(`modbus: a frame damaged on a real wire is refused: ${frame.slice(0, 16)}`, () => {
    const request = readRequest(1, { functionCode: 4, start: 0, count: 10 });
    assert.equal(decodeReply(request, hexToBytes(frame)), { ok: false, fault: 'bad-checksum' });
  });
}

/** Frames without their checksum, which is put behind them. */
const SOUND_FRAMES: readonly (readonly [string, string, string])[] = [
  ['an exception', '018402', 'exception'],
  ['an exception of another function', '018302', 'unexpected-frame'],
  ['the answer to another length', '0104080000000000000000', 'unexpected-frame'],
  ['another station', '02040443663333', 'unexpected-frame'],
  ['another function', '01030443663333', 'unexpected-frame'],
  ['a request of another master', '020400000002', 'unexpected-frame'],
];
for (const [what, hex, fault] of SOUND_FRAMES) {
  const frame = seal(hexToBytes(`${hex}0000`));

  frames(`modbus: ${what} is named ${fault}`, () => {
    assert.equal(decodeReply(READ_VOLTS, frame), { ok: false, fault });
  });

  frames(`modbus: ${what}, with any bit turned over, is no reading`, () => {
    for (let bit = 0; bit < frame.length * 8; bit++) {
      assert.not.ok(decodeReply(READ_VOLTS, flipped(frame, bit)).ok, `bit ${bit}`);
    }
  });
}

const OTHER_BYTES: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', new Uint8Array(0), 'timeout'],
  ['our own request alone', READ_VOLTS.bytes, 'timeout'],
  ['bytes that make no frame', hexToBytes('ffa55a0011223344'), 'bad-checksum'],
  ['half of the answer', hexToBytes('01040443'), 'bad-checksum'],
  [
    'another station behind a stray byte',
    Uint8Array.of(0, ...seal(hexToBytes('020404436633330000'))),
    'unexpected-frame',
  ],
  [
    'another station behind our echo',
    Uint8Array.of(...READ_VOLTS.bytes, ...seal(hexToBytes('020404436633330000'))),
    'unexpected-frame',
  ],
];
for (const [what, bytes, fault] of OTHER_BYTES) {
  frames(`modbus: ${what} is named ${fault}`, () => {
    assert.equal(decodeReply(READ_VOLTS, bytes), { ok: false, fault });
  });
}

frames('modbus: only our whole request is an echo', () => {
  const echo = READ_VOLTS.bytes;
  assert.ok(isEcho(echo, 8, READ_VOLTS));
  assert.not.ok(isEcho(echo, 7, READ_VOLTS));
  for (let bit = 0; bit < 64; bit++) assert.not.ok(isEcho(flipped(echo, bit), 8, READ_VOLTS));
});

const BUGS: readonly (readonly [string, number, number, number])[] = [
  ['a broadcast', 0, 0, 2],
  ['an address above 247', 248, 0, 2],
  ['no register', 1, 0, 0],
  ['126 registers', 1, 0, 126],
  ['a block past the last register', 1, 0xffff, 2],
];
for (const [what, address, start, count] of BUGS) {
  frames(`modbus: to ask for ${what} is a bug`, () => {
    assert.throws(() => readRequest(address, { functionCode: 4, start, count }), 'bug');
  });
}

frames('modbus: a line knows its time: 33 bytes at 2400 8N1 take 138 ms, with parity 152', () => {
  const line = { baud: 2_400, parity: 'none', stopBits: 1 } as const;
  assert.is(wireTime(line, 33), 138);
  assert.is(wireTime({ ...line, parity: 'even' }, 33), 152);
  assert.is(wireTime({ ...line, stopBits: 2 }, 33), 152);
});

frames('modbus: the time-out is 300 ms after sending, and longer where the answer is', () => {
  const line = { baud: 2_400, parity: 'none', stopBits: 1 } as const;
  assert.is(replyTimeout(line, 8, 33), 34 + 300);
  assert.is(replyTimeout(line, 8, 113), 34 + 471 + 150);
  assert.is(replyTimeout({ ...line, baud: 9_600 }, 8, 113), 9 + 300);
});

frames('modbus: 25 ms of quiet between transactions, or the frame gap of a slower line', () => {
  assert.is(turnaround({ baud: 2_400, parity: 'none', stopBits: 1 }), 25);
  assert.is(turnaround({ baud: 1_200, parity: 'none', stopBits: 1 }), 33);
});

frames('modbus: a frame shorter than a checksum and a byte is never intact', () => {
  assert.not.ok(isIntact(Uint8Array.of(0xff, 0xff), 0, 2));
});

frames.run();

/** The definition, one bit after the other. */
function slowCrc(bytes: Uint8Array, end: number): number {
  let crc = 0xffff;
  for (const byte of bytes.subarray(0, end)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
