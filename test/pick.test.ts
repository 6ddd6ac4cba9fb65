import { utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Picked } from '../src/ports';
import { createPicker, feed, finish, KEPT_BYTES_MAX, STRING_BYTES_MAX } from '../src/web/pick';
import { BODY_BYTES_MAX } from '../src/web/replies';
import { NOT_JSON } from './vectors/json';
import { bitFlips } from './vectors/mutations';

const test = suite('pick');

const LIMITS = { bodyBytesMax: BODY_BYTES_MAX.link };

/** The fields, or the fault. */
function pick(
  body: string | Uint8Array,
  names: readonly string[],
  limits: { bodyBytesMax: number } = LIMITS,
) {
  const picker = createPicker(names, limits);
  feed(picker, typeof body === 'string' ? utf8.decode(body) : body);
  const picked = finish(picker);
  return picked.ok ? picked.value.fields : picked.fault;
}

/** What a list gives, as `name index value`. */
function listed(body: string, names: readonly string[]) {
  const found: string[] = [];
  const picker = createPicker(names, LIMITS, (name, index, value) =>
    found.push(`${name} ${index} ${value}`),
  );
  const fault = feed(picker, utf8.decode(body));
  return [...found, ...(fault === undefined ? [] : [fault]), ...Object.keys(picker.fields)];
}

const LISTS: readonly [body: string, names: string[], found: string[]][] = [
  ['{"a":[1,null,"x",{},3]}', ['a.*'], ['a.* 0 1', 'a.* 1 null', 'a.* 2 x', 'a.* 4 3']],
  ['{"a":[{"b":1},{"c":2},{"b":3}]}', ['a.*.b'], ['a.*.b 0 1', 'a.*.b 2 3']],
  ['{"a":[{"b":[5,6]}],"c":1}', ['a.*.b.1', 'c'], ['a.*.b.1 0 6', 'c']],
  ['{"a":{"0":1,"*":2}}', ['a.*'], ['a.* 1 2']], // only a list has elements; `*` is a name too
  ['{"a":[1,2]}', ['a.*', 'a.length'], ['a.* 0 1', 'a.* 1 2', 'a.length']],
  ['{"a":[{"b":1,"b":2}]}', ['a.*.b'], ['a.*.b 0 1', 'not-json']],
];

for (const [body, names, found] of LISTS) {
  test(`each element of a list: ${body} by ${names.join()}`, () => {
    assert.equal(listed(body, names), found);
  });
}

