/**
 * The network of the board in Espressif's emulator. The native part connects by itself; here its
 * state is looked at and said when it changes, as the SDK tells of wired Ethernet.
 */
import type { Clock } from '../../src/ports';
import { durationMs } from '../../src/units';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativeOpenEth {
  dc_open_eth_begin(): number;
  dc_open_eth_status(): number;
}

export type OpenEthOptions = {
  readonly clock: Clock;
  readonly native: NativeOpenEth;
  readonly print: (line: string) => void;
};

const LOOK_MS = 1_000;

/** Without the card the board goes on: nothing of a running sale needs a network. */
export function openEthernet({ clock, native, print }: OpenEthOptions): void {
  const answer = native.dc_open_eth_begin();
  if (answer < 0) return print(`ethernet refused code=${answer}`);
  let connection = 0;
  const look = (): void => {
    const now = native.dc_open_eth_status();
    if (now !== connection) print(`ethernet connection=${now}`);
    connection = now;
    clock.after(durationMs(LOOK_MS), look);
  };
  look();
}
