import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apply } from '../src/account/apply';
import { emptyBook } from '../src/account/book';
import { snapshotOf } from '../src/account/snapshot';
import { crc32 } from '../src/journal/crc32';
import { KINDS, KINDS_OF_FORMAT_2 } from '../src/journal/kinds';
import { decodeRecord, encodeRecord, RECORD_BYTES_MAX } from '../src/journal/record';
import type { JournalRecord } from '../src/journal/records';
import { REFERENCE_LENGTH_MAX } from '../src/payment/nodes/blueprint';
import { journalSequence } from '../src/units';
import { RECORDS as HAPPENED } from './desk/records';

const record = suite('record');

/** How many make a book with an open pull whose hash the node chose. */
const CHOSEN = HAPPENED.findIndex(({ kind }) => kind === 'pull-handed-over-as') + 1;

const AGREED = HAPPENED.findIndex((each) => each.kind === 'terms-agreed' && each.isNext) + 1;
const DEPOSITED = HAPPENED.findIndex(({ kind }) => kind === 'pull-is-deposit') + 1;

/** All that is said of a book with a sale and an open pull, and of one with a past. */
const RECORDS: readonly JournalRecord[] = [
  ...HAPPENED,
  ...snapshotAfter(5),
  ...snapshotAfter(CHOSEN),
  ...snapshotAfter(AGREED),
  ...snapshotAfter(DEPOSITED),
  ...snapshotAfter(HAPPENED.length),
];

function snapshotAfter(count: number): readonly JournalRecord[] {
  const book = emptyBook();
  HAPPENED.slice(0, count).forEach((each, index) => {
    apply(book, each, index + 1);
  });
  return snapshotOf(book);
}

/** With a link of 2,048 characters, a serial number or up to 64 hashes. */
const LONGER: readonly string[] = [
  'sale-started',
  'snapshot-sale',
  'snapshot-began',
  'snapshot-credited',
  'terms-agreed',
  'snapshot-terms',
];
const PREIMAGES: readonly string[] = ['pull-planned', 'snapshot-pull', 'snapshot-deposit'];
const SEQUENCE = journalSequence(4_000_000_000);
const bytesOf = (of: JournalRecord) => hexToBytes(encodeRecord(of, SEQUENCE));

/** Changes a byte of the header, or of anything, and makes the checksum right again. */
function forge(of: JournalRecord, change: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = bytesOf(of);
  change(bytes);
  const end = bytes.length - 4;
  const crc = crc32(bytes, 0, end);
  for (let i = 0; i < 4; i++) bytes[end + i] = (crc >>> (24 - 8 * i)) & 0xff;
  return bytes;
}

record('crc: the check value of CRC-32 (ISO-HDLC) is cbf43926', () => {
  const digits = Array.from('123456789', (digit) => digit.charCodeAt(0));
  assert.is(crc32(digits, 0, digits.length), 0xcbf43926);
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
      value: { record: each, sequence: SEQUENCE, size: bytesOf(each).length },
    });
  });
}

record('every record is a multiple of 32 bytes, those of a pull at most 96', () => {
  for (const each of RECORDS) {
    const { length } = bytesOf(each);
    assert.is(length % 32, 0, each.kind);
    assert.ok(length <= RECORD_BYTES_MAX, each.kind);
    if (!LONGER.includes(each.kind)) assert.ok(length <= 96, each.kind);
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

record('a record cut at any byte is refused', () => {
  for (const each of RECORDS) {
    const bytes = bytesOf(each);
    const step = bytes.length > 96 ? 31 : 1;
    for (let end = 0; end < bytes.length; end += step) {
      assert.is(decodeRecord(bytes.slice(0, end)).ok, false, `${each.kind} cut at ${end}`);
    }
  }
});

record('flash that was erased and never written is not a record', () => {
  assert.is(decodeRecord(new Uint8Array(32).fill(0xff)).ok, false);
  assert.is(decodeRecord(new Uint8Array(32)).ok, false);
});

const NEWER: readonly (readonly [string, (bytes: Uint8Array) => void, boolean])[] = [
  ['unknown kind that must be understood', (bytes) => bytes.set([0x80 + 99], 3), true],
  ['unknown kind that need not', (bytes) => bytes.set([99], 3), false],
  ['kind 0', (bytes) => bytes.set([0], 3), false],
  ['newer format that must be understood', (bytes) => bytes.set([3], 2), true],
];
for (const [label, change, isRefused] of NEWER) {
  record(`an ${label} is ${isRefused ? 'refused as newer' : 'skipped'}`, () => {
    const skipped = { record: undefined, sequence: SEQUENCE, size: 32 };
    const expected = isRefused
      ? { ok: false, fault: 'newer-format' }
      : { ok: true, value: skipped };
    assert.equal(decodeRecord(forge({ kind: 'latch-cleared' }, change)), expected);
  });
}

for (const kind of KINDS_OF_FORMAT_2) {
  record(`an image of format 1 refuses ${kind}, which only format 2 knows, and writes none`, () => {
    const only = RECORDS.find((each) => each.kind === kind)!;
    const newer = hexToBytes(encodeRecord(only, SEQUENCE, 2));
    newer[2] = 1;
    const crc = crc32(newer, 0, newer.length - 4);
    for (let i = 0; i < 4; i++) newer[newer.length - 4 + i] = (crc >>> (24 - 8 * i)) & 0xff;
    assert.equal(decodeRecord(newer, 0, 1), { ok: false, fault: 'newer-format' });
    assert.throws(() => encodeRecord(only, SEQUENCE, 1), /format/);
  });
}

record('the hash that a node chose takes 64 bytes, with the longest reference 256', () => {
  const chosen = HAPPENED[CHOSEN - 1]!;
  for (const [length, bytes] of [
    [0, 64],
    [39, 96],
    [REFERENCE_LENGTH_MAX, 256],
  ] as const) {
    const reference = 'x'.repeat(length);
    assert.is(bytesOf({ ...chosen, reference } as JournalRecord).length, bytes);
  }
});

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
    const bytes = ['11', '22', '33', '44', '55', '66', '77', '88'];
    const holdsPreimage = bytes.some((byte) => hex.includes(byte.repeat(32)));
    const isPull = PREIMAGES.includes(each.kind);
    assert.is(holdsPreimage, isPull, each.kind);
    const https = bytesToHex(Uint8Array.from('https:', (letter) => letter.charCodeAt(0)));
    const isSale = each.kind === 'sale-started' || each.kind === 'snapshot-sale';
    assert.is(hex.includes(https), isSale, each.kind);
  }
});

record('what follows the payload is zeros', () => {
  const bytes = bytesOf({ kind: 'latch-cleared' });
  assert.equal([...bytes.slice(8, -4)], new Array(20).fill(0));
});

record.run();
