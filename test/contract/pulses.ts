/**
 * What a pulse counter is to the driver over it, whatever stands behind it: each pulse once, from 0
 * at each power-on, and no count at all where there is no counter.
 */
import * as assert from 'uvu/assert';
import { type PulseCounter, PulseMeter } from '../../drivers/meters/pulse-meter';
import { ManualClock } from '../manual-clock';
import type { Rule } from './flash';

export type PulsesBench = {
  readonly counter: PulseCounter;
  add(pulses: number): void;
  /** The output of the meter stays closed; undefined where nothing of it can be seen. */
  readonly hold: (() => void) | undefined;
  powerOn(): PulseCounter;
  /** A counter that cannot be had. */
  missing(): PulseCounter;
  close(): void;
};

export function pulsesContract(test: Rule, name: string, begin: () => PulsesBench): void {
  const rule = (text: string, check: (bench: PulsesBench) => void) =>
    test(`pulses, ${name}: ${text}`, () => {
      const bench = begin();
      try {
        check(bench);
      } finally {
        bench.close();
      }
    });

  rule('each pulse is counted, once', ({ counter, add }) => {
    assert.is(counter.count(), 0);
    for (let count = 1; count <= 5; count++) {
      add(1);
      assert.is(counter.count(), count);
      assert.is(counter.count(), count);
    }
  });

  rule('as many as come between two looks are counted', ({ counter, add }) => {
    add(2_000);
    assert.is(counter.count(), 2_000);
    add(30_000);
    assert.is(counter.count(), 32_000);
    add(30_000);
    assert.is(counter.count(), 62_000);
  });

  rule('after a power cut it begins at 0', ({ counter, add, powerOn }) => {
    add(7);
    assert.is(counter.count(), 7);
    const again = powerOn();
    assert.is(again.count(), 0);
    add(2);
    assert.is(again.count(), 2);
  });

  rule('an output at rest is off, and one that stays closed is told', ({ counter, hold }) => {
    assert.is(counter.isOn(), false);
    if (hold === undefined) return;
    hold();
    assert.is(counter.isOn(), true);
  });

  rule('a counter that cannot be had has no count', ({ missing }) => {
    assert.is(missing().count(), undefined);
  });

  rule('the driver over it gives the register', ({ counter, add }) => {
    const clock = new ManualClock();
    const since = { importRegister: 1_000_000, exportRegister: 0 };
    const meter = new PulseMeter({ clock, counter, impulsesPerKilowattHour: 500, since });
    for (let pulse = 0; pulse < 10; pulse++) {
      add(1);
      clock.advance(1_000);
    }
    let register = 0;
    meter.sample((answer) => {
      register = answer.ok ? answer.value.importRegister : 0;
    });
    assert.is(register, 1_020_000);
  });
}
