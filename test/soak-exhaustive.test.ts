/** The fixed histories reach what they are for, are cut at each place, and show planted defects. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boardScript } from '../host-sim/board-script';
import { nodeEngine } from '../host-sim/engines/node';
import type { Piece } from '../host-sim/sabotage';
import { parseArguments } from '../host-sim/soak/arguments';
import { warmCells } from '../host-sim/soak/cells';
import { cutsOf, liveCuts, noCourse } from '../host-sim/soak/exhaustive/cut-lives';
import {
  exhaustiveJson,
  exhaustiveTable,
  isComplete,
} from '../host-sim/soak/exhaustive/exhaustive-summary';
import { HISTORIES, type History } from '../host-sim/soak/exhaustive/histories';
import { type HistoryCuts, unreachedIn } from '../host-sim/soak/exhaustive/run-exhaustive';
import type { Life, LifeCut } from '../host-sim/soak/life';
import { readLife } from '../host-sim/soak/life-file';
import { runLife } from '../host-sim/soak/run-life';

const exhaustive = suite('soak-exhaustive');
const cells = warmCells(nodeEngine, await boardScript(process.cwd()));

const named = (name: string): History => HISTORIES.find((each) => each.name === name)!;
const inFlash = ({ life }: History, isEncrypted: boolean): Life => ({
  ...life,
  options: { ...life.options, isEncrypted },
});
/** The first pull of the history in which it ends void: asked, handed over, cancelled. */
const SHORT: Life = { ...named('void').life, faultMs: 5_600 };

for (const history of HISTORIES) {
  exhaustive(`exhaustive: ${history.name} gets where it claims to, in either flash`, async () => {
    for (const isEncrypted of [false, true]) {
      const lived = await runLife(inFlash(history, isEncrypted), { cells, isLogged: false });
      assert.equal(lived.tally.violations, []);
      assert.equal(unreachedIn(history, lived), []);
      assert.is(lived.isCut, false);
    }
  });
}

exhaustive('exhaustive: there are ten histories, and each claims an end', () => {
  assert.is(HISTORIES.length, 10);
  assert.is(new Set(HISTORIES.map(({ name }) => name)).size, 10);
  for (const { reaches } of HISTORIES) assert.ok(Object.keys(reaches).length > 0);
  const none = { tally: { pulls: {} }, course: noCourse() } as never;
  assert.equal(unreachedIn(named('late'), none), ['late: 0 late of 1', 'late: 0 settled of 1']);
});

exhaustive('exhaustive: each byte, each quarter of an erase and each command is cut once', () => {
  const cuts = cutsOf({ bytes: 64, commands: 5, erases: 2 });
  const at = (kind: string) => cuts.filter((cut) => cut.at === kind).map(({ after }) => after);
  assert.equal(at('byte'), [...Array(64).keys()]);
  assert.equal(at('erase'), [0, 1, 0.25, 1.25, 0.5, 1.5, 0.75, 1.75]);
  assert.equal(at('sent'), [1, 2, 3, 4, 5]);
  assert.is(cuts.length, 64 + 8 + 5);
});

exhaustive(
  'exhaustive: in both kinds of flash every place is struck, and none is violated',
  async () => {
    for (const isEncrypted of [false, true]) {
      const life = { ...SHORT, options: { ...SHORT.options, isEncrypted } };
      const { course } = await runLife(life, { cells, isLogged: false });
      assert.ok(course.bytes > 500 && course.commands > 50 && course.erases > 0);
      const { struck, violations } = await liveCuts(life, cutsOf(course), cells);
      assert.equal(struck, { ...course, erases: 4 * course.erases });
      assert.equal(violations, []);
    }
  },
);

exhaustive(
  'exhaustive: until its cut a life is the uncut one, and what is written is torn',
  async () => {
    const whole = (await runLife(SHORT, { cells, isLogged: true })).log.split('\n');
    for (const cut of [byte(100), byte(500), { ...byte(40), at: 'sent' as const }]) {
      const { log, tally } = await runLife({ ...SHORT, cut }, { cells, isLogged: true });
      const lines = log.split('\n');
      const same = whole.findIndex((line, index) => line !== lines[index]);
      assert.match(lines[same] ?? '', '< {"do":"start"');
      const orders = lines.slice(0, same);
      const bytes = orders.reduce((sum, line) => sum + bytesOf(line), 0);
      const commands = orders.filter((line) => / \d+ \d+ > /.test(line)).length;
      if (cut.at === 'sent') assert.ok(commands >= cut.after, `${commands}`);
      else assert.ok(bytes > cut.after && bytes - cut.after < 600, `${bytes} for ${cut.after}`);
      assert.is(tally.powerCutsBy.write, cut.at === 'byte' ? 1 : tally.powerCutsBy.write);
    }
  },
);

