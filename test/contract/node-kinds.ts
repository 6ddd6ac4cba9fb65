/** The kinds of node that the contract is held against: each with its face on the desk. */
import { createClnRest } from '../../host-sim/lightning/clnrest';
import { createLndRest } from '../../host-sim/lightning/lnd-rest';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { Answer, KindOfNode } from './node-bench';

const MACAROON = `0201${'6c6e64'.repeat(20)}`;
const RUNE = 'tU-RLjMiDpY2U0o3W1oFowar36RFGpWloPbW9-RuZdo9MA==';

export type KindUnderContract = KindOfNode & {
  /** What it says itself when it is asked too often; undefined where it never does. */
  readonly tooSoon: Answer | undefined;
  /** Why no money can come for an invoice after its cancel; undefined where it can. */
  readonly neverLate: string | undefined;
};

export const KINDS: Readonly<Record<NodeKind, KindUnderContract>> = Object.freeze({
  lnd: {
    kind: 'lnd',
    credential: MACAROON,
    wrongCredential: '0201deadbeef',
    face: (owner, epochMs) => createLndRest({ owner, epochMs, macaroonHex: MACAROON }),
    tooSoon: undefined,
    neverLate: undefined,
  },
  'core-lightning': {
    kind: 'core-lightning',
    credential: RUNE,
    wrongCredential: '7cKJyALVY0_LLVV-AB9oetXjipOdyt0EhOuYrSS42fM9MA==',
    face: (owner, epochMs) => createClnRest({ owner, epochMs, rune: RUNE }),
    // A rune with a rate; lightningd's tests/test_runes.py.
    tooSoon: { status: 401, body: '{"code":1502,"message":"Not permitted: too soon"}' },
    neverLate: 'what it cancels it deletes, and takes no money for',
  },
});
