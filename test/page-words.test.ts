/** The page's words: the boards' faults, and quantities as people read them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultRow } from '../host-sim/page/faults';
import { lowWords } from '../host-sim/page/payment-words';
import { duration, energy, grouped, money, power, price, sat } from '../host-sim/page/words';
import type { Latch } from '../src/journal/records';
import type { View } from '../src/web/view';

const test = suite('page words');

test('faults: a known name says what happened, what the board did and what to do', () => {
  for (const name of [
    ...['link-exhausted', 'node-refused', 'meter-timeout', 'invoice-wrong-network'],
    ...['image-on-trial', 'hash-repeated', 'invoice-expires-too-late', 'invoice-without-look-up'],
  ]) {
    const { happened, did, todo } = faultRow(name, 2);
    assert.ok(happened.endsWith('.') && did.endsWith('.') && todo.endsWith('.'), name);
  }
});

test('faults: all that locks a board has words', () => {
  const names = Object.keys({
    'over-current': 0,
    'meter-changed': 0,
    'meter-disagrees': 0,
    'contactor-welded': 0,
    'contactor-failed-to-close': 0,
    'journal-failed': 0,
    'journal-damaged': 0,
  } satisfies Readonly<Record<Latch, number>>);
  for (const name of names) assert.is.not(faultRow(name, 1).happened, name);
});

test('faults: an unknown name is shown as it is', () => {
  for (const name of ['something-new', 'invoice-something', 'constructor']) {
    assert.equal(faultRow(name, 1), { name, count: 1, happened: name, did: '', todo: '' });
  }
});

const EUR = { code: 'EUR', perBitcoin: 90_000 };
const WORDS: readonly (readonly [said: string, expected: string])[] = [
  [sat(107_999), '107 sat'],
  [sat(-1), '\u22121 sat'],
  [grouped(15_019_701), '15,019,701'],
  [price(250_000), '250 sat/kWh'],
  [power(300_400), '300 W'],
  [power(7_400_000), '7.4 kW'],
  [energy(349_000), '0.349 kWh'],
  [money(250_000, EUR), '0.225 EUR'],
  [money(250_000, null), ''],
  [duration(59_999), '59 s'],
  [duration(190_500), '3 min 10 s'],
  [duration(240_000), '4 min'],
  [duration(1_920_000), '32 min'],
  [duration(7_500_000), '2 h 5 min'],
  [duration(273_600_000), '3 d 4 h'],
];

for (const [said, expected] of WORDS) test(`words: ${expected}`, () => assert.is(said, expected));

const LINK = {
  place: 1,
  count: 1,
  leftMilliSat: 499_000,
  leftMilliWattHours: 1_996_000,
  usesLeft: -1,
  isLow: true,
  pinForMilliSat: 0,
  takesMoneyBack: false,
} as const;
const LOW: readonly (readonly [link: View['link'], words: string | undefined])[] = [
  [undefined, undefined],
  [{ ...LINK, isLow: false }, undefined],
  [LINK, "the buyer's link pays for 1.996 kWh more"],
  [{ ...LINK, count: 2 }, "the buyer's link pays for 1.996 kWh more, then the next one is asked"],
  [{ ...LINK, leftMilliWattHours: -1, usesLeft: 1 }, "the buyer's link pays once more"],
  [{ ...LINK, leftMilliWattHours: -1, usesLeft: 0 }, "the buyer's link ends"],
];
for (const [link, words] of LOW) {
  test(`links: ${words ?? 'no warning'}`, () => assert.is(lowWords(link), words));
}

test.run();
