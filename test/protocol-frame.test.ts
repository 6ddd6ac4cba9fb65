/** Seals: the right key, the right direction, every bit, and no more bytes than are allowed. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MESSAGE_BYTES_MAX, open, seal } from '../src/protocol/frame';
import { macOf, peerKeys } from '../src/protocol/mac';
import { secret } from '../src/secret';
import { keysOf, PEER_SECRET } from './protocol-bench';

const frame = suite('protocol frame');
const keys = keysOf();
const TEXT = '{"a":1}';

/** RFC 4231, test cases 1 and 2. */
const RFC_4231: readonly (readonly [key: string, text: string, mac: string])[] = [
  ['0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    '4a656665',
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
];

for (const [key, text, mac] of RFC_4231) {
  frame(`mac: RFC 4231 with "${text}"`, () => {
    assert.is(macOf(secret(key), text), mac);
  });
}

frame('mac: that of @noble/hashes for every length around a block', () => {
  const key = 'a5'.repeat(32);
  for (let length = 0; length < 140; length += 1) {
    const text = 'é'.repeat(length % 3) + 'x'.repeat(length);
    const expected = bytesToHex(hmac(sha256, hexToBytes(key), utf8ToBytes(text)));
    assert.is(macOf(secret(key), text), expected, `${length}`);
  }
});

frame('keys: one for each direction, neither is the secret, and none without 32 bytes', () => {
  assert.is.not(keys.seller.secret, keys.buyer.secret);
  assert.is.not(keys.seller.secret, PEER_SECRET.secret);
  const short = ['', '00', '0'.repeat(63), '0'.repeat(65), 'G'.repeat(64), 'A'.repeat(64)];
  for (const text of short) assert.is(peerKeys(secret(text)), undefined, text);
});

frame('open: what was sealed comes out as it went in', () => {
  const opened = open(keys, 'seller', seal(keys, 'seller', TEXT));
  assert.ok(opened.ok);
  if (opened.ok) assert.equal(opened.value.json, { a: 1 });
});

frame('open: a change of any one character is refused', () => {
  const good = seal(keys, 'seller', TEXT);
  for (let at = 0; at < good.length; at += 1) {
    const other = good[at] === '1' ? '2' : '1';
    const forged = `${good.slice(0, at)}${other}${good.slice(at + 1)}`;
    assert.is(open(keys, 'seller', forged).ok, false, `${at}`);
  }
});

frame('open: every truncation is refused', () => {
  const good = seal(keys, 'seller', TEXT);
  for (let end = 0; end < good.length; end += 1) {
    assert.is(open(keys, 'seller', good.slice(0, end)).ok, false, `${end}`);
  }
});

const REFUSED: readonly (readonly [label: string, frame: string, fault: string])[] = [
  ['the other direction', seal(keys, 'buyer', TEXT), 'other-direction'],
  ['another secret', seal(keysOf(secret('11'.repeat(32))), 'seller', TEXT), 'wrong-mac'],
  ['capitals in the MAC', seal(keys, 'seller', TEXT).toUpperCase(), 'malformed'],
  ['no line feed', seal(keys, 'seller', TEXT).replace('\n', ' '), 'malformed'],
  ['a carriage return', seal(keys, 'seller', TEXT).replace('\n', '\r\n'), 'malformed'],
  ['a line feed at the end', `${seal(keys, 'seller', TEXT)}\n`, 'wrong-mac'],
  ['no JSON', seal(keys, 'seller', '{"a":'), 'malformed'],
  ['deep JSON', seal(keys, 'seller', `${'['.repeat(9)}${']'.repeat(9)}`), 'malformed'],
];

for (const [label, text, fault] of REFUSED) {
  frame(`open: refuses ${label} as ${fault}`, () => {
    assert.equal(open(keys, 'seller', text), { ok: false, fault });
  });
}

frame('open: the longest message is read, one byte more is not, and is not hashed', () => {
  const longest = JSON.stringify({ a: 'x'.repeat(MESSAGE_BYTES_MAX - 8) });
  assert.is(longest.length, MESSAGE_BYTES_MAX);
  assert.ok(open(keys, 'seller', seal(keys, 'seller', longest)).ok);
  const tooLong = seal(keys, 'seller', `${longest} `);
  assert.equal(open(keys, 'seller', tooLong), { ok: false, fault: 'too-long' });
});

frame('open: bytes count, not characters', () => {
  const wide = JSON.stringify({ a: 'é'.repeat(MESSAGE_BYTES_MAX / 2) });
  assert.ok(wide.length < MESSAGE_BYTES_MAX);
  const sealed = seal(keys, 'seller', wide);
  assert.equal(open(keys, 'seller', sealed), { ok: false, fault: 'too-long' });
});

frame.run();
