/**
 * 10,000 random intervals of each kind of tariff give the same mSat in Node, in XS and as written
 * here: the sum of all costs, and a checksum that every cost and every carry goes into.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cost } from '../src/tariff/cost';
import type { Tariff } from '../src/tariff/tariff';
import { epochMs, milliWattHours } from '../src/units';
import { createWholeChance } from './chance';
import { BERLIN, BLOCKS, dailyTariff, NO_LIMITS, sampleTariff, WEEKEND } from './tariff-recipes';
import { RAMP } from './tariff-reference';

const engines = suite('tariff engines');

const INTERVALS = 10_000;
/** A year around two changes of the clock, and the table's own two minutes. */
const YEAR_FROM_MS = 1_767_225_600_000;
const YEAR_MS = 365 * 86_400_000;

// tariff, from, span of the begins, longest interval, sum in mSat, checksum
const VECTORS: [string, Tariff, number, number, number, string, number][] = [
  ['a table of lines', RAMP, 990_000, 210_000, 60_000, '46768399869527', 2_659_524_255],
  [
    'the sample sinusoid',
    sampleTariff(BERLIN),
    YEAR_FROM_MS,
    YEAR_MS,
    900_000,
    '619022544152187',
    3_233_628_209,
  ],
  [
    'a sinusoid with a margin and a ceiling',
    sampleTariff(BERLIN, { ...NO_LIMITS, marginPerMille: 77, ceiling: 2_000_000 }),
    YEAR_FROM_MS,
    YEAR_MS,
    900_000,
    '620362720379683',
    1_224_188_466,
  ],
  [
    'blocks',
    dailyTariff('steps', BLOCKS, WEEKEND),
    YEAR_FROM_MS,
    YEAR_MS,
    90_000_000,
    '71309906406607',
    1_925_362_745,
  ],
  [
    'points',
    dailyTariff('lines', BLOCKS, WEEKEND),
    YEAR_FROM_MS,
    YEAR_MS,
    90_000_000,
    '69131143857898',
    3_023_613_635,
  ],
];

for (const [name, tariff, begin, spanMs, longestMs, sum, checksum] of VECTORS) {
  engines(`${name}: 10,000 intervals`, () => {
    const chance = createWholeChance(20_261_125);
    let total = 0n;
    let mixed = 0;
    let carry = 0;
    for (let i = 0; i < INTERVALS; i++) {
      const fromMs = begin + chance(spanMs);
      const used = {
        energy: milliWattHours(chance(i % 100 === 0 ? 8_784_000_000_000 : 2_000_000)),
        fromMs: epochMs(fromMs),
        toMs: epochMs(fromMs + chance(longestMs)),
        carryMicroMilliSat: carry,
      };
      const charged = cost(tariff, used);
      carry = charged.carryMicroMilliSat;
      total += BigInt(charged.cost);
      const low = ((charged.cost % 1_000_003) + 1_000_003) % 1_000_003;
      mixed = (Math.imul(mixed, 31) + Math.imul(low, 7) + carry) >>> 0;
    }
    assert.is(`${total} ${mixed}`, `${sum} ${checksum}`);
  });
}

engines.run();
