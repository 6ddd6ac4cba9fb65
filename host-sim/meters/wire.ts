/**
 * A serial line between the driver and whatever answers on it, in the world's time: the request
 * takes as long as its bytes, the meter thinks, the answer takes as long as its own.
 */
import { type LineSettings, wireTime } from '../../drivers/modbus/line';
import type { ByteStream, Clock, OpenByteStream } from '../../src/ports';
import { type DurationMs, durationMs } from '../../src/units';
import type { Answer } from './virtual-meter';

export type WireOptions = {
  readonly clock: Clock;
  readonly line: LineSettings;
  readonly answer: Answer;
  /** The meter's, between request and answer. */
  readonly answerDelayMs: number;
  /** One event per byte, as on a real line; otherwise one when the last byte is there. */
  readonly isByteByByte?: boolean;
  /** The receiver hears the sender, as with /RE tied low. */
  readonly hasEcho?: boolean;
};

/** A reader that stays away loses what comes later. */
const RECEIVED_BYTES_MAX = 1_024;

/** When an answer of `count` bytes is complete, counted from the first byte of the request. */
export function answerTime(options: WireOptions, sent: number, count: number): DurationMs {
  const { line, answerDelayMs } = options;
  return durationMs(wireTime(line, sent) + answerDelayMs + wireTime(line, count));
}

/**
 * Opens the near end. The meter answers with what it showed when the request began: evaluating it
 * later would need an event of its own.
 */
export function openWire(options: WireOptions): OpenByteStream {
  return (onReadable) => new Wire(options, onReadable);
}

class Wire implements ByteStream {
  readonly #options: WireOptions;
  readonly #onReadable: () => void;
  readonly #received = new Uint8Array(RECEIVED_BYTES_MAX);
  #read = 0;
  #end = 0;

  constructor(options: WireOptions, onReadable: () => void) {
    this.#options = options;
    this.#onReadable = onReadable;
  }

  read(): number | undefined {
    if (this.#read < this.#end) return this.#received[this.#read++];
    this.#read = 0;
    this.#end = 0;
    return undefined;
  }

  write(bytes: Uint8Array): void {
    const { clock, line, answer, hasEcho, isByteByByte } = this.#options;
    if (hasEcho) this.#arrive(bytes, wireTime(line, bytes.length));
    const reply = answer(clock.now(), bytes);
    if (reply === undefined) return;
    if (!isByteByByte) {
      this.#arrive(reply, answerTime(this.#options, bytes.length, reply.length));
      return;
    }
    for (let i = 0; i < reply.length; i++) {
      this.#arrive(reply.subarray(i, i + 1), answerTime(this.#options, bytes.length, i + 1));
    }
  }

  #arrive(bytes: Uint8Array, delay: DurationMs): void {
    const copy = bytes.slice();
    this.#options.clock.after(delay, () => {
      for (const byte of copy) {
        if (this.#end < RECEIVED_BYTES_MAX) this.#received[this.#end++] = byte;
      }
      this.#onReadable();
    });
  }
}
