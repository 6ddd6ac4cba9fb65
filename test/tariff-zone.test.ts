import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { civilDayOf, dayNumberOf, daysInMonth, weekdayOf } from '../src/tariff/calendar';
import { offsetSpanAt } from '../src/tariff/local-time';
import { parseZone } from '../src/tariff/zone';
import { zoneOf } from './tariff-recipes';

const zones = suite('tariff zone');

const BERLIN = 'CET-1CEST,M3.5.0,M10.5.0/3';
const SYDNEY = 'AEST-10AEDT,M10.1.0,M4.1.0/3';
const LORD_HOWE = '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0';
const NEW_YORK = 'EST5EDT,M3.2.0,M11.1.0';
const NUUK = '<-02>2<-01>,M3.5.0/-1,M10.5.0/0';
const ALL_YEAR = 'XXX3EDT4,0/0,J365/23';

/** Seconds since 1970 of a UTC time. */
const utc = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  dayNumberOf(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;

// zone, the first second of the change (UTC), offset before and after. From the tz database.
const CHANGES: [string, string, number, number, number][] = [
  ['Berlin, spring', BERLIN, utc(2026, 3, 29, 1), 3_600, 7_200],
  ['Berlin, autumn', BERLIN, utc(2026, 10, 25, 1), 7_200, 3_600],
  ['Berlin, a March of five Sundays', BERLIN, utc(2024, 3, 31, 1), 3_600, 7_200],
  ['New York, spring', NEW_YORK, utc(2026, 3, 8, 7), -18_000, -14_400],
  ['New York, autumn', NEW_YORK, utc(2026, 11, 1, 6), -14_400, -18_000],
  ['Sydney, where summer goes over New Year', SYDNEY, utc(2026, 4, 4, 16), 39_600, 36_000],
  ['Sydney, its begin', SYDNEY, utc(2026, 10, 3, 16), 36_000, 39_600],
  ['Lord Howe, half an hour', LORD_HOWE, utc(2026, 10, 3, 15, 30), 37_800, 39_600],
  ['Nuuk, an hour before the day of the rule', NUUK, utc(2026, 3, 29, 1), -7_200, -3_600],
  ['Jn never counts 29 February', 'AAA0BBB,J60/0,J300/0', utc(2024, 3, 1), 0, 3_600],
  ['Jn in a common year', 'AAA0BBB,J60/0,J300/0', utc(2025, 3, 1), 0, 3_600],
  ['n counts 29 February', 'AAA0BBB,59/0,J300/0', utc(2024, 2, 29), 0, 3_600],
  ['n in a common year', 'AAA0BBB,59/0,J300/0', utc(2025, 3, 1), 0, 3_600],
  ['a rule reaches into the next year', 'AAA0BBB,J365/26,J100/0', utc(2026, 1, 1, 2), 0, 3_600],
];

for (const [name, text, atSec, before, after] of CHANGES) {
  zones(`the clock changes at the right second: ${name}`, () => {
    const zone = zoneOf(text);
    assert.is(offsetSpanAt(zone, atSec - 1).offsetSec, before);
    assert.is(offsetSpanAt(zone, atSec).offsetSec, after);
    assert.is(offsetSpanAt(zone, atSec - 1).untilSec, atSec);
    assert.is(offsetSpanAt(zone, atSec).fromSec, atSec);
  });
}

zones('summer goes over New Year in the south, and is one span', () => {
  const zone = zoneOf(SYDNEY);
  const span = offsetSpanAt(zone, utc(2026, 12, 31, 23, 59, 59));
  assert.equal(span, offsetSpanAt(zone, utc(2027, 1, 2)));
  assert.is(span.untilSec, utc(2027, 4, 3, 16));
});

zones('a rule for summer time all year has no hour of standard time', () => {
  const zone = zoneOf(ALL_YEAR);
  for (let day = 0; day < 800; day++) {
    const atSec = utc(2027, 1, 1) + day * 86_400 + 3 * 3_600;
    for (const each of [atSec - 1, atSec, atSec + 1, atSec + 3_600]) {
      assert.is(offsetSpanAt(zone, each).offsetSec, -4 * 3_600, `${each}`);
    }
  }
});

zones('spans follow each other without a gap, and each knows its ends', () => {
  for (const text of [BERLIN, SYDNEY, NEW_YORK, NUUK, LORD_HOWE]) {
    const zone = zoneOf(text);
    let span = offsetSpanAt(zone, utc(1999, 12, 31));
    for (let i = 0; i < 60; i++) {
      const next = offsetSpanAt(zone, span.untilSec);
      assert.is(next.fromSec, span.untilSec, text);
      assert.is.not(next.offsetSec, span.offsetSec, text);
      assert.equal(offsetSpanAt(zone, next.untilSec - 1), next, text);
      span = next;
    }
    assert.ok(span.untilSec > utc(2029, 1, 1), text);
  }
});

zones('a zone without summer time is one span for ever', () => {
  const zone = zoneOf('<+0545>-5:45');
  const span = offsetSpanAt(zone, 0);
  assert.is(span.offsetSec, 20_700);
  assert.equal(offsetSpanAt(zone, utc(2500, 1, 1)), span);
});

// text, what is wrong
const FAULTS: [string, string][] = [
  ['', 'name'],
  ['CE-1', 'name'],
  ['Europe/Berlin', 'offset'],
  ['CET', 'offset'],
  ['CET-25', 'offset'],
  ['CET-1:60', 'offset'],
  ['CET-1CEST', 'no-rules'],
  ['CET-1CEST-2', 'no-rules'],
  ['CET-1CEST,M3.5.0', 'rule'],
  ['CET-1CEST,M13.5.0,M10.5.0', 'rule'],
  ['CET-1CEST,M3.6.0,M10.5.0', 'rule'],
  ['CET-1CEST,M3.5.7,M10.5.0', 'rule'],
  ['CET-1CEST,J0,J300', 'rule'],
  ['CET-1CEST,366,J300', 'rule'],
  ['CET-1CEST,M3.5.0/168,M10.5.0', 'time'],
  ['CET-1CEST,M3.5.0/,M10.5.0', 'time'],
  ['CET-1CEST,M3.5.0,M10.5.0/3 ', 'something-after-the-end'],
  ['<+01-1', 'name'],
  [`${'A'.repeat(80)}-1`, 'name'],
];

for (const [text, fault] of FAULTS) {
  zones(`refuses '${text.slice(0, 30)}': ${fault}`, () => {
    const parsed = parseZone(text);
    assert.ok(!parsed.ok && parsed.fault === fault, JSON.stringify(parsed));
  });
}

zones('days and civil dates are each other’s inverse, leap years included', () => {
  for (const [year, month, day, number] of [
    [1970, 1, 1, 0],
    [2000, 2, 29, 11_016],
    [2000, 3, 1, 11_017],
    [2026, 11, 25, 20_782],
    [1900, 3, 1, -25_508],
    [1969, 12, 31, -1],
    [2100, 3, 1, 47_541],
  ] as const) {
    assert.is(dayNumberOf(year, month, day), number);
    assert.equal(civilDayOf(number), { year, month, day });
  }
  let day = dayNumberOf(1896, 1, 1);
  for (let year = 1896; year <= 2105; year++) {
    for (let month = 1; month <= 12; month++) {
      assert.is(dayNumberOf(year, month, 1), day);
      const length = daysInMonth(year, month);
      assert.equal(civilDayOf(day + length - 1), { year, month, day: length });
      day += length;
    }
  }
  assert.is(weekdayOf(0), 4);
  assert.is(weekdayOf(dayNumberOf(2026, 11, 25)), 3);
  assert.is(weekdayOf(-5), 6);
});

zones.run();
