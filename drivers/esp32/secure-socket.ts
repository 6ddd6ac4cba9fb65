/** TLS of a real board: until the native client is wired here, no server is connected. */
import type { Clock } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { OpenSocket } from '../http/socket';

export const openSecureSocket =
  (clock: Clock): OpenSocket =>
  (_target, events) => {
    clock.after(durationMs(0), () => events.onFault('not-connected'));
    return { read: () => new Uint8Array(0), write: () => 0, close: () => {} };
  };
