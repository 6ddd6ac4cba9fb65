/** Voltage by seeded chance: what is owed is what a slow reckoning, minute by minute, says. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Stream, stream } from '../host-sim/prng';
import type { Offer } from '../src/terms/offer';
import { endWatch, newWatch, noteStep, noteVoltage } from '../src/terms/voltage';
import { epochMs, milliAmps, milliVolts, milliWattHours } from '../src/units';
import { referenceMicro, table } from './tariff-reference';
import { OFFER, START_SEC } from './terms-samples';

const voltage = suite('voltage by chance');

const MINUTES = 15;
type Reading = { readonly atMs: number; readonly volts: number; readonly energy: number };

/** Each reading brings the energy since the one before; some minutes have none. */
function readingsOf(from: Stream, startMs: number): readonly Reading[] {
  const readings: Reading[] = [];
  let atMs = startMs;
  for (;;) {
    atMs += 1 + (from.below(5) === 0 ? from.below(200_000) : from.below(20_000));
    if (atMs >= startMs + MINUTES * 60_000) return readings;
    const volts = [206_000, 230_000, 230_000, 254_000][from.below(4)]!;
    readings.push({ atMs, volts, energy: from.below(100_000) });
  }
}

/** Minutes that are outside by their mean, as spans. */
function outsideOf(readings: readonly Reading[], { startSec }: Offer) {
  const spans: [number, number][] = [];
  for (let minute = 0; minute < MINUTES; minute++) {
    const fromMs = startSec * 1_000 + minute * 60_000;
    const own = readings.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 60_000);
    const mean = own.reduce((sum, { volts }) => sum + volts, 0) / own.length;
    if (own.length > 0 && (mean < 207_000 || mean > 253_000)) spans.push([fromMs, fromMs + 60_000]);
  }
  return spans;
}

voltage('owed: the discount of what each minute outside cost, to a few millionths a part', () => {
  const from = stream(6, 'terms-voltage');
  let compensated = 0;
  for (let i = 0; i < 300; i++) {
    const startSec = START_SEC + from.below(1_000);
    const prices = Array.from({ length: 4 }, () => from.below(500_000));
    const knots = prices.map((price, at) => [startSec + at * 300, price] as const);
    const importTariff = table(from.below(2) === 0 ? 'lines' : 'steps', ...knots);
    const voltageDiscountPerMille = from.below(1_001);
    const stopSec = startSec + MINUTES * 60;
    const terms: Offer = { ...OFFER, startSec, stopSec, importTariff, voltageDiscountPerMille };
    const readings = readingsOf(from, startSec * 1_000);
    const outside = outsideOf(readings, terms);

    const watch = newWatch();
    let [exact, parts] = [0n, 0n];
    let lastMs = startSec * 1_000;
    for (const { atMs, volts, energy } of readings) {
      const phases = [{ volts: milliVolts(volts), current: milliAmps(1) }];
      noteVoltage(watch, terms, epochMs(atMs), phases);
      const used = { fromMs: epochMs(lastMs), toMs: epochMs(atMs), energy: milliWattHours(energy) };
      noteStep(watch, terms, used);
      for (const [fromMs, toMs] of outside) {
        const [first, last] = [Math.max(fromMs, lastMs), Math.min(toMs, atMs)];
        if (first >= last) continue;
        // Energy times length, so that the share is whole; divided at the end.
        const share = referenceMicro(importTariff, energy * (last - first), first, last);
        exact += (share * BigInt(voltageDiscountPerMille)) / BigInt(atMs - lastMs) / 1_000n;
        parts++;
      }
      lastMs = atMs;
    }
    endWatch(watch, terms);
    const owed = BigInt(watch.owed.cost) * 1_000_000n + BigInt(watch.owed.carryMicroMilliSat);
    const off = owed - exact;
    assert.ok(
      off <= parts && off >= -3n * parts - 1n,
      `${i}: ${owed}, not ${exact}; ${parts} parts`,
    );
    if (owed > 0n) compensated++;
  }
  assert.ok(compensated > 200, `${compensated}`);
});

voltage.run();
