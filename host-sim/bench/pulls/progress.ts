/** Says on stderr how far a replay is, once it has taken more than five seconds. */

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 500;
const SILENT_MS = 5_000;

export type PullsProgress = {
  tell(share: number, rule: string, watts: number): void;
  stop(): void;
};

export function startPullsProgress(): PullsProgress {
  const { isTTY } = process.stderr;
  const startedMs = performance.now();
  let [share, what, isTold] = [0, '', false];
  const say = () => {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs < SILENT_MS || share === 0) return;
    const leftSec = Math.ceil((elapsedMs * (1 - share)) / share / 1_000);
    const text = `${Math.floor(share * 100)} %, ${what}, about ${leftSec} s left`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    isTold = true;
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    tell(done, rule, watts) {
      share = done;
      what = `${rule} at ${watts / 1_000} kW`;
    },
    stop() {
      clearInterval(timer);
      if (isTTY && isTold) process.stderr.write('\r\x1b[K');
    },
  };
}
