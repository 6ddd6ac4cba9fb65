/** The pages about the device name nothing that is not there, and agree with the definitions. */
import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBoard } from '../drivers/boards/board';
import { CHIPS } from '../drivers/boards/chip';
import { proveDevicePage, provePaths, type Repository } from './device-page';
import { BOARDS } from './vectors/boards';

const REPOSITORY: Repository = {
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
};
const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');

const docs = suite('device docs');

docs('device.md: each row, file, test and id is there', () => {
  assert.equal(proveDevicePage(page('device'), REPOSITORY), []);
});

for (const name of ['hardware', 'release']) {
  docs(`${name}.md: each path that it names is there`, () => {
    assert.equal(provePaths(page(name), REPOSITORY), []);
    for (const id of page(name).match(/\b[BN]\d+\b/g) ?? []) {
      assert.match(page('device'), `\n| ${id} `, id);
    }
  });
}

const ROW = '| B1 | why | `src/a.ts` | `test/a.test.ts: a rule` | 2026-11-25 | - | - | not run |';
const others = Array.from(
  { length: 11 },
  (_, i) => `| B${i + 2} | why | not yet | not yet | not run | - | - | not run |`,
);
const FILES: Readonly<Record<string, string>> = {
  'src/a.ts': '',
  'test/a.test.ts': "a('a rule', () => {});",
};
const saidOf = (row: string, more = '') =>
  proveDevicePage([row, ...others, more].join('\n'), { read: (path) => FILES[path] }).join('\n');

/** What the good row is changed to -> what is found. */
const BAD: readonly (readonly [from: string, to: string, said: string])[] = [
  ['src/a.ts', 'src/b.ts', 'no src/b.ts'],
  ['test/a.test.ts', 'test/b.test.ts', 'no test/b.test.ts'],
  ['a rule', 'another rule', 'B1: test/a.test.ts has no test "another rule"'],
  ['test/a.test.ts: a rule', 'src/a.ts', 'B1: src/a.ts is no test file'],
  ['`src/a.ts`', 'soon', 'B1 names no file'],
  ['`src/a.ts`', '', 'B1 names no file'],
  ['`test/a.test.ts: a rule`', 'none', 'B1 names no test'],
  ['`src/a.ts`', 'not yet', 'B1 was seen without a test'],
  ['`test/a.test.ts: a rule`', 'not yet', 'B1 was seen without a test'],
  ['not run', 'works', 'B1: "works" is no date'],
  ['| - | -', '| -', 'B1 has not 8 cells'],
  ['B1', 'N1', 'no row for B1'],
  ['B1', 'B2', 'B2 has two rows'],
];

for (const [from, to, said] of BAD) {
  docs(`finds: ${said} (${from} as ${to})`, () =>
    assert.match(saidOf(ROW.replace(from, to)), said),
  );
}

docs('a good page has nothing to say, and an id in the prose needs a row', () => {
  assert.is(saidOf(ROW), '');
  assert.is(saidOf(ROW, 'as N7 says'), 'N7 is named and has no row');
  assert.is(saidOf(ROW, 'see `docs/none.md` and `main`'), 'no docs/none.md');
});

// ---- docs/hardware.md against drivers/boards

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const rowOf = (text: string, start: string): readonly string[] => {
  const line = text.split('\n').find((each) => each.startsWith(`| ${start}`));
  assert.ok(line, `no row ${start}`);
  return cellsOf(line ?? '').slice(1);
};
const boardOf = (name: string) => {
  const parsed = parseBoard(BOARDS[name as keyof typeof BOARDS]);
  if (!parsed.ok) throw new Error(name);
  return parsed.value;
};

docs('the wiring table says what the definitions say', () => {
  const text = page('hardware');
  const boards = rowOf(text, 'signal').map(boardOf);
  const said = (start: string) => rowOf(text, start);
  const print = (pins: readonly (number | undefined)[]) => pins.map((pin) => String(pin ?? 'none'));
  const rs485 = boards.map(({ meter }) => (meter.kind === 'rs485' ? meter : undefined));
  const feedback = boards.map(({ contactor }) => contactor.feedback);

  assert.is(boards.length, 3);
  assert.equal(said('contactor'), print(boards.map(({ contactor }) => contactor.pin)));
  assert.equal(said('trip'), print(boards.map(({ contactor }) => contactor.trip?.pin)));
  assert.equal(
    said('mirror contact '),
    print(feedback.map((each) => (each.kind === 'mirror' ? each.pin : undefined))),
  );
  assert.equal(said('RS-485 receive'), print(rs485.map((line) => line?.rx)));
  assert.equal(said('RS-485 transmit'), print(rs485.map((line) => line?.tx)));
  assert.equal(said('RS-485 driver'), print(rs485.map((line) => line?.de)));
  assert.equal(said('button'), print(boards.map(({ button }) => button)));
  assert.equal(said('status LED'), print(boards.map(({ leds }) => leds.status?.pin)));
});

const listOf = (cell = ''): readonly number[] => {
  const [first, last] = cell.split(' to ').map(Number);
  if (last !== undefined) return Array.from({ length: last - first! + 1 }, (_, i) => first! + i);
  return cell === 'none' ? [] : cell.split(', ').map(Number);
};

docs('the table of strapping pins says what the parser refuses', () => {
  for (const { title, strapping, restless, flash, inputOnly } of Object.values(CHIPS)) {
    if (title === 'desk') continue;
    const told = rowOf(page('hardware'), `${title} `).map(listOf);
    assert.equal(told, [strapping, restless, flash, inputOnly], title);
  }
});

docs.run();
