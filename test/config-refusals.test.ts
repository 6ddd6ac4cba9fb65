import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERRORS_MAX } from '../src/config/fields';
import { NODE_KIND_NAMES } from '../src/payment/nodes/kinds';
import { changed, complaints, type Json } from './config-complaints';
import { evBoardDocument } from './vectors/config';

const config = suite('config refusals');

// ---- what is refused: field, value -> the one line that is said

const LABEL = '1 to 32 characters of a-z, 0-9 and -';
const SECRET_NAME = `the name of a secret (${LABEL}), not the secret itself`;
const HOST = 'host or host:port';
const ORIGIN = 'an origin such as https://node.example:8080';
const STORELESS =
  'node.store: expected nothing, as lnd has no stores, got "5Sd8HYzQyVv4MVmtYKCv5gJw"';
const REFUSED: [string, unknown, string][] = [
  ['version', 2, 'version: expected 1, got 2'],
  ['version', undefined, 'version: expected 1, got nothing'],
  ['board', undefined, 'board: expected an object, got nothing'],
  ['board.id', 'Car', `board.id: expected ${LABEL}, got "Car"`],
  ['board.id', 'a'.repeat(33), `board.id: expected ${LABEL}, got "${'a'.repeat(33)}"`],
  [
    'board.name',
    'a\nb',
    'board.name: expected a name of 1 to 64 characters, without spaces at its ends, got "a\\nb"',
  ],
  [
    'network',
    'bitcoin',
    'network: expected one of mainnet, testnet, signet, regtest, got "bitcoin"',
  ],
  ['meter.address', 0, 'meter.address: expected a whole number from 1 to 247, got 0'],
  ['meter.address', '1', 'meter.address: expected a whole number from 1 to 247, got "1"'],
  ['meter.address', 1.5, 'meter.address: expected a whole number from 1 to 247, got 1.5'],
  ['meter.intervalMs', 499, 'meter.intervalMs: expected a whole number from 500 to 60000, got 499'],
  ['meter.upsideDown', 'no', 'meter.upsideDown: expected true or false, got "no"'],
  [
    'meter.interval',
    1_000,
    'meter.interval: expected a known field (did you mean intervalMs?), got 1000',
  ],
  ['supply.phases', 2, 'supply.phases: expected one of 1, 3, got 2'],
  [
    'supply.windDownMs',
    6_001,
    'supply.windDownMs: expected a whole number from 0 to 6000, got 6001',
  ],
  [
    'supply.pilot',
    false,
    'supply.windDownMs: expected 0, as there is no pilot to wind down by, got 6000',
  ],
  ['node.kind', 'cln', `node.kind: expected one of ${NODE_KIND_NAMES.join(', ')}, got "cln"`],
  [
    'node.kind',
    'phoenixd',
    'node.canCancel: expected false, as phoenixd cancels no invoice, got true',
  ],
  ['node.store', '5Sd8HYzQyVv4MVmtYKCv5gJw', STORELESS],
  ['node.url', 'node.example', `node.url: expected ${ORIGIN}, got "node.example"`],
  ['node.url', 'https://a/v1', `node.url: expected ${ORIGIN}, got "https://a/v1"`],
  ['node.url', 'https://me:pw@a', `node.url: expected ${ORIGIN}, got a URL with a user`],
  [
    'node.url',
    'http://node.example',
    'node.url: expected https, or node.example in localHosts, got "http://node.example"',
  ],
  ['node.pinSha256', 'ab', 'node.pinSha256: expected the 64 hex digits of a SHA-256, got "ab"'],
  ['node.credential', undefined, `node.credential: expected ${SECRET_NAME}, got nothing`],
  [
    'node.credential',
    '0201AB',
    `node.credential: expected ${SECRET_NAME}, got a text of 6 characters`,
  ],
  ['localHosts', ['127.0.0.1', 'a/b'], `localHosts.1: expected ${HOST}, got "a/b"`],
  ['localHosts', [], 'node.url: expected 127.0.0.1 in localHosts, got "https://127.0.0.1:8443"'],
  [
    'node.url',
    'https://192.168.1.5',
    'node.url: expected 192.168.1.5 in localHosts, got "https://192.168.1.5"',
  ],
  ['terms.application', 'car', 'terms.application: expected one of ev, grid, got "car"'],
  [
    'terms.payment.desiredSat',
    9,
    'terms.payment.desiredSat: expected at least minimumSat (10), got 9',
  ],
  [
    'terms.payment.desiredSat',
    101,
    'terms.payment.maximumSat: expected at least desiredSat (101), got 100',
  ],
  [
    'terms.prepaymentSat',
    9,
    'terms.prepaymentSat: expected at least payment.minimumSat (10), got 9',
  ],
  [
    'terms.prepaymentSat',
    -5,
    'terms.prepaymentSat: expected a whole number from 1 to 100000000, got -5',
  ],
  [
    'terms.firstPaymentSat',
    101,
    'terms.firstPaymentSat: expected an amount between minimumSat and maximumSat (10 to 100), ' +
      'got 101',
  ],
  [
    'terms.currentMaxMilliAmps',
    40_001,
    'terms.currentMaxMilliAmps: expected at most supply.breakerMilliAmps (40000), got 40001',
  ],
  ['terms.allowanceSat', 5, 'terms.allowanceSat: expected at most allowancePerDaySat (0), got 5'],
  ['terms.tariff.knots', [], 'terms.tariff.knots: expected a list of 1 to 400 knots, got 0'],
  [
    'terms.tariff.knots.1.atSec',
    5,
    'terms.tariff.knots.1.atSec: expected a time after the knot before it, got 5',
  ],
  [
    'terms.tariff.knots.0.price',
    5,
    'terms.tariff.knots.0.price: expected a known field ' +
      '(did you mean priceMilliSatPerKilowattHour?), got 5',
  ],
  ['tenants', [7], 'tenants.0: expected an object, got 7'],
  ['tenants', {}, 'tenants: expected a list of at most 64, got an object'],
  [
    'tenants',
    [
      { name: 'A', link: 'a' },
      { name: 'A', link: 'b' },
    ],
    'tenants.1.name: expected a name that no other tenant has, got "A"',
  ],
  [
    'tenants',
    [{ name: 'A', link: 'a', moreLinks: ['b', 'https://a.b/w'] }],
    `tenants.0.moreLinks.1: expected ${SECRET_NAME}, got a text of 13 characters`,
  ],
  [
    'tenants',
    [{ name: 'A', link: 'a', moreLinks: ['b', 'c', 'd', 'e'] }],
    'tenants.0.moreLinks: expected a list of at most 3, got a list of 4',
  ],
  ['currency.code', 'eur', 'currency.code: expected three capital letters (ISO 4217), got "eur"'],
  [
    'macaroon',
    '0201036c6e64',
    'macaroon: expected a known field (one of version, board, network, meter, supply, node, ' +
      'localHosts, terms, tenants, currency), got a text of 12 characters',
  ],
];