const PICKS: readonly [body: string, names: string[], fields: Record<string, Picked>][] = [
  ['{"a":1}', ['a'], { a: 1 }],
  [' \t\r\n{ "a" : "x" , "b" : true } \n', ['a', 'b'], { a: 'x', b: true }],
  ['{"a":null,"b":false}', ['a', 'b'], { a: null, b: false }],
  ['{"a":{"b":{"c":"deep"}}}', ['a.b.c'], { 'a.b.c': 'deep' }],
  ['{"a":[{"b":1},{"b":2}]}', ['a.1.b', 'a.0.b'], { 'a.0.b': 1, 'a.1.b': 2 }],
  ['[[1,2],[3]]', ['0.1', '1.0'], { '0.1': 2, '1.0': 3 }],
  ['{"a":[]}', ['a.length', 'a.0.b'], { 'a.length': 0 }],
  ['{"a":[{"b":1},{"b":[2]}]}', ['a.length', 'a.1.b.length'], { 'a.length': 2, 'a.1.b.length': 1 }],
  ['[1,[],2]', ['length', '1.length'], { length: 3, '1.length': 0 }],
  ['{"a":{},"b":"none"}', ['a.length', 'b.length'], {}], // only a list has one
  ['{"a":{"b":1},"b":2}', ['b'], { b: 2 }],
  ['{"a.b":1,"a":{"b":2}}', ['a.b'], { 'a.b': 2 }], // a dot in a name is no path
  ['{"a":{"b":1}}', ['a'], {}], // a container is not a value
  ['{"a":1}', ['a.b'], {}],
  ['{"a":1}', [], {}],
  ['{}', ['a'], {}],
  ['[]', ['0'], {}],
  ['"text"', ['a'], {}],
  ['12', ['a'], {}],
  ['{"0":5}', ['0'], { 0: 5 }],
  ['{"":5}', [''], { '': 5 }],
  ['{"\\u0061":1}', ['a'], { a: 1 }],
  ['{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t"}', ['a'], { a: '"\\/\b\f\n\r\t' }],
  ['{"a":"\\u00e9\\u20AC\\ud83d\\uDE00"}', ['a'], { a: 'é€😀' }],
  ['{"a":"é€😀"}', ['a'], { a: 'é€😀' }],
  ['{"a":"\\ud83dx","b":"\\ude00","c":"\\ud83d"}', ['a', 'b', 'c'], { a: '�x', b: '�', c: '�' }],
  ['{"a":"\\ud83d\\ud83d\\ude00"}', ['a'], { a: '�😀' }],
  ['{"a":0,"b":-0,"c":-1}', ['a', 'b', 'c'], { a: 0, b: 0, c: -1 }],
  [
    '{"a":1.5,"b":1e3,"c":2.5E-1,"d":1E+2}',
    ['a', 'b', 'c', 'd'],
    { a: 1.5, b: 1e3, c: 0.25, d: 100 },
  ],
  ['{"a":9007199254740991}', ['a'], { a: 9_007_199_254_740_991 }],
  ['{"a":9007199254740993}', ['a'], { a: '9007199254740993' }],
  ['{"a":-9223372036854775808}', ['a'], { a: '-9223372036854775808' }],
  ['{"a":1e999}', ['a'], {}], // no finite number
  [`{"a":1${'0'.repeat(60)}}`, ['a'], {}],
  ['{"a":1,"x":[1,[2,{"y":"z"}],{}],"b":2}', ['a', 'b'], { a: 1, b: 2 }],
];

for (const [body, names, fields] of PICKS) {
  test(`pick: ${names.join(' and ')} from ${body.slice(0, 50)}`, () => {
    assert.equal(pick(body, names), fields);
  });
}

for (const body of NOT_JSON) {
  test(`pick: ${JSON.stringify(body.slice(0, 40))} is not JSON`, () => {
    assert.is(pick(body, ['a']), 'not-json');
    assert.is(pick(`{"x":[${body}`, ['a']), 'not-json');
  });
}

test('pick: a name that was asked for may come once', () => {
  assert.is(pick('{"a":1,"a":2}', ['a']), 'not-json');
  assert.is(pick('{"a":{},"a":2}', ['a']), 'not-json');
  assert.is(pick('{"a":{"b":1},"a":{"b":2}}', ['a.b']), 'not-json');
  assert.equal(pick('{"x":1,"x":2,"a":3}', ['a']), { a: 3 });
});

test('pick: names of built-in properties do nothing', () => {
  const body = '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"toString":1,"a":2}';
  const fields = pick(body, ['a', 'constructor', 'b']);
  assert.equal(fields, { a: 2 });
  assert.is(({} as Record<string, unknown>)['b'], undefined);
  assert.throws(() => createPicker(['__proto__'], LIMITS), /unsafe/);
});

test('pick: bytes that are not UTF-8 are not JSON where they were asked for', () => {
  for (const bytes of [
    [0xff],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xe2, 0x82],
    [0xf4, 0x90, 0x80, 0x80],
  ]) {
    const body = Uint8Array.from([...utf8.decode('{"a":"'), ...bytes, ...utf8.decode('"}')]);
    assert.is(pick(body, ['a']), 'not-json');
  }
});

test('pick: strings up to the limit are kept, longer ones are absent, others cost nothing', () => {
  const longest = 'x'.repeat(STRING_BYTES_MAX);
  assert.equal(pick(`{"a":"${longest}"}`, ['a']), { a: longest });
  assert.equal(pick(`{"a":"${longest}x","b":1}`, ['a', 'b']), { b: 1 });
  assert.equal(pick(`{"z":"${'x'.repeat(7_000)}","b":1}`, ['a', 'b']), { b: 1 });
  assert.equal(pick(`{"${'k'.repeat(7_000)}":0,"b":1}`, ['a', 'b']), { b: 1 });
});

