/**
 * Wi-Fi as a station that never gives up and never waits: an attempt that fails, takes too long or
 * is lost again is followed by another, at growing intervals. Nothing else on the board knows of
 * it: without a network there are no answers, and a running sale goes on until its credit ends.
 */
import type { Clock, Timer } from '../../src/ports';
import { durationMs } from '../../src/units';

/** As much of the SDK's `embedded:network/interface/wifi` as is used. */
export interface Radio {
  /** 500: with an address. 200 and below: not connected. */
  readonly connection: number;
  connect(network: WifiNetwork): void;
  disconnect(): void;
}
export type RadioClass = new (options: { readonly onChanged: () => void }) => Radio;
export type WifiNetwork = { readonly SSID: string; readonly password?: string };

export type WifiOptions = {
  readonly clock: Clock;
  readonly radio: RadioClass;
  /** Undefined: the radio is on, for its noise, and connects to nothing. */
  readonly network: WifiNetwork | undefined;
  readonly caught: (run: () => void) => void;
  readonly print: (line: string) => void;
};

const WITH_ADDRESS = 500;
const DOWN = 200;
/** Association, keys and an address from a busy router. */
const ATTEMPT_MS_MAX = 30_000;
/** Never at once: the event of a disconnection would be taken for that of the new attempt. */
const AGAIN_MS_MIN = 1_000;
const AGAIN_MS_MAX = 60_000;

export class WifiStation {
  readonly #options: WifiOptions;
  readonly #radio: Radio;
  #isTrying = false;
  #isOnline = false;
  #againMs = AGAIN_MS_MIN;
  #timer: Timer | undefined;

  constructor(options: WifiOptions) {
    this.#options = options;
    const { radio: RadioOf, caught } = options;
    this.#radio = new RadioOf({ onChanged: () => caught(() => this.#changed()) });
  }

  start(): void {
    const { network, print } = this.#options;
    if (network === undefined) print('wifi no-network-named');
    else this.#try(network);
  }

  #try(network: WifiNetwork): void {
    this.#isTrying = true;
    this.#after(ATTEMPT_MS_MAX, () => this.#fail('timeout'));
    try {
      this.#radio.connect(network);
    } catch {
      this.#fail('refused');
    }
  }

  #changed(): void {
    const { connection } = this.#radio;
    if (connection >= WITH_ADDRESS) return this.#online();
    if (connection <= DOWN && (this.#isOnline || this.#isTrying)) this.#fail('disconnected');
    // Associated, and the address is gone or not there yet: it has the time of an attempt for it.
    else if (this.#isOnline) this.#addressLost();
  }

  #online(): void {
    if (!this.#isOnline) this.#options.print('wifi online');
    this.#isOnline = true;
    this.#isTrying = false;
    this.#againMs = AGAIN_MS_MIN;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #addressLost(): void {
    this.#isOnline = false;
    this.#isTrying = true;
    this.#after(ATTEMPT_MS_MAX, () => this.#fail('timeout'));
  }

  #fail(why: string): void {
    const { network, print } = this.#options;
    print(`wifi offline why=${why} againMs=${this.#againMs}`);
    this.#isOnline = false;
    this.#isTrying = false;
    if (why !== 'disconnected') this.#radio.disconnect();
    this.#after(this.#againMs, () => (network === undefined ? undefined : this.#try(network)));
    this.#againMs = Math.min(this.#againMs * 2, AGAIN_MS_MAX);
  }

  #after(ms: number, run: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(durationMs(ms), run);
  }
}
