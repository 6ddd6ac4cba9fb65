/** Writes the logs of lives in the order of their seeds, whichever ends first. */
import { closeSync, openSync, writeSync } from 'node:fs';

export class LogFile {
  readonly #file: number;
  readonly #waiting = new Map<number, string>();
  #next: number;

  constructor(path: string, firstSeed: number) {
    this.#file = openSync(path, 'w');
    this.#next = firstSeed;
  }

  add(seed: number, log: string): void {
    this.#waiting.set(seed, log);
    for (let text = this.#take(); text !== undefined; text = this.#take()) {
      writeSync(this.#file, text);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #take(): string | undefined {
    const text = this.#waiting.get(this.#next);
    if (text === undefined) return undefined;
    this.#waiting.delete(this.#next++);
    return text;
  }
}
