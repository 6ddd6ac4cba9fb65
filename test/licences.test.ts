/** The licence check finds what is missing, stale, or not allowed on a board. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { proveLicences, type Taken } from './runner/licences';

const TAKEN: Taken = {
  packages: [
    ['one', 'MIT'],
    ['two', 'MPL-2.0'],
    ['three', undefined],
  ],
  onBoard: ['one'],
  sdkParts: ['modules/timer.json'],
};

const page = (rows: readonly string[]) =>
  [
    '# Licences',
    '| package | licence | runs on | asks of you |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
const ROWS = [
  '| one | MIT | board | Its notice. |',
  '| two | MPL-2.0 | tests | Nothing. |',
  '| three | GPL-3.0-only | desk | Nothing. |',
  '| modules/timer.json | LGPL-3.0-or-later | board | Its source. |',
];
const found = (rows: readonly string[], taken = TAKEN) =>
  proveLicences(page(rows), taken).map(({ line, advice }) => `${line}: ${advice}`);

/** Row to change, what it becomes, what is found. */
const BAD: readonly (readonly [row: number, text: string, found: string])[] = [
  [0, '', 'no row for one (MIT)'],
  [1, '', 'no row for two'],
  [1, '| two | MIT | tests | Nothing. |', '5: two says MPL-2.0'],
  [0, '| one | MIT | desk | Nothing. |', '4: one runs on the board'],
  [0, '| one | MIT | board |  |', '4: one: say what it asks'],
  [2, '| three | GPL-3.0-only | board | Nothing. |', '6: three is GPL-3.0-only; on the board'],
  [2, '| three | MIT AND MPL-2.0 | board | Nothing. |', '6: three is MIT AND MPL-2.0'],
  [2, '| three | LGPL-3.0-or-later | board | Its source. |', '6: three is LGPL-3.0-or-later'],
  [3, '', "no row for the SDK's modules/timer.json"],
  [3, '| modules/timer.json | GPL-3.0-only | board | x |', '7: modules/timer.json is GPL-3.0'],
];

const licences = suite('licences');

licences('a page that agrees has nothing to say', () => {
  assert.equal(found(ROWS), []);
});

for (const [row, text, expected] of BAD) {
  licences(`finds: ${expected}`, () => {
    assert.match(
      found(ROWS.map((each, index) => (index === row ? text : each))).join('\n'),
      expected,
    );
  });
}

licences('finds a row for something no longer used', () => {
  assert.match(found([...ROWS, '| four | MIT | desk | Nothing. |']).join('\n'), '8: four is not');
});

licences('one allowed licence of a choice is enough', () => {
  const rows = ROWS.map((row) =>
    row.replace('| three | GPL-3.0-only | desk', '| three | (GPL-3.0-only OR ISC) | board'),
  );
  assert.equal(found(rows), []);
});

licences.run();
