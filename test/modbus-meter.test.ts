/** `ModbusMeter`: blocks, dates, serial number, and every way a meter can disappoint. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BLUEPRINT_ROW } from '../drivers/blueprint';
import { ModbusMeter } from '../drivers/meters/modbus-meter';
import { METER_ROWS } from '../drivers/meters/rows';
import {
  anotherAddress,
  anotherSerial,
  during,
  flippedBit,
  lossy,
  noise,
  noiseFirst,
  silent,
  stuckRegister,
} from '../host-sim/meters/line-faults';
import type { Answer } from '../host-sim/meters/virtual-meter';
import type { MeterFault } from '../src/ports';
import { milliWattHours } from '../src/units';
import { ADDRESS, chance, type Given, meterBench, SETTLED_MS, START } from './meter-bench';

const meters = suite('modbus meter');
for (const [type, row] of Object.entries(METER_ROWS)) {
  meters(`meter: a ${type} is read in two frames, each phase and both registers`, () => {
    const { sample, meter, clock } = meterBench({ row });
    clock.advance(1_500);
    const sampled = sample();
    assert.ok(sampled.ok);
    assert.is(sampled.value.importRegister, START + 2_000); // 7.4 kW for 1 s is 2.06 Wh
    assert.is(sampled.value.exportRegister, 89_010_000);
    assert.is(sampled.value.importQuantum, 1_000);
    assert.is(sampled.value.power, 7_400_000);
    assert.equal(
      sampled.value.phases,
      row.volts.map(() => ({ volts: 230_200, current: 32_150 })),
    );
    assert.is(meter.frames, 2);
  });

  meters(`meter: a ${type} is read within its second at factory settings`, () => {
    const { sample } = meterBench({ row });
    const sampled = sample();
    assert.ok(sampled.ok && sampled.value.atMono < 500);
  });

  meters(`meter: a ${type} says its serial number`, () => {
    assert.equal(meterBench({ row }).identify(), { ok: true, value: '4023456789' });
  });
}

meters('meter: the blueprint is read in one frame and has no serial number', () => {
  const { sample, identify, meter } = meterBench({ row: BLUEPRINT_ROW });
  assert.ok(sample().ok);
  assert.is(meter.frames, 1);
  assert.equal(identify(), { ok: false, fault: 'exception' });
});

meters('meter: a reading is dated by the last byte of the frame with the registers', () => {
  const { sample } = meterBench({});
  // 8 bytes, 20 ms, 33 bytes; 25 ms of quiet; 8 bytes, 20 ms, 13 bytes; at 2400 baud.
  const sampled = sample();
  assert.ok(sampled.ok);
  assert.is(sampled.value.atMono, 34 + 20 + 138 + 25 + 34 + 20 + 55);
});

const UNHARMED: readonly (readonly [string, Given])[] = [
  ['byte by byte', { wire: { isByteByByte: true } }],
  ['with our own echo', { wire: { hasEcho: true } }],
  ['with our own echo, byte by byte', { wire: { hasEcho: true, isByteByByte: true } }],
  ['behind noise', { hurt: (same) => noiseFirst(same, Uint8Array.of(0xff, ADDRESS, 0x04)) }],
  ['after one lost answer', { hurt: (same) => loseFirst(same) }],
];
for (const [how, given] of UNHARMED) {
  meters(`meter: a reading arrives ${how}`, () => {
    const sampled = meterBench(given).sample();
    assert.ok(sampled.ok);
    assert.is(sampled.value.importRegister, START);
  });
}

const DISAPPOINTMENTS: readonly (readonly [string, MeterFault, (same: Answer) => Answer])[] = [
  ['stops', 'timeout', () => silent],
  ['answers noise', 'bad-checksum', (same) => noise(same, chance(3))],
  ['answers for another address', 'unexpected-frame', (same) => anotherAddress(same, ADDRESS + 1)],
];
for (const [what, fault, hurt] of DISAPPOINTMENTS) {
  meters(`meter: one that ${what} ends in ${fault}, and is read again when it is well`, () => {
    const it = meterBench({ hurt: (same) => during(0, SETTLED_MS, hurt(same), same) });
    assert.equal(it.sample(), { ok: false, fault });
    assert.is(it.master.retries, 2);
    assert.ok(it.sample().ok);
  });
}

meters('meter: at another address there is silence', () => {
  const it = meterBench({});
  const stranger = new ModbusMeter(it.master, METER_ROWS.sdm120, { address: ADDRESS + 1 });
  let fault: MeterFault | undefined;
  stranger.sample((sampled) => {
    if (!sampled.ok) fault = sampled.fault;
  });
  it.clock.advance(SETTLED_MS);
  assert.is(fault, 'timeout');
});

meters('meter: a register that is not there is an exception', () => {
  const it = meterBench({});
  const wrong = new ModbusMeter(it.master, METER_ROWS.sdm630, { address: ADDRESS });
  let fault: MeterFault | undefined;
  wrong.sample((sampled) => {
    if (!sampled.ok) fault = sampled.fault;
  });
  it.clock.advance(SETTLED_MS);
  assert.is(fault, 'exception');
  assert.is(it.master.retries, 0);
});

meters('meter: another serial number is seen, and nothing else changes', () => {
  const it = meterBench({ hurt: (same) => anotherSerial(same, METER_ROWS.sdm120, 5) });
  assert.equal(it.identify(), { ok: true, value: '5' });
  assert.ok(it.sample().ok);
});

meters('meter: a stuck register stands still while power goes on', () => {
  const it = meterBench({ hurt: (same) => stuckRegister(same, METER_ROWS.sdm120) });
  it.sample();
  it.clock.advance(60_000);
  const sampled = it.sample();
  assert.ok(sampled.ok);
  assert.is(sampled.value.importRegister, START);
  assert.is(sampled.value.power, 7_400_000);
});

meters('meter: of 2,000 readings with flipped bits and lost frames, none is wrong', () => {
  const dice = chance(7);
  const hurt = (same: Answer): Answer => {
    const flips = flippedBit(same, dice);
    const losing = lossy(same, dice, 4);
    return (atMs, request) => (dice(3) === 0 ? flips(atMs, request) : losing(atMs, request));
  };
  const { sample, clock, master } = meterBench({ hurt });
  clock.advance(1_000);
  let good = 0;
  for (let i = 0; i < 2_000; i++) {
    const beforeMs = clock.now();
    const sampled = sample();
    if (!sampled.ok) continue;
    good++;
    const { importRegister, atMono } = sampled.value;
    assert.is(sampled.value.power, 7_400_000);
    const soonest = START + Math.floor((Math.max(0, beforeMs - 1_000) * 7_400) / 3_600);
    const latest = START + Math.ceil((atMono * 7_400) / 3_600);
    assert.ok(importRegister >= soonest - 1_000 && importRegister <= latest);
  }
  assert.ok(good > 1_500 && good < 2_000, `reached what it claims: ${good} good`);
  assert.ok(master.retries > 1_000);
});

meters('meter: upside down, what it imports is our export', () => {
  const it = meterBench({ isUpsideDown: true });
  it.clock.advance(1_500);
  const sampled = it.sample();
  assert.ok(sampled.ok);
  assert.is(sampled.value.exportRegister, START + 2_000);
  assert.is(sampled.value.importRegister, 89_010_000);
  assert.is(sampled.value.power, -7_400_000);
});

meters('meter: a coarser step than the row says can be configured', () => {
  const it = meterBench({});
  const energyStep = milliWattHours(10_000);
  const coarse = new ModbusMeter(it.master, METER_ROWS.sdm120, { address: ADDRESS, energyStep });
  let quantum = 0;
  coarse.sample((sampled) => {
    if (sampled.ok) quantum = sampled.value.importQuantum;
  });
  it.clock.advance(SETTLED_MS);
  assert.is(quantum, 10_000);
});

meters('meter: asking again before the answer is a bug, from inside done it is not', () => {
  const { meter, clock } = meterBench({});
  let readings = 0;
  meter.sample(() => meter.sample(() => readings++));
  assert.throws(() => meter.sample(() => {}), 'bug');
  assert.throws(() => meter.identify(() => {}), 'bug');
  clock.advance(SETTLED_MS);
  assert.is(readings, 1);
});

meters.run();

function loseFirst(healthy: Answer): Answer {
  let isFirst = true;
  return (atMs, request) => {
    const reply = isFirst ? undefined : healthy(atMs, request);
    isFirst = false;
    return reply;
  };
}
