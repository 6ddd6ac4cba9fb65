/** Clocks that the contract is held against; the ticks of their machine wrap within a minute. */
import { RunClock } from '../../drivers/lin/run-clock';
import { SdkClock } from '../../drivers/sdk/clock';
import { durationMs } from '../../src/units';
import { ManualClock } from '../manual-clock';
import type { ClockBench } from './clock';

/** The ticks of a device are signed 32 bits: these wrap after 20 s. */
const FIRST_TICKS = 0x7fff_ffff - 20_000;

export function manualBench(): ClockBench {
  const clock = new ManualClock();
  return { clock, live: (ms) => clock.advance(ms) };
}

/** `machine` counts and rings as the SDK does. */
function machine() {
  const machine = new ManualClock();
  return {
    live: (ms: number) => machine.advance(ms),
    ticks: () => (FIRST_TICKS + machine.now()) | 0,
    once: (run: () => void, ms: number) => {
      const timer = machine.after(durationMs(ms), run);
      return () => timer.cancel();
    },
    repeat: (run: () => void, ms: number) => {
      const ring = () => {
        machine.after(durationMs(ms), ring);
        run();
      };
      machine.after(durationMs(ms), ring);
    },
    caught: (run: () => void) => run(),
  };
}

export function sdkBench(): ClockBench {
  const { live, ...options } = machine();
  return { clock: new SdkClock(options), live };
}

export function runBench(): ClockBench {
  const { live, ...options } = machine();
  return { clock: new RunClock(options), live };
}
