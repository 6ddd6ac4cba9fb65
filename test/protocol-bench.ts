/** A seller and a buyer that share a secret, for tests: fixed keys, ids by number, one clock. */
import type { Now } from '../src/ports';
import { type Asking, ask, nothingAsked } from '../src/protocol/asking';
import { beginHearing, type Heard, hear, nothingHeard } from '../src/protocol/hearing';
import { type PeerKeys, peerKeys } from '../src/protocol/mac';
import type { Request, Statement } from '../src/protocol/message';
import { secret } from '../src/secret';
import { durationMs, epochMs, monotonicMs } from '../src/units';

export const PEER_SECRET = secret(
  '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
);
export const NONCE = '6e6f6e63652d6f662d7468652d627579';
export const START_SEC = 1_795_651_200;

export function keysOf(shared = PEER_SECRET): PeerKeys {
  const keys = peerKeys(shared);
  if (keys === undefined) throw new Error('no keys');
  return keys;
}

/** `atSec` undefined: the clock is not known. */
export const nowAt = (atSec: number | undefined, monoMs = 1_000): Now => ({
  mono: monotonicMs(monoMs),
  wall:
    atSec === undefined
      ? undefined
      : { epochMs: epochMs(atSec * 1_000), plusMinusMs: durationMs(1_000) },
});

export const idOf = (number: number): string => number.toString(16).padStart(32, '0');

export const STATEMENT: Statement = {
  atSec: START_SEC,
  energyMilliWattHours: 1_500_000,
  chargedMilliSat: 150_000,
  paidMilliSat: 200_000,
};

export const STATE: Request = { kind: 'state', reference: idOf(7), statement: STATEMENT };

export type Pair = { readonly heard: Heard; readonly asking: Asking };

/** Both know the nonce already. */
export function pairOf(): Pair {
  const heard = nothingHeard(keysOf());
  beginHearing(heard, NONCE);
  const asking = nothingAsked(keysOf());
  asking.nonce = NONCE;
  return { heard, asking };
}

export const now = nowAt(START_SEC);

/** One more request, and what the buyer makes of it. */
export function send({ heard, asking }: Pair, id: number, request = STATE, at = now) {
  const frame = ask(asking, at, idOf(id), request);
  return { frame, hearing: hear(heard, now, frame) };
}
