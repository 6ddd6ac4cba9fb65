/**
 * What a serial line does with time: how long bytes take, how long to wait for an answer, how long
 * to be quiet before the next request. Modbus over Serial Line V1.02, sections 2.4.1 and 2.5.1.
 */
import { type DurationMs, durationMs } from '../../src/units';

export type LineSettings = {
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
};

/** From the end of our request to the last byte of the answer. */
export const REPLY_TIMEOUT = durationMs(300);

/** A meter may think this long before an answer that by itself fills most of the time-out. */
const THINKING_MS_MAX = 150;

/** Many meters miss a request that follows their last answer sooner than 20 ms. */
const TURNAROUND_MS_MIN = 25;

/** Silence that ends a frame: 3.5 characters of 11 bits. */
const FRAME_GAP_BITS = 38.5;

/** How long `count` bytes are on the wire, rounded up to whole milliseconds. */
export function wireTime(line: LineSettings, count: number): DurationMs {
  const bitsPerByte = 9 + (line.parity === 'none' ? 0 : 1) + line.stopBits;
  return durationMs(Math.ceil((count * bitsPerByte * 1_000) / line.baud));
}

/**
 * How long to wait after handing a request to the port. 300 ms from the end of sending; a long
 * block on a slow line (113 bytes at 2400 baud take 471 ms) gets its own time on the wire and
 * 150 ms, else it could never arrive.
 */
export function replyTimeout(line: LineSettings, sent: number, expected: number): DurationMs {
  const answer = Math.max(REPLY_TIMEOUT, wireTime(line, expected) + THINKING_MS_MAX);
  return durationMs(wireTime(line, sent) + answer);
}

/** Quiet time between two transactions: 25 ms, or the frame gap where that is longer. */
export function turnaround(line: LineSettings): DurationMs {
  const frameGapMs = Math.ceil((FRAME_GAP_BITS * 1_000) / line.baud);
  return durationMs(Math.max(TURNAROUND_MS_MIN, frameGapMs));
}
