/**
 * Asks one Modbus line for registers, one transaction at a time. Knows time and moves bytes; what
 * the bytes mean is in `frame.ts`. It cannot hang (deadline, two repeats), is not confused by its
 * own echo, noise or a late answer of another length, and allocates its buffer once.
 */
import type { ByteStream, Clock, MeterFault, OpenByteStream, Timer } from '../../src/ports';
import { assert, unreachable } from '../../src/result';
import { type DurationMs, durationMs, type MonotonicMs } from '../../src/units';
import {
  EXCEPTION_CODE_OFFSET,
  FRAME_BYTES_MAX,
  faultOf,
  isEcho,
  isWorthRepeating,
  judge,
  REPLY_HEADER_BYTES,
  REQUEST_BYTES,
  type ReadRequest,
} from './frame';
import { type LineSettings, replyTimeout, turnaround } from './line';

/** A reading that failed three times in a row is the board's to judge. */
export const RETRIES_MAX = 2;

/** Echo, a late answer and our own fit together; a longer flood loses its oldest bytes. */
const RECEIVED_BYTES_MAX = 2 * FRAME_BYTES_MAX;
/** A line that babbles for ever is left after this many bytes, until it calls again. */
const BYTES_PER_CALL_MAX = 1_024;

type Transaction = {
  readonly request: ReadRequest;
  /** Where the register bytes of a good answer go. */
  readonly into: Uint8Array;
  readonly intoOffset: number;
  /** `undefined`: the answer was good and `into` holds it. */
  readonly done: (fault: MeterFault | undefined) => void;
};

export class ModbusMaster {
  readonly #clock: Clock;
  readonly #line: LineSettings;
  readonly #turnaround: DurationMs;
  readonly #stream: ByteStream;
  readonly #received = new Uint8Array(RECEIVED_BYTES_MAX);
  #end = 0;
  /** Everything before it is known not to begin our answer. */
  #judged = 0;
  #sawCorrupt = false;

  // Small: XS keeps a copy of a function's code for each that is made while it runs.
  readonly #send = (): void => this.#sendNow();
  readonly #expire = (): void => this.#expired();
  #open: Transaction | undefined;
  #isListening = false;
  #isWriting = false;
  #retriesLeft = 0;
  #timer: Timer | undefined;
  #quietUntilMs = 0;
  #receivedAt: MonotonicMs;
  #frames = 0;
  #retries = 0;

  /** `quiet`: time between two transactions, where the meter needs more than the line does. */
  constructor(clock: Clock, open: OpenByteStream, line: LineSettings, quiet?: DurationMs) {
    this.#clock = clock;
    this.#line = line;
    this.#turnaround = quiet ?? turnaround(line);
    this.#receivedAt = clock.now();
    this.#stream = open(() => this.#receive());
  }

  /** Whole answers with a right checksum so far, exceptions included. */
  get frames(): number {
    return this.#frames;
  }

  /** Requests that were sent again. */
  get retries(): number {
    return this.#retries;
  }

  /** When the last byte of the last good answer arrived. */
  get receivedAt(): MonotonicMs {
    return this.#receivedAt;
  }

  /** Reads one block. Asking again before `done` has run is a bug; from inside `done` it is not. */
  read(
    request: ReadRequest,
    into: Uint8Array,
    intoOffset: number,
    done: (fault: MeterFault | undefined) => void,
  ): void {
    assert(this.#open === undefined, 'read: one transaction is already open');
    assert(intoOffset + request.byteCount <= into.length, 'read: no room for the registers');
    this.#open = { request, into, intoOffset, done };
    this.#retriesLeft = RETRIES_MAX;
    this.#sendWhenQuiet();
  }

  #sendWhenQuiet(): void {
    const wait = this.#quietUntilMs - this.#clock.now();
    if (wait > 0) this.#timer = this.#clock.after(durationMs(wait), this.#send);
    else this.#sendNow();
  }

