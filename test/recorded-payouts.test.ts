/** What nodes say of payments, byte by byte, as the board reads it: vectors/payout/README. */
import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ANSWERS, FOLDER, outcomeOf } from './contract/payout-answers';

const recorded = suite('recorded payouts');

for (const answer of ANSWERS) {
  const { file, asked, status, outcome, feeMilliSat } = answer;
  recorded(`${file}, ${status} to a ${asked}, is read as ${outcome}`, () => {
    assert.is(outcomeOf(answer), feeMilliSat === undefined ? outcome : `${outcome} ${feeMilliSat}`);
  });
}

recorded('every file is among them, once, with its source', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.parentPath !== FOLDER)
    .map((each) => `${each.parentPath.slice(FOLDER.length + 1)}/${each.name}`);
  assert.equal(files.sort(), ANSWERS.map(({ file }) => file).sort());
  for (const { source, as } of ANSWERS) assert.ok(source !== '' && /^(rec|doc)/.test(as));
});

recorded.run();
