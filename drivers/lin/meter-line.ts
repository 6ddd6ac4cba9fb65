/** The meter's line as a serial port of this machine, or the pseudo-terminal that stands for it. */
import Serial from 'embedded:io/serial';
import type { ByteStream, OpenByteStream } from '../../src/ports';
import type { LineSettings } from '../modbus/line';

/** As `device` names it; the SDK's types know the pins of boards only. */
type SerialOptions = ConstructorParameters<typeof Serial>[0];

export const openMeterLine =
  (device: string, caught: (run: () => void) => void) =>
  ({ baud }: LineSettings): OpenByteStream =>
  (onReadable) =>
    new SerialLine({ device, baud }, () => caught(onReadable));

class SerialLine implements ByteStream {
  readonly #serial: Serial;
  #received = new Uint8Array(0);
  #at = 0;

  constructor(port: { readonly device: string; readonly baud: number }, onReadable: () => void) {
    const options = { ...port, format: 'buffer', onReadable: () => this.#take(onReadable) };
    this.#serial = new Serial(options as unknown as SerialOptions);
  }

  read(): number | undefined {
    return this.#at < this.#received.length ? this.#received[this.#at++] : undefined;
  }

  write(bytes: Uint8Array): void {
    this.#serial.write(bytes.slice().buffer);
  }

  #take(onReadable: () => void): void {
    const bytes = this.#serial.read();
    if (!(bytes instanceof ArrayBuffer)) return;
    const left = this.#received.length - this.#at;
    const received = new Uint8Array(left + bytes.byteLength);
    received.set(this.#received.subarray(this.#at));
    received.set(new Uint8Array(bytes), left);
    this.#received = received;
    this.#at = 0;
    onReadable();
  }
}
