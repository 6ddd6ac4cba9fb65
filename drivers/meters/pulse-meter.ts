/**
 * A meter that gives pulses: S0 (IEC 62053-31) or an optical head. Hardware counts, this turns the
 * total into a register in mWh, rounded down, and the intervals into power. One output tells one
 * direction: export stays as it was. There are no volts and no amps.
 *
 * The counter has no memory of its own and begins at 0 at each power-on; the journal is its memory.
 * The register goes on from the last one that was written down: what flowed between that record and
 * the power cut was counted nowhere and is billed to nobody, and no pulse is billed twice.
 */
import type { Clock, Meter, MeterFault, Reading } from '../../src/ports';
import { assert, fail, ok, type Result } from '../../src/result';
import { durationMs, type MonotonicMs, milliWattHours, monotonicMs } from '../../src/units';
import { PulsePower } from './pulse-power';

export interface PulseCounter {
  /** Since it began, modulo 2^32; undefined where there is none. */
  count(): number | undefined;
  /** The output is closed: a pulse is on. */
  isOn(): boolean;
}

/** In mWh, as the journal has them. */
export type Registers = { readonly importRegister: number; readonly exportRegister: number };

export type PulseMeterOptions = {
  readonly clock: Clock;
  readonly counter: PulseCounter;
  readonly impulsesPerKilowattHour: number;
  readonly since: Registers;
};

const MILLI_WATT_HOURS_PER_KILOWATT_HOUR = 1_000_000;
/** The interval between two pulses is known as well as this. */
const LOOK_MS = 50;
/** On for 30 ms and off for 30 ms at least: what comes faster is noise, and no energy. */
export const PULSE_MS_MIN = 60;
/** Pulses that lay between the sample before and this one may show at its edges. */
const PULSES_AT_EDGES = 2;
/** A pulse is on for 30 to 200 ms. Noticed so soon, it is within the reserve of a sale. */
const STUCK_MS = 1_000;

export class PulseMeter implements Meter {
  readonly #clock: Clock;
  readonly #counter: PulseCounter;
  readonly #impulses: number;
  readonly #since: Registers;
  readonly #power: PulsePower;
  #isThere = true;
  #last = 0;
  /** Counted, and not looked into by a sample yet. */
  #fresh = 0;
  /** Believed. */
  #pulses = 0;
  #offMono: MonotonicMs;
  #sampledMono: MonotonicMs;
  /** Readings given, for statistics. */
  frames = 0;

  constructor({ clock, counter, impulsesPerKilowattHour, since }: PulseMeterOptions) {
    assert(impulsesPerKilowattHour > 0, 'pulses: no impulses per kWh');
    this.#clock = clock;
    this.#counter = counter;
    this.#impulses = impulsesPerKilowattHour;
    this.#since = since;
    this.#power = new PulsePower(impulsesPerKilowattHour, clock.now());
    // What the counter has by now came since this boot, at which the clock began at 0.
    this.#sampledMono = monotonicMs(0);
    this.#offMono = clock.now();
    this.#look();
    if (this.#isThere) this.#later();
  }

  sample(done: (result: Result<Reading, MeterFault>) => void): void {
    done(this.#sample());
  }

  /** A counter has no number: the constant stands for it, so that another one is noticed. */
  identify(done: (result: Result<string, MeterFault>) => void): void {
    done(this.#isThere ? ok(`pulses-${this.#impulses}`) : fail('port-closed'));
  }

  #sample(): Result<Reading, MeterFault> {
    this.#look();
    if (!this.#isThere) return fail('port-closed');
    const nowMono = this.#clock.now();
    const elapsedMs = nowMono - this.#sampledMono;
    const fresh = this.#fresh;
    this.#sampledMono = nowMono;
    this.#fresh = 0;
    if ((fresh - PULSES_AT_EDGES) * PULSE_MS_MIN > elapsedMs) {
      this.#power.forget(nowMono);
      return fail('too-fast');
    }
    this.#pulses += fresh;
    if (nowMono - this.#offMono >= STUCK_MS) {
      this.#power.forget(nowMono);
      return fail('line-stuck');
    }
    const power = this.#power.tell(fresh, nowMono);
    this.frames += 1;
    return ok({
      atMono: nowMono,
      importRegister: milliWattHours(this.#since.importRegister + this.#energyRoundedDown()),
      importQuantum: this.#quantumRoundedUp(),
      exportRegister: milliWattHours(this.#since.exportRegister),
      exportQuantum: this.#quantumRoundedUp(),
      power,
      phases: [],
    });
  }

  /** Of the total, so that nothing is lost to rounding: 9 billion pulses stay below 2^53. */
  #energyRoundedDown(): number {
    return Math.floor((this.#pulses * MILLI_WATT_HOURS_PER_KILOWATT_HOUR) / this.#impulses);
  }

  #quantumRoundedUp() {
    return milliWattHours(Math.ceil(MILLI_WATT_HOURS_PER_KILOWATT_HOUR / this.#impulses));
  }

  #later(): void {
    this.#clock.after(durationMs(LOOK_MS), this.#lookAgain);
  }

  readonly #lookAgain = (): void => {
    this.#look();
    this.#later();
  };

  #look(): void {
    const count = this.#counter.count();
    this.#isThere = count !== undefined;
    if (count === undefined) return;
    const nowMono = this.#clock.now();
    const pulses = (count - this.#last) >>> 0; // across the wrap at 2^32
    this.#last = count;
    this.#fresh += pulses;
    if (pulses > 0) this.#power.see(pulses, nowMono);
    // Looks may meet one pulse after another: what counts is not stuck.
    if (pulses > 0 || !this.#counter.isOn()) this.#offMono = nowMono;
  }
}
