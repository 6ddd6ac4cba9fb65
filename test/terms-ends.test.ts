/** Ends of terms: by time, energy, money or either side, each announced with both registers. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEnding, writeEnding } from '../src/terms/ending-document';
import { ENDS, type Ending, endOf, firstEnding } from '../src/terms/ends';
import { milliSat, milliWattHours } from '../src/units';
import { OFFER, sat } from './terms-samples';

const ends = suite('ends');

const { stopSec } = OFFER;
const CAPPED = { ...OFFER, energyMax: milliWattHours(5_000), amountMax: sat(10) };
const progress = (nowSec: number, energy: number, charged: number) => ({
  nowSec,
  energy: milliWattHours(energy),
  charged: milliSat(charged),
});

const CASES: readonly (readonly [string, typeof OFFER, [number, number, number], unknown])[] = [
  ['nothing is reached', CAPPED, [stopSec - 1, 4_999, 9_999], undefined],
  ['the energy is', CAPPED, [stopSec - 1, 5_000, 0], { why: 'energy', atSec: stopSec - 1 }],
  ['the money is', CAPPED, [stopSec - 1, 0, 10_000], { why: 'amount', atSec: stopSec - 1 }],
  ['the last second has come', CAPPED, [stopSec, 0, 0], { why: 'time', atSec: stopSec }],
  ['it came long ago', CAPPED, [stopSec + 900, 5_000, 10_000], { why: 'time', atSec: stopSec }],
  ['there is no limit', OFFER, [stopSec - 1, 9e15, 9e15], undefined],
];
for (const [what, offer, [nowSec, energy, charged], end] of CASES) {
  ends(`when ${what}: ${end === undefined ? 'they run on' : 'they end'}`, () => {
    assert.equal(endOf(offer, progress(nowSec, energy, charged)), end);
  });
}

const ENDING: Ending = {
  by: 'seller',
  why: 'time',
  atSec: stopSec,
  importRegister: milliWattHours(123_456_789_000),
  exportRegister: milliWattHours(0),
};

ends('announcements that crossed: both sides go by the earlier one, then by the seller', () => {
  const theirs: Ending = { ...ENDING, by: 'buyer', why: 'buyer' };
  const earlier: Ending = { ...theirs, atSec: stopSec - 1 };
  for (const [one, other, first] of [
    [ENDING, theirs, ENDING],
    [ENDING, earlier, earlier],
  ] as const) {
    assert.is(firstEnding(one, other), first);
    assert.is(firstEnding(other, one), first);
  }
});

ends('announced: each end is written and read as the same', () => {
  for (const why of ENDS) {
    const by = why === 'buyer' ? 'buyer' : 'seller';
    const ending: Ending = { ...ENDING, by, why };
    assert.equal(readEnding(writeEnding(ending)), { ok: true, value: ending });
    assert.equal(readEnding(JSON.stringify(writeEnding(ending))), { ok: true, value: ending });
  }
});

const BENT: readonly (readonly [what: string, bend: object, field: string])[] = [
  ['by nobody', { by: 'meter' }, 'by'],
  ['for no reason', { why: 'mood' }, 'why'],
  ["for the other's wish", { why: 'buyer' }, 'why'],
  ['at half a second', { atSec: 1.5 }, 'atSec'],
  [
    'with one register',
    { exportRegisterMilliWattHours: undefined },
    'exportRegisterMilliWattHours',
  ],
  ['with a register below 0', { importRegisterMilliWattHours: -1 }, 'importRegisterMilliWattHours'],
  ['with more to say', { note: 'bye' }, 'note'],
];
for (const [what, bend, field] of BENT) {
  ends(`announced ${what}: refused`, () => {
    const read = readEnding({ ...writeEnding(ENDING), ...bend });
    assert.equal(!read.ok && read.fault.map((each) => each.field), [field]);
  });
}

ends.run();
