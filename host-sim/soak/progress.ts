/** Says on stderr how many lives are lived, how fast, and how long the rest will take. */

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 500;

export type Progress = {
  lived(lives: number, violations: number): void;
  /** The lives are lived, and something else is done. */
  goOnWith(what: string): void;
  stop(): void;
};

export function startProgress(lives: number, timeLimitMs?: number): Progress {
  const { isTTY } = process.stderr;
  const startedMs = performance.now();
  let [done, found, isTold] = [0, 0, false];

  const say = (text: string) => {
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    isTold = true;
  };
  const standing = () => {
    const elapsedMs = performance.now() - startedMs;
    const perSecond = (done * 1_000) / elapsedMs;
    const restMs = perSecond === 0 ? undefined : ((lives - done) * 1_000) / perSecond;
    const limitMs = timeLimitMs === undefined ? undefined : timeLimitMs - elapsedMs;
    const leftMs = Math.min(
      restMs ?? Number.POSITIVE_INFINITY,
      limitMs ?? Number.POSITIVE_INFINITY,
    );
    const left = Number.isFinite(leftMs) ? `, about ${Math.ceil(leftMs / 1_000)} s left` : '';
    const bad = found === 0 ? '' : `, ${found} violations`;
    say(`${done} of ${lives} lives, ${perSecond.toFixed(1)} a second${left}${bad}`);
  };
  const timer = setInterval(standing, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    lived(count, violations) {
      done += count;
      found += violations;
    },
    goOnWith(what) {
      clearInterval(timer);
      say(what);
    },
    stop() {
      clearInterval(timer);
      if (isTTY && isTold) process.stderr.write('\r\x1b[K');
      isTold = false;
    },
  };
}
