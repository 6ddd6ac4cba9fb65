/** docs/payments.md says of each observation what the board's own table says. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CLASSES } from '../src/payment/observation';
import { LINKS_MAX } from '../src/payment/pulling';
import { classifyReason } from '../src/payment/reason';

const docs = suite('payment docs');

const page = readFileSync('docs/payments.md', 'utf8');
const cells = (line: string) => line.split('|').map((cell) => cell.trim());
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| 5.2-'))
  .map(cells);
const bare = (cell = '') => cell.replaceAll('`', '');

docs('table 5.2: row, meaning and what is done are those of the code', () => {
  const said = rows.map(([, row, , meaning, act]) => [bare(meaning), { row, act: bare(act) }]);
  assert.equal(Object.fromEntries(said), { ...CLASSES });
  assert.is(said.length, Object.keys(CLASSES).length);
});

docs('table 5.2: each text in it is understood as its row says', () => {
  let texts = 0;
  for (const [, row, seen = '', meaning] of rows) {
    if (row === '5.2-01') continue;
    for (const [, text = ''] of seen.matchAll(/`([^`]+)`/g)) {
      const reason = text.replace(' N ', ' 7 ');
      assert.is(classifyReason(reason).meaning, bare(meaning), text);
      texts += 1;
    }
  }
  assert.ok(texts > 15, `${texts}`);
});

docs('as many links as a sale keeps', () => {
  assert.is(LINKS_MAX, 4);
  assert.match(page, 'A buyer may give up to four');
});

docs.run();
