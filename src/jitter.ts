/** Jitter for waits, from its own seeded generator (mulberry32). It never makes a secret. */

/** `wait` in ms, changed by up to a fifth either way; `state.jitter` moves on. */
export function jittered(state: { jitter: number }, waitMs: number): number {
  state.jitter = (state.jitter + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state.jitter ^ (state.jitter >>> 15), state.jitter | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  const share = ((mixed ^ (mixed >>> 14)) >>> 0) % 401;
  return Math.floor((waitMs * (800 + share)) / 1_000);
}
