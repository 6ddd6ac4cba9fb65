/** The kinds of node that the contract is held against: each with its face on the desk. */
import { createBtcpay } from '../../host-sim/lightning/btcpay';
import { createClnRest } from '../../host-sim/lightning/clnrest';
import { createLnbits } from '../../host-sim/lightning/lnbits';
import { createLndRest } from '../../host-sim/lightning/lnd-rest';
import { createLnurlPay } from '../../host-sim/lightning/lnurl-pay';
import { createPhoenixd } from '../../host-sim/lightning/phoenixd';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { Answer, KindOfNode } from './node-bench';

const MACAROON = `0201${'6c6e64'.repeat(20)}`;
/** What createrune gives without arguments, and with three methods. */
const UNLIMITED_RUNE = 'tU-RLjMiDpY2U0o3W1oFowar36RFGpWloPbW9-RuZdo9MA==';
const RUNE =
  'tU-RLjMiDpY2U0o3W1oFowar36RFGpWloPbW9-RuZdo9MyZtZXRob2Q9aW52b2ljZXxtZXRob2Q9' +
  'bGlzdGludm9pY2VzfG1ldGhvZD1kZWxpbnZvaWNl';
/** An identifier as bakemacaroon writes it: may read and write `offchain`. */
const ADMIN_MACAROON =
  `0201036c6e64023103${'0a10'}${'7d'.repeat(16)}120130` +
  '1a170a086f6666636861696e12047265616412057772697465000006207d';

export type KindUnderContract = KindOfNode & {
  /** What it says itself when it is asked too often; undefined where it never does. */
  readonly tooSoon: Answer | undefined;
  /** Why no money can come for an invoice after its cancel; undefined where it can. */
  readonly neverLate: string | undefined;
  /** One that may do more than a board needs. */
  readonly strongCredential: string;
  /** What a pull asks, in which nothing goes wrong. */
  readonly asks: string;
  /** Why it is never seen that more, or less, was paid; undefined where the node says so. */
  readonly neverDouble?: string;
  readonly neverLess?: string;
};

const FULL_PASSWORD = '8e6b5b4a1f0c7e3d4a5f';
const ADMIN_KEY = '4a5f8e6b5b4a1f0c7e3d4a5f8e0c7e3d';
const OWNERS_KEY = '5d2e8f4a6b0c3a7f1b9c5d2e8f4a6b0c3a7f1b9c';
const ASKS = 'ask-link create hand-over look-up';
const SAYS_NO_AMOUNT = 'it says that it was paid, not how much';
const INVOICE_KEY = '0c7e3d4a5f8e6b5b4a1f0c7e3d4a5f8e';
const STORE = '5Sd8HYzQyVv4MVmtYKCv5gJw6fDRTzzbFCHcf3mdxFZ8';
const API_KEY = '3a7f1b9c5d2e8f4a6b0c3a7f1b9c5d2e8f4a6b0c';
const PASSWORD = '5b4a1f0c7e3d4a5f8e6b';

export const KINDS: Readonly<Record<NodeKind, KindUnderContract>> = Object.freeze({
  lnd: {
    kind: 'lnd',
    credential: MACAROON,
    wrongCredential: '0201deadbeef',
    strongCredential: ADMIN_MACAROON,
    face: (owner, epochMs) => createLndRest({ owner, epochMs, macaroonHex: MACAROON }),
    tooSoon: undefined,
    neverLate: undefined,
    asks: ASKS,
  },
  'core-lightning': {
    kind: 'core-lightning',
    credential: RUNE,
    wrongCredential: '7cKJyALVY0_LLVV-AB9oetXjipOdyt0EhOuYrSS42fM9MA==',
    strongCredential: UNLIMITED_RUNE,
    face: (owner, epochMs) => createClnRest({ owner, epochMs, rune: RUNE }),
    // A rune with a rate; lightningd's tests/test_runes.py.
    tooSoon: { status: 401, body: '{"code":1502,"message":"Not permitted: too soon"}' },
    neverLate: 'what it cancels it deletes, and takes no money for',
    asks: ASKS,
  },
  phoenixd: {
    kind: 'phoenixd',
    credential: PASSWORD,
    wrongCredential: '0c7e3d4a5f8e6b5b4a1f',
    strongCredential: FULL_PASSWORD,
    face: (owner, epochMs) =>
      createPhoenixd({ owner, epochMs, password: PASSWORD, fullPassword: FULL_PASSWORD }),
    tooSoon: undefined,
    neverLate: undefined,
    asks: ASKS,
    neverLess: 'what is missing is its fee for liquidity, and the buyer paid it',
  },
  lnbits: {
    kind: 'lnbits',
    credential: INVOICE_KEY,
    wrongCredential: 'b59d05b23e184fa69a13a68c29d62df4',
    strongCredential: ADMIN_KEY,
    face: (owner, epochMs) =>
      createLnbits({ owner, epochMs, invoiceKey: INVOICE_KEY, adminKey: ADMIN_KEY }),
    tooSoon: undefined,
    neverLate: undefined,
    asks: ASKS,
    neverDouble: SAYS_NO_AMOUNT,
    neverLess: SAYS_NO_AMOUNT,
  },
  btcpay: {
    kind: 'btcpay',
    account: STORE,
    credential: API_KEY,
    wrongCredential: API_KEY.toUpperCase(),
    strongCredential: OWNERS_KEY,
    face: (owner, epochMs) =>
      createBtcpay({ owner, epochMs, store: STORE, apiKey: API_KEY, ownersKey: OWNERS_KEY }),
    tooSoon: undefined,
    neverLate: undefined,
    asks: ASKS,
  },
  'lightning-address': {
    kind: 'lightning-address',
    account: 'owner',
    credential: '',
    wrongCredential: '',
    strongCredential: '',
    face: (owner, epochMs) => {
      const origin = 'https://node.example';
      return createLnurlPay({ owner, epochMs, origin, user: 'owner', expirySec: 120 });
    },
    tooSoon: undefined,
    neverLate: undefined,
    asks: 'ask-link create create hand-over look-up',
    neverDouble: SAYS_NO_AMOUNT,
    neverLess: SAYS_NO_AMOUNT,
  },
});
