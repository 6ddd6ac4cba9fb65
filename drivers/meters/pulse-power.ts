/**
 * Power as pulses tell it: the mean of the last interval, never more than would have given a pulse
 * since. Integrated as the board does it, it follows the register: ahead of it by half a pulse at
 * most, and what is behind is caught up, because two figures of one source must not disagree.
 *
 * Whole numbers only. A flow is a half of a mW x ms, as in `src/metering/register.ts`.
 */
import { type MilliWatts, type MonotonicMs, milliWatts } from '../../src/units';

/** 1 kWh in W x ms. */
const WATT_MS_PER_KILOWATT_HOUR = 3_600_000_000;
const FLOW_PER_KILOWATT_HOUR = 2_000 * WATT_MS_PER_KILOWATT_HOUR;
/** Fast pulses are averaged for so long: a look comes every 50 ms, which is then 5 %. */
const MEAN_MS_MIN = 1_000;
/** A rest longer than this tells no more than this: products below stay under 2^53. */
const SPAN_MS_MAX = 86_400_000;
/** What is behind is caught up with an eighth on top. */
const CATCH_UP_DIVISOR = 8;
const NEVER = -1;

export class PulsePower {
  readonly #impulses: number;
  readonly #flowPerPulse: number;
  #fromMono = NEVER;
  #counted = 0;
  #lastMono = 0;
  #mean = 0;
  /** What the register has and the power told does not have yet. */
  #behind = 0;
  #told = 0;
  #toldMono: MonotonicMs;

  constructor(impulsesPerKilowattHour: number, nowMono: MonotonicMs) {
    this.#impulses = impulsesPerKilowattHour;
    this.#flowPerPulse = Math.floor(FLOW_PER_KILOWATT_HOUR / impulsesPerKilowattHour);
    this.#toldMono = nowMono;
  }

  /** So many pulses since the last call came by now; at least one. */
  see(pulses: number, nowMono: MonotonicMs): void {
    const isFirst = this.#fromMono === NEVER;
    const isSlow = nowMono - this.#lastMono >= MEAN_MS_MIN;
    // Since when the first one was under way nobody knows; a slow one tells of itself alone.
    const fromMono = isSlow ? this.#lastMono : this.#fromMono;
    this.#lastMono = nowMono;
    this.#counted = isSlow ? pulses : this.#counted + pulses;
    if (!isFirst && nowMono - fromMono < MEAN_MS_MIN) return;
    if (!isFirst) this.#mean = this.#powerOf(this.#counted, nowMono - fromMono);
    this.#fromMono = nowMono;
    this.#counted = 0;
  }

  /** A reading was refused: what was seen and told before says nothing of what comes. */
  forget(nowMono: MonotonicMs): void {
    this.#behind = 0;
    this.#told = 0;
    this.#toldMono = nowMono;
    this.#fromMono = NEVER;
    this.#counted = 0;
    this.#mean = 0;
  }

  /** Of a reading whose register has so many pulses more than the one before. */
  tell(pulses: number, nowMono: MonotonicMs): MilliWatts {
    const elapsedMs = nowMono - this.#toldMono;
    const owed = this.#behind + pulses * this.#flowPerPulse;
    const power = elapsedMs === 0 ? this.#told : this.#keepingWith(owed, elapsedMs, nowMono);
    this.#behind = owed - (this.#told + power) * elapsedMs;
    this.#told = power;
    this.#toldMono = nowMono;
    return milliWatts(power);
  }

  #keepingWith(owed: number, elapsedMs: number, nowMono: MonotonicMs): number {
    const power = Math.min(this.#mean, this.#mostSince(nowMono));
    const isBehind = owed - (this.#told + power) * elapsedMs > this.#flowPerPulse;
    const wanted = isBehind ? power + Math.floor(power / CATCH_UP_DIVISOR) : power;
    const most = Math.floor((owed + this.#flowPerPulse / 2) / elapsedMs) - this.#told;
    return Math.max(0, Math.min(wanted, most));
  }

  /** With more there would have been another pulse. */
  #mostSince(nowMono: MonotonicMs): number {
    const ms = nowMono - this.#lastMono;
    return ms === 0 ? this.#mean : this.#powerOf(1, ms);
  }

  /** In mW, rounded down; in two steps, each below 2^53 for a million pulses in a day. */
  #powerOf(pulses: number, ms: number): number {
    const energy = pulses * WATT_MS_PER_KILOWATT_HOUR;
    const time = this.#impulses * Math.min(ms, SPAN_MS_MAX);
    const watts = Math.floor(energy / time);
    return watts * 1_000 + Math.floor(((energy - watts * time) * 1_000) / time);
  }
}
