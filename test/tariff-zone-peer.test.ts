/** Our rules against the tz database that Node carries, over years of random instants. */
import { versions } from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetSpanAt } from '../src/tariff/local-time';
import { createWholeChance } from './chance';
import { zoneOf } from './tariff-recipes';

/** As the footers of the tz database's own files have them. */
const ZONES: readonly (readonly [name: string, rule: string])[] = [
  ['Europe/Berlin', 'CET-1CEST,M3.5.0,M10.5.0/3'],
  ['Europe/Lisbon', 'WET0WEST,M3.5.0/1,M10.5.0'],
  ['America/New_York', 'EST5EDT,M3.2.0,M11.1.0'],
  ['Australia/Sydney', 'AEST-10AEDT,M10.1.0,M4.1.0/3'],
  ['Australia/Lord_Howe', '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0'],
  ['Pacific/Auckland', 'NZST-12NZDT,M9.5.0,M4.1.0/3'],
  ['America/Santiago', '<-04>4<-03>,M9.1.6/24,M4.1.6/24'],
  ['Asia/Kathmandu', '<+0545>-5:45'],
];

const peer = suite('tariff zone peer');

for (const [name, rule] of ZONES) {
  peer(`${rule} is ${name} of the tz database (${versions['tz'] ?? 'of this system'})`, () => {
    const zone = zoneOf(rule);
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: name,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const chance = createWholeChance(rule.length);
    const startSec = Date.UTC(2024, 0, 1) / 1_000;
    const offsetOf = (atSec: number) => {
      const parts = format.formatToParts(atSec * 1_000);
      const [day, month, year, hour, minute, second] = parts.flatMap(({ type, value }) =>
        type === 'literal' ? [] : [Number(value)],
      );
      return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1_000 - atSec;
    };
    let atSec = startSec;
    for (let i = 0; i < 1_500; i++) {
      atSec = startSec + chance(12 * 366 * 86_400);
      const span = offsetSpanAt(zone, atSec);
      assert.is(span.offsetSec, offsetOf(atSec), `at ${atSec}`);
      if (i > 60 || rule.startsWith('<+0545')) continue;
      assert.is(span.offsetSec, offsetOf(span.untilSec - 1), `until ${span.untilSec}`);
      assert.is.not(span.offsetSec, offsetOf(span.untilSec), `until ${span.untilSec}`);
    }
  });
}

peer.run();
