/** Offers, demands and answers as JSON: what is written is read the same, all else is refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConfigError } from '../src/config/fields';
import type { Result } from '../src/result';
import { type Acceptance, judge } from '../src/terms/acceptance';
import { readAcceptance, writeAcceptance } from '../src/terms/acceptance-document';
import type { Demand } from '../src/terms/demand';
import { readDemand, writeDemand } from '../src/terms/demand-document';
import { readEnding } from '../src/terms/ending-document';
import type { Offer } from '../src/terms/offer';
import { readOffer, writeOffer } from '../src/terms/offer-document';
import { durationMs, milliWattHours } from '../src/units';
import { RAMP, STAIR } from './tariff-reference';
import { DEMAND, flat, OFFER, START_SEC, sat } from './terms-samples';

const documents = suite('terms documents');

const FULL_OFFER: Offer = {
  ...OFFER,
  importTariff: RAMP,
  exportTariff: STAIR,
  energyMax: milliWattHours(5_000_000),
  amountMax: sat(10_000),
};
const { cutOffLevelMax: _, reserveMax: __, runwayMsMax: ___, ...BARE_DEMAND } = DEMAND;
const FULL_DEMAND: Demand = {
  ...DEMAND,
  exportTariff: STAIR,
  payment: { ...DEMAND.payment, desired: sat(70) },
  runwayMsMax: durationMs(1),
  energyMin: milliWattHours(1),
  energyMax: milliWattHours(2),
  amountMax: sat(10_000),
};
const NO: Acceptance = judge({ ...OFFER, importTariff: flat(100_001), meterNumber: '7' }, DEMAND);
const JUDGED = [judge(OFFER, DEMAND), NO, judge(OFFER, FULL_DEMAND)];

documents('offer: written and read again, it is the same', () => {
  for (const offer of [OFFER, FULL_OFFER]) {
    assert.equal(readOffer(writeOffer(offer)), { ok: true, value: offer });
    assert.equal(readOffer(JSON.stringify(writeOffer(offer))), { ok: true, value: offer });
  }
});

documents('demand: written and read again, it is the same', () => {
  for (const demand of [DEMAND, FULL_DEMAND, BARE_DEMAND]) {
    assert.equal(readDemand(writeDemand(demand)), { ok: true, value: demand });
    assert.equal(readDemand(JSON.stringify(writeDemand(demand))), { ok: true, value: demand });
  }
});

documents('answer: written and read again, it is the same', () => {
  for (const judged of JUDGED) {
    assert.equal(readAcceptance(writeAcceptance(judged)), { ok: true, value: judged });
    const text = JSON.stringify(writeAcceptance(judged));
    assert.equal(readAcceptance(text), { ok: true, value: judged });
  }
});

documents('demand: what may be left out asks for nothing', () => {
  const { allowanceMinSat: _a, voltageDiscountMinPerMille: _d, ...rest } = writeDemand(BARE_DEMAND);
  const read = readDemand(rest);
  assert.equal(read, { ok: true, value: { ...BARE_DEMAND, voltageDiscountPerMilleMin: 0 } });
});

const complaints = (read: Result<unknown, readonly ConfigError[]>): readonly string[] =>
  read.ok ? [] : read.fault.map(({ field, expected }) => `${field}: ${expected}`);

type Bent = Readonly<Record<string, unknown>>;
const BENT_OFFERS: readonly (readonly [what: string, bend: Bent, says: string])[] = [
  ['an unknown field', { tip: 5 }, 'tip: a known field'],
  ['a mistyped field', { depositSats: 5 }, 'depositSats: a known field (did you mean depositSat?)'],
  ['another kind', { kind: 'gift' }, 'kind: one of initial, renewal'],
  ['half a second', { startSec: 0.5 }, 'startSec: a whole number from 0'],
  ['a number as text', { startSec: '5' }, 'startSec: a whole number from 0'],
  ['not a number', { depositSat: Number.NaN }, 'depositSat: a whole number from 0'],
  ['a number beyond 2^53', { depositSat: 2 ** 60 }, 'depositSat: a whole number from 0'],
  ['less than nothing', { prepaymentSat: -1 }, 'prepaymentSat: a whole number from 0'],
  ['no time at all', { stopSec: START_SEC }, `stopSec: a second after startSec (${START_SEC})`],
  ['two years', { stopSec: START_SEC + 63_072_000 }, 'stopSec: at most 31708800 s after'],
  ['an end after year 9999', { startSec: 253_402_300_700 }, 'startSec: a whole number from 0'],
  ['a meter without a number', { meterNumber: '' }, 'meterNumber: a name of 1 to 64 characters'],
  ['a line break in it', { meterNumber: 'a\nb' }, 'meterNumber: a name of 1 to 64 characters'],
  ['no price', { importTariff: undefined }, 'importTariff: an object'],
  ['a price without knots', { exportTariff: { shape: 'lines', knots: [] } }, 'exportTariff.knots:'],
  ['a reserve below the cut-off', { reserveSat: 19 }, 'reserveSat: at least cutOffLevelSat (20)'],
  ['more than it costs', { voltageDiscountPerMille: 1_001 }, 'voltageDiscountPerMille: a whole'],
  [
    'payments that cross',
    { payment: { minimumSat: 2, desiredSat: 1, maximumSat: 1 } },
    'payment.maximumSat: at least minimumSat (2)',
  ],
  [
    'volts that cross',
    { voltage: { minimumMilliVolts: 2, maximumMilliVolts: 1 } },
    'voltage.maximumMilliVolts: at least minimumMilliVolts (2)',
  ],
  ['a list for an object', { voltage: [] }, 'voltage: an object'],
  ['no current', { currentMaxMilliAmps: 0 }, 'currentMaxMilliAmps: a whole number from 1'],
  ['an end at once', { energyMaxMilliWattHours: 0 }, 'energyMaxMilliWattHours: a whole number'],
];

for (const [what, bend, says] of BENT_OFFERS) {
  documents(`offer: refused, and it is said why: ${what}`, () => {
    const found = complaints(readOffer({ ...writeOffer(OFFER), ...bend }));
    assert.is(found.length, 1, found.join('; '));
    assert.ok(found[0]?.startsWith(says), found[0]);
  });
}

for (const name of Object.keys(writeOffer(OFFER))) {
  documents(`offer: refused without its ${name}`, () => {
    const { [name]: _, ...rest } = writeOffer(OFFER);
    const found = complaints(readOffer(rest));
    assert.ok(found.length === 1 && found[0]?.startsWith(`${name}: `), found.join('; '));
  });
}

const BENT_DEMANDS: readonly (readonly [what: string, bend: Bent, says: string])[] = [
  ['an unknown field', { tip: 5 }, 'tip: a known field'],
  [
    'times that cross',
    { durationSec: { minimum: 2, maximum: 1 } },
    'durationSec.maximum: at least',
  ],
  ['no time', { durationSec: { minimum: 0, maximum: 1 } }, 'durationSec.minimum: a whole number'],
  [
    'ends that cross',
    { energyMinMilliWattHours: 3, energyMaxMilliWattHours: 2 },
    'energyMaxMilliWattHours: at least energyMinMilliWattHours (3)',
  ],
  [
    'a wish for nothing',
    { payment: { minimumSat: 1, maximumSat: 2, desiredSat: 0 } },
    'payment.desiredSat: a whole',
  ],
  ['a runway of a day', { runwayMaxMs: 86_400_000 }, 'runwayMaxMs: a whole number from 0'],
];

for (const [what, bend, says] of BENT_DEMANDS) {
  documents(`demand: refused, and it is said why: ${what}`, () => {
    const found = complaints(readDemand({ ...writeDemand(DEMAND), ...bend }));
    assert.ok(found.length === 1 && found[0]?.startsWith(says), found.join('; '));
  });
}

const REASON = { why: 'deposit-too-high', offered: 2, limit: 1 };
const BENT_ANSWERS: readonly (readonly [what: string, bend: Bent, says: string])[] = [
  ['neither yes nor no', { agrees: 'yes' }, 'agrees: true or false'],
  ['yes and no', { agrees: true }, 'reasons: a known field'],
  ['no reason', { reasons: [] }, 'reasons: a list of at least one'],
  ['too many reasons', { reasons: Array(25).fill(REASON) }, 'reasons: a list of at most 24'],
  ['an unknown reason', { reasons: [{ ...REASON, why: 'mood' }] }, 'reasons.0.why: one of'],
  ['no number', { reasons: [{ why: 'deposit-too-high', limit: 1 }] }, 'reasons.0.offered: a whole'],
  ['no limit', { reasons: [{ ...REASON, limit: null }] }, 'reasons.0.limit: a whole number'],
  [
    'a limit of many lines',
    { reasons: [{ ...REASON, limit: 'a\nb' }] },
    'reasons.0.limit: a whole',
  ],
  ['a broken counter', { counter: { ...writeOffer(OFFER), kind: 1 } }, 'counter.kind: one of'],
];

for (const [what, bend, says] of BENT_ANSWERS) {
  documents(`answer: refused, and it is said why: ${what}`, () => {
    const found = complaints(readAcceptance({ ...writeAcceptance(NO), ...bend }));
    assert.ok(
      found.some((line) => line.startsWith(says)),
      found.join('; '),
    );
  });
}

const READERS = [readOffer, readDemand, readAcceptance, readEnding];

documents('text: what is no JSON, too long or too deep is refused before it is parsed', () => {
  const broken = [
    '',
    '{',
    `"${'x'.repeat(65_535)}"`,
    '['.repeat(9),
    '{"a":'.repeat(9),
    '[[[[[[[[[',
  ];
  for (const text of broken) for (const read of READERS) assert.not(read(text).ok);
  for (const value of [null, 7, [], 'x', true]) {
    for (const read of READERS) assert.not(read(value).ok);
  }
});

documents('text: brackets count wherever they stand, but not in strings', () => {
  const eight = '[[[[[[[[]]]]]]]]';
  const complaintOf = (text: string) => complaints(readOffer(text))[0];
  for (const before of ['', '"[[[",', `"${'\\\\'.repeat(127)}",`, `"${'\\"['.repeat(85)}",`]) {
    assert.is(complaintOf(`[${before}${eight.slice(1, -1)}]`), ': an object', before);
    assert.is(complaintOf(`[${before}${eight}]`), ': objects at most 8 deep', before);
  }
});

documents('text: sixteen times as long takes some sixteen times as long, in XS too', () => {
  const msOf = (characters: number, times: number): number => {
    const text = `[${'1'.repeat(characters)}`;
    const startedMs = Date.now();
    for (let i = 0; i < times; i++) assert.not(readOffer(text).ok);
    return Date.now() - startedMs;
  };
  // As many characters in each; the fastest of three, because others work on this machine too.
  const fastest = (characters: number, times: number): number =>
    Math.min(...[1, 2, 3].map(() => msOf(characters, times)));
  const [short, long] = [fastest(4_000, 64), fastest(64_000, 4)];
  assert.ok(long < 5 * short + 50, `${short} ms in short texts, ${long} ms in long ones`);
});

documents.run();
