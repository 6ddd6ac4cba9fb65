/**
 * The world's one queue on one virtual clock, in milliseconds from its start. Events at the same
 * instant run in the order they were asked for. Unpaced it jumps from event to event; paced it
 * waits for the wall clock, and events from outside come in at the instant they arrive.
 */

export type QueuedEvent = { readonly at: number; readonly order: number; run: Run | undefined };
type Run = () => void | Promise<void>;

export class EventQueue {
  #now = 0;
  #order = 0;
  readonly #heap: QueuedEvent[] = [];

  /** The instant of the event that runs, or the last that did. */
  get now(): number {
    return this.#now;
  }

  /** Time of the next event, or undefined when nothing is to come. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Runs `run` in `delayMs`. A cancelled event stays in the heap and does nothing. */
  after(delayMs: number, run: Run): QueuedEvent {
    const event = { at: this.#now + Math.max(0, delayMs), order: this.#order++, run };
    this.#push(event);
    return event;
  }

  cancel(event: QueuedEvent | undefined): void {
    if (event !== undefined) event.run = undefined;
  }

  /** Moves the clock without running anything: for what arrives between two events. */
  advanceTo(at: number): void {
    if (at > this.#now) this.#now = at;
  }

  /** Runs the next event. A promise only when the event itself waits for something. */
  step(): void | Promise<void> {
    const event = this.#pop();
    if (event === undefined) return;
    if (event.at > this.#now) this.#now = event.at;
    const { run } = event;
    event.run = undefined;
    return run?.();
  }

  #push(event: QueuedEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, event)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): QueuedEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (a: QueuedEvent, b: QueuedEvent): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);
