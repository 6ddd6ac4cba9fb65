import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig, powerMaxRoundedUp, secretNames } from '../src/config/board-config';
import { DOCUMENT_CHARACTERS_MAX } from '../src/config/document';
import { changed, complaints, secretComplaints } from './config-complaints';
import { evBoardDocument, flatBoardDocument } from './vectors/config';

const config = suite('config');

// ---- what is accepted

config('a complete document is read into the house units', () => {
  const parsed = parseConfig(JSON.stringify(evBoardDocument()));
  assert.ok(parsed.ok);
  const { terms, supply, node, currency } = parsed.value;
  assert.equal(terms.payment, {
    minimum: 10_000,
    desired: 50_000,
    maximum: 100_000,
    efficient: 2_000,
  });
  assert.is(terms.prepayment, 50_000);
  assert.is(terms.firstPayment, 100_000);
  assert.is(terms.cutOffLevel, 10_000);
  assert.is(terms.threshold, 90_000);
  assert.is(terms.currentMax, 32_000);
  assert.is(terms.tariff.knots[1]?.price, 300_000);
  assert.is(supply.windDownMs, 6_000);
  assert.equal(node.origin, { scheme: 'https', host: '127.0.0.1', port: 8_443 });
  assert.is(node.trust, `pin:${'ab'.repeat(32)}`);
  assert.equal(currency, { code: 'EUR', perBitcoin: 90_000 });
});

config('defaults fill what is not said', () => {
  const parsed = parseConfig(flatBoardDocument());
  assert.ok(parsed.ok);
  assert.equal(parsed.value, {
    version: 1,
    board: { id: 'flat-1', name: 'Flat 1, left' },
    network: 'regtest',
    meter: { type: 'sdm120', address: 2, upsideDown: false, intervalMs: 1_000 },
    supply: {
      breaker: 16_000,
      phases: 1,
      nominal: 230_000,
      pilot: false,
      minimumOffMs: 10_000,
      windDownMs: 0,
    },
    node: {
      kind: 'lnd',
      origin: { scheme: 'https', host: '127.0.0.1', port: 8_443 },
      credential: 'node',
      trust: 'bundle',
      canCancel: true,
      asksLinks: false,
      account: '',
    },
    localHosts: ['127.0.0.1'],
    terms: {
      application: 'grid',
      tariff: { shape: 'steps', knots: [{ atSec: 0, price: 250_000 }] },
      payment: { minimum: 5_000, desired: 20_000, maximum: 40_000, efficient: 40_000 },
      prepayment: 20_000,
      firstPayment: 20_000,
      cutOffLevel: 4_000,
      threshold: 24_000,
      currentMax: 16_000,
      guests: false,
      deposit: 0,
      allowance: 0,
      allowancePerDay: 0,
    },
    tenants: [{ name: 'Flat 1', links: ['flat-1-link'] }],
  });
});

config('the parsed configuration survives JSON', () => {
  const parsed = parseConfig(evBoardDocument());
  assert.ok(parsed.ok);
  assert.equal(JSON.parse(JSON.stringify(parsed.value)), parsed.value);
});

// changes that are fine
const ACCEPTED: [string, string, unknown][] = [
  ['a reserve of 0', 'terms.reserveSat', 0],
  ['a node with a public certificate', 'node.pinSha256', undefined],
  ['a pin in capitals', 'node.pinSha256', 'AB'.repeat(32)],
  ['http to a host that was named', 'node.url', 'http://127.0.0.1:8080'],
  ['a slash at the end', 'node.url', 'https://Node.Example/'],
  ['a name in any script', 'board.name', 'Стоянка 1, навес'],
  ['no currency', 'currency', undefined],
  ['a local host with its port', 'localHosts', ['127.0.0.1:8443']],
  ['http to an onion', 'node.url', 'http://abcdef.onion'],
  ['an interval of half a second', 'meter.intervalMs', 500],
  ['a tenant with four links', 'tenants', [{ name: 'A', link: 'a', moreLinks: ['b', 'c', 'd'] }]],
  ['a counter of pulses, which has no address', 'meter', { type: 'pulses' }],
];

for (const [name, path, value] of ACCEPTED) {
  config(`accepts ${name}`, () => assert.equal(complaints(changed(path, value)), []));
}

config('a reserve in the terms takes the place of the cut-off level', () => {
  const parsed = parseConfig(changed('terms.reserveSat', 0));
  assert.is(parsed.ok && parsed.value.terms.cutOffLevel, 0);
});

