/** phoenixd's face on the desk answers as the documented one does. */

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLedger } from '../host-sim/lightning/ledger';
import { createPhoenixd } from '../host-sim/lightning/phoenixd';

const rest = suite('phoenixd face');

const PASSWORD = 'c0ffee';
const FORM = 'application/x-www-form-urlencoded';
const recorded = (name: string) => readFileSync(`test/vectors/nodes/phoenixd/${name}`, 'utf8');
const keysOf = (text: string) => Object.keys(JSON.parse(text));

function node() {
  const clock = { nowMs: 1_800_000_000_000 };
  const epochMs = () => clock.nowMs;
  const lightning = createLedger({ epochMs, buyers: ['car'] });
  const face = createPhoenixd({ owner: lightning.owner, epochMs, password: PASSWORD });
  const authorization = `Basic ${Buffer.from(`:${PASSWORD}`).toString('base64')}`;
  const call = (method: string, path: string, body = '', headers: object = { authorization }) =>
    face({ method, path, body, headers: { 'content-type': FORM, ...headers } });
  const create = (form = 'description=m&amountSat=100&expirySeconds=90&externalId=one') =>
    call('POST', '/createinvoice', form);
  const pay = (request: string) => lightning.buyer('car').pay(request, () => {});
  return { clock, call, create, pay };
}

rest('create answers with the documented fields, pretty-printed', () => {
  const { status, body } = node().create();
  assert.is(status, 200);
  assert.equal(keysOf(body), keysOf(recorded('created.json')));
  assert.ok(body.includes('\n'));
});

rest('each create makes another invoice, also under the same external id', () => {
  const { create, call } = node();
  const [first, second] = [create(), create()].map(({ body }) => JSON.parse(body).paymentHash);
  assert.is.not(first, second);
  const listed = JSON.parse(call('GET', '/payments/incoming?all=true&externalId=one').body);
  assert.equal(
    listed.map(({ paymentHash }: { paymentHash: string }) => paymentHash),
    [second, first],
  );
  assert.is(call('GET', '/payments/incoming?externalId=one').body, '[]');
});

rest('unpaid, expired and paid are shown with the documented fields', () => {
  const { create, call, pay, clock } = node();
  const made = JSON.parse(create('description=m&amountSat=100&expirySeconds=90').body);
  const shown = () => call('GET', `/payments/incoming/${made.paymentHash}`).body;
  assert.equal(keysOf(shown()), keysOf(recorded('expired.json')));
  assert.is(JSON.parse(shown()).isPaid, false);
  const other = JSON.parse(create('description=m&amountSat=100&expirySeconds=90').body);
  pay(other.serialized);
  const paid = call('GET', `/payments/incoming/${other.paymentHash}`).body;
  assert.equal(keysOf(paid), keysOf(recorded('paid.json')));
  assert.is(JSON.parse(paid).receivedSat, 100);
  clock.nowMs += 91_000;
  assert.is(JSON.parse(shown()).isExpired, true);
});

rest('errors are the plain texts that the source has', () => {
  const { call, create } = node();
  const unknown = call('GET', `/payments/incoming/${'00'.repeat(32)}`);
  assert.equal([unknown.status, unknown.body], [404, recorded('not-found.txt')]);
  const closed = call('POST', '/createinvoice', '', { authorization: 'Basic OnNwYW0=' });
  assert.equal([closed.status, closed.body], [401, recorded('no-access.txt')]);
  assert.is(create('description=m').status, 400);
  assert.is(create('amountSat=1').status, 400);
  assert.is(create(`description=${'x'.repeat(129)}&amountSat=1`).status, 400);
});

rest.run();
