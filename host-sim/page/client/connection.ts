/// <reference lib="dom" />
/**
 * The stream from the street. When it breaks or falls silent the page says so and tries again,
 * soon at first; a street that was started anew has another token, so the page loads itself again.
 */
import type { Hello, HistoryPoint, Snapshot } from '../snapshot';
import { meta } from './elements';

/** A street tells something twice a second. */
const SILENT_MS = 5_000;
const AGAIN_MS_MIN = 500;
const AGAIN_MS_MAX = 4_000;

export type Listener = {
  hello(hello: Hello): void;
  history(points: readonly HistoryPoint[]): void;
  point(point: HistoryPoint): void;
  snapshot(snapshot: Snapshot): void;
  /** `stopped`: the street said good-bye itself. */
  lost(stopped: boolean): void;
};

export function connect(listener: Listener): void {
  let againMs = AGAIN_MS_MIN;
  let stopped = false;
  let source: EventSource | undefined;
  let silence: number | undefined;

  function lose(): void {
    source?.close();
    window.clearTimeout(silence);
    listener.lost(stopped);
    window.setTimeout(open, againMs);
    againMs = Math.min(AGAIN_MS_MAX, againMs * 2);
  }

  function heard(): void {
    window.clearTimeout(silence);
    silence = window.setTimeout(lose, SILENT_MS);
  }

  function open(): void {
    const opened = new EventSource('/events');
    source = opened;
    const on = (event: string, take: (text: string) => void) =>
      opened.addEventListener(event, (message) => {
        if (opened !== source) return;
        heard();
        take(message.data as string);
      });
    on('hello', (text) => {
      const hello = JSON.parse(text) as Hello;
      if (hello.street !== meta('street')) return location.reload();
      againMs = AGAIN_MS_MIN;
      stopped = false;
      listener.hello(hello);
    });
    on('history', (text) => listener.history(JSON.parse(text) as HistoryPoint[]));
    on('point', (text) => listener.point(JSON.parse(text) as HistoryPoint));
    on('snapshot', (text) => listener.snapshot(JSON.parse(text) as Snapshot));
    on('stopped', () => {
      stopped = true;
    });
    opened.addEventListener('error', () => {
      if (opened === source) lose();
    });
    heard();
  }

  open();
}
