/**
 * Says on stderr how far a run is and how long it may still take, once it has taken 5 seconds.
 * How long each part took last time is kept in the build folder.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const QUIET_MS = 5_000;
const PLAIN_INTERVAL_MS = 20_000;
const TERMINAL_INTERVAL_MS = 1_000;
const UNKNOWN_PART_MS = 1_000;

export type Progress = {
  finish(part: string, ms: number): void;
  /** Call before printing, so that the line does not mix with the rest. */
  clear(): void;
  stop(): void;
};

/** `sideBySide`: how many parts run at the same time. */
export function startProgress(
  parts: readonly string[],
  sideBySide: number,
  file: string,
): Progress {
  const known = read(file);
  const left = new Set(parts);
  const startedAt = performance.now();
  const { isTTY } = process.stderr;

  const say = () => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < QUIET_MS) return;
    const lastTimeMs = [...left].map((part) => known[part] ?? UNKNOWN_PART_MS);
    const leftMs = lastTimeMs.reduce((sum, ms) => sum + ms, 0) / sideBySide;
    const least = Math.max(1, Math.round(leftMs / 1_000));
    const text = `${parts.length - left.size} of ${parts.length} done, about ${least} s left`;
    process.stderr.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
  const timer = setInterval(say, isTTY ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS);
  const clear = () => {
    if (isTTY) process.stderr.write('\r\x1b[K');
  };
  return {
    finish(part, ms) {
      left.delete(part);
      known[part] = Math.round(ms);
    },
    clear,
    stop() {
      clearInterval(timer);
      clear();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(known));
    },
  };
}

function read(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {}; // the first run
  }
}
