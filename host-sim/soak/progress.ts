/** Says on stderr how many lives are lived, how fast, and how long the rest will take. */

const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 500;

export type Progress = { lived(violations: number): void; stop(): void };

export function startProgress(lives: number): Progress {
  const { isTTY } = process.stderr;
  const startedMs = performance.now();
  let [done, found] = [0, 0];
  const say = () => {
    const rate = (done * 1_000) / (performance.now() - startedMs);
    const left = rate === 0 ? '' : `, about ${Math.ceil((lives - done) / rate)} s left`;
    const text = `${done} of ${lives} lives, ${rate.toFixed(1)} a second${left}`;
    const bad = found === 0 ? '' : `, ${found} violations`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}${bad}` : `${text}${bad}\n`);
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    lived(violations) {
      done++;
      found += violations;
    },
    stop() {
      clearInterval(timer);
      if (isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}
