/** `PulseMeter`: register and power from pulses, and every way a counter can disappoint. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stream } from '../host-sim/prng';
import { createBoard } from '../src/board';
import { blankJournal } from '../src/journal/recover';
import { meter as judge, restoreRegister } from '../src/metering/metering';
import { createMetering, type MeteringState } from '../src/metering/metering-state';
import { durationMs, milliWattHours, milliWatts } from '../src/units';
import { deskConfig } from './desk/desk-config';
import { IMPULSES, pulseBench } from './pulse-bench';

const pulses = suite('pulse meter');
const POWER_MAX = 3_864_000;
const LIMITS = { powerMax: milliWatts(POWER_MAX), intervalMs: durationMs(1_000) };

// ---- register

const REGISTERS: readonly (readonly [impulses: number, count: number, milliWattHours: number])[] = [
  [1_000, 7, 7_000],
  [3_200, 1, 312], // 312.5: the total is rounded down, not each pulse
  [3_200, 2, 625],
  [3_200, 3_201, 1_000_312],
  [300, 2, 6_666],
];
for (const [impulses, count, energy] of REGISTERS) {
  pulses(`register: ${count} pulses of ${impulses} a kWh are ${energy} mWh`, () => {
    const bench = pulseBench(impulses);
    for (let i = 0; i < count; i++) bench.load(60_000_000 / impulses, 60);
    assert.is(bench.good().importRegister, energy);
  });
}

pulses('register: its quantum is one pulse, rounded up, and export stands still', () => {
  const { good } = pulseBench(3_200, { importRegister: 5_000, exportRegister: 77 });
  const { importRegister, importQuantum, exportRegister, phases } = good();
  assert.equal([importRegister, importQuantum, exportRegister], [5_000, 313, 77]);
  assert.equal(phases, []);
});

pulses('register: the counter wraps at 2^32 and no pulse is lost or made', () => {
  const bench = pulseBench(IMPULSES, {}, 2 ** 32 - 2);
  bench.sample(); // what it had at the start is more than came in no time
  bench.load(3_600, 5_000);
  assert.is(bench.good().importRegister, 5_000);
});

pulses('register: pulses before the first reading are of this boot, and count', () => {
  const bench = pulseBench(IMPULSES, { importRegister: 42_000 }, 2);
  assert.is(bench.good().importRegister, 44_000);
});

// ---- power

for (const impulses of [250, 1_000, 3_200, 10_000]) {
  for (const watts of [60, 300, 2_300, 3_500]) {
    pulses(`power: ${watts} W on ${impulses} pulses a kWh are told to 5 % or a pulse`, () => {
      const bench = pulseBench(impulses);
      let sum = 0;
      for (let second = 0; second < 1_200; second++) {
        bench.load(watts, 1_000);
        const { power } = bench.good();
        if (second < 600) continue;
        sum += power;
        assert.ok(power <= watts * 1_200, `${power} mW at ${second} s`);
      }
      const pulse = 3_600_000_000 / impulses / 600;
      const wrong = Math.abs(sum / 600 - watts * 1_000);
      assert.ok(wrong <= Math.max(watts * 50, pulse), `${wrong} mW`);
    });
  }
}

pulses('power: without pulses it goes down, as far as the silence tells, to nothing', () => {
  const bench = pulseBench();
  for (let second = 0; second < 20; second++) {
    bench.load(3_600, 1_000);
    bench.good();
  }
  for (let second = 1; second < 30; second++) {
    bench.load(0, 1_000);
    assert.ok(bench.good().power <= (3_600_000 * 9) / 8 / second + 1, `after ${second} s`);
  }
  assert.is(bench.good().power, 0);
});

pulses('power: the first pulse tells none, because nobody knows what went before it', () => {
  const bench = pulseBench();
  bench.clock.advance(5_000);
  bench.add(1);
  bench.clock.advance(100);
  assert.is(bench.good().power, 0);
});

// ---- what the board makes of it

/** Reads once a second, as the board does; returns what was billed. */
function billed(bench: ReturnType<typeof pulseBench>, state: MeteringState, said: string[]) {
  const reading = bench.good();
  const verdict = judge(state, reading, reading.atMono);
  said.push(verdict.kind);
  return 'importDelta' in verdict ? verdict.importDelta : 0;
}

