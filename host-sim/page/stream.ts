/** Server-Sent Events to every open page. A page that does not read is hung up on. */
import type { ServerResponse } from 'node:http';

/** More pages than a person opens. */
export const PAGES_MAX = 32;
/** Unread bytes after which a page counts as gone. */
const UNREAD_BYTES_MAX = 4_000_000;

export class EventStream {
  readonly #pages = new Set<ServerResponse>();

  get isFull(): boolean {
    return this.#pages.size >= PAGES_MAX;
  }

  /** Takes the response over and sends `first` in order. */
  open(response: ServerResponse, first: readonly (readonly [event: string, value: unknown])[]) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    for (const [event, value] of first) response.write(format(event, value));
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  send(event: string, value: unknown): void {
    if (this.#pages.size === 0) return;
    const text = format(event, value);
    for (const page of this.#pages) {
      if (page.writableLength > UNREAD_BYTES_MAX) page.destroy();
      else page.write(text);
    }
  }

  close(): void {
    for (const page of this.#pages) page.end();
  }
}

const format = (event: string, value: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`;
