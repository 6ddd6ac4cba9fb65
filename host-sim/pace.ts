/**
 * How the queue is run: unpaced as fast as it goes, or paced by the wall clock at a speed. What
 * arrives from outside (sockets, people) comes in at the instant it arrives.
 */
import type { EventQueue } from './event-queue';

export interface Pace {
  /** Runs `run` in the world's time, as soon as that may be. */
  inject(run: () => void | Promise<void>): void;
  /** Until the queue's clock reaches `endMs`, or `stop` was called. */
  runUntil(endMs: number): Promise<void>;
  stop(): void;
}

/** Unpaced, Node must breathe now and then: timers of the process, signals. */
const BREATH_EVENTS = 50_000;
/** Asleep at most this long, so that a stop is seen. */
const SLEEP_MS_MAX = 50;

export function unpaced(queue: EventQueue): Pace {
  let isStopped = false;
  return {
    inject: (run) => void queue.after(0, run),
    async runUntil(endMs) {
      for (let events = 1; !isStopped; events++) {
        if (queue.nextAt === undefined || queue.nextAt > endMs) break;
        const waits = queue.step();
        if (waits !== undefined) await waits;
        if (events % BREATH_EVENTS === 0) await breath();
      }
      if (!isStopped) queue.advanceTo(endMs);
    },
    stop: () => {
      isStopped = true;
    },
  };
}

export function paced(queue: EventQueue, speed: number, wallMs: () => number): Pace {
  const startedAt = queue.now;
  /** The clock stands until the run begins: building a world must not cost it time. */
  let startedWallMs: number | undefined;
  let isStopped = false;
  let wake: (() => void) | undefined;
  const present = () =>
    startedWallMs === undefined
      ? startedAt
      : Math.floor(startedAt + (wallMs() - startedWallMs) * speed);

  return {
    inject(run) {
      queue.advanceTo(Math.min(present(), queue.nextAt ?? Number.POSITIVE_INFINITY));
      queue.after(Math.max(0, present() - queue.now), run);
      wake?.();
    },
    async runUntil(endMs) {
      startedWallMs ??= wallMs();
      while (!isStopped) {
        const next = queue.nextAt ?? endMs;
        if (next <= Math.min(present(), endMs)) {
          const waits = queue.step();
          if (waits !== undefined) await waits;
          continue;
        }
        if (present() >= endMs) break;
        const untilMs = (Math.min(next, endMs) - present()) / speed;
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, Math.min(SLEEP_MS_MAX, Math.max(0, untilMs)));
        });
        wake = undefined;
      }
    },
    stop() {
      isStopped = true;
      wake?.();
    },
  };
}

const breath = () => new Promise<void>((resolve) => setImmediate(resolve));
