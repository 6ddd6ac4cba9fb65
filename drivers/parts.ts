/**
 * What one platform gives the firmware: clock, line of the meter, contactor, flash, sockets, chance
 * and the owner's documents. `src/main.ts` wires them; which file stands behind each of them is
 * chosen by the manifest, and by nothing else.
 */
import type {
  Clock,
  ContactorFeedback,
  Contacts,
  FlashCommand,
  Secret,
  SupplyCommand,
} from '../src/ports';
import type { OpenSocket } from './http/socket';
import type { MeterWire } from './meters/chosen-meter';

export interface Contactor {
  /** How it is known what it did. */
  readonly feedback: ContactorFeedback;
  tell(command: SupplyCommand): void;
  /** What its mirror contact says, now and on each change; never where it has none. */
  watch(seen: (are: Contacts) => void): void;
  /** A pulse for the breaker upstream; nothing where none is wired. */
  trip(): void;
}

/** Orders are carried out one after the other. The first that fails is the last. */
export interface JournalFlash {
  readonly sectors: number;
  read(at: number, count: number): Uint8Array;
  /** `done`: the bytes are there and read back the same, or they are not. */
  order(command: FlashCommand, done: (isGood: boolean) => void): void;
  /** When nothing is left to do. */
  whenIdle(run: () => void): void;
}

/** The two documents as text, and what names this board. */
export type Settings = {
  readonly config: string;
  readonly secrets: string;
  readonly hardware: string;
};

/** What the platform leaves to the firmware to say. */
export type PartsOptions = {
  readonly sectors: number;
  readonly sectorBytes: number;
  /** Of an address as text: false where a buyer's link may not go. */
  readonly isPublicAddress: (address: string) => boolean;
  /** Runs what a driver brings, and takes what that throws: in the SDK a throw ends the VM. */
  readonly caught: Caught;
};

export type Caught = (run: () => void) => void;

export type Parts = {
  readonly clock: Clock;
  readonly meter: MeterWire;
  readonly contactor: Contactor;
  readonly journal: JournalFlash;
  readonly openSocket: OpenSocket;
  readonly http: HttpClientClass;
  /** Asked once, when they are read: nobody keeps the texts. */
  settings(): Settings;
  /** False while the bootloader may still go back to the image before this one. */
  readonly isImageConfirmed: boolean;
  /** This image stays. False: that could not be written, and it is on trial as before. */
  confirmImage(): boolean;
  /** So many bytes of the hardware generator, as hex. */
  entropy(count: number): Secret;
  print(line: string): void;
  /** Where somebody watches: how the board stands, now and then. */
  show?(view: object): void;
  /** Does not return: what comes next is a boot. */
  restart(): never;
};

export type OpenParts = (options: PartsOptions) => Parts;

/** As much of the SDK's HTTP client (`embedded:network/http/client`) as is used. */
export interface HttpClient {
  request(options: HttpClientRequest): unknown;
  close(): void;
}
export type HttpClientClass = new (options: object) => HttpClient;
export type HttpClientRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Map<string, string>;
  onWritable(this: HttpClientExchange, count: number): void;
  onHeaders(status: number, headers: ReadonlyMap<string, string>): void;
  onReadable(this: HttpClientExchange, count: number): void;
  onDone(error: Error | null): void;
};
export interface HttpClientExchange {
  read(count: number): ArrayBuffer | undefined;
  write(bytes: Uint8Array): unknown;
}
