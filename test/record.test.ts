import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32 } from '../src/account/crc32';
import { KINDS } from '../src/account/payload';
import {
  decodeRecord,
  encodeRecord,
  type JournalRecord,
  RECORD_BYTES_MAX,
} from '../src/account/record';
import { journalSequence } from '../src/units';
import { RECORDS } from './desk/records';

const record = suite('record');
const SEQUENCE = journalSequence(4_000_000_000);
const bytesOf = (of: JournalRecord) => hexToBytes(encodeRecord(of, SEQUENCE));

/** Changes a byte of the header, or of anything, and makes the checksum right again. */
function forge(of: JournalRecord, change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = bytesOf(of);
  change(bytes);
  const end = bytes.length - 4;
  const crc = crc32(bytes, end);
  for (let i = 0; i < 4; i++) bytes[end + i] = (crc >>> (24 - 8 * i)) & 0xff;
  return bytes;
}

record('crc: the check value of CRC-32 (ISO-HDLC) is cbf43926', () => {
  const digits = Array.from('123456789', (digit) => digit.charCodeAt(0));
  assert.is(crc32(digits, digits.length), 0xcbf43926);
});

record('every kind is among the examples', () => {
  for (const kind of KINDS)
    assert.ok(
      RECORDS.some((each) => each.kind === kind),
      kind,
    );
});

for (const [index, each] of RECORDS.entries()) {
  record(`${each.kind} (${index + 1}) comes back as it was, with its sequence`, () => {
    assert.equal(decodeRecord(bytesOf(each)), {
      ok: true,
      value: { record: each, sequence: SEQUENCE },
    });
  });
}

record('every record is a multiple of 32 bytes, those of a pull at most 96', () => {
  for (const each of RECORDS) {
    const { length } = bytesOf(each);
    assert.is(length % 32, 0, each.kind);
    assert.ok(length <= RECORD_BYTES_MAX, each.kind);
    if (each.kind !== 'sale-started') assert.ok(length <= 96, each.kind);
  }
});

record('every one-bit flip is refused', () => {
  for (const each of RECORDS) {
    const bytes = bytesOf(each);
    // Of the longest one a part shows the same: the checksum takes each byte alike.
    const step = bytes.length > 96 ? 37 : 1;
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const at = Math.floor(bit / 8);
      const before = bytes[at]!;
      bytes[at] = before ^ (1 << (bit % 8));
      assert.is(decodeRecord(bytes).ok, false, `${each.kind}, bit ${bit}`);
      bytes[at] = before;
    }
  }
});

record('a record cut at any byte is refused, and so is one with more behind it', () => {
  for (const each of RECORDS) {
    const bytes = bytesOf(each);
    const step = bytes.length > 96 ? 31 : 1;
    for (let end = 0; end < bytes.length; end += step) {
      assert.is(decodeRecord(bytes.slice(0, end)).ok, false, `${each.kind} cut at ${end}`);
    }
    const longer = new Uint8Array(bytes.length + 32);
    longer.set(bytes);
    assert.equal(decodeRecord(longer), { ok: false, fault: 'damaged' });
  }
});

record('flash that was erased and never written is not a record', () => {
  assert.is(decodeRecord(new Uint8Array(32).fill(0xff)).ok, false);
  assert.is(decodeRecord(new Uint8Array(32)).ok, false);
});

const NEWER: readonly (readonly [string, (bytes: Uint8Array) => void, string])[] = [
  ['unknown kind that must be understood', (bytes) => bytes.set([0x80 + 99], 3), 'newer-format'],
  ['unknown kind that need not', (bytes) => bytes.set([99], 3), 'unknown-kind'],
  ['kind 0', (bytes) => bytes.set([0], 3), 'unknown-kind'],
  ['newer version that must be understood', (bytes) => bytes.set([2], 2), 'newer-format'],
];
for (const [label, change, expected] of NEWER) {
  record(`an ${label} is ${expected}`, () => {
    assert.equal(decodeRecord(forge({ kind: 'latch-cleared' }, change)), {
      ok: false,
      fault: expected,
    });
  });
}

record('a choice that this format does not know is damage, not a guess', () => {
  const forged = forge({ kind: 'latched', latch: 'over-current' }, (bytes) => {
    bytes[8] = 17;
  });
  assert.equal(decodeRecord(forged), { ok: false, fault: 'damaged' });
});

record('a payload that ends before its fields, or after them, is damage', () => {
  const changes = [-1, 1, -9];
  for (const change of changes) {
    const forged = forge(RECORDS[4]!, (bytes) => {
      bytes[1] = bytes[1]! + change;
    });
    assert.equal(decodeRecord(forged), { ok: false, fault: 'damaged' });
  }
});

record('a link is in the record of its sale, a preimage in that of its pull, nowhere else', () => {
  for (const each of RECORDS) {
    const hex = bytesToHex(bytesOf(each));
    const holdsPreimage = ['11', '22', '33'].some((byte) => hex.includes(byte.repeat(32)));
    assert.is(holdsPreimage, each.kind === 'pull-planned', each.kind);
    const https = bytesToHex(Uint8Array.from('https:', (letter) => letter.charCodeAt(0)));
    assert.is(hex.includes(https), each.kind === 'sale-started', each.kind);
  }
});

record('what follows the payload is zeros', () => {
  const bytes = bytesOf({ kind: 'latch-cleared' });
  assert.equal([...bytes.slice(8, -4)], new Array(20).fill(0));
});

record.run();
