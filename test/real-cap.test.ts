import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutgoingRequest } from '../host-sim/border';
import type { Pace } from '../host-sim/pace';
import { createRealPayments } from '../host-sim/real-payments';
import { writeInvoice } from './desk/invoice';

const cap = suite('real-cap');

const AT_ONCE: Pace = {
  inject: (run) => void run(),
  runUntil: async () => {},
  stop: () => {},
};
const SAT_MAX = 100;
/** Where nobody may go: what passes the cap is refused here, before any connection. */
const CALLBACK = 'https://192.0.2.1/callback';

const invoice = (sat: number, hash: number) =>
  writeInvoice({
    network: 'bc',
    amountMilliSat: sat * 1_000,
    hash: hash.toString(16).padStart(64, '0'),
    memo: 'energy',
    timestampSec: 1_700_000_000,
    expirySec: 600,
  });

function openDesk(nodeOrigin = 'https://192.0.2.2') {
  const caps: number[] = [];
  const payments = createRealPayments({
    real: {
      nodeKind: 'lnd',
      nodeAccount: '',
      nodeOrigin,
      credential: { secret: 'c0ffee' },
      pinSha256: undefined,
      ca: undefined,
      link: { secret: CALLBACK },
      network: 'mainnet',
      satMax: SAT_MAX,
      localHosts: [],
      isConfirmed: true,
    },
    pace: AT_ONCE,
    onCap: (sat) => void caps.push(sat),
  });
  /** `address-refused`: handed on to the web. `not-connected`: kept back by the cap. */
  const ask = (query: string, more: Partial<OutgoingRequest> = {}) =>
    new Promise<string>((resolve) => {
      const url = `${CALLBACK}?k1=1${query}`;
      const request = {
        id: '1',
        target: 'link',
        method: 'GET',
        url,
        headers: {},
        body: '',
      } as const;
      payments.request(
        { ...request, timeoutMs: 1_000, ...more },
        { part: () => {}, end: () => resolve('end'), failed: resolve },
      );
    });
  const hand = async (text: string) => (await ask(`&pr=${text}`)) === 'address-refused';
  return { caps, payments, ask, hand };
}

cap('invoices pass until the next would go beyond the cap, to the sat', async () => {
  const { hand, caps } = openDesk();
  assert.ok(await hand(invoice(60, 1)));
  assert.not(await hand(invoice(41, 2)));
  assert.equal(caps, [60]);
  assert.ok(await hand(invoice(40, 3)));
  assert.not(await hand(invoice(1, 4)));
  assert.equal(caps, [60, 100]);
});

cap('an invoice that is handed over again counts once', async () => {
  const { hand, caps } = openDesk();
  for (let i = 0; i < 5; i += 1) assert.ok(await hand(invoice(60, 1)));
  assert.ok(await hand(invoice(60, 1).toUpperCase()));
  assert.ok(await hand(invoice(40, 2)));
  assert.equal(caps, []);
});

cap('the same hash for more counts as more', async () => {
  const { hand } = openDesk();
  assert.ok(await hand(invoice(1, 1)));
  assert.not(await hand(invoice(101, 1)));
  assert.ok(await hand(invoice(60, 1)));
  assert.ok(await hand(invoice(1, 1)));
  assert.not(await hand(invoice(41, 2)), 'the larger of both stays counted');
});

cap(
  'invoices that are handed over at the same instant are counted one after the other',
  async () => {
    const { hand } = openDesk();
    const passed = await Promise.all([1, 2, 3, 4].map((hash) => hand(invoice(40, hash))));
    assert.equal(passed, [true, true, false, false]);
  },
);

cap('what cannot be read is not handed over, and does not count', async () => {
  const { ask, hand, caps } = openDesk();
  const good = invoice(60, 1);
  const noAmount = 'lnbc1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq';
  for (const pr of ['', 'lnbc', `${good}q`, good.slice(0, -1), noAmount, `lightning:${good}`]) {
    assert.is(await ask(`&pr=${pr}`), 'not-connected', pr);
  }
  assert.is(await ask('', { body: `{"pr":"${good}"}`, method: 'POST' }), 'not-connected');
  assert.is(await ask('', { url: 'no url' }), 'not-connected');
  assert.equal(caps, []);
  assert.ok(await hand(invoice(100, 2)));
});

cap('a callback with an invoice of its own does not hide the board’s', async () => {
  const { ask, hand } = openDesk();
  const [small, large] = [invoice(1, 1), invoice(5_000, 2)];
  assert.ok(await hand(small));
  const queries = [
    `&pr=${small}&pr=${large}`,
    `&PR=${small}&pr=${large}`,
    `&pr=&pr=${large}`,
    `&Pr=${large}`,
    `&%70r=${large}`,
  ];
  for (const query of queries) assert.is(await ask(query), 'not-connected', query.slice(0, 4));
});

cap('asking the link what it offers, and the node anything, needs no cap', async () => {
  const { ask, hand } = openDesk();
  assert.ok(await hand(invoice(SAT_MAX, 1)));
  assert.is(await ask(''), 'address-refused');
});

cap('naming a node of the local network does not open its host to the link', async () => {
  const { ask } = openDesk('https://127.0.0.1:9');
  assert.is(await ask('', { url: 'https://127.0.0.1:9/v1/invoices' }), 'address-refused');
});

cap.run();
