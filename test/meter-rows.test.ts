/** The table of meters: registers, limits, and the way from float32 to whole milliwatt-hours. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BLUEPRINT_ROW } from '../drivers/blueprint';
import { decodeReading, planReading } from '../drivers/meters/decode';
import {
  decodeRegister,
  type Encoding,
  float32Spacing,
  floatEnergyQuantum,
  floatEnergyRoundedDown,
} from '../drivers/meters/register';
import { type MeterRow, meterRow } from '../drivers/meters/row';
import { METER_ROWS } from '../drivers/meters/rows';
import { decodeReply, readRequest } from '../drivers/modbus/frame';
import { milliWattHours, monotonicMs } from '../src/units';
import { OTHER_FRAMES, SDM_FRAMES } from './vectors/modbus';

const rows = suite('meter rows');
const STEP = milliWattHours(1_000);
const KILOWATT_HOURS = 1_000_000;
const ALL_ROWS: readonly MeterRow[] = [...Object.values(METER_ROWS), BLUEPRINT_ROW];

for (const row of ALL_ROWS) {
  rows(`rows: ${row.model}: no block asks for more than the meter gives in one read`, () => {
    for (const block of row.blocks) assert.ok(block.count <= 60, 'SDM72: 30 parameters');
  });

  rows(`rows: ${row.model}: is frozen through and through`, () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    assert.ok(isFrozen(row));
  });

  rows(`rows: ${row.model}: import and export are in the block that is read last`, () => {
    assert.is(planReading(row, false, row.energyStep).energyBlock, row.blocks.length - 1);
  });
}

for (const vector of SDM_FRAMES) {
  rows(`rows: the recorded ${vector.name} of an SDM is ${vector.value}`, () => {
    const decoded = decodeRegister(registersOf(vector), 0, 'float32');
    assert.is(Math.round(decoded * 1_000), Math.round(vector.value * 1_000));
  });
}

const RECORDED: readonly (readonly [string, number, Encoding, number])[] = [
  ['DDS238', 0, 'u32', 7_133],
  ['DDS238', 28, 's16', 132],
  ['DDS238', 30, 's16', -2],
  ['EM340 import', 0, 's32-low-word-first', 123_456],
  ['EM340 import', 0, 'u32-low-word-first', 123_456],
  ['EM340 power', 0, 's32-low-word-first', -10_005],
  ['PZEM 8188 Wh', 0, 'u16', 2_428],
  ['PZEM 8188 Wh', 2, 'u32-low-word-first', 13_372],
  ['PZEM 8188 Wh', 6, 'u32-low-word-first', 30_312],
  ['PZEM 8192 Wh', 10, 'u32-low-word-first', 8_192],
];
for (const [name, offset, encoding, count] of RECORDED) {
  rows(`rows: ${name}, byte ${offset} as ${encoding}, is ${count}`, () => {
    const vector = OTHER_FRAMES.find((frame) => frame.name === name)!;
    assert.is(decodeRegister(registersOf(vector), offset, encoding), count);
  });
}

rows('rows: the recorded DDS238 decodes through the blueprint, import and export apart', () => {
  const plan = planReading(BLUEPRINT_ROW, false, BLUEPRINT_ROW.energyStep);
  const decoded = decodeReading(plan, registersOf(OTHER_FRAMES[0]!), monotonicMs(7));
  assert.equal(decoded, {
    ok: true,
    value: {
      atMono: 7,
      importRegister: 47_330_000,
      importQuantum: 10_000,
      exportRegister: 23_990_000,
      exportQuantum: 10_000,
      power: 132_000,
      phases: [{ volts: 230_600, current: 620 }],
    },
  });
});

/** kWh in the register -> whole mWh, quantum. The float of 1234.567 is 1234.5670166015625. */
const ENERGIES: readonly (readonly [number, number, number])[] = [
  [0, 0, 1_000],
  [0.001, 1_000, 1_000],
  [1_234.567, 1_234_567_000, 1_000],
  [4_095.999, 4_095_999_000, 1_000],
  [4_096.001, 4_096_001_000, 1_000],
  [8_191.999, 8_191_999_000, 1_000],
  [8_192, 8_192_000_000, 1_977], // spacing 976.5625 mWh: two of them are more than a step
  [8_192.001, 8_192_000_976, 1_977],
  [16_384, 16_384_000_000, 2_954],
  [65_535.996, 65_535_996_093, 4_907], // the float below 65,536
  [65_536, 65_536_000_000, 8_813],
  [90_000, 90_000_000_000, 8_813],
  [90_000.005, 90_000_007_812, 8_813],
];
for (const [value, energy, quantum] of ENERGIES) {
  rows(`rows: ${value} kWh in float32 is ${energy} mWh, known to ${quantum}`, () => {
    const count = Math.fround(value);
    assert.is(floatEnergyRoundedDown(count, KILOWATT_HOURS, STEP), energy);
    assert.is(floatEnergyQuantum(count, KILOWATT_HOURS, STEP), quantum);
  });
}

rows('rows: below 8,192 kWh the step the meter counted comes back exactly', () => {
  for (let steps = 1; steps < 8_192_000; steps += 997) {
    const count = Math.fround(steps / 1_000);
    assert.is(floatEnergyRoundedDown(count, KILOWATT_HOURS, STEP), steps * 1_000);
  }
});

