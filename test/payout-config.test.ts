/** The part of a configuration that lets a board pay: off by default, every mistake named. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ConfigError, formatConfigError, openObject } from '../src/config/fields';
import { NODE_FIELDS, type NodeConfig, readNode } from '../src/config/node-config';
import { PAYOUT_FIELDS, readPayout } from '../src/config/payout-config';

const test = suite('payout config');

const LOCAL = ['10.0.0.7'];
const NODE = { kind: 'lnd', url: 'https://node.example:8080', credential: 'node' };
const PAYOUT = {
  kind: 'lnbits',
  url: 'https://bits.example',
  credential: 'payout',
  satPerDayMax: 5_000,
};

function read(payout: unknown, node: object = NODE) {
  const errors: ConfigError[] = [];
  const document = payout === undefined ? { node } : { node, payout };
  const top = openObject(document, '', ['node', 'payout'], errors);
  const owners = readNode({ path: 'node', values: { ...node }, errors }, LOCAL) as NodeConfig;
  const config = readPayout(top, owners, LOCAL);
  return { config, complaints: errors.map(formatConfigError) };
}

test('payout config: without a word of the owner’s nothing is paid out', () => {
  assert.equal(read(undefined), { config: undefined, complaints: [] });
});

test('payout config: kind, place, credential, budget; vouchers only where they are wanted', () => {
  const { config, complaints } = read(PAYOUT);
  assert.equal(complaints, []);
  assert.equal(config, {
    kind: 'lnbits',
    origin: { scheme: 'https', host: 'bits.example', port: 443 },
    account: '',
    credential: 'payout',
    trust: 'bundle',
    perDay: 5_000_000,
    makesVouchers: false,
  });
});

test('payout config: a store, a pin, a host of the local network, and vouchers', () => {
  const store = '5Sd8HYzQyVv4MVmtYKCv5gJw';
  const { config, complaints } = read({
    ...{ kind: 'btcpay', url: 'http://10.0.0.7:23000', credential: 'payout', store },
    ...{ pinSha256: 'AB'.repeat(32), satPerDayMax: 1, voucher: true },
  });
  assert.equal(complaints, []);
  assert.equal(config?.account, store);
  assert.equal(config?.trust, `pin:${'ab'.repeat(32)}`);
  assert.is(config?.makesVouchers, true);
  assert.is(config?.origin.scheme, 'http');
});

const SECRET = 'the name of a secret (1 to 32 characters of a-z, 0-9 and -), not the secret itself';
const UNKNOWN = `expected a known field (one of ${PAYOUT_FIELDS.join(', ')})`;
const SAT = 'payout.satPerDayMax: expected a whole number from 1 to 100000000, got';
const REFUSED: readonly (readonly [changed: object, complaint: string])[] = [
  [
    { kind: 'lightning-address' },
    'payout.kind: expected one of lnd, core-lightning, phoenixd, lnbits, btcpay, ' +
      'got "lightning-address"',
  ],
  [
    { credential: 'node' },
    'payout.credential: expected another secret than node.credential, which cannot spend, ' +
      'got "node"',
  ],
  [{ credential: 'Hunter2 ' }, `payout.credential: expected ${SECRET}, got a text of 8 characters`],
  [{ credential: undefined }, `payout.credential: expected ${SECRET}, got nothing`],
  [{ satPerDayMax: 0 }, `${SAT} 0`],
  [{ satPerDayMax: 1.5 }, `${SAT} 1.5`],
  [{ satPerDayMax: undefined }, `${SAT} nothing`],
  [{ satPerDayMax: 100_000_001 }, `${SAT} 100000001`],
  [{ voucher: 'yes' }, 'payout.voucher: expected true or false, got "yes"'],
  [
    { kind: 'lnd', voucher: true },
    'payout.voucher: expected false, as lnd makes no withdraw links, got true',
  ],
  [{ url: 'http://bits.example' }, HTTP('http://bits.example', 'https, or bits.example')],
  [{ url: 'https://10.0.0.8' }, HTTP('https://10.0.0.8', '10.0.0.8')],
  [{ store: 'x' }, 'payout.store: expected nothing, as lnbits has no stores, got "x"'],
  [
    { kind: 'btcpay' },
    'payout.store: expected the id of a store, 20 to 64 letters and digits, got nothing',
  ],
  [{ pinSha256: 'ab' }, 'payout.pinSha256: expected the 64 hex digits of a SHA-256, got "ab"'],
  [{ budget: 5 }, `payout.budget: ${UNKNOWN}, got 5`],
  [{ user: 'a' }, `payout.user: ${UNKNOWN}, got a text of 1 characters`],
];
function HTTP(url: string, expected: string): string {
  return `payout.url: expected ${expected} in localHosts, got "${url}"`;
}

for (const [changed, complaint] of REFUSED) {
  test(`payout config: ${complaint.slice(0, 70)}`, () => {
    assert.equal(read({ ...PAYOUT, ...changed }).complaints, [complaint]);
  });
}

test('payout config: what is no object is one mistake, and off is not written as null', () => {
  for (const payout of [null, true, 'lnd', []]) {
    const { complaints } = read(payout);
    assert.is(complaints.length, 1);
    assert.match(complaints[0]!, 'payout: expected an object, got');
  }
});

test('payout config: its words are a node’s where they mean the same', () => {
  const own = PAYOUT_FIELDS.filter((name) => !NODE_FIELDS.includes(name));
  assert.equal(own, ['satPerDayMax', 'voucher']);
});

test.run();