test('pick: room is held for what came, not for what could come', () => {
  const picker = createPicker(['0', '1', '2'], LIMITS);
  const cases = [
    [64, 64],
    [65, 128],
    [300, 512],
  ] as const;
  for (const [length, room] of cases) {
    const before = picker.state === 'value' ? '[' : ',';
    feed(picker, utf8.decode(`${before}"${'x'.repeat(length)}"`));
    assert.is(picker.scalar.bytes.length, room);
  }
});

test('pick: all strings together are limited', () => {
  const text = 'x'.repeat(2_400);
  const body = JSON.stringify({ a: text, b: text, c: text, d: text, e: 'short' });
  const fields = pick(body, ['a', 'b', 'c', 'd', 'e'], { bodyBytesMax: 65_536 });
  assert.equal(fields, { a: text, b: text, c: text, e: 'short' });
  assert.ok(3 * text.length + 5 <= KEPT_BYTES_MAX);
});

test('pick: a body ends at its limit, and says so at once', () => {
  const picker = createPicker([], { bodyBytesMax: 10 });
  assert.is(feed(picker, utf8.decode('[1,2,3,4,5')), undefined);
  assert.is(feed(picker, utf8.decode(']')), 'too-long');
  assert.is(feed(picker, utf8.decode(']')), 'too-long');
  assert.equal(finish(picker), { ok: false, fault: 'too-long' });
  const spaces = createPicker([], { bodyBytesMax: 10 });
  assert.is(feed(spaces, new Uint8Array(11).fill(0x20)), 'too-long');
});

test('pick: nesting ends at its limit', () => {
  assert.equal(pick(`${'['.repeat(8)}${']'.repeat(8)}`, ['a']), {});
  assert.is(pick(`${'['.repeat(9)}${']'.repeat(9)}`, ['a']), 'too-long');
  assert.is(pick('{"a":'.repeat(1_000), ['a']), 'too-long');
});

const REPLY = JSON.stringify({
  memo: 'naïve ☃ 😀',
  state: 'OPEN',
  value_msat: '100000',
  htlcs: [{ amt_msat: -1.5e3, ok: [true, false, null] }],
  features: { 9: { name: 'tlv-onion' } },
});
const REPLY_NAMES = ['memo', 'state', 'value_msat', 'htlcs.0.amt_msat', 'features.9.name'];
const REPLY_FIELDS = {
  memo: 'naïve ☃ 😀',
  state: 'OPEN',
  value_msat: '100000',
  'htlcs.0.amt_msat': -1_500,
  'features.9.name': 'tlv-onion',
};

test('pick: a body may be split anywhere', () => {
  const bytes = utf8.decode(REPLY);
  for (let at = 0; at <= bytes.length; at += 1) {
    const picker = createPicker(REPLY_NAMES, LIMITS);
    feed(picker, bytes.slice(0, at));
    feed(picker, Array.from(bytes.slice(at)));
    assert.equal(finish(picker), { ok: true, value: { fields: REPLY_FIELDS } }, `split at ${at}`);
  }
});

test('pick: every truncation is not JSON', () => {
  const bytes = utf8.decode(REPLY);
  for (let length = 0; length < bytes.length; length += 1) {
    assert.is(pick(bytes.slice(0, length), REPLY_NAMES), 'not-json', `length ${length}`);
  }
});

test('pick: with any bit wrong it agrees with the engine on what is JSON', () => {
  const ascii = REPLY.replace('naïve ☃ 😀', 'na\\u00efve \\ud83d\\ude00');
  for (const body of bitFlips(ascii)) {
    const fields = pick(body, ['memo', 'state', 'htlcs.0.amt_msat']);
    const expected = parse(body);
    assert.is(fields === 'not-json', expected === undefined, body);
    if (typeof fields === 'string' || expected === undefined) continue;
    assert.is(fields['state'], expected['state'], body);
    const known =
      typeof expected['memo'] === 'string' && !/[\ud800-\udfff]/u.test(expected['memo']);
    if (known) assert.is(fields['memo'], expected['memo'], body);
  }
});

function parse(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

test.run();
