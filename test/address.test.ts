import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  admitUrl,
  formatIpv6,
  isAdmittedAddress,
  isForbiddenAddress,
  parseAddress,
} from '../src/web/address';
import { parseUrl } from '../src/web/url';
import { bitFlips, truncations } from './vectors/mutations';

const test = suite('address');

const FORBIDDEN = [
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '100.64.0.0',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.255',
  '169.254.169.254',
  '172.16.0.0',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.0',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.255',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::1.2.3.4', // compatible, long abandoned
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8', // mapped, whatever is inside
  '64:ff9b::10.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b:1::8.8.8.8', // NAT64 of a local network
  '100::1',
  '2001::1', // Teredo
  '2001:1ff:ffff::1',
  '2001:db8::1',
  '2002:0a00:0001::1', // 6to4 around 10.0.0.1
  '2002:7f00:1::',
  '3fff::1',
  '3fff:0fff::1',
  '4000::1',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
] as const;

const PUBLIC = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.0.1',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '192.167.1.1',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2606:4700::1111',
  '2a01:4f8::1',
  '64:ff9b::8.8.8.8',
  '2002:0808:0808::1',
] as const;

for (const text of FORBIDDEN) {
  test(`address: a link may not reach ${text}`, () => {
    assert.is(isForbiddenAddress(parseAddress(text)!), true);
  });
}
for (const text of PUBLIC) {
  test(`address: a link may reach ${text}`, () => {
    assert.is(isForbiddenAddress(parseAddress(text)!), false);
  });
}

test('address: what has neither 4 nor 16 bytes is forbidden', () => {
  for (const length of [0, 3, 5, 15, 17]) {
    assert.is(isForbiddenAddress(new Uint8Array(length).fill(8)), true, String(length));
  }
});

const NOT_ADDRESSES = [
  '',
  '.',
  ':',
  ':::',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '1.2.3.-4',
  '1.2.3.4 ',
  '01.2.3.4',
  '0x1.2.3.4',
  '1..2.3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '1:2:3:4:5:6:7:8::',
  '1::2::3',
  '12345::',
  'g::',
  ':1::',
  '1:',
  'fe80::1%eth0',
  '[::1]',
  '1.2.3.4::',
  '::1.2.3',
  '::1.2.3.4:5',
] as const;

for (const text of NOT_ADDRESSES) {
  test(`address: ${JSON.stringify(text)} is not one`, () => {
    assert.is(parseAddress(text), undefined);
  });
}

const IPV6: readonly [written: string, canonical: string][] = [
  ['0:0:0:0:0:0:0:0', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:0DB8::0001', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['1::', '1::'],
  ['::1.2.3.4', '::102:304'],
];

for (const [written, canonical] of IPV6) {
  test(`address: ${written} is written ${canonical}`, () => {
    assert.is(formatIpv6(parseAddress(written)!), canonical);
    assert.equal(parseAddress(canonical), parseAddress(written));
  });
}

const HOME = { localHosts: ['127.0.0.1:3000', 'wallet.lan', '[fd00::1]:8443'] };
const ADMITTED: readonly [url: string, outcome: 'ok' | 'not-https' | 'forbidden-address'][] = [
  ['https://service.com/', 'ok'],
  ['https://1.1.1.1/', 'ok'],
  ['http://abc.onion/', 'ok'],
  ['https://abc.onion/', 'ok'],
  ['http://127.0.0.1:3000/', 'ok'],
  ['https://127.0.0.1:3000/', 'ok'],
  ['http://wallet.lan:5000/', 'ok'],
  ['https://[FD00:0::1]:8443/', 'ok'],
  ['http://service.com/', 'not-https'],
  ['http://1.1.1.1/', 'not-https'],
  ['http://onion/', 'not-https'],
  ['http://127.0.0.1:3001/', 'not-https'],
  ['https://127.0.0.1:3001/', 'forbidden-address'],
  ['https://127.0.0.1/', 'forbidden-address'],
  ['https://[fd00::1]/', 'forbidden-address'],
  ['https://[::ffff:127.0.0.1]:3000/', 'forbidden-address'],
  ['http://x.wallet.lan/', 'not-https'],
];

for (const [text, outcome] of ADMITTED) {
  test(`address: a link to ${text} is ${outcome}`, () => {
    const url = parseUrl(text);
    if (!url.ok) throw new Error(url.fault);
    const admitted = admitUrl(url.value, HOME);
    assert.is(admitted.ok ? 'ok' : admitted.fault, outcome);
  });
}

test('address: a name that resolves into the house is refused unless the owner named it', () => {
  const stranger = parseUrl('https://service.com/');
  const named = parseUrl('https://wallet.lan/');
  if (!stranger.ok || !named.ok) throw new Error('not a URL');
  assert.is(isAdmittedAddress(stranger.value, [192, 168, 0, 1], HOME), false);
  assert.is(isAdmittedAddress(stranger.value, [1, 1, 1, 1], HOME), true);
  assert.is(isAdmittedAddress(named.value, [192, 168, 0, 1], HOME), true);
});

test('address: damage never throws', () => {
  for (const good of ['192.168.255.254', '2001:db8::ffff:1.2.3.4']) {
    for (const text of [...truncations(good), ...bitFlips(good)]) {
      const address = parseAddress(text);
      assert.is(address === undefined || address.length === 4 || address.length === 16, true, text);
    }
  }
});

test.run();
