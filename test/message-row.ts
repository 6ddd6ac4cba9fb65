/** One row of the table of messages: a fault that is really provoked, and what must be said. */
import type { Ended } from './command-bench';

export type MessageRow = {
  readonly name: string;
  readonly provoke: () => Promise<Ended>;
  readonly code: number;
  readonly happened: RegExp;
  readonly done: RegExp;
  readonly todo: RegExp;
};
