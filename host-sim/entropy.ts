/**
 * The random bytes that a board of the world is given, for ids and preimages. A generator that is
 * broken gives some again that it gave before.
 */
import type { Stream } from './prng';

type Source = Pick<Stream, 'hex'>;

/** What so many requests ago was given may come again. */
const REMEMBERED_MAX = 64;

export class Entropy implements Source {
  readonly #source: Source;
  #given: string[] = [];
  /** Which of those that were given comes again, the oldest first: undefined while all is well. */
  repeats: ((given: number) => number | undefined) | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  hex(bytes: number): string {
    const again = this.repeats?.(this.#given.length);
    const known = again === undefined ? undefined : this.#given[again];
    if (known !== undefined && known.length === 2 * bytes) return known;
    const fresh = this.#source.hex(bytes);
    this.#given.push(fresh);
    if (this.#given.length > REMEMBERED_MAX) this.#given.shift();
    return fresh;
  }
}