for (const [path, value, expected] of REFUSED) {
  config(`refuses ${path} = ${JSON.stringify(value)?.slice(0, 40)}`, () =>
    assert.equal(complaints(changed(path, value)), [expected]),
  );
}

config('a list that is too long is not read', () => {
  const [first] = complaints(changed('localHosts', new Array(9).fill('127.0.0.1')));
  assert.is(first, 'localHosts: expected a list of at most 8, got a list of 9');
});

config('says all errors in one answer', () => {
  const said = complaints({
    version: 1,
    board: { id: '', name: '' },
    network: 'main',
    meter: {},
    suply: {},
    node: { kind: 'lnd', url: 5, credential: 'node' },
    terms: [],
  });
  assert.equal(
    said.map((line) => line.slice(0, line.indexOf(':'))),
    [
      'suply',
      'supply',
      'board.id',
      'board.name',
      'network',
      'meter.type',
      'meter.address',
      'node.url',
      'terms',
    ],
  );
  assert.match(said[0]!, 'did you mean supply?');
});

config('never says more than so many errors, nor a long line', () => {
  const document: Json = evBoardDocument();
  for (let i = 0; i < 300; i++) document[`field-${i}-${'x'.repeat(5_000)}`] = 'y'.repeat(5_000);
  const said = complaints(document);
  assert.is(said.length, ERRORS_MAX);
  for (const line of said) assert.ok(line.length < 300, line.slice(0, 300));
});

config.run();
