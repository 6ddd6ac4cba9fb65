import { bech32, utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buyerKey, decodeLink, LINK_LENGTH_MAX, type LinkFault } from '../src/payment/lnurl';
import { secret } from '../src/secret';
import { SPEC_LNURL, SPEC_URL } from './vectors/lnurl';
import { bitFlips, truncations } from './vectors/mutations';

const test = suite('lnurl');

const HOME = { localHosts: ['127.0.0.1:3000'] };
const lnurl = (url: string) => bech32.encode('lnurl', bech32.toWords(utf8.decode(url)), 4_096);

/** The link, or the fault. */
function decode(shown: string): string {
  const link = decodeLink(secret(shown), HOME);
  return link.ok ? link.value.secret : link.fault;
}

const CARD = 'card.yourdomain.com?p=A2EF40F6D46F1BB36E6EBF0114D4A464&c=F509EEA788E37E32';
const CARD_URL = `https://${CARD.replace('?', '/?')}`;

const READ: readonly [label: string, shown: string, link: string][] = [
  ["LUD-01's own example", SPEC_LNURL, SPEC_URL],
  ['lower case', SPEC_LNURL.toLowerCase(), SPEC_URL],
  ['lightning:', `lightning:${SPEC_LNURL}`, SPEC_URL],
  ['LIGHTNING:', `LIGHTNING:${SPEC_LNURL}`, SPEC_URL],
  ['lightning://', `lightning://${SPEC_LNURL}`, SPEC_URL],
  ['lnurl:', `lnurl:${SPEC_LNURL}`, SPEC_URL],
  ['lightning: and lnurl:', `lightning:lnurl:${SPEC_LNURL}`, SPEC_URL],
  ['white space around', ` \n${SPEC_LNURL}\r\n`, SPEC_URL],
  ['a page that carries one', `https://shop.com/buy?a=1&lightning=${SPEC_LNURL}`, SPEC_URL],
  ['such a page in upper case', `HTTPS://SHOP.COM/?LIGHTNING=${SPEC_LNURL}`, SPEC_URL],
  ['lnurlw://', `lnurlw://${CARD}`, CARD_URL],
  ['LNURLW://', `LNURLW://${CARD}`, CARD_URL],
  ['lnurlw: without slashes', `lnurlw:${CARD}`, CARD_URL],
  ['lightning:lnurlw://', `lightning:lnurlw://${CARD}`, CARD_URL],
  ['lnurlw:// to an onion', 'lnurlw://abcdef.onion/w?q=1', 'http://abcdef.onion/w?q=1'],
  ['bech32 of an onion', lnurl('http://abcdef.onion/w'), 'http://abcdef.onion/w'],
  ['bech32 of a named host', lnurl('http://127.0.0.1:3000/w'), 'http://127.0.0.1:3000/w'],
  [
    'a plain URL',
    'https://host/BTC/UILNURL/withdraw/pp/42',
    'https://host/BTC/UILNURL/withdraw/pp/42',
  ],
  [
    'a fast withdraw',
    'https://a.b/w?tag=withdrawRequest&k1=0',
    'https://a.b/w?tag=withdrawRequest&k1=0',
  ],
];

for (const [label, shown, link] of READ) {
  test(`lnurl: reads ${label}`, () => {
    assert.is(decode(shown), link);
  });
}

