/** What a firmware that runs as a process says, line by line, wherever it runs. */
import type { View } from '../../src/web/view';

/** What its world hears of it. */
export type BoardEvents = {
  /** Bytes that the firmware sent to its meter; `answer` sends some back. */
  readonly onMeter: (bytes: Uint8Array, answer: (bytes: Uint8Array) => void) => void;
  readonly onContactor: (isClosed: boolean) => void;
  /** Of a firmware in a hurry: its clock, and whether it asks its meter just now. */
  readonly onClock?: (monoMs: number, isAsking: boolean) => void;
  readonly onView: (view: View) => void;
  readonly onLine: (line: string) => void;
  /** Once a second, of an instrumented build: by the SDK's own names. */
  readonly onMeasured?: (values: Readonly<Record<string, number>>) => void;
  /** 75: it wants to be started again. -1: it was killed. */
  readonly onEnd: (code: number) => void;
};

export interface BoardProcess {
  readonly isRunning: boolean;
  /** What is to be done once, when its documents are written; throws one sentence. */
  prepare?(): Promise<void>;
  powerOn(): void;
  cutPower(): void;
}

const VIEW = 'view ';
const PIN = 'pin contactor=';
const CLOCK = 'clock ';
const ASKS = 'asks ';
const MONO = 'mono=';
const NAMES = 'instruments key: ';
const VALUES = 'instruments: ';

export class Spoken {
  readonly #options: BoardEvents;
  #rest = '';
  #names: readonly string[] = [];

  constructor(options: BoardEvents) {
    this.#options = options;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(VIEW)) this.#options.onView(JSON.parse(line.slice(VIEW.length)) as View);
      else if (line.startsWith(PIN)) this.#pin(line);
      else if (line.startsWith(CLOCK)) this.#clock(line.slice(CLOCK.length));
      else if (line.startsWith(NAMES)) this.#names = line.slice(NAMES.length).split(',');
      else if (line.startsWith(VALUES)) this.#measured(line.slice(VALUES.length).split(','));
      else this.#options.onLine(line);
    }
  }

  #measured(values: readonly string[]): void {
    const byName = this.#names.map((name, at) => [name.trim(), Number(values[at])] as const);
    this.#options.onMeasured?.(Object.fromEntries(byName));
  }

  #clock(text: string): void {
    const mono = text.slice(text.indexOf(MONO) + MONO.length);
    this.#options.onClock?.(Number(mono), text.startsWith(ASKS));
  }

  #pin(line: string): void {
    this.#options.onContactor(line.startsWith(`${PIN}closed`));
    this.#options.onLine(line);
  }
}
