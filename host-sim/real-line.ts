/** A real meter's line in the world: what it hears comes in between two events of the queue. */
import type { ByteStream, OpenByteStream } from '../src/ports';
import type { Happens } from './surroundings';

/** What arrives on a real line comes into the world between two of its events. */
export type RealLine = {
  readonly open: OpenByteStream;
  readonly inject: (run: () => Happens) => void;
};

export function attachRealLine(
  real: RealLine,
  arrived: (bytes: readonly number[]) => Happens,
): { readonly realLine: Pick<ByteStream, 'write'> } {
  const line = real.open(() => {
    const bytes: number[] = [];
    for (let byte = line.read(); byte !== undefined; byte = line.read()) bytes.push(byte);
    real.inject(() => arrived(bytes));
  });
  const write = (bytes: Uint8Array) => {
    try {
      line.write(bytes);
    } catch {
      // The adapter was pulled out: to the board a silent line, which it knows how to take.
    }
  };
  return { realLine: { write } };
}
