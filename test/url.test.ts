import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatUrl, parseUrl, queryValue, URL_LENGTH_MAX, type UrlFault } from '../src/web/url';
import { bitFlips, truncations } from './vectors/mutations';

const test = suite('url');

const CANONICAL: readonly [written: string, canonical: string][] = [
  ['https://service.com', 'https://service.com/'],
  ['https://service.com/', 'https://service.com/'],
  ['HTTPS://Service.COM/Path?Query=A', 'https://service.com/Path?Query=A'],
  ['https://service.com:443/a', 'https://service.com/a'],
  ['http://service.com:80/a', 'http://service.com/a'],
  ['http://service.com:443/a', 'http://service.com:443/a'],
  ['https://service.com?p=1', 'https://service.com/?p=1'],
  ['https://service.com/a#part', 'https://service.com/a'],
  ['https://service.com#/a?b', 'https://service.com/'],
  ['https://service.com/a?b#c?d', 'https://service.com/a?b'],
  ['https://service.com/a//b/../%2e?x=%00&&=', 'https://service.com/a//b/../%2e?x=%00&&='],
  ['https://service.com/@user:80', 'https://service.com/@user:80'],
  ['https://a_b.xn--nxasmq6b/', 'https://a_b.xn--nxasmq6b/'],
  ['https://1.2.3.4:8443/', 'https://1.2.3.4:8443/'],
  ['https://1.2.3.4.example/', 'https://1.2.3.4.example/'],
  ['https://[2001:DB8:0:0:0:0:0:1]:99/', 'https://[2001:db8::1]:99/'],
  ['https://[::ffff:10.0.0.1]/', 'https://[::ffff:a00:1]/'],
  ['http://abcdefghijklmnop.onion/x', 'http://abcdefghijklmnop.onion/x'],
];

for (const [written, canonical] of CANONICAL) {
  test(`url: one spelling per meaning, ${written}`, () => {
    const url = parseUrl(written);
    if (!url.ok) throw new Error(url.fault);
    assert.is(formatUrl(url.value), canonical);
    assert.equal(parseUrl(canonical), url);
  });
}

const REFUSED: readonly [written: string, fault: UrlFault][] = [
  ['', 'not-http'],
  ['service.com', 'not-http'],
  ['//service.com', 'not-http'],
  ['ftp://service.com/', 'not-http'],
  ['https:/service.com/', 'not-http'],
  ['javascript:https://service.com', 'not-http'],
  [' https://service.com/', 'bad-character'],
  ['https://service.com/a b', 'bad-character'],
  ['https://service.com/\r\nHost: x', 'bad-character'],
  ['https://service.com/\u0000', 'bad-character'],
  ['https://service.com\\@evil.com/', 'bad-character'],
  ['https://sérvice.com/', 'bad-character'],
  ['https://service.com/é', 'bad-character'],
  ['https://service.com/"', 'bad-character'],
  ['https://user@service.com/', 'has-user'],
  ['https://user:word@service.com/', 'has-user'],
  ['https://service.com:80@evil.com/', 'has-user'],
  ['https://', 'bad-host'],
  ['https:///a', 'bad-host'],
  ['https://?a', 'bad-host'],
  ['https://.com/', 'bad-host'],
  ['https://a..com/', 'bad-host'],
  ['https://service.com./', 'bad-host'],
  ['https://-a.com/', 'bad-host'],
  ['https://a%2ecom/', 'bad-host'],
  ['https://a,b.com/', 'bad-host'],
  ['https://0x7f.1/', 'bad-host'],
  ['https://0x7f000001/', 'bad-host'],
  ['https://127.1/', 'bad-host'],
  ['https://2130706433/', 'bad-host'],
  ['https://0177.0.0.1/', 'bad-host'],
  ['https://127.0.0.01/', 'bad-host'],
  ['https://256.0.0.1/', 'bad-host'],
  ['https://1.2.3.4.5/', 'bad-host'],
  ['https://1.2.3.0x4/', 'bad-host'],
  ['https://[::1/', 'bad-host'],
  ['https://[::1%eth0]/', 'bad-host'],
  ['https://[1.2.3.4]/', 'bad-host'],
  ['https://::1/', 'bad-host'],
  ['https://[::1]x/', 'bad-port'],
  ['https://service.com:/', 'bad-port'],
  ['https://service.com:0/', 'bad-port'],
  ['https://service.com:080/', 'bad-port'],
  ['https://service.com:65536/', 'bad-port'],
  ['https://service.com:8a/', 'bad-port'],
  ['https://service.com:-1/', 'bad-port'],
  [`https://${'a'.repeat(64)}.com/`, 'bad-host'],
  [`https://${'a.'.repeat(127)}com/`, 'bad-host'],
  ['https://service.com/'.padEnd(URL_LENGTH_MAX + 1, 'a'), 'too-long'],
];

for (const [written, fault] of REFUSED) {
  test(`url: refuses what others repair, ${JSON.stringify(written.slice(0, 60))}`, () => {
    assert.equal(parseUrl(written), { ok: false, fault });
  });
}

test('url: tells names, onions and addresses apart', () => {
  const kinds = ['https://a.b/', 'https://a.onion/', 'https://1.2.3.4/', 'https://[::]/'].map(
    (text) => {
      const url = parseUrl(text);
      return url.ok && url.value.host.kind;
    },
  );
  assert.equal(kinds, ['name', 'onion', 'ipv4', 'ipv6']);
  const notOnion = parseUrl('https://onion/');
  assert.is(notOnion.ok && notOnion.value.host.kind, 'name');
});

test('url: finds a query parameter by its whole name', () => {
  const url = parseUrl('https://a.b/?xtag=1&tag=two&Tag=3&empty=&bare');
  if (!url.ok) throw new Error(url.fault);
  assert.is(queryValue(url.value, 'tag'), 'two');
  assert.is(queryValue(url.value, 'empty'), '');
  assert.is(queryValue(url.value, 'bare'), '');
  assert.is(queryValue(url.value, 'none'), undefined);
});

test('url: damage never throws, and what is read is canonical', () => {
  const good = 'https://user.example.com:8443/a/b?k1=00ff&tag=withdrawRequest#end';
  for (const text of [...truncations(good), ...bitFlips(good)]) {
    const url = parseUrl(text);
    if (url.ok) assert.equal(parseUrl(formatUrl(url.value)), url, text);
  }
});

test.run();