const REFUSED: readonly [label: string, shown: string, fault: LinkFault][] = [
  ['nothing', '', 'not-an-lnurl'],
  ['a word', 'hello', 'not-an-lnurl'],
  ['an invoice', 'lightning:lnbc1pvjluezsp5zyg3zyg3', 'not-an-lnurl'],
  ['a Lightning address', 'user@domain.com', 'not-an-lnurl'],
  ['a bitcoin address', 'bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'not-an-lnurl'],
  ['a page that carries an invoice', 'https://a.b/?lightning=lnbc1pvjluez', 'not-an-lnurl'],
  ['a page that carries nothing', 'https://a.b/?lightning=', 'not-an-lnurl'],
  ['text in bech32', lnurl('hello'), 'not-an-lnurl'],
  ['another scheme in bech32', lnurl('ftp://a.b/'), 'not-an-lnurl'],
  ['a line break in bech32', lnurl('https://a.b/\r\nHost: c'), 'not-an-lnurl'],
  ['a user name', 'lnurlw://a@b.com/', 'not-an-lnurl'],
  ['an odd address', 'lnurlw://0x7f.1/', 'not-an-lnurl'],
  ['one wrong letter', SPEC_LNURL.replace('J0M3', 'J0N3'), 'bad-checksum'],
  ['the end missing', SPEC_LNURL.slice(0, -1), 'bad-checksum'],
  ['two cases', SPEC_LNURL.replace('J0M3', 'j0m3'), 'mixed-case'],
  ['two cases in the prefix', `l${SPEC_LNURL.slice(1)}`, 'mixed-case'],
  ['http', 'http://service.com/w', 'not-https'],
  ['http in bech32', lnurl('http://service.com/w'), 'not-https'],
  ['a router', 'lnurlw://192.168.0.1/w', 'forbidden-address'],
  ['this host', lnurl('https://127.0.0.1/w'), 'forbidden-address'],
  ['this host, mapped', lnurl('https://[::ffff:127.0.0.1]/w'), 'forbidden-address'],
  ['a link to pay', 'lnurlp://a.b/p', 'wrong-tag'],
  ['a link to open a channel', 'LNURLC:a.b', 'wrong-tag'],
  ['a link to log in', 'keyauth://a.b/?k1=0', 'wrong-tag'],
  ['a login in bech32', lnurl('https://a.b/?tag=login&k1=0'), 'wrong-tag'],
  ['a payRequest', 'https://a.b/?tag=payRequest', 'wrong-tag'],
  ['too much text', `lnurlw://a.b/${'a'.repeat(LINK_LENGTH_MAX)}`, 'too-long'],
  ['too much bech32', `LNURL1${'Q'.repeat(LINK_LENGTH_MAX)}`, 'too-long'],
];

for (const [label, shown, fault] of REFUSED) {
  test(`lnurl: refuses ${label}`, () => {
    assert.is(decode(shown), fault);
  });
}

test('lnurl: a bech32 of any length up to the limit is read', () => {
  const url = `https://service.com/${'a'.repeat(1_180)}`;
  assert.is(decode(lnurl(url)), url);
});

const keyOf = (shown: string) => {
  const link = decodeLink(secret(shown), HOME);
  if (!link.ok) throw new Error(link.fault);
  return buyerKey(link.value);
};

test('lnurl: the buyer key is the SHA-256 of the canonical link', () => {
  // printf %s URL | sha256sum
  assert.is(keyOf(SPEC_LNURL), 'ec68ad4b20e118f3ba7d9758cac1fa4f3c96a4eaeed9a8823b69e8de42ac2ec1');
});

test('lnurl: one link has one key, however it is shown', () => {
  const key = keyOf('lnurlw://Service.com/w?Q=1');
  for (const shown of [
    'LNURLW://SERVICE.COM/w?Q=1',
    'https://service.com:443/w?Q=1',
    'https://service.com/w?Q=1#top',
    lnurl('HTTPS://service.com/w?Q=1'),
    lnurl('https://service.com/w?Q=1').toUpperCase(),
  ]) {
    assert.is(keyOf(shown), key, shown);
  }
});

test('lnurl: another path, query, port or scheme is another buyer', () => {
  const shown = [
    'https://a.onion/w',
    'http://a.onion/w',
    'https://a.onion/W',
    'https://a.onion/w/',
    'https://a.onion/w?',
    'https://a.onion:8443/w',
  ];
  assert.is(new Set(shown.map(keyOf)).size, shown.length);
});

test('lnurl: every truncation and every wrong bit of a bech32 is refused', () => {
  for (const shown of [...truncations(SPEC_LNURL), ...bitFlips(SPEC_LNURL)]) {
    assert.is(decodeLink(secret(shown), HOME).ok, false, shown);
  }
});

test('lnurl: damage to any other spelling never throws', () => {
  const good = [`lightning:lnurlw://${CARD}`, `https://shop.com/buy?lightning=${SPEC_LNURL}`];
  for (const shown of good.flatMap((text) => [...truncations(text), ...bitFlips(text)])) {
    const link = decodeLink(secret(shown), HOME);
    if (link.ok) assert.equal(decodeLink(link.value, HOME), link, shown);
  }
});

test.run();
