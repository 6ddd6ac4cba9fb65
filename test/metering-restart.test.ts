import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { meterTrust } from '../src/metering/estimate';
import { readingFailed, restoreRegister } from '../src/metering/metering';
import { milliWattHours, monotonicMs } from '../src/units';
import { create, feed, KILOWATT_HOUR, said, started, WATT_HOUR } from './metering-samples';

const metering = suite('metering restart');

// ---- a meter that starts again

// registers of readings a second apart, starting from 5 kWh -> what is said
const BEGINNINGS: [string, number[], string[]][] = [
  ['a restart from zero', [0, 0, 1_000, 2_000], ['backwards', 'backwards', 'restarted', 'good']],
  [
    'a jump that stays',
    [90_000_000, 90_001_000, 90_001_000, 90_002_000],
    ['jump', 'jump', 'jumped', 'good'],
  ],
  [
    'a restart that contradicts itself',
    [1_000_000, 900_000, 0, 0, 0],
    ['backwards', 'backwards', 'backwards', 'backwards', 'restarted'],
  ],
  [
    'noise that never fits',
    [1, 4_000_000, 7, 3_000_000, 0, 4_999_999],
    ['backwards', 'backwards', 'backwards', 'backwards', 'backwards', 'backwards'],
  ],
  [
    'two bad readings, then the old register again',
    [0, 0, 5_000_000, 0, 0, 5_000_000],
    ['backwards', 'backwards', 'good', 'backwards', 'backwards', 'good'],
  ],
  [
    'a climb too steep to be one meter',
    [90_000_000, 91_000_000, 92_000_000],
    ['jump', 'jump', 'jump'],
  ],
];

for (const [name, registers, expected] of BEGINNINGS) {
  metering(`restart: ${name}`, () => {
    const state = started(5_000_000);
    let billed = 0;
    const verdicts = registers.map((register, i) => {
      const verdict = feed(state, { at: 2_000 + i * 1_000, import: register });
      if (verdict.kind === 'good') billed += verdict.importDelta;
      return said(verdict);
    });
    assert.equal(verdicts, expected);
    assert.ok(billed <= 1_000, 'nothing is billed for the change');
  });
}

metering('restart: the same sample three times over is not three readings', () => {
  const state = started();
  const verdicts = [1, 2, 3, 4].map(() => said(feed(state, { at: 2_000, import: 0 })));
  assert.equal(verdicts, ['backwards', 'old', 'old', 'old']);
});

metering('restart: a failed sample between does not hide a restart', () => {
  const state = started();
  feed(state, { at: 2_000, import: 0 });
  readingFailed(state);
  feed(state, { at: 4_000, import: 0 });
  assert.is(said(feed(state, { at: 5_000, import: 0 })), 'restarted');
});

// ---- after a power cut

// journalled, first reading -> verdict, import delta
const RESUMPTIONS: [string, number, number, string, number | undefined][] = [
  ['nothing flowed', 7_000_000, 7_000_000, 'resumed', 0],
  ['a week at full power', 7_000_000, 7_000_000 + 1_209_600_000, 'resumed', 1_209_600_000],
  ['more than a year at full power', 0, 75_900 * KILOWATT_HOUR + 2 * WATT_HOUR, 'jump', undefined],
  ['below the journal', 7_000_000, 6_999_000, 'backwards', undefined],
];

for (const [name, journalled, register, expected, delta] of RESUMPTIONS) {
  metering(`resume: ${name}: ${expected}`, () => {
    const state = create();
    restoreRegister(state, milliWattHours(journalled), milliWattHours(0));
    assert.is(meterTrust(state, monotonicMs(500)), 'no-reading');
    const verdict = feed(state, { at: 1_000, import: register });
    assert.is(said(verdict), expected);
    assert.is(verdict.kind === 'resumed' ? verdict.importDelta : undefined, delta);
    if (verdict.kind !== 'resumed') return;
    assert.is(said(feed(state, { at: 2_000, import: register + 1_000 })), 'good');
  });
}

metering('resume: a meter that was exchanged meanwhile is taken up after three readings', () => {
  const state = create();
  restoreRegister(state, milliWattHours(7_000_000), milliWattHours(0));
  const verdicts = [1_000, 2_000, 3_000, 4_000].map((at) => said(feed(state, { at, import: 5 })));
  assert.equal(verdicts, ['backwards', 'backwards', 'restarted', 'good']);
});

metering('resume: restoring after a reading is a bug', () => {
  assert.throws(() => restoreRegister(started(), milliWattHours(0), milliWattHours(0)), /bug/);
});

metering.run();
