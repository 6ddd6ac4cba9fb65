/** Says on stderr what came of each mutant, which is being tried, and how long the rest takes. */

const PLAIN_INTERVAL_MS = 20_000;
const TERMINAL_INTERVAL_MS = 500;
const MS_PER_MINUTE = 60_000;

export type Progress = {
  begin(name: string): void;
  life(): void;
  /** `line`: what came of it. */
  done(line: string): void;
  stop(): void;
};

export function startProgress(mutants: number): Progress {
  const { isTTY } = process.stderr;
  let startedMs = performance.now();
  let [name, done, lives, isTold] = ['', 0, 0, false];

  const say = () => {
    const eachMs = (performance.now() - startedMs) / done;
    const leftMs = eachMs * (mutants - done);
    const minutes = Math.max(1, Math.round(leftMs / MS_PER_MINUTE));
    const left = done === 0 ? '' : `, about ${minutes} min left`;
    const text = `${done} of ${mutants} mutants${left}; ${name}: ${lives} lives`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    isTold = true;
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  return {
    begin(next) {
      // What comes before the first is no measure for them.
      if (done === 0) startedMs = performance.now();
      name = next;
      lives = 0;
    },
    life() {
      lives++;
    },
    done(line) {
      done++;
      process.stderr.write(isTTY ? `\r\x1b[K${line}\n` : `${line}\n`);
      isTold = false;
    },
    stop() {
      clearInterval(timer);
      if (isTTY && isTold) process.stderr.write('\r\x1b[K');
    },
  };
}