for (const impulses of [250, 800, 1_000, 10_000]) {
  pulses(`board: whatever a load does, ${impulses} pulses a kWh are plausible and agree`, () => {
    for (let seed = 1; seed <= 6; seed++) {
      const chance = stream(seed, 'pulse-loads');
      const bench = pulseBench(impulses);
      const state = createMetering(LIMITS);
      const said: string[] = [];
      let energy = 0;
      let watts = 0;
      for (let second = 0; second < 3_600; second++) {
        if (chance.share() < (seed < 4 ? 0.05 : 0.005)) {
          watts = chance.share() < 0.4 ? 0 : chance.below(3_600);
        }
        bench.load(watts, 1_000);
        energy += billed(bench, state, said);
      }
      assert.equal([...new Set(said)].sort(), ['first', 'good'], `seed ${seed}`);
      const { importRegister } = bench.good();
      assert.ok(importRegister - energy <= 2 * Math.ceil(1_000_000 / impulses), `seed ${seed}`);
    }
  });
}

pulses('board: after a power cut nothing of the gap is billed, and no pulse twice', () => {
  const before = pulseBench();
  const state = createMetering(LIMITS);
  let energy = 0;
  for (let second = 0; second < 60; second++) {
    before.load(3_600, 1_000);
    energy += billed(before, state, []);
  }
  const written = 40_000; // the last record; 20 pulses more were seen and not written
  const after = pulseBench(IMPULSES, { importRegister: written });
  const again = createMetering(LIMITS);
  restoreRegister(again, milliWattHours(written), milliWattHours(0));
  const said: string[] = [];
  assert.is(billed(after, again, said), 0);
  after.load(3_600, 3_000);
  assert.is(billed(after, again, said), 3_000);
  assert.equal(said, ['resumed', 'good']);
  assert.ok(energy > written - 2_000);
});

pulses('board: a load that falls to nothing and begins small again latches nothing', () => {
  const config = deskConfig('ev', { meter: { type: 'pulses' } });
  const { metering } = createBoard(config, blankJournal(), 1);
  const bench = pulseBench(5_000);
  const said: string[] = [];
  for (const [watts, seconds] of [
    [5_000, 60],
    [0, 600],
    [25, 110],
    [0, 120],
  ] as const) {
    for (let second = 0; second < seconds; second++) {
      bench.load(watts, 1_000);
      billed(bench, metering, said);
    }
  }
  assert.equal([...new Set(said)], ['first', 'good']);
});

// ---- what goes wrong

pulses('fault: an output that stays closed is stuck, and good again when it opens', () => {
  const bench = pulseBench();
  bench.load(0, 2_000);
  bench.hold(true);
  bench.load(0, 900);
  assert.ok(bench.sample().ok); // a pulse of some meters is long
  bench.load(0, 200);
  assert.equal(bench.sample(), { ok: false, fault: 'line-stuck' });
  bench.hold(false);
  bench.load(0, 100);
  assert.ok(bench.sample().ok);
});

pulses('fault: each look may meet a pulse that is on; what counts is not stuck', () => {
  const bench = pulseBench();
  bench.hold(true);
  for (let second = 0; second < 5; second++) {
    bench.load(3_600, 1_000);
    assert.ok(bench.sample().ok);
  }
});

pulses('fault: faster than a pulse lasts is noise, is said, and is never billed', () => {
  const bench = pulseBench();
  bench.load(3_600, 10_000);
  const { importRegister } = bench.good();
  bench.add(40);
  bench.load(0, 1_000);
  assert.equal(bench.sample(), { ok: false, fault: 'too-fast' });
  bench.load(0, 1_000);
  assert.is(bench.good().importRegister, importRegister);
  assert.is(bench.good().power, 0);
});

pulses('fault: as many as an S0 output can give are none', () => {
  const bench = pulseBench(10_000);
  for (let second = 0; second < 60; second++) {
    bench.load(6_000, 1_000);
    assert.ok(bench.sample().ok);
  }
});

pulses('fault: without a counter the port is closed', () => {
  const bench = pulseBench();
  bench.remove();
  assert.equal(bench.sample(), { ok: false, fault: 'port-closed' });
});

pulses('fault: what was told before a fault is not made up for after it', () => {
  const bench = pulseBench();
  for (let second = 0; second < 20; second++) {
    bench.load(3_600, 1_000);
    bench.good();
  }
  bench.hold(true);
  bench.load(0, 60_000);
  assert.not.ok(bench.sample().ok);
  bench.hold(false);
  let told = 0;
  for (let second = 0; second < 10; second++) {
    bench.load(3_600, 1_000);
    told = bench.good().power;
  }
  assert.ok(told >= 3_600_000, `${told} mW`);
});

pulses('identity: a counter has no number, so that its constant names it', () => {
  const bench = pulseBench(800);
  let said: unknown;
  bench.meter.identify((answer) => {
    said = answer;
  });
  assert.equal(said, { ok: true, value: 'pulses-800' });
  bench.remove();
  bench.clock.advance(100);
  bench.meter.identify((answer) => {
    said = answer;
  });
  assert.equal(said, { ok: false, fault: 'port-closed' });
});

pulses.run();
