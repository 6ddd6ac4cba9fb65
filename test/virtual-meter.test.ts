/** The desk's meter: exact energy, registers in steps, values of the last second, real frames. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeReading, planReading } from '../drivers/meters/decode';
import { METER_ROWS } from '../drivers/meters/rows';
import { seal } from '../drivers/modbus/crc16';
import { decodeReply, readRequest } from '../drivers/modbus/frame';
import { addEnergy } from '../host-sim/meters/energy-integral';
import {
  type MeterLoad,
  VirtualMeter,
  type VirtualMeterOptions,
} from '../host-sim/meters/virtual-meter';
import type { Reading } from '../src/ports';
import { monotonicMs } from '../src/units';

const meter = suite('virtual meter');
const ROW = METER_ROWS.sdm120;
const REQUESTS = ROW.blocks.map((block) => readRequest(1, block));
const DAY_MS = 86_400_000;

const load = (importMilliWatts: number, exportMilliWatts = 0): MeterLoad => ({
  importMilliWatts,
  exportMilliWatts,
  milliVolts: [230_000],
  milliAmps: [Math.round((importMilliWatts + exportMilliWatts) / 230)],
});

const sdm120 = (options: Partial<VirtualMeterOptions> = {}): VirtualMeter =>
  new VirtualMeter({ row: ROW, address: 1, serial: 21_001_234, ...options });

/** What the driver makes of the meter's frames, the line's time left out. */
function readingOf(asked: VirtualMeter, atMs: number): Reading {
  const plan = planReading(ROW, false, ROW.energyStep);
  const registers = new Uint8Array(plan.byteCount);
  REQUESTS.forEach((request, index) => {
    const decoded = decodeReply(request, asked.answer(atMs, request.bytes)!);
    assert.ok(decoded.ok);
    registers.set(decoded.value, plan.blockOffsets[index]!);
  });
  const reading = decodeReading(plan, new DataView(registers.buffer), monotonicMs(atMs));
  assert.ok(reading.ok);
  return reading.value;
}

meter('virtual meter: registers grow in whole steps and never before the energy is there', () => {
  const asked = sdm120();
  asked.loadChanges(0, load(3_600_000)); // 1 Wh a second
  assert.is(readingOf(asked, 999).importRegister, 0);
  assert.is(readingOf(asked, 1_000).importRegister, 1_000);
  assert.is(readingOf(asked, 59_999).importRegister, 59_000);
  assert.is(readingOf(asked, 60_000).importRegister, 60_000);
});

meter('virtual meter: a step of 10 Wh holds the register back until ten are there', () => {
  const asked = sdm120({ energyStep: 10_000 });
  asked.loadChanges(0, load(3_600_000));
  assert.is(readingOf(asked, 9_999).importRegister, 0);
  assert.is(readingOf(asked, 10_000).importRegister, 10_000);
  assert.is(readingOf(asked, 19_999).importRegister, 10_000);
});

meter('virtual meter: power, volts and current lag the load until the next renewal', () => {
  const asked = sdm120({ renewalPhaseMs: 300 });
  asked.loadChanges(5_000, load(2_000_000));
  assert.is(readingOf(asked, 5_000).power, 0);
  assert.is(readingOf(asked, 5_299).power, 0);
  assert.is(readingOf(asked, 5_300).power, 2_000_000);
  assert.is(readingOf(asked, 5_300).phases[0]!.current, 8_696);
  asked.loadChanges(5_301, load(0, 1_500_000));
  assert.is(readingOf(asked, 6_299).power, 2_000_000);
  assert.is(readingOf(asked, 6_300).power, -1_500_000);
  asked.loadChanges(7_300, load(0)); // at the very instant: still the old load
  assert.is(readingOf(asked, 8_299).power, -1_500_000);
  assert.is(readingOf(asked, 8_300).power, 0);
});

meter('virtual meter: a load that comes and goes between renewals is counted all the same', () => {
  const asked = sdm120();
  asked.loadChanges(100, load(20_000_000));
  asked.loadChanges(900, load(0));
  assert.is(readingOf(asked, 1_000).power, 0);
  assert.is(readingOf(asked, 1_000).importRegister, 4_000); // 20 kW for 0.8 s is 4.4 Wh
});

meter('virtual meter: asking changes nothing, however often and in whatever order', () => {
  const often = sdm120({ renewalPhaseMs: 250 });
  const seldom = sdm120({ renewalPhaseMs: 250 });
  for (const asked of [often, seldom]) asked.loadChanges(0, load(7_400_000));
  for (const atMs of [9_000, 10, 5_250, 5_249, 0, 9_999]) readingOf(often, atMs);
  for (const atMs of [5_249, 5_250, 7_000]) {
    assert.equal(readingOf(often, atMs), readingOf(seldom, atMs));
  }
  readingOf(often, 9_999);
  for (const asked of [often, seldom]) asked.loadChanges(7_001, load(0));
  for (const atMs of [9_999, 12_000]) {
    assert.equal(readingOf(often, atMs), readingOf(seldom, atMs));
  }
});

