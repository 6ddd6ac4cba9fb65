/** What LNbits said of vouchers, byte by byte, as the board reads it: vectors/vouchers/README. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeLink } from '../src/payment/lnurl';
import { LNBITS_VOUCHER } from '../src/payment/payout/lnbits-voucher';
import { picked } from './vectors/picked';

const recorded = suite('recorded vouchers');

const FOLDER = 'test/vectors/vouchers';
const body = (name: string) => readFileSync(`${FOLDER}/${name}.json`, 'utf8');
const PLACE = {
  account: '',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const LABEL = `0123456789abcdef-${'cd'.repeat(16)}`;
const NEW = { label: LABEL, memo: 'Not used at Flat 3', amountMilliSat: 21_000, expiresAtSec: 1 };
const ID = 'FZn8AQ9AqLnQyn4KCB2tnr';
const { create, readCreated, find, lookUp, readLookedUp, close, readClosed } = LNBITS_VOUCHER;

type Read = { readonly ok: boolean; readonly value?: unknown; readonly fault?: unknown };
type Row = readonly [name: string, read: (text: string) => Read, expected: unknown];

const created = (status: number) => (text: string) =>
  readCreated(status, picked(text, create(NEW, PLACE).pick));
const found = (label: string) => (text: string) =>
  find!.read(200, picked(text, find!.request(label).pick), label);
const looked = (status: number) => (text: string) =>
  readLookedUp(status, picked(text, lookUp(ID).pick));
const closed = (text: string) => readClosed(200, picked(text, close(NEW, ID, PLACE).pick));

const LINK =
  'LNURL1DP68GURN8GHJ7VFJXUHRQT3S9CCN5VE4X5MRWTMHD96XSERJV9MJ7CTSDYHHVVF0D3H82UNV9AG8262HT' +
  'P6K67TJ8QU8ZJJ8DDZKVST80PPHYZ03UUK';
const MADE = { id: ID, link: { secret: LINK } };

const ROWS: readonly Row[] = [
  ['created', created(201), MADE],
  ['created-denied', created(403), 'refused'],
  ['not-enabled', created(403), 'refused'],
  ['found', found(LABEL), MADE],
  ['found', found('of another'), undefined],
  ['unused', looked(200), 'unused'],
  ['used', looked(200), 'used'],
  ['closed-unused', looked(200), 'unused'],
  ['not-ours', looked(403), 'refused'],
  ['not-found', looked(404), 'not-found'],
  ['bad-key', looked(404), 'refused'],
  ['closed', closed, 'closed'],
  // Not closed, as an answer to a close.
  ['unused', closed, 'malformed'],
];

for (const [name, read, expected] of ROWS) {
  recorded(`${name}: ${expected === MADE ? 'a voucher' : expected}`, () => {
    const { ok, value, fault } = read(body(name));
    assert.equal(ok ? value : fault, expected);
  });
}

recorded('its link is one that a board would take, too', () => {
  const link = decodeLink({ secret: LINK }, { localHosts: ['127.0.0.1'] });
  assert.ok(link.ok);
  assert.match(link.value.secret, /^https:\/\/127\.0\.0\.1:\d+\/withdraw\/api\/v1\/lnurl\/\w{22}$/);
});

recorded('every recorded body is among them', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  assert.equal(files.sort(), [...new Set(ROWS.map(([name]) => `${name}.json`))].sort());
});

recorded.run();
