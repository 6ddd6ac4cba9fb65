/** LNbits asks the buyer's link in the board's place: one host, the same rules of money. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../src/config/board-config';
import type { HttpRequest, Picked } from '../src/ports';
import { changed } from './config-complaints';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import type { Answer } from './desk/fake-node';
import { credit, steps } from './desk/selling';

const test = suite('asked in place');

const json = (status: number, fields: Readonly<Record<string, Picked>>): Answer => ({
  status,
  fields,
});
type Lnbits = {
  /** What it says in place of paying, as `detail`. */
  reason: string;
  more: Readonly<Record<string, Picked>>;
  pays: boolean;
  readonly asked: { readonly path: string; readonly body: Record<string, unknown> }[];
};

/** LNbits 1.6.2 with FakeWallet, as it answered: its `detail` in place of the link's body. */
function answerAs(lnbits: Lnbits, desk: BoardDesk, request: HttpRequest): Answer {
  const path = request.path.secret;
  const body = JSON.parse(request.body?.secret ?? '{}');
  lnbits.asked.push({ path, body });
  if (path === '/api/v1/lnurlscan') {
    const callback = `${LINK}/cb`;
    const limits = { minWithdrawable: 1_000, maxWithdrawable: 200_000 };
    return json(200, { tag: 'withdrawRequest', callback, k1: '00ff', ...limits, ...lnbits.more });
  }
  if (path.endsWith('/pay-with-nfc')) {
    if (lnbits.reason !== '') return json(400, { detail: lnbits.reason });
    const handed = decodeURIComponent(path.split('/')[4] ?? '');
    for (const { hash, paymentRequest } of desk.node.invoices.values()) {
      if (paymentRequest !== handed || !lnbits.pays) continue;
      desk.after(1_500, () => desk.node.pay(hash, desk.nowSec));
    }
    return json(200, { success: true, message: 'Payment sent with NFC.' });
  }
  if (path === '/api/v1/payments') {
    const asked = { amountMilliSat: body.amount * 1_000, memo: body.memo, expirySec: body.expiry };
    const { hash, paymentRequest } = desk.node.make(desk.nowSec, asked);
    return json(201, { payment_hash: hash, bolt11: paymentRequest });
  }
  const invoice = desk.node.invoices.get(path.slice('/api/v1/payments/'.length));
  if (invoice === undefined) return json(404, { detail: 'Payment does not exist.' });
  return json(200, {
    paid: invoice.state === 'SETTLED',
    'details.payment_hash': invoice.hash,
    'details.amount': invoice.value,
    'details.memo': invoice.memo,
    'details.bolt11': invoice.paymentRequest,
  });
}

function selling(change: Partial<Lnbits> = {}, links: readonly string[] = [LINK]) {
  const node = { kind: 'lnbits', canCancel: false, asksLinks: true };
  const desk = new BoardDesk(deskConfig('ev', { node }), 11);
  const lnbits: Lnbits = { reason: '', more: {}, pays: true, asked: [], ...change };
  desk.bend = (request) => answerAs(lnbits, desk, request);
  desk.run(4_000);
  desk.offer(links[0], undefined, links.slice(1));
  return { desk, lnbits };
}

test('asked in place: the board speaks to its node alone, and is paid', () => {
  const { desk, lnbits } = selling();
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.ok(desk.requests.every(({ target }) => target === 'node'));
  assert.equal(steps(desk).slice(0, 3), ['ask-link', 'create', 'hand-over']);
  const [scan, , pay] = lnbits.asked;
  assert.equal(scan?.body, { lnurl: 'lnurlw://wallet.example/w' });
  assert.equal(pay?.body, { lnurl_w: 'lnurlw://wallet.example/w' });
});

test('asked in place: its success is a promise of the link, and no payment', () => {
  const { desk } = selling({ pays: false });
  desk.run(100_000);
  assert.is(credit(desk), 0);
  assert.is(desk.node.invoices.size, 1, 'no second invoice before the first has lapsed');
  desk.run(120_000, () => desk.node.invoices.size === 2);
  assert.is(desk.book.pulls.lapsed, 1);
});

const REASONS: readonly (readonly [reason: string, fault: string])[] = [
  ['Withdraw is spent.', 'link-exhausted'],
  ['Insufficient balance.', 'link-exhausted'],
  ['Amount 100000 not in range 1000 - 5000', 'link-amount'],
  ['LNURL request target resolves to a private or non-global IP address.', 'link-refused'],
  ['Invalid LNURL-withdraw response.', 'link-refused'],
  ['LNURL request failed.', 'link-not-understood'],
  ['Invalid LNURL response.', 'link-not-understood'],
];
for (const [reason, fault] of REASONS) {
  test(`asked in place: "${reason}" is ${fault}`, () => {
    const { desk } = selling({ reason });
    desk.run(20_000, () => desk.state.faults[fault] === 1);
    assert.is(desk.state.faults[fault], 1);
    assert.is(credit(desk), 0);
  });
}

test('asked in place: what the link did not answer is sent again, the same invoice', () => {
  const { desk, lnbits } = selling({ reason: 'LNURL request failed.' });
  desk.run(15_000, () => steps(desk).filter((step) => step === 'hand-over').length === 2);
  lnbits.reason = '';
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.is(desk.node.invoices.size, 1);
});

test('asked in place: where a version hands pinLimit on, that link is left for the next', () => {
  const { desk } = selling({ more: { pinLimit: 1 } }, [LINK, OTHER_LINK]);
  desk.run(20_000);
  assert.ok(desk.state.faults['link-needs-pin']);
  assert.is(desk.state.pulling.pinAmount, 0, 'no PIN is asked for: it could not be handed on');
  assert.is(desk.node.invoices.size, 0);
});

test('asked in place: the board judges the callback, whoever asks', () => {
  const { desk } = selling({ more: { callback: 'https://192.168.1.1/cb' } });
  desk.run(10_000);
  assert.ok(desk.state.faults['link-bad-callback']);
  assert.is(desk.node.invoices.size, 0);
});

test('asked in place: silence is the node’s, and nothing is taken for unpaid', () => {
  const { desk, lnbits } = selling();
  const { bend } = desk;
  let isSilent = true;
  desk.bend = (request) => {
    const answer = bend(request);
    const isPay = request.path.secret.endsWith('/pay-with-nfc');
    if (!isPay || !isSilent) return answer;
    isSilent = false;
    return 'lost';
  };
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.is(desk.state.faults['node-timeout'], 1);
  assert.is(desk.node.settled.length, 1);
  assert.ok(lnbits.asked.length > 0);
});

test('asked in place: only a kind that can do it may be told to', () => {
  for (const kind of ['lnd', 'core-lightning', 'phoenixd']) {
    const parsed = parseConfig(
      changed('node', {
        kind,
        url: 'https://node.example',
        credential: 'node',
        asksLinks: true,
      }),
    );
    const fields = parsed.ok ? [] : parsed.fault.map(({ field }) => field);
    assert.equal(fields, ['node.asksLinks'], kind);
  }
});

test.run();
