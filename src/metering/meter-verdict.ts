/** What the metering makes of one reading: a closed union, one member per thing to do about it. */
import type { MilliWattHours, MonotonicMs } from '../units';
import type { RegisterDoubt } from './register';

/**
 * Whole steps of the registers since the last accepted ones, mostly 0. Each moved between its
 * `FromMono`, when it last changed, and `toMono`, this reading.
 */
export type Movement = {
  readonly importDelta: MilliWattHours;
  readonly importFromMono: MonotonicMs;
  readonly exportDelta: MilliWattHours;
  readonly exportFromMono: MonotonicMs;
  readonly toMono: MonotonicMs;
};

/** `power`: above 1.3 x `powerMax`. `old`, `future`: its time goes back, or is yet to come. */
export type Implausibility = RegisterDoubt | 'power' | 'old' | 'future';

export type MeterVerdict =
  /** Sets the base; nothing to bill. */
  | { readonly kind: 'first' }
  | ({ readonly kind: 'good' } & Movement)
  /** As good (the register is plausible and is billed), but it contradicts the power. */
  | ({ readonly kind: 'disagrees' } & Movement)
  /** The first reading after `restoreRegister`: what flowed in between. */
  | {
      readonly kind: 'resumed';
      readonly importDelta: MilliWattHours;
      readonly exportDelta: MilliWattHours;
    }
  | { readonly kind: 'implausible'; readonly reason: Implausibility }
  /** A new base below, or above, the old one; nothing to bill. */
  | { readonly kind: 'restarted' }
  | { readonly kind: 'jumped' };
