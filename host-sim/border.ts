/**
 * What crosses the border between the world and a board's cell: bytes of the meter line, HTTP,
 * flash, time, and what people do. Plain values that survive JSON. Inside the cell is the same
 * code as on the device: hands, board and meter driver.
 */
import type { LogEvent } from '../src/log';
import type { BoardEvent, ContactorFeedback, HttpFault, Now, SupplyState } from '../src/ports';
import type { View } from '../src/web/view';

export type CellInput =
  | {
      readonly do: 'start';
      readonly now: Now;
      /** `config.json` and the secrets by name, as parsed JSON. */
      readonly config: unknown;
      readonly secrets: unknown;
      /** The journal's partition, one string a sector, one character a byte. */
      readonly flash: readonly string[];
      readonly jitterSeed: number;
      readonly hardware: string;
      /** Absent where nothing tells what the contactor did. */
      readonly feedback?: ContactorFeedback;
      /** The newest journal format this image knows: an update, or a rollback, brings another. */
      readonly format?: number;
      /** This image will not be rolled back any more. */
      readonly isConfirmed: boolean;
    }
  | { readonly do: 'tick'; readonly now: Now }
  | { readonly do: 'bytes'; readonly now: Now; readonly bytes: readonly number[] }
  | { readonly do: 'timer'; readonly now: Now; readonly timer: number }
  | { readonly do: 'entropy'; readonly now: Now; readonly hex: string }
  | {
      readonly do: 'http-part';
      readonly now: Now;
      readonly id: string;
      readonly status: number;
      /** A part of the body, one character a byte. */
      readonly latin1: string;
    }
  | {
      readonly do: 'http-end';
      readonly now: Now;
      readonly id: string;
      readonly status: number;
      readonly dateSec?: number | undefined;
    }
  | {
      readonly do: 'http-failed';
      readonly now: Now;
      readonly id: string;
      readonly fault: HttpFault;
    }
  | { readonly do: 'written'; readonly now: Now; readonly sequence: number }
  | { readonly do: 'write-failed'; readonly now: Now }
  /** JavaScript is busy: what arrives waits in the hands' queue until `go-on`. */
  | { readonly do: 'stall'; readonly now: Now }
  | { readonly do: 'go-on'; readonly now: Now }
  | { readonly do: 'event'; readonly now: Now; readonly event: BoardEvent }
  | { readonly do: 'look'; readonly now: Now };

export type CellOutput =
  | { readonly out: 'line'; readonly bytes: readonly number[] }
  | { readonly out: 'timer'; readonly timer: number; readonly afterMs: number }
  | { readonly out: 'timer-off'; readonly timer: number }
  | ({ readonly out: 'http' } & OutgoingRequest)
  | { readonly out: 'http-stop'; readonly id: string }
  | { readonly out: 'erase'; readonly sector: number }
  | {
      readonly out: 'write';
      readonly at: number;
      /** Hex. */
      readonly bytes: string;
      readonly sequence: number;
    }
  | { readonly out: 'restart' }
  | { readonly out: 'supply'; readonly state: SupplyState; readonly validForMs: number }
  /** The breaker upstream is to open. */
  | { readonly out: 'trip' }
  | { readonly out: 'entropy' }
  | { readonly out: 'log'; readonly line: string; readonly event: LogEvent }
  /** Final: the board may not sell at all, and `why` says what to mend. */
  | { readonly out: 'refused'; readonly why: string; readonly isFinal: boolean }
  | { readonly out: 'crashed'; readonly message: string }
  | { readonly out: 'view'; readonly view: View };

/** With origin and credential, as the hands send it. */
export type OutgoingRequest = {
  readonly id: string;
  readonly target: 'node' | 'link' | 'peer';
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Never on a connection that was kept. */
  readonly isOnce?: true;
};

/** Bytes as a plain list. `Array.from` walks an iterator, ten times slower, and this is hot. */
export function plainBytes(bytes: Uint8Array): readonly number[] {
  const list = new Array<number>(bytes.length);
  for (let i = 0; i < bytes.length; i++) list[i] = bytes[i]!;
  return list;
}
