/**
 * Everything the board hears and everything it asks for, on one page.
 *
 * Two closed unions cross the border of the core: `BoardEvent` goes into `step`, `Command` comes
 * out. Both are plain data and survive JSON. The interfaces below are what a driver offers to the
 * hands. `PORTS_VERSION` changes when a member of either union changes its meaning.
 */
export type { Call, CallFault, CallSink, Trust } from './http-call';

import type { LogEvent } from './log';
import type { Result } from './result';
import type {
  DurationMs,
  EpochMs,
  JournalSequence,
  MilliAmps,
  MilliVolts,
  MilliWattHours,
  MilliWatts,
  MonotonicMs,
} from './units';

export const PORTS_VERSION = 2;

/**
 * Two clocks. `mono` serves durations, deadlines and integrals; `wall` serves tariffs, terms and
 * receipts, and is undefined until the clock is known.
 */
export type Now = { readonly mono: MonotonicMs; readonly wall: WallClock | undefined };
export type WallClock = { readonly epochMs: EpochMs; readonly plusMinusMs: DurationMs };

/**
 * A link, k1, preimage or PIN. An object and not a string, so that neither a template nor a log
 * field takes it by accident; `fingerprint` in `secret.ts` is how it is shown.
 */
export type Secret = { readonly secret: string };

/** One sample of the meter. Registers only ever grow, in steps of their quantum. */
export type Reading = {
  /** When the last byte of the frame that holds the registers arrived. */
  readonly atMono: MonotonicMs;
  readonly importRegister: MilliWattHours;
  readonly importQuantum: MilliWattHours;
  readonly exportRegister: MilliWattHours;
  readonly exportQuantum: MilliWattHours;
  /** Import positive, export negative. */
  readonly power: MilliWatts;
  readonly phases: readonly PhaseReading[];
};
export type PhaseReading = { readonly volts: MilliVolts; readonly current: MilliAmps };

/**
 * Each says what an installer should look at: line, noise, address, register, or the port; of
 * pulses, an output that never opens, and more of them than a meter gives.
 */
export type MeterFault =
  | 'timeout'
  | 'bad-checksum'
  | 'unexpected-frame'
  | 'exception'
  | 'not-a-number'
  | 'port-closed'
  | 'line-stuck'
  | 'too-fast';

/** One transaction at a time: asking again before `done` has run is a bug. */
export interface Meter {
  sample(done: (result: Result<Reading, MeterFault>) => void): void;
  /** The serial number the manufacturer gave, as decimal digits; of a counter, what it counts. */
  identify(done: (result: Result<string, MeterFault>) => void): void;
}

/** The shape of an ECMA-419 Serial, as far as a meter driver needs it. */
export interface ByteStream {
  read(): number | undefined;
  write(bytes: Uint8Array): void;
}
export type OpenByteStream = (onReadable: () => void) => ByteStream;

export interface Clock {
  now(): MonotonicMs;
  after(delay: DurationMs, run: () => void): Timer;
}
export interface Timer {
  cancel(): void;
}

/**
 * Why no whole answer came. Only `not-connected`, `address-refused` and `certificate-refused` say
 * that the request was not acted on; all others leave that unknown.
 */
export type HttpFault =
  | 'not-connected'
  | 'address-refused'
  | 'certificate-refused'
  | 'timeout'
  | 'broken'
  | 'too-long';

/** A field the picker found. Strings longer than the picker keeps are absent. */
export type Picked = string | number | boolean | null;

