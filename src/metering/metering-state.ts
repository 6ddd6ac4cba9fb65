/**
 * What the board knows of its meter: the registers it has accepted, what it doubts, and counters.
 * Plain data that survives JSON at any point; changed in place by `metering.ts` alone.
 */
import {
  type DurationMs,
  type MilliWatts,
  type MonotonicMs,
  milliWatts,
  monotonicMs,
} from '../units';
import { type AgreementState, createAgreement } from './agreement';
import { createDoubt, type DoubtState } from './doubt';
import { createRegister, type RegisterState } from './register';

/**
 * `powerMax`: what the breaker lets through, not what the terms allow. `isOneSource`: the power is
 * made of the register's own steps, as of pulses.
 */
export type MeteringLimits = {
  readonly powerMax: MilliWatts;
  readonly intervalMs: DurationMs;
  readonly isOneSource?: boolean;
};

export type MeteringState = {
  readonly limits: MeteringLimits;
  /** Where the registers below come from. */
  base: 'none' | 'restored' | 'read';
  readonly import: RegisterState;
  readonly export: RegisterState;
  /** The last accepted reading; 0 before the first. */
  lastMono: MonotonicMs;
  power: MilliWatts;
  /** The contactor was told to move since then. */
  hasMoved: boolean;
  /** The last reading heard was implausible. */
  isDoubted: boolean;
  readonly doubt: DoubtState;
  readonly agreement: AgreementState;
  serial: string | null;
  good: number;
  failed: number;
  implausible: number;
  /** Failed samples in a row. */
  failedStreak: number;
};

/** Without a good reading for this many intervals the meter is silent. */
export const STALE_INTERVALS = 3;

export const createMetering = (limits: MeteringLimits): MeteringState => ({
  limits,
  base: 'none',
  import: createRegister(),
  export: createRegister(),
  lastMono: monotonicMs(0),
  power: milliWatts(0),
  hasMoved: false,
  isDoubted: false,
  doubt: createDoubt(),
  agreement: createAgreement(),
  serial: null,
  good: 0,
  failed: 0,
  implausible: 0,
  failedStreak: 0,
});