meter('virtual meter: import and export are two registers', () => {
  const asked = sdm120({ importMilliWattHours: 50_000_000, exportMilliWattHours: 7_000_000 });
  asked.loadChanges(0, load(0, 3_600_000));
  const reading = readingOf(asked, 10_000);
  assert.is(reading.importRegister, 50_000_000);
  assert.is(reading.exportRegister, 7_010_000);
  assert.is(reading.power, -3_600_000);
});

const STARTS = [0, 1_234_567_000, 8_191_000_000, 16_380_000_000, 90_000_000_000];
for (const startMilliWattHours of STARTS) {
  meter(`virtual meter: from ${startMilliWattHours} mWh, 30 days stay within a quantum`, () => {
    const asked = sdm120({ importMilliWattHours: startMilliWattHours, renewalPhaseMs: 617 });
    let state = 42;
    const random = (below: number) => {
      state = (state * 1_664_525 + 1_013_904_223) % 0x1_0000_0000;
      return Math.floor((state / 0x1_0000_0000) * below);
    };
    let exact = BigInt(startMilliWattHours) * 3_600_000n;
    let watts = 0;
    let sinceMs = 0;
    let before = 0;
    while (sinceMs < 30 * DAY_MS) {
      const untilMs = sinceMs + 1 + random(random(50) === 0 ? DAY_MS : 120_000);
      const atMs = untilMs - (untilMs % 1_000) + 617; // the instant of a renewal
      if (atMs > sinceMs && atMs <= untilMs) {
        const energy = (exact + BigInt(watts) * BigInt(atMs - sinceMs)) / 3_600_000n;
        const { importRegister, importQuantum } = readingOf(asked, atMs);
        const behind = Number(energy) - importRegister;
        assert.ok(Math.abs(behind) <= importQuantum, `${behind} mWh behind at ${atMs}`);
        assert.ok(importRegister >= before, 'backwards');
        before = importRegister;
      }
      exact += BigInt(watts) * BigInt(untilMs - sinceMs);
      sinceMs = untilMs;
      watts = random(4) === 0 ? 0 : random(20_000_001);
      asked.loadChanges(sinceMs, load(watts));
    }
  });
}

meter('virtual meter: energy adds up exactly, however finely it is cut', () => {
  let cut = { milliWattHours: 90_000_000_000, milliWattMs: 0 };
  for (let i = 0; i < 100_000; i++) cut = addEnergy(cut, 19_999_999, 25_919);
  const whole = addEnergy(
    { milliWattHours: 90_000_000_000, milliWattMs: 0 },
    19_999_999,
    2_591_900_000,
  );
  assert.equal(cut, whole);
  const exact = 90_000_000_000n * 3_600_000n + 19_999_999n * 2_591_900_000n;
  assert.is(BigInt(whole.milliWattHours) * 3_600_000n + BigInt(whole.milliWattMs), exact);
});

meter('virtual meter: says its serial number', () => {
  const request = readRequest(1, { functionCode: 3, start: 0xfc00, count: 2 });
  const decoded = decodeReply(request, sdm120().answer(0, request.bytes)!);
  assert.ok(decoded.ok);
  assert.is(bytesToHex(decoded.value), '01407412');
});

/** Requests without their checksum, and the answer without its own; '' is silence. */
const REQUESTED: readonly (readonly [string, string, string])[] = [
  ['an unknown register', '010413000002', '018402'],
  ['a read across the end of a block', '0104000d0002', '018402'],
  ['a register with the wrong function', '010300480002', '018302'],
  ['no register', '010400480000', '018403'],
  ['126 registers', '01040048007e', '018403'],
  ['a write', '0106001c0002', '018601'],
  ['another address', '020400480004', ''],
  ['a broadcast', '000400480004', ''],
  ['a read with a byte too many', '01040048000400', ''],
];
for (const [what, request, reply] of REQUESTED) {
  meter(`virtual meter: asked for ${what}, answers ${reply === '' ? 'nothing' : reply}`, () => {
    const answered = sdm120().answer(0, seal(hexToBytes(`${request}0000`)));
    assert.is(answered === undefined ? '' : bytesToHex(answered).slice(0, -4), reply);
  });
}

meter('virtual meter: keeps silent to every one-bit corruption of a request', () => {
  const asked = sdm120();
  for (let bit = 0; bit < 64; bit++) {
    const request = REQUESTS[1]!.bytes.slice();
    request[bit >> 3]! ^= 1 << (bit & 7);
    assert.is(asked.answer(0, request), undefined, `bit ${bit}`);
  }
});

meter('virtual meter: a load out of the order of time is a bug', () => {
  const asked = sdm120();
  asked.loadChanges(1_000, load(1));
  assert.throws(() => asked.loadChanges(999, load(2)), 'backwards');
  assert.throws(() => asked.answer(999, REQUESTS[0]!.bytes), 'past');
});

meter.run();
