/** The world's side of a board: all that `desk-board.ts` reaches, and what it tells. */
import type { LineSettings } from '../drivers/modbus/line';
import type { BoardEvent, ByteStream, ContactorFeedback } from '../src/ports';
import type { BoardClock } from './board-clock';
import type { CellInput, CellOutput, OutgoingRequest } from './border';
import type { Contactor } from './contactor';
import type { Cell } from './engines/engine';
import type { EventQueue } from './event-queue';
import type { MemoryFlash } from './flash/memory-flash';
import type { CutPlace } from './power-cut';
import type { Stream } from './prng';

export type OwnerCommand = (BoardEvent & { readonly kind: 'owner-command' })['command'];

/** What happened meanwhile: a promise where the cell runs in another process. */
export type Happens = void | Promise<void>;
export type BoardCell = Cell<CellInput, readonly CellOutput[]>;

/** How an answer comes back, in parts, once. */
export type HttpSink = {
  part(status: number, bytes: Uint8Array): Happens;
  /** `dateSec`: the server's clock, where it says so. */
  end(status: number, dateSec?: number): Happens;
  failed(
    fault: 'not-connected' | 'address-refused' | 'certificate-refused' | 'timeout' | 'broken',
  ): Happens;
};

/** The newest journal format an image knows, and whether it may still be rolled back. */
export type Firmware = { readonly format: number; readonly isConfirmed: boolean };

/** The world's side of a board. */
export type Surroundings = {
  readonly queue: EventQueue;
  readonly clock: BoardClock;
  startCell(): Promise<BoardCell>;
  readonly config: unknown;
  readonly secrets: unknown;
  readonly jitterSeed: number;
  readonly flash: MemoryFlash;
  /** Names the board, and says what runs on it: read at each boot. */
  readonly chip: { readonly hardware: string; readonly firmware: Firmware };
  /** Hears of every record that flash was told, as hex, one write after the other. */
  readonly recorded?: (records: string) => void;
  readonly chance: Pick<Stream, 'hex'>;
  answerLine(at: number, request: Uint8Array): Uint8Array | undefined;
  /** A real line in place of the world's wire; what it hears comes by `bytesArrived`. */
  readonly realLine?: Pick<ByteStream, 'write'>;
  readonly line: LineSettings;
  readonly answerDelayMs: number;
  readonly isByteByByte: boolean;
  /** The power goes: board and coil alike. */
  losePower(): void;
  /** Hears of every cut, just before it. */
  readonly cut?: (place: CutPlace) => void;
  readonly contactor: Pick<Contactor, 'isClosed' | 'isToldClosed' | 'tell' | 'trip'>;
  /** Absent where nothing tells what the contactor did. */
  readonly feedback?: ContactorFeedback | undefined;
  /** Returns how to hang up. */
  request(request: OutgoingRequest, sink: HttpSink): () => void;
  heard(what: CellOutput & { out: 'log' | 'refused' | 'crashed' }): void;
  second(): Happens;
  /** The owner said this. */
  readonly owner?: (command: OwnerCommand) => void;
};
