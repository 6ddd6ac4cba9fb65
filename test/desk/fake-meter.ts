/** The meter on the tests' desk, and the load behind it: exact energy, rounded-down registers. */
import type { BoardEvent, MeterFault, Reading } from '../../src/ports';
import {
  type MonotonicMs,
  milliAmps,
  milliVolts,
  milliWattHours,
  milliWatts,
} from '../../src/units';

const MS_PER_HOUR = 3_600_000;

export class FakeMeter {
  serial = '20000001';
  fault: MeterFault | undefined;
  quantum = 1_000;
  /** What the load draws in mW while the contactor is closed, or always when it is bridged. */
  load = 3_000_000;
  isBridged = false;
  /** Per phase in mA; undefined: as the load makes it. */
  current: number | undefined;
  #flow = 50_000_000 * MS_PER_HOUR;
  #isOn = false;

  /** Since the journal was formatted or not: what passed, in mWh, rounded down. */
  get energy(): number {
    return Math.floor(this.#flow / MS_PER_HOUR);
  }

  /** `onMs` of the last `ms` the contactor was closed. */
  flow(onMs: number, ms: number): void {
    if (ms === 0) return;
    this.#isOn = this.isBridged || onMs === ms;
    this.#flow += this.load * (this.isBridged ? ms : onMs);
  }

  jump(milliWattHours: number): void {
    this.#flow += milliWattHours * MS_PER_HOUR;
  }

  /** What the board hears of it. */
  answer(ask: 'sample' | 'identify', atMono: MonotonicMs): BoardEvent {
    const { fault, serial } = this;
    if (fault !== undefined) return { kind: 'reading-failed', fault };
    if (ask === 'identify') return { kind: 'meter-identified', serial };
    return { kind: 'reading', reading: this.read(atMono) };
  }

  read(atMono: MonotonicMs): Reading {
    const power = this.#isOn ? this.load : 0;
    const current = this.current ?? Math.ceil((power * 1_000) / 230_000);
    const register = Math.floor(this.energy / this.quantum) * this.quantum;
    return {
      atMono,
      importRegister: milliWattHours(register),
      importQuantum: milliWattHours(this.quantum),
      exportRegister: milliWattHours(0),
      exportQuantum: milliWattHours(this.quantum),
      power: milliWatts(power),
      phases: [{ volts: milliVolts(230_000), current: milliAmps(current) }],
    };
  }
}