const byte = (after: number): LifeCut => ({ at: 'byte', after, darkMs: 700 });

function bytesOf(line: string): number {
  const written = /"out":"write","at":\d+,"bytes":"([0-9a-f]*)"/.exec(line)?.[1] ?? '';
  return written.length / 2;
}

type Defect = { readonly piece: Piece; readonly life: Life; readonly bytes: readonly number[] };

const bytesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

/** With the bytes of a history at which each shows: some, or only a few. */
const DEFECTS: Readonly<Record<string, Defect>> = {
  'forgets the open pull': {
    piece: {
      file: 'src/journal/recover.ts',
      find: 'if (replay.isDamaged) markDamaged(book);',
      put: 'delete book.pull; if (replay.isDamaged) markDamaged(book);',
    },
    life: named('void').life,
    bytes: bytesFrom(500, 64),
  },
  'takes what is torn for a record': {
    piece: {
      file: 'src/journal/record.ts',
      find: "!== crc32(bytes, at, size - CRC_BYTES)) return fail('torn');",
      put: "!== crc32(bytes, at, size - CRC_BYTES) && bytes[at] !== 0) return fail('torn');",
    },
    life: SHORT,
    bytes: bytesFrom(192, 320),
  },
  'takes half a snapshot for a whole one': {
    piece: {
      file: 'src/journal/replay.ts',
      find: 'if (isIntactEnd || !replay.isBare) replay.isWhole = true;',
      put: 'replay.isWhole = true;',
    },
    life: named('late').life,
    bytes: bytesFrom(870, 110),
  },
};

for (const [name, { piece, life, bytes }] of Object.entries(DEFECTS)) {
  exhaustive(`exhaustive: a recovery that ${name} is seen, and a file shows it again`, async () => {
    const script = await boardScript(process.cwd(), { checker: 'money', pieces: [piece] });
    const broken = warmCells(nodeEngine, script);
    const { violations } = await liveCuts(life, bytes.map(byte), broken);
    const [first] = violations;
    assert.ok(first, 'nothing was seen');
    const again = await runLife(keptAndRead(first.life), { cells: broken, isLogged: false });
    assert.is(again.tally.violations[0]?.checker, first.checker);
    const whole = await runLife(first.life, { cells, isLogged: false });
    assert.equal(whole.tally.violations, []);
    broken.stop();
  });
}

function keptAndRead(life: Life): Life {
  const folder = mkdtempSync(join(tmpdir(), 'exhaustive-'));
  const file = join(folder, 'life.json');
  writeFileSync(file, JSON.stringify(life));
  const read = readLife(file);
  rmSync(folder, { recursive: true });
  assert.ok(read.ok);
  return read.value;
}

exhaustive('exhaustive: a cut that never struck, or a violation, is no success', () => {
  const course = { bytes: 96, commands: 7, erases: 1 };
  const struck = { ...course, erases: 4 };
  const history = named('charge');
  const whole: HistoryCuts = {
    history,
    isEncrypted: true,
    written: course,
    struck,
    violations: [],
    unreached: [],
  };
  const jsonOf = (each: HistoryCuts) => exhaustiveJson({ histories: [each], wallMs: 2_500 });
  const json = jsonOf(whole);
  assert.ok(isComplete(json));
  assert.is(json.cuts, 96 + 7 + 4);
  assert.is(json.wallSeconds, 2.5);
  assert.match(exhaustiveTable(json, 'abc'), 'No violation at any byte');
  const missing = jsonOf({ ...whole, struck: { ...struck, bytes: 95 } });
  assert.is(isComplete(missing), false);
  assert.match(exhaustiveTable(missing, undefined), '95/96');
  assert.is(isComplete(jsonOf({ ...whole, unreached: ['charge: 0 settled of 3'] })), false);
  const found = { checker: 'money', board: 'place', at: 7, detail: 'lost', life: history.life };
  const violated = jsonOf({ ...whole, violations: [{ ...found, checker: 'money', replay: 'R' }] });
  assert.is(isComplete(violated), false);
  assert.match(exhaustiveTable(violated, undefined), 'violation: money');
});

exhaustive('exhaustive: what is asked of seeds is refused beside it', () => {
  const given = (line: string) => parseArguments(line.split(' '));
  const parsed = given('--exhaustive --workers 3');
  assert.equal(parsed, {
    kind: 'exhaustive',
    arguments: { engine: 'node', workers: 3, json: undefined },
  });
  const wrong = given('--exhaustive --seeds 7');
  assert.is(wrong.kind, 'wrong');
  if (wrong.kind === 'wrong') assert.match(wrong.line, '--seeds: has no meaning');
});

exhaustive.run();
