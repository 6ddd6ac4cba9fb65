/** What the firmware has in place of three packages says what the packages say, word for word. */
import { readdirSync, readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ascii, base64, bech32, utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as base from '../drivers/packages/base';
import * as hex from '../drivers/packages/hex';
import * as sha2 from '../drivers/packages/sha2';
import { stream } from '../host-sim/prng';

const ROUNDS = 3_000;
const packages = suite('packages');
const { below } = stream(1, 'packages');

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, () => below(256));
/** What it gives, or that it refuses. */
const outcome = (run: () => unknown): unknown => {
  try {
    const value = run();
    return value instanceof Uint8Array ? bytesToHex(value) : value;
  } catch {
    return 'refused';
  }
};
const same = (ours: () => unknown, theirs: () => unknown, what: string): void =>
  assert.equal(outcome(ours), outcome(theirs), what);

packages('sha256 is the same at every length around the blocks', () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = bytesOf(length);
    same(
      () => sha2.sha256(bytes),
      () => sha256(bytes),
      `${length} bytes`,
    );
  }
});

packages('hex is the same both ways, and refuses the same', () => {
  for (let i = 0; i < 256; i++) {
    const bytes = Uint8Array.of(i, 255 - i);
    assert.is(hex.bytesToHex(bytes), bytesToHex(bytes));
    const text = String.fromCharCode(i, 0x30) + 'aF';
    same(
      () => hex.hexToBytes(text),
      () => hexToBytes(text),
      JSON.stringify(text),
    );
  }
  same(
    () => hex.hexToBytes('abc'),
    () => hexToBytes('abc'),
    'odd',
  );
});

packages('utf-8 is the same both ways, and refuses the same', () => {
  const edges = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff, 0x10000];
  for (const code of [...edges, 0x10ffff]) {
    const text = `a${String.fromCodePoint(code)}b`;
    same(
      () => hex.utf8ToBytes(text),
      () => utf8ToBytes(text),
      code.toString(16),
    );
  }
  for (let i = 0; i < ROUNDS * 10; i++) {
    const bytes = Uint8Array.from({ length: 1 + below(5) }, () =>
      below(3) === 0 ? below(128) : 128 + below(128),
    );
    same(
      () => base.utf8.encode(bytes),
      () => utf8.encode(bytes),
      bytesToHex(bytes),
    );
  }
});

packages('base64 is the same both ways, and refuses the same', () => {
  const letters = 'ABab01+/=-_ \n';
  for (let i = 0; i < ROUNDS; i++) {
    const bytes = bytesOf(below(70));
    assert.is(base.base64.encode(bytes), base64.encode(bytes));
    const good = base64.encode(bytes);
    const at = below(good.length + 1);
    const bent = good.slice(0, at) + letters[below(letters.length)] + good.slice(at + below(2));
    for (const text of [good, bent]) {
      same(
        () => base.base64.decode(text),
        () => base64.decode(text),
        text,
      );
    }
    const noise = Array.from({ length: below(9) }, () => letters[below(letters.length)]).join('');
    same(
      () => base.base64.decode(noise),
      () => base64.decode(noise),
      noise,
    );
  }
});

packages('ascii refuses the same', () => {
  for (const text of ['', 'abc', '\u007f', '\u0080', 'ä', '€']) {
    same(
      () => base.ascii.decode(text),
      () => ascii.decode(text),
      text,
    );
  }
});

packages('bech32 is the same for good words and for bent ones', () => {
  for (let i = 0; i < ROUNDS; i++) {
    const words = bech32.toWords(bytesOf(below(60)));
    const good = bech32.encode('lnbc'.slice(0, 1 + below(4)), words, 1_000);
    const at = below(good.length);
    const other = String.fromCharCode(33 + below(94));
    const bent = good.slice(0, at) + other + good.slice(at + 1);
    for (const text of [good, good.toUpperCase(), bent, good.slice(at), good + other]) {
      same(
        () => base.bech32.decodeUnsafe(text, 1_000),
        () => bech32.decodeUnsafe(text, 1_000),
        text,
      );
    }
    words.push(below(34));
    same(
      () => base.bech32.fromWordsUnsafe(words),
      () => bech32.fromWordsUnsafe(words),
      String(words),
    );
  }
  const long = bech32.encode('lnbc2500u', bech32.toWords(bytesOf(700)), 2_000);
  for (const text of [long, '', '1', 'a1', '1qqqqqq', 'A1G7SGD8', 'a12uel5l', 'ä12uel5l']) {
    same(
      () => base.bech32.decodeUnsafe(text, 2_000),
      () => bech32.decodeUnsafe(text, 2_000),
      text,
    );
  }
  assert.is(base.bech32.decodeUnsafe(long, long.length - 1), undefined);
});

packages('all that the board takes from a package is there', () => {
  const ours: Readonly<Record<string, object>> = {
    '@scure/base': base,
    '@noble/hashes/utils.js': hex,
    '@noble/hashes/sha2.js': sha2,
  };
  let seen = 0;
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(`src/${file}`, 'utf8');
    for (const [, names = '', from = ''] of text.matchAll(/import \{([^}]*)\} from '(@[^']+)'/g)) {
      for (const name of names.split(',').map((each) => each.trim())) {
        if (name === '') continue;
        assert.ok(Object.hasOwn(ours[from] ?? {}, name), `src/${file}: ${name} of ${from}`);
        seen += 1;
      }
    }
  }
  assert.ok(seen > 10, 'the imports were not found');
});

packages.run();