rows('rows: the register never runs backwards and stays within its quantum, at any height', () => {
  for (const top of [0, 1, 4_095, 8_191, 16_383, 65_535, 90_000]) {
    let before = 0;
    for (let steps = top * 1_000; steps < top * 1_000 + 3_000; steps++) {
      const count = Math.fround(steps / 1_000);
      const energy = floatEnergyRoundedDown(count, KILOWATT_HOURS, STEP);
      assert.ok(energy >= before, `${steps} Wh: backwards`);
      const quantum = floatEnergyQuantum(count, KILOWATT_HOURS, STEP);
      assert.ok(Math.abs(energy - steps * 1_000) <= quantum, `${steps} Wh: beyond the quantum`);
      before = energy;
    }
  }
});

rows('rows: the spacing of float32 is the distance to its next neighbour', () => {
  const view = new DataView(new ArrayBuffer(4));
  for (const value of [1, 1.5, 2, 1_023.9, 1_024, 8_192, 90_000, 2 ** 24, 3e7]) {
    view.setFloat32(0, value);
    const here = view.getFloat32(0);
    view.setUint32(0, view.getUint32(0) + 1);
    assert.is(float32Spacing(here), view.getFloat32(0) - here, `${value}`);
  }
});

const GARBAGE: readonly (readonly [string, number, number])[] = [
  ['not a number', 0x48, Number.NaN],
  ['infinite', 0x48, Number.POSITIVE_INFINITY],
  ['negative', 0x48, -0.001],
  ['beyond ten million kWh', 0x4a, 1e38],
  ['not a number', 0x00, Number.NaN],
  ['negative', 0x00, -230],
  ['infinite', 0x06, Number.NEGATIVE_INFINITY],
  ['not a number', 0x0c, Number.NaN],
  ['beyond 10 MW', 0x0c, -1e38],
];
for (const [what, at, value] of GARBAGE) {
  rows(`rows: register 0x${at.toString(16)} that is ${what} gives no reading`, () => {
    const plan = planReading(METER_ROWS.sdm120, false, STEP);
    const view = new DataView(new ArrayBuffer(plan.byteCount));
    assert.ok(decodeReading(plan, view, monotonicMs(0)).ok);
    const offset = at < 0x48 ? at * 2 : plan.blockOffsets[1]! + (at - 0x48) * 2;
    view.setFloat32(offset, value);
    const decoded = decodeReading(plan, view, monotonicMs(0));
    assert.equal(decoded, { ok: false, fault: 'not-a-number' });
  });
}

rows('rows: any bytes at all give a reading or a fault, never an assertion', () => {
  const plan = planReading(METER_ROWS.sdm630, true, STEP);
  const bytes = new Uint8Array(plan.byteCount);
  let seed = 1;
  for (let round = 0; round < 20_000; round++) {
    for (let i = 0; i < bytes.length; i++) {
      seed = (seed * 1_103_515_245 + 12_345) % 0x8000_0000;
      bytes[i] = (i & 3) === 0 ? (seed >> 16) & 0x7f : seed >> 16;
    }
    decodeReading(plan, new DataView(bytes.buffer), monotonicMs(round));
  }
});

rows('rows: upside down, import and export change places and power its sign', () => {
  const upright = planReading(METER_ROWS.sdm120, false, STEP);
  const turned = planReading(METER_ROWS.sdm120, true, STEP);
  const view = new DataView(new ArrayBuffer(upright.byteCount));
  view.setFloat32(0x06 * 2, -4.347); // a current with a sign: only its size counts
  view.setFloat32(0x0c * 2, -1_000.5);
  view.setFloat32(upright.blockOffsets[1]!, 1_234.567);
  view.setFloat32(upright.blockOffsets[1]! + 4, 89.01);
  const one = decodeReading(upright, view, monotonicMs(0));
  const other = decodeReading(turned, view, monotonicMs(0));
  assert.ok(one.ok && other.ok);
  assert.is(one.value.power, -1_000_500);
  assert.is(other.value.power, 1_000_500);
  assert.is(one.value.importRegister, 1_234_567_000);
  assert.is(other.value.exportRegister, 1_234_567_000);
  assert.is(other.value.importRegister, 89_010_000);
  assert.is(one.value.phases[0]!.current, 4_347);
});

rows('rows: no power is zero, never minus zero', () => {
  const plan = planReading(METER_ROWS.sdm120, true, STEP);
  const decoded = decodeReading(plan, new DataView(new ArrayBuffer(36)), monotonicMs(0));
  assert.ok(decoded.ok && Object.is(decoded.value.power, 0));
});

const BROKEN_ROWS: readonly (readonly [string, Partial<MeterRow>])[] = [
  ['a register outside its blocks', { power: { ...BLUEPRINT_ROW.power, at: 0x40 } }],
  ['a register half outside', { importEnergy: { ...BLUEPRINT_ROW.importEnergy, at: 17 } }],
  ['two blocks of one shape', { blocks: [...BLUEPRINT_ROW.blocks, ...BLUEPRINT_ROW.blocks] }],
  ['more volts than currents', { current: [] }],
];
for (const [what, change] of BROKEN_ROWS) {
  rows(`rows: ${what} is a bug that shows when the table is built`, () => {
    assert.throws(() => meterRow({ ...BLUEPRINT_ROW, ...change }), 'bug');
  });
}

rows.run();

function registersOf(vector: (typeof OTHER_FRAMES)[number]): DataView {
  const decoded = decodeReply(readRequest(vector.address, vector), hexToBytes(vector.reply));
  assert.ok(decoded.ok);
  return new DataView(decoded.value.buffer, decoded.value.byteOffset, decoded.value.length);
}
