/** The owner names another node while a pull of the last one is open, or on the late list. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BTCPAY } from '../src/payment/nodes/btcpay';
import { NODE_KIND_NAMES, type NodeKind } from '../src/payment/nodes/kinds';
import { BoardDesk } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import type { Answer } from './desk/fake-node';
import { handedHashes } from './desk/selling';

const changed = suite('node changed');

const ORIGIN = 'https://pay.example';
const STORE = '5Sd8HYzQyVv4MVmtYKCv5gJw6fDRTzzbFCHcf3mdxFZ8';

function configOf(kind: NodeKind) {
  const account = kind === 'btcpay' ? { store: STORE } : {};
  const user = kind === 'lightning-address' ? { user: 'owner', credential: undefined } : {};
  return deskConfig('ev', { node: { kind, url: ORIGIN, canCancel: false, ...account, ...user } });
}

/** What each kind says of an invoice it never heard of; no other question is asked here. */
const UNKNOWN: Readonly<Record<NodeKind, Answer>> = {
  lnd: { status: 404, fields: { code: 5, message: 'unable to locate invoice' } },
  'core-lightning': { status: 201, fields: { 'invoices.length': 0 } },
  phoenixd: { status: 404, fields: undefined },
  lnbits: { status: 404, fields: { detail: 'Payment does not exist.' } },
  btcpay: { status: 404, fields: { code: 'invoice-not-found' } },
  'lightning-address': { status: 404, fields: { status: 'ERROR', reason: 'Not found' } },
};

/** A pull by a Lightning address, or by a store whose ids are no hashes: handed over, unpaid. */
function handedOver(kind: 'lightning-address' | 'btcpay'): BoardDesk {
  const desk = new BoardDesk(configOf(kind), 11);
  desk.link.pays = 'never';
  desk.bend = ({ target, path }) => {
    if (target === 'link') return undefined;
    if (path.secret.startsWith('/.well-known/')) {
      return { status: 200, fields: { tag: 'payRequest', callback: `${ORIGIN}/cb` } };
    }
    if (
      path.secret !== `/api/v1/stores/${STORE}/lightning/BTC/invoices` &&
      !isCallback(path.secret)
    )
      return { fault: 'timeout' };
    const amountMilliSat = desk.book.pull?.amount ?? 0;
    const made = desk.node.make(desk.nowSec, { amountMilliSat, memo: 'm', expirySec: 120 });
    const { paymentRequest, hash } = made;
    return kind === 'btcpay'
      ? { status: 200, fields: { id: 'Fz7vQ1', BOLT11: paymentRequest, paymentHash: hash } }
      : { status: 200, fields: { pr: paymentRequest, verify: `${ORIGIN}/verify/${hash}` } };
  };
  desk.run(4_000);
  desk.offer();
  desk.run(20_000, () => handedHashes(desk).size === 1);
  assert.ok(desk.book.pull?.reference, kind);
  return desk;
}

const isCallback = (path: string) => path.startsWith('/cb?');

function changeTo(desk: BoardDesk, kind: NodeKind): void {
  desk.cutPower(9);
  Object.assign(desk, { config: configOf(kind) });
  desk.bend = ({ target }) => (target === 'node' ? UNKNOWN[kind] : undefined);
  desk.powerOn();
}

for (const from of ['lightning-address', 'btcpay'] as const) {
  for (const to of NODE_KIND_NAMES) {
    changed(`changed: an open pull of ${from} lapses at ${to}, which knows nothing of it`, () => {
      const desk = handedOver(from);
      changeTo(desk, to);
      const asked = desk.requests.length;
      desk.run(250_000, () => desk.hands === undefined || desk.book.pull === undefined);
      assert.equal(desk.crashes, []);
      assert.is(desk.book.pulls.lapsed, 1);
      // It is on the late list, whose looks go on for days.
      desk.run(400_000);
      assert.equal(desk.crashes, []);
      for (const { target, path } of desk.requests.slice(asked)) {
        assert.ok(target === 'link' || path.secret.startsWith('/'), path.secret);
      }
    });
  }
}

changed('changed: a store is asked by the hash where the reference is no id of a store’s', () => {
  const place = configOf('btcpay').node;
  const known = { hash: 'ab'.repeat(32), reference: '/verify/1', value: 21_000 } as never;
  const { path } = BTCPAY.lookUpInvoice(known, place);
  assert.ok(path.secret.endsWith(`/invoices/${'ab'.repeat(32)}`));
});

changed.run();
