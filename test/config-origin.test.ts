import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { editDistance, nearestName } from '../src/config/nearest-name';
import { formatOrigin, originOf, parseLocalHost, parseOriginUrl } from '../src/config/origin';

const config = suite('config names and origins');

// typed, known -> nearest
const NAMES: [string, string[], string | undefined][] = [
  ['intervalms', ['intervalMs', 'address'], 'intervalMs'],
  ['adress', ['intervalMs', 'address'], 'address'],
  ['price', ['atSec', 'priceMilliSatPerKilowattHour'], 'priceMilliSatPerKilowattHour'],
  ['xyz', ['intervalMs', 'address'], undefined],
  ['', ['address'], undefined],
];
for (const [typed, known, expected] of NAMES) {
  config(`nearest name: ${typed || 'nothing'} means ${expected ?? 'none'}`, () =>
    assert.is(nearestName(typed, known), expected),
  );
}

config('edit distance: counts inserts, deletes and replacements, not case', () => {
  assert.is(editDistance('kitten', 'SITTING'), 3);
  assert.is(editDistance('', 'abc'), 3);
  assert.is(editDistance('abc', 'abc'), 0);
});

const ORIGINS: [string, string | undefined][] = [
  ['https://node.example', 'https://node.example:443'],
  ['HTTPS://Node.Example:8080/', 'https://node.example:8080'],
  ['http://10.0.0.2:80', 'http://10.0.0.2:80'],
  ['https://[::1]:8443', 'https://[::1]:8443'],
  ['https://[::1]', 'https://[::1]:443'],
  ['ftp://a', undefined],
  ['https://', undefined],
  ['https:///', undefined],
  ['https://a//', undefined],
  ['https://a/b', undefined],
  ['https://a?b', undefined],
  ['https://a#b', undefined],
  ['https://u@a', undefined],
  ['https://a b', undefined],
  ['https://a..b', undefined],
  ['https://-a', undefined],
  ['https://a:', undefined],
  ['https://a:0', undefined],
  ['https://a:65536', undefined],
  ['https://a:8x', undefined],
  ['https://[::1', undefined],
  ['https://[::1]x', undefined],
  ['https://[]', undefined],
  ['https://[g::]', undefined],
];
for (const [text, expected] of ORIGINS) {
  config(`origin: ${text} is ${expected ?? 'refused'}`, () => {
    const url = parseOriginUrl(text);
    assert.is(url && formatOrigin(originOf(url)), expected);
  });
}

// written -> as compared
const LOCAL_HOSTS: [string, string | undefined][] = [
  ['Node.Local', 'node.local'],
  ['10.0.0.2:443', '10.0.0.2:443'],
  ['[0:0::1]', '[::1]'],
  ['[::1]:80', '[::1]:80'],
  ['https://a', undefined],
  ['a/', undefined],
  ['u@a', undefined],
  ['a:', undefined],
  ['', undefined],
];
for (const [text, expected] of LOCAL_HOSTS) {
  config(`local host: ${text || 'nothing'} is ${expected ?? 'refused'}`, () =>
    assert.is(parseLocalHost(text), expected),
  );
}

config.run();
