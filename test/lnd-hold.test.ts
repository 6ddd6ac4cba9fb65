/** LND’s hold invoices. Bodies: documented (invoicesrpc/invoices.swagger.json, errors.go). */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LND_HOLD } from '../src/payment/nodes/lnd-hold';

const hold = suite('lnd-hold');

const HASH = '11'.repeat(32);
/** 32 bytes of 0x11. */
const HASH_BASE64 = 'ERERERERERERERERERERERERERERERERERERERERERE=';
const INVOICE = {
  hash: HASH,
  amountMilliSat: 25_000_500,
  memo: 'Yard deposit 0123-4567',
  label: '0123-4567',
  expirySec: 600,
  cltvExpiry: 144,
};

hold('the request names the hash, and no preimage', () => {
  const { method, path, body } = LND_HOLD.createInvoice(INVOICE);
  assert.is(method, 'POST');
  assert.is(path.secret, '/v2/invoices/hodl');
  assert.equal(JSON.parse(body?.secret ?? ''), {
    memo: 'Yard deposit 0123-4567',
    hash: HASH_BASE64,
    value_msat: '25000500',
    expiry: '600',
    cltv_expiry: '144',
    private: false,
  });
});

hold('an answer without an invoice is none', () => {
  const paymentRequest = 'lnbcrt1...';
  const made = LND_HOLD.readCreated(200, { payment_request: paymentRequest }, HASH);
  assert.equal(made, { ok: true, value: { paymentRequest, hash: HASH } });
  for (const fields of [undefined, {}, { payment_request: '' }, { payment_request: 7 }]) {
    assert.is(LND_HOLD.readCreated(200, fields, HASH).ok, false);
  }
});

hold('a hash that is known already is told apart from a fault', () => {
  const message = 'invoice with payment hash already exists';
  const again = LND_HOLD.readCreated(500, { code: 2, message }, HASH);
  assert.equal(again, { ok: false, fault: 'already-exists' });
  const refused = LND_HOLD.readCreated(500, { code: 2, message: 'permission denied' }, HASH);
  assert.equal(refused, { ok: false, fault: 'refused' });
});

hold('the preimage goes out to settle, and what cannot be settled is gone', () => {
  const { path, body, pick } = LND_HOLD.settleInvoice({ secret: HASH });
  assert.is(path.secret, '/v2/invoices/settle');
  assert.equal(JSON.parse(body?.secret ?? ''), { preimage: HASH_BASE64 });
  assert.is(pick.includes('preimage'), false);
  assert.equal(LND_HOLD.readSettled(200, {}), { ok: true, value: 'settled' });
  for (const [message, value] of [
    ['invoice already settled', 'settled'],
    ['invoice already canceled', 'gone'],
    ['invoice still open', 'gone'],
    ['unable to locate invoice', 'gone'],
  ] as const) {
    assert.equal(LND_HOLD.readSettled(500, { code: 2, message }), { ok: true, value });
  }
});

hold('a body that is no JSON, or an error in disguise, settles nothing', () => {
  assert.is(LND_HOLD.readSettled(200, undefined).ok, false);
  assert.is(LND_HOLD.readSettled(200, { code: 2, message: 'rpc error' }).ok, false);
  assert.equal(LND_HOLD.readSettled(503, undefined), { ok: false, fault: 'unreachable' });
});

hold.run();
