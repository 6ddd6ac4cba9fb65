/**
 * A real serial port as the driver's byte stream, through the optional npm package `serialport`.
 * Says in one word why a port cannot be had; a port that goes away later throws on `write`, which
 * the driver reports as `port-closed`.
 */
import type { SerialPort } from 'serialport';
import type { LineSettings } from '../../drivers/modbus/line';
import type { ByteStream, OpenByteStream } from '../../src/ports';
import { fail, ok, type Result } from '../../src/result';

export type SerialLineFault =
  | 'serialport-not-installed'
  | 'no-such-device'
  | 'not-permitted'
  | 'port-busy'
  /** There is something at that path, but it takes no line settings, or not these. */
  | 'not-a-serial-port';

export type SerialLine = {
  /** Call once: a line has one reader. */
  readonly open: OpenByteStream;
  readonly close: () => Promise<void>;
};

/** Sixteen of the longest frames; a reader that stays away loses what comes later. */
const RECEIVED_BYTES_MAX = 4_096;

/** Opens `path` with 8 data bits, for us alone. */
export async function openSerialLine(
  path: string,
  line: LineSettings,
): Promise<Result<SerialLine, SerialLineFault>> {
  const serialport = await import('serialport').catch(() => undefined);
  if (serialport === undefined) return fail('serialport-not-installed');
  const { baud: baudRate, parity, stopBits } = line;
  const options = { path, baudRate, parity, stopBits, dataBits: 8, autoOpen: false } as const;
  const port = new serialport.SerialPort(options);
  const error = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (error !== null && error !== undefined) return fail(faultOfMessage(error.message));
  return ok({
    open: (onReadable) => new SerialStream(port, onReadable),
    close: () =>
      new Promise((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      }),
  });
}

class SerialStream implements ByteStream {
  readonly #port: SerialPort;
  readonly #received = new Uint8Array(RECEIVED_BYTES_MAX);
  #read = 0;
  #end = 0;
  #isBroken = false;

  constructor(port: SerialPort, onReadable: () => void) {
    this.#port = port;
    port.on('data', (bytes: Uint8Array) => {
      for (const byte of bytes) {
        if (this.#end < RECEIVED_BYTES_MAX) this.#received[this.#end++] = byte;
      }
      onReadable();
    });
    port.on('error', () => {
      this.#isBroken = true;
    });
  }

  read(): number | undefined {
    if (this.#read < this.#end) return this.#received[this.#read++];
    this.#read = 0;
    this.#end = 0;
    return undefined;
  }

  write(bytes: Uint8Array): void {
    if (this.#isBroken || !this.#port.isOpen) throw new Error('serial port is closed');
    this.#port.write(bytes.slice());
  }
}

/** The package passes on the system's words. What none of them fits takes no line settings. */
export function faultOfMessage(message: string): SerialLineFault {
  const words = message.toLowerCase();
  if (words.includes('no such') || words.includes('file not found')) return 'no-such-device';
  if (words.includes('cannot lock') || words.includes('busy')) return 'port-busy';
  if (words.includes('permission denied') || words.includes('access denied')) {
    return 'not-permitted';
  }
  return 'not-a-serial-port';
}
