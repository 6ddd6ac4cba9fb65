/** The vectors of docs/protocol.md, "Tariff recipes", are what the board computes. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFeed } from '../src/config/feed-config';
import type { ConfigError } from '../src/config/fields';
import { parseTariffDocument } from '../src/config/tariff-config';
import { cost } from '../src/tariff/cost';
import { haversine } from '../src/tariff/haversine';
import { priceAtRoundedDown } from '../src/tariff/price';
import { epochMs, milliWattHours } from '../src/units';
import { BERLIN, sampleTariff } from './tariff-recipes';

const page = readFileSync('docs/protocol.md', 'utf8');
const rows = page
  .slice(page.indexOf('### Vectors'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && /\d/.test(line))
  .map((line) => line.slice(2, -2).split('|'))
  .map((cells) => cells.map((cell) => cell.trim().replaceAll(',', '')));

const docs = suite('tariff docs');

const rowsOf = (columns: number) =>
  rows.filter((row) => row.length === columns && /^\d+$/.test(row[0] ?? ''));

docs('haversines', () => {
  const vectors = rowsOf(2);
  assert.is(vectors.length, 8);
  for (const [part, h] of vectors) assert.is(haversine(Number(part), 86_400), Number(h));
});

docs('knots of the original’s sample file', () => {
  const vectors = rowsOf(3);
  assert.is(vectors.length, 12);
  for (const [at, plain, berlin] of vectors) {
    const atMs = epochMs(Number(at) * 1_000);
    assert.is(priceAtRoundedDown(sampleTariff(), atMs), Number(plain), at);
    assert.is(priceAtRoundedDown(sampleTariff(BERLIN), atMs), Number(berlin), at);
  }
});

docs('costs', () => {
  const vectors = rowsOf(6);
  assert.is(vectors.length, 4);
  for (const [energy, from, to, zone, expected, carry] of vectors) {
    const charged = cost(zone === 'Berlin' ? sampleTariff(BERLIN) : sampleTariff(), {
      energy: milliWattHours(Number(energy)),
      fromMs: epochMs(Number(from)),
      toMs: epochMs(Number(to)),
      carryMicroMilliSat: 0,
    });
    assert.equal(charged, { cost: Number(expected), carryMicroMilliSat: Number(carry) });
  }
});

docs('each form is accepted as it stands on the page', () => {
  const forms = page.slice(page.indexOf('### As JSON'), page.indexOf('### Local time'));
  const bodies = forms.split('```').filter((_, at) => at % 2 === 1);
  assert.is(bodies.length, 5);
  for (const body of bodies) {
    assert.ok(parseTariffDocument(JSON.parse(body.replace('json', ''))).ok, body);
  }
});

docs('a feed, and a price in a currency, are accepted as they stand on the page', () => {
  const bodies = page.split('```').filter((body) => /"recipe": "(feed|fiat)"/.test(body));
  assert.is(bodies.length, 2);
  for (const body of bodies) {
    const errors: ConfigError[] = [];
    readFeed(JSON.parse(body.replace('json', '')), '', errors);
    assert.equal(errors, [], body);
  }
});

docs.run();
