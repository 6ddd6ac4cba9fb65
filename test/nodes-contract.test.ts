/** Every kind of node that there is, through every case of the contract. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NODE_KIND_NAMES } from '../src/payment/nodes/kinds';
import { KINDS } from './contract/node-kinds';
import { ALL_CASES, contractRows, tableText } from './contract/node-table';

const test = suite('nodes contract');

for (const name of NODE_KIND_NAMES) {
  const kind = KINDS[name];
  for (const { name: what, notApplicable, run } of ALL_CASES) {
    const reason = notApplicable?.(kind);
    test(`${name}: ${what}${reason === undefined ? '' : ` is not applicable, ${reason}`}`, () => {
      if (reason === undefined) run(kind);
      else assert.throws(() => run(kind), undefined, 'it is applicable after all');
    });
  }
}

test('the table has every kind by every case, and nothing is skipped', () => {
  const rows = contractRows();
  assert.is(rows.length, NODE_KIND_NAMES.length * ALL_CASES.length);
  assert.is(new Set(rows.map((row) => `${row.kind} ${row.case}`)).size, rows.length);
  const text = tableText(rows);
  for (const { name } of ALL_CASES) assert.match(text, name);
  for (const name of NODE_KIND_NAMES) assert.match(text.split('\n')[0]!, name);
});

test('a case that fails is in the table with what it says', () => {
  const failed = { case: 'normal', result: 'fail', message: 'why' } as const;
  const text = tableText(NODE_KIND_NAMES.map((kind) => ({ kind, ...failed })));
  for (const kind of NODE_KIND_NAMES) assert.match(text, `${kind}, normal: fail (why)`);
  assert.match(text, 'FAIL');
});

test.run();