config('a tenant’s further links come behind the first, and all are named secrets', () => {
  const parsed = parseConfig(
    changed('tenants', [
      { name: 'A', link: 'a', moreLinks: ['b', 'c'] },
      { name: 'B', link: 'd' },
    ]),
  );
  assert.ok(parsed.ok);
  assert.equal(
    parsed.value.tenants.map(({ links }) => links),
    [['a', 'b', 'c'], ['d']],
  );
  assert.equal(secretNames(parsed.value).slice(1), ['a', 'b', 'c', 'd']);
});

config(
  'the fee-efficient payment is of the target and of what LND charges, within the most',
  () => {
    const efficientSat = (feePerMille: number | undefined, maximumSat: number) => {
      const { terms, ...document } = evBoardDocument();
      const payment = { ...terms.payment, maximumSat };
      const { feePerMille: _, ...others } = { ...terms, payment };
      const parsed = parseConfig({
        ...document,
        terms: feePerMille === undefined ? others : { ...others, feePerMille },
      });
      return parsed.ok ? parsed.value.terms.payment.efficient / 1_000 : -1;
    };
    // 1 sat and a millionth of 100 sat are more than 1 % of it.
    assert.equal(
      [efficientSat(undefined, 500), efficientSat(10, 100), efficientSat(30, 500)],
      [101, 100, 34],
    );
    assert.equal([efficientSat(1, 5_000), efficientSat(1_000, 500)], [1_002, 2]);
    assert.equal([efficientSat(0, 500), efficientSat(1_001, 500)], [-1, -1]);
  },
);

config('a first payment left out is the prepayment, as far as one payment carries it', () => {
  const document = evBoardDocument();
  const { firstPaymentSat: _, ...terms } = document.terms;
  const parsed = parseConfig({ ...document, terms: { ...terms, prepaymentSat: 1_000 } });
  assert.is(parsed.ok && parsed.value.terms.firstPayment, 100_000);
});

// ---- documents that are no documents

const nested = `{"version":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
const NO_DOCUMENTS: [string, unknown, string][] = [
  ['nothing', undefined, 'document: expected an object, got nothing'],
  ['null', null, 'document: expected an object, got null'],
  ['a list', [], 'document: expected an object, got a list of 0'],
  [
    'text that is no JSON',
    '{"version": 1,',
    'document: expected JSON, got a text of 14 characters',
  ],
  [
    'too long a text',
    ' '.repeat(DOCUMENT_CHARACTERS_MAX + 1),
    'document: expected at most 65536 characters, got a text of 65537 characters',
  ],
  [
    'deep nesting',
    nested,
    'document: expected objects at most 8 deep, got a text of 40012 characters',
  ],
];

for (const [name, document, expected] of NO_DOCUMENTS) {
  config(`refuses ${name}`, () => {
    assert.is(complaints(document)[0], expected);
    assert.is(secretComplaints(document)[0], expected);
  });
}

config('guests need an idle end, and are said with true or false', () => {
  const document = evBoardDocument();
  const { idleEndMs: _, ...terms } = document.terms;
  const of = (more: object) => complaints({ ...document, terms: { ...terms, ...more } });
  assert.equal(of({}), []);
  assert.equal(of({ guests: true, idleEndMs: 900_000 }), []);
  assert.is(of({ guests: true }).length, 1);
  assert.match(of({ guests: true })[0]!, /^terms.guests: .*idleEndMs/);
  assert.match(of({ guests: 'yes', idleEndMs: 900_000 })[0]!, /true or false/);
});

config('brackets inside of a text are not nesting', () => {
  const document = evBoardDocument();
  document.board.name = '[[[[[[[[[[ "{{{{{{{{{{" \\';
  assert.equal(complaints(JSON.stringify(document)), []);
});

config('a field of the prototype is no field', () => {
  const text = JSON.stringify(evBoardDocument());
  const said = complaints(`{"__proto__":{"version":1},${text.slice(1)}`);
  assert.is(said.length, 1);
  assert.match(said[0]!, '__proto__: expected a known field');
});

config('the most power is current x voltage x phases and 5 %', () => {
  const parsed = parseConfig(evBoardDocument());
  assert.ok(parsed.ok);
  const { supply, terms } = parsed.value;
  assert.is(powerMaxRoundedUp(terms.currentMax, supply), 7_728_000);
  assert.is(powerMaxRoundedUp(terms.currentMax, { ...supply, phases: 3 }), 23_184_000);
});

config.run();