export type BoardEvent =
  /** `hardware` names this board and no other, so that a copied journal is found out. */
  | {
      readonly kind: 'boot';
      readonly hardware?: string;
      /** Absent where nothing tells what the contactor did. */
      readonly feedback?: ContactorFeedback;
    }
  /** This image will not be rolled back any more: it may write the newest format. */
  | { readonly kind: 'image-confirmed' }
  /** Once a second. Nothing that closes the contactor may follow from it. */
  | { readonly kind: 'tick' }
  /** From the hardware generator: `ENTROPY_BYTES` as hex, used once. */
  | { readonly kind: 'entropy'; readonly bytes: Secret }
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'reading-failed'; readonly fault: MeterFault }
  | { readonly kind: 'meter-identified'; readonly serial: string }
  | {
      readonly kind: 'http-reply';
      readonly id: string;
      readonly status: number;
      /** Undefined when the body was not JSON. */
      readonly fields: Readonly<Record<string, Picked>> | undefined;
      /** The server's own clock, in seconds since 1970 (`Date`, RFC 9110 section 6.6.1). */
      readonly dateSec?: number | undefined;
    }
  | { readonly kind: 'http-failed'; readonly id: string; readonly fault: HttpFault }
  /** The node was asked for its clock, by the host, and did not answer. */
  | { readonly kind: 'clock-failed'; readonly fault: HttpFault }
  /** It says itself that it may do more than a board needs; the board never sees it. */
  | { readonly kind: 'credential-too-strong' }
  | { readonly kind: 'journal-written'; readonly sequence: JournalSequence }
  | { readonly kind: 'journal-failed' }
  /** Withdraw links, asked in this order: the first names the buyer, `tenant` a standing one. */
  | {
      readonly kind: 'link-offered';
      readonly link: Secret;
      readonly more?: readonly Secret[];
      readonly tenant?: string;
      /** Shared with the tenant's board. */
      readonly peer?: Secret;
    }
  /** Somebody wants to buy and shows no link. `paysAhead`: and leave no deposit. */
  | { readonly kind: 'guest-arrived'; readonly paysAhead?: boolean }
  /** A card was held to the reader: the withdraw link on it, good for one use. */
  | { readonly kind: 'card-tapped'; readonly url: Secret }
  /** The buyer's PIN for the amount that is shown: 1 to 8 digits, used once. */
  | { readonly kind: 'pin-given'; readonly pin: Secret }
  /**
   * Where the mirror contact says that the main contacts are: after boot, on each change, and at
   * each look, once a second, at which the coil was told otherwise.
   */
  | { readonly kind: 'contacts'; readonly are: Contacts }
  | { readonly kind: 'unplugged' }
  | { readonly kind: 'owner-command'; readonly command: OwnerCommand };

/** A mirror contact cannot lie about the main ones (IEC 60947-4-1); a meter sees current. */
export type ContactorFeedback = 'mirror' | 'meter';
export type Contacts = 'open' | 'closed';

/** `factory-reset` erases the journal: every credit in it is gone. */
export type OwnerCommand = 'stop-sale' | 'clear-latch' | 'confirm-meter' | 'factory-reset';

export type HttpRequest = {
  readonly kind: 'http-request';
  /** Names pull and attempt; comes back with the answer. */
  readonly id: string;
  /**
   * `node`: the hands add origin and credential to `path`. `link`: `path` is the whole URL. `peer`:
   * also, and `body` and answer are text, a message of the protocol; the answer is `frame`.
   */
  readonly target: 'node' | 'link' | 'peer';
  readonly method: 'GET' | 'POST';
  readonly path: Secret;
  readonly body?: Secret;
  /** Dotted paths of the fields to pick from the JSON answer. */
  readonly pick: readonly string[];
  /** From now to the last byte of the answer. */
  readonly timeoutMs: DurationMs;
  /** Never asked twice, and so never on a kept connection, which may be closed by now. */
  readonly isOnce?: true;
};

export type SupplyState = 'open' | 'wind-down' | 'closed';

/** A lease: the guard opens the contactor when `validForMs` has passed without another. */
export type SupplyCommand = {
  readonly kind: 'supply';
  readonly state: SupplyState;
  /** The most an EV may draw per phase; absent where there is no pilot. */
  readonly currentMax?: MilliAmps;
  readonly validForMs: DurationMs;
};

type Effect =
  | HttpRequest
  | SupplyCommand
  | { readonly kind: 'bus-request'; readonly ask: 'sample' | 'identify' }
  | { readonly kind: 'entropy-request' }
  /** Trips the breaker upstream, where the board can: the contactor is welded. */
  | { readonly kind: 'trip' }
  /** When flash has done all it was told. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'log'; readonly event: LogEvent };

/**
 * `after`: the gate holds the command until the journal has acknowledged that sequence. Opening
 * the contactor is never held.
 */
export type Command = (Effect & { readonly after?: JournalSequence }) | FlashCommand;

/** Carried out one after the other, in this order. The first that fails is the last. */
export type FlashCommand =
  | { readonly kind: 'flash-erase'; readonly sector: number; readonly after?: undefined }
  | {
      readonly kind: 'flash-write';
      /** In the journal's partition: a multiple of 32, within one erased sector. */
      readonly at: number;
      /** The final bytes, as hex: a multiple of 32 bytes, each written once. */
      readonly bytes: string;
      /** What is acknowledged when they are there and read back the same; 0: nothing. */
      readonly sequence: JournalSequence;
      readonly after?: undefined;
    };

/** What one `entropy` event carries: 16 bytes of id, 32 of preimage. */
export const ENTROPY_BYTES = 48;
