/**
 * The meter's line over the native RS-485 driver. Its ring keeps what arrives between two looks;
 * looks are frequent while an answer is awaited and rare at rest, for each costs the VM a timer.
 */
import type { ByteStream, Clock, OpenByteStream, Timer } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { MeterLine } from '../boards/definition';
import type { LineSettings } from '../modbus/line';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativeRs485 {
  dc_rs485_open(
    port: number,
    rx: number,
    tx: number,
    de: number,
    baud: number,
    format: string,
  ): number;
  dc_rs485_read(buffer: ArrayBuffer, length: number): number;
  dc_rs485_write(buffer: ArrayBuffer, length: number): number;
}

export type Rs485Options = {
  readonly clock: Clock;
  readonly native: NativeRs485;
  readonly pins: MeterLine & { readonly kind: 'rs485' };
};

/** A whole frame of Modbus RTU. */
const PIECE_BYTES = 256;
const LOOK_MS = 5;
const LOOK_RESTING_MS = 250;
/** Longer than any answer takes; and how long after a byte another may follow. */
const AWAITED_MS = 1_000;
const FOLLOWS_MS = 50;
const NO_DRIVER_PIN = -1;

export const openRs485 =
  (options: Rs485Options) =>
  (line: LineSettings): OpenByteStream =>
  (onReadable) =>
    new Rs485Line(options, line, onReadable);

class Rs485Line implements ByteStream {
  readonly #clock: Clock;
  readonly #native: NativeRs485;
  readonly #onReadable: () => void;
  readonly #isOpen: boolean;
  readonly #piece = new ArrayBuffer(PIECE_BYTES);
  readonly #received = new Uint8Array(this.#piece);
  #count = 0;
  #at = 0;
  #busyUntilMono = 0;
  #timer: Timer | undefined;

  constructor({ clock, native, pins }: Rs485Options, line: LineSettings, onReadable: () => void) {
    this.#clock = clock;
    this.#native = native;
    this.#onReadable = onReadable;
    const { port, rx, tx, de = NO_DRIVER_PIN } = pins;
    const format = formatOf(line);
    this.#isOpen =
      format !== undefined && native.dc_rs485_open(port, rx, tx, de, line.baud, format) === 0;
    if (this.#isOpen) this.#later();
  }

  read(): number | undefined {
    if (this.#at === this.#count) this.#refill();
    return this.#at < this.#count ? this.#received[this.#at++] : undefined;
  }

  /** Throws where there is no line, as a serial port does. */
  write(bytes: Uint8Array): void {
    const taken = this.#isOpen
      ? this.#native.dc_rs485_write(bytes.slice().buffer, bytes.length)
      : -1;
    if (taken < 0) throw new Error('no line');
    this.#busyUntilMono = this.#clock.now() + AWAITED_MS;
    this.#timer?.cancel();
    this.#later();
  }

  #refill(): void {
    if (!this.#isOpen) return;
    this.#at = 0;
    // Negative: bytes were lost, and what the line sent before is dropped. The frame is broken.
    this.#count = Math.max(0, this.#native.dc_rs485_read(this.#piece, PIECE_BYTES));
  }

  #later(): void {
    const isBusy = this.#clock.now() < this.#busyUntilMono;
    const delay = durationMs(isBusy ? LOOK_MS : LOOK_RESTING_MS);
    this.#timer = this.#clock.after(delay, () => this.#look());
  }

  #look(): void {
    if (this.#at === this.#count) this.#refill();
    const isReadable = this.#at < this.#count;
    if (isReadable) this.#busyUntilMono = this.#clock.now() + FOLLOWS_MS;
    this.#later();
    if (isReadable) this.#onReadable();
  }
}

/** What the native driver can do; meters that ask for two stop bits take one as well. */
function formatOf({ parity }: LineSettings): string | undefined {
  if (parity === 'odd') return undefined;
  return parity === 'even' ? '8E1' : '8N1';
}
