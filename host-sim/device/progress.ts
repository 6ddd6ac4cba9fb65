/** Says on stderr how far a run on this machine is and how long it may still take. */

const QUIET_MS = 5_000;
const PLAIN_INTERVAL_MS = 20_000;
const TERMINAL_INTERVAL_MS = 1_000;

export type Progress = {
  reach(done: number): void;
  stop(): void;
};

/** `what` is counted in: cuts, hours. */
export function startProgress(what: string, all: number): Progress {
  const { isTTY } = process.stderr;
  const startedMs = performance.now();
  let reached = 0;
  const say = () => {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs < QUIET_MS) return;
    const leftSec = Math.ceil((elapsedMs * (all - reached)) / (1_000 * reached));
    const left = reached > 0 ? `, about ${leftSec} s left` : '';
    const text = `${Math.floor(reached)} of ${all} ${what}${left}`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    reach: (done) => {
      reached = done;
    },
    stop: () => {
      clearInterval(timer);
      if (isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}
