/** What LND and LNbits answered here, byte by byte, as the board reads it: vectors/peers/README. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NewInvoice } from '../src/payment/nodes/blueprint';
import { LNBITS } from '../src/payment/nodes/lnbits';
import { LND } from '../src/payment/nodes/lnd';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { picked } from './vectors/picked';

const recorded = suite('recorded peers');

const FOLDER = 'test/vectors/peers';
const body = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

const PLACE = {
  account: '',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const NEW: NewInvoice = {
  preimage: secret('00'.repeat(32)),
  ...{ amountMilliSat: 10_000, memo: 'energy 3f9c', label: 'l', expirySec: 120 },
};
const hashOf = (name: string) =>
  Buffer.from(JSON.parse(body(name)).r_hash as string, 'base64').toString('hex');
const LND_HASH = hashOf('lnd/created.json');
const LND_CANCELED = hashOf('lnd/look-up-canceled.json');
const LNBITS_HASH = JSON.parse(body('lnbits/created.json')).payment_hash as string;
const LNBITS_EXPIRED = JSON.parse(body('lnbits/expired.json')).details.payment_hash as string;

type Read = { readonly ok: boolean; readonly value?: unknown; readonly fault?: unknown };

const created = (status: number, text: string): Read =>
  LND.readCreated(status, picked(text, LND.createInvoice(NEW).pick), LND_HASH);
const looked = (status: number, text: string, hash = LND_HASH): Read =>
  LND.readLookedUp(status, picked(text, LND.lookUpInvoice(hash).pick), hash);
const canceled = (status: number, text: string): Read =>
  LND.readCanceled(status, picked(text, LND.cancelInvoice(LND_HASH, '').pick));
const madeByLnbits = (status: number, text: string): Read =>
  LNBITS.readCreated(status, picked(text, LNBITS.createInvoice(NEW, PLACE).pick), NEW, PLACE);
const foundAtLnbits = (status: number, text: string, memo = NEW.memo): Read => {
  const invoice = { ...NEW, memo };
  const { request, read } = LNBITS.find!;
  return read(status, picked(text, request(invoice).pick), invoice);
};
const lookedAtLnbits = (status: number, text: string, hash = LNBITS_HASH): Read => {
  const known = { hash, reference: '', value: milliSat(10_000) };
  const { pick } = LNBITS.lookUpInvoice(known, PLACE);
  return LNBITS.readLookedUp(status, picked(text, pick), known);
};

const INVOICE = { value: 10_000, memo: 'energy 3f9c' };

/** Of each file: how it is read with the status it came with, and what must come out. */
const ROWS: readonly (readonly [name: string, read: (text: string) => Read, expected: object])[] = [
  ['lnd/created.json', (text) => created(200, text), { hash: LND_HASH }],
  ['lnd/exists.json', (text) => created(500, text), { fault: 'already-exists' }],
  ['lnd/open.json', (text) => looked(200, text), { ...INVOICE, state: 'open', amountPaid: 0 }],
  [
    'lnd/settled.json',
    (text) => looked(200, text),
    { ...INVOICE, state: 'settled', amountPaid: 10_000, expiresAtSec: 1_795_637_556 + 120 },
  ],
  ['lnd/canceled.json', (text) => canceled(200, text), { value: 'canceled' }],
  [
    'lnd/look-up-canceled.json',
    (text) => looked(200, text, LND_CANCELED),
    { state: 'canceled', amountPaid: 0 },
  ],
  ['lnd/cancel-settled.json', (text) => canceled(500, text), { value: 'already-settled' }],
  ['lnd/cancel-unknown.json', (text) => canceled(500, text), { value: 'not-found' }],
  ['lnd/not-found.json', (text) => looked(404, text), { kind: 'not-found' }],
  ['lnd/bad-macaroon.json', (text) => looked(500, text), { fault: 'refused' }],
  ['lnd/denied.json', (text) => looked(500, text), { fault: 'refused' }],
  ['lnbits/created.json', (text) => madeByLnbits(201, text), { hash: LNBITS_HASH }],
  ['lnbits/newest.json', (text) => foundAtLnbits(200, text), { hash: LNBITS_HASH }],
  ['lnbits/newest.json', (text) => foundAtLnbits(200, text, 'another'), { ok: true, value: '' }],
  ['lnbits/pending.json', (text) => lookedAtLnbits(200, text), { ...INVOICE, state: 'open' }],
  ['lnbits/paid.json', (text) => lookedAtLnbits(200, text), { ...INVOICE, state: 'settled' }],
  // LNbits calls it `failed`: when an invoice has lapsed the board's own clock says.
  ['lnbits/expired.json', (text) => lookedAtLnbits(200, text, LNBITS_EXPIRED), { state: 'open' }],
  ['lnbits/without-key.json', (text) => lookedAtLnbits(200, text), { fault: 'refused' }],
  ['lnbits/not-found.json', (text) => lookedAtLnbits(404, text), { kind: 'not-found' }],
  ['lnbits/bad-key.json', (text) => madeByLnbits(404, text), { fault: 'refused' }],
  ['lnbits/denied.json', (text) => madeByLnbits(403, text), { fault: 'refused' }],
];

for (const [name, read, expected] of ROWS) {
  recorded(`${name} is read as ${JSON.stringify(expected)}`, () => {
    const { ok, fault, value = '' } = read(body(name));
    const found: Record<string, unknown> = { ok, fault, value };
    if (typeof value === 'object') Object.assign(found, value);
    for (const [field, each] of Object.entries(expected)) assert.is(found[field], each, field);
  });
}

recorded('every recorded body is among them', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name !== 'README.md')
    .map((each) => `${each.parentPath.slice(FOLDER.length + 1)}/${each.name}`);
  assert.equal(files.sort(), [...new Set(ROWS.map(([name]) => name))].sort());
});

recorded.run();
