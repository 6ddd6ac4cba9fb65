/** Says on stderr which measurement runs and how long all may still take. */
import type { Measurement } from './measurement';

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 500;

export type Progress = {
  begin(measurement: Measurement): void;
  share(share: number): void;
  stop(): void;
};

/**
 * The time that is left: of this measurement by how far it is, of the others by what they usually
 * take, scaled by how slow this machine has been so far.
 */
export function startProgress(measurements: readonly Measurement[], isQuick: boolean): Progress {
  const { isTTY } = process.stderr;
  const usual = ({ seconds }: Measurement) => (isQuick ? seconds.quick : seconds.full);
  const startedMs = performance.now();
  let [current, share, isTold] = [0, 0, false];

  const leftSeconds = () => {
    const done = measurements.slice(0, current).reduce((sum, each) => sum + usual(each), 0);
    const all = measurements.reduce((sum, each) => sum + usual(each), 0);
    const present = measurements[current];
    const doneNow = done + (present === undefined ? 0 : usual(present) * Math.min(share, 1));
    const elapsed = (performance.now() - startedMs) / 1_000;
    // The first seconds say little about the machine.
    const slowness = doneNow > 3 ? elapsed / doneNow : 1;
    return Math.max(1, Math.round((all - doneNow) * slowness));
  };
  const say = () => {
    const present = measurements[current];
    if (present === undefined) return;
    const text =
      `Measuring ${present.ids.join(', ')} (${current + 1} of ${measurements.length}), ` +
      `about ${leftSeconds()} s left`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    isTold = true;
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    begin(measurement) {
      current = measurements.indexOf(measurement);
      share = 0;
      say();
    },
    share(value) {
      share = value;
    },
    stop() {
      clearInterval(timer);
      if (isTTY && isTold) process.stderr.write('\r\x1b[K');
    },
  };
}
