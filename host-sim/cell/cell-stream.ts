/** The near end of the meter's line: bytes come with inputs, and leave with outputs. */
import type { ByteStream, OpenByteStream } from '../../src/ports';
import { type CellOutput, plainBytes } from '../border';

export class CellStream implements ByteStream {
  readonly #emit: (output: CellOutput) => void;
  #received: readonly number[] = [];
  #at = 0;
  #onReadable: () => void = () => {};

  constructor(emit: (output: CellOutput) => void) {
    this.#emit = emit;
  }

  readonly open: OpenByteStream = (onReadable) => {
    this.#onReadable = onReadable;
    return this;
  };

  arrive(bytes: readonly number[]): void {
    this.#received = this.#at < this.#received.length ? this.#rest(bytes) : bytes;
    this.#at = 0;
    this.#onReadable();
  }

  read(): number | undefined {
    return this.#at < this.#received.length ? this.#received[this.#at++] : undefined;
  }

  write(bytes: Uint8Array): void {
    this.#emit({ out: 'line', bytes: plainBytes(bytes) });
  }

  #rest(bytes: readonly number[]): readonly number[] {
    return this.#received.slice(this.#at).concat(bytes);
  }
}