  #sendNow(): void {
    const { request } = this.#transaction();
    this.#drop();
    this.#end = 0;
    this.#judged = 0;
    this.#sawCorrupt = false;
    this.#isListening = true;
    // The deadline stands before the write, which may bring the answer at once.
    const wait = replyTimeout(this.#line, REQUEST_BYTES, request.replyBytes);
    this.#timer = this.#clock.after(wait, this.#expire);
    if (!this.#write(request.bytes)) this.#finish('port-closed');
    else if (this.#end > 0) this.#judge();
  }

  /** False when the port is closed: it then throws (ECMA-419), and asking again cannot help. */
  #write(bytes: Uint8Array): boolean {
    this.#isWriting = true; // what arrives meanwhile waits, so that `done` never runs in this `try`
    try {
      this.#stream.write(bytes);
      return true;
    } catch {
      return false;
    } finally {
      this.#isWriting = false;
    }
  }

  #expired(): void {
    this.#timer = undefined;
    this.#fail(faultOf(this.#received, this.#end, this.#transaction().request));
  }

  #receive(): void {
    if (!this.#isListening) {
      this.#drop();
      return;
    }
    const received = this.#received;
    for (let budget = BYTES_PER_CALL_MAX; budget > 0; budget--) {
      const byte = this.#stream.read();
      if (byte === undefined) break;
      if (this.#end === received.length) this.#forgetJudged();
      received[this.#end++] = byte;
    }
    if (!this.#isWriting) this.#judge();
  }

  #judge(): void {
    const { request } = this.#transaction();
    if (this.#judged === 0 && isEcho(this.#received, this.#end, request)) {
      this.#judged = REQUEST_BYTES;
    }
    while (this.#judged < this.#end) {
      const verdict = judge(this.#received, this.#judged, this.#end, request);
      switch (verdict) {
        case 'reply':
          this.#accept();
          return;
        case 'exception':
          this.#refuse();
          return;
        case 'incomplete':
          return;
        case 'corrupt':
          this.#sawCorrupt = true;
          this.#judged++;
          break;
        case 'other':
          this.#judged++;
          break;
        default:
          unreachable(verdict);
      }
    }
    // Our answer came whole and damaged, and no other has begun: waiting on would only cost time.
    if (this.#sawCorrupt) this.#fail('bad-checksum');
  }

  #accept(): void {
    const { request, into, intoOffset } = this.#transaction();
    const first = this.#judged + REPLY_HEADER_BYTES;
    for (let i = 0; i < request.byteCount; i++) into[intoOffset + i] = this.#received[first + i]!;
    this.#frames++;
    this.#receivedAt = this.#clock.now();
    this.#finish(undefined);
  }

  #refuse(): void {
    const code = this.#received[this.#judged + EXCEPTION_CODE_OFFSET]!;
    this.#frames++;
    if (isWorthRepeating(code)) this.#fail('exception');
    else this.#finish('exception');
  }

  #fail(fault: MeterFault): void {
    if (this.#retriesLeft === 0) {
      this.#finish(fault);
      return;
    }
    this.#retriesLeft--;
    this.#retries++;
    this.#rest();
    this.#sendWhenQuiet();
  }

  #finish(fault: MeterFault | undefined): void {
    const { done } = this.#transaction();
    this.#rest();
    this.#open = undefined; // before `done`, which may ask for the next block
    done(fault);
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isListening = false;
    this.#quietUntilMs = this.#clock.now() + this.#turnaround;
  }

  /** Throws away what is waiting in the port: an answer that came too late, or noise. */
  #drop(): void {
    for (let budget = BYTES_PER_CALL_MAX; budget > 0; budget--) {
      if (this.#stream.read() === undefined) return;
    }
  }

  /** Makes room. An answer is shorter than half the buffer, so what may be one always stays. */
  #forgetJudged(): void {
    const keep = Math.min(this.#end - this.#judged, FRAME_BYTES_MAX);
    this.#received.copyWithin(0, this.#end - keep, this.#end);
    this.#end = keep;
    this.#judged = 0;
  }

  #transaction(): Transaction {
    assert(this.#open !== undefined, 'modbus: no transaction is open');
    return this.#open;
  }
}
