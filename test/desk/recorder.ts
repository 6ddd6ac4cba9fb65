/** Hands at their smallest: a host that records what it is told, and events by the handful. */
import { createBoard } from '../../src/board';
import { createHands, type Hands, type Host } from '../../src/hands';
import { blankJournal } from '../../src/journal/recover';
import type { BoardEvent, Command, Now, Reading } from '../../src/ports';
import {
  durationMs,
  epochMs,
  journalSequence,
  milliAmps,
  milliVolts,
  milliWattHours,
  milliWatts,
  monotonicMs,
} from '../../src/units';
import { deskConfig } from './desk-config';

export class Recorder implements Host {
  readonly done: Command[] = [];
  readonly crashes: string[] = [];
  /** Runs after a command was recorded: a driver that answers at once. */
  answer: (command: Command) => void = () => {};

  perform(command: Command): void {
    this.done.push(command);
    this.answer(command);
  }

  crashed(message: string): void {
    this.crashes.push(message);
  }

  get kinds(): readonly string[] {
    return this.done.map((each) => (each.kind === 'supply' ? each.state : each.kind));
  }
}

export const at = (mono: number): Now => ({
  mono: monotonicMs(mono),
  wall: { epochMs: epochMs(1_700_000_000_000 + mono), plusMinusMs: durationMs(0) },
});

export const created = (): Hands => createHands(createBoard(deskConfig('ev'), blankJournal(), 1));

export const entropy = (byte: string): BoardEvent => ({
  kind: 'entropy',
  bytes: { secret: byte.repeat(48) },
});

export function reading(mono: number, register: number, milliAmpsNow = 0): BoardEvent {
  const taken: Reading = {
    atMono: monotonicMs(mono),
    importRegister: milliWattHours(register),
    importQuantum: milliWattHours(1_000),
    exportRegister: milliWattHours(0),
    exportQuantum: milliWattHours(1_000),
    power: milliWatts(0),
    phases: [{ volts: milliVolts(230_000), current: milliAmps(milliAmpsNow) }],
  };
  return { kind: 'reading', reading: taken };
}

export const close = (after: number): Command => ({
  kind: 'supply',
  state: 'closed',
  validForMs: durationMs(2_500),
  after: journalSequence(after),
});
export const request = (id: string, after: number): Command => ({
  kind: 'http-request',
  id,
  target: 'node',
  method: 'GET',
  path: { secret: '/' },
  pick: [],
  timeoutMs: durationMs(1),
  after: journalSequence(after),
});
export const written = (sequence: number): BoardEvent => ({
  kind: 'journal-written',
  sequence: journalSequence(sequence),
});
