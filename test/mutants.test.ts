/** Boards broken on purpose: how a patch is read and judged, and what the verdict says. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments } from '../host-sim/mutants/arguments';
import { MUTANTS_FOLDER, namesIn, parseMutant, readMutants } from '../host-sim/mutants/mutant';
import { applyHunks, type FilePatch, parsePatch } from '../host-sim/mutants/patch';
import type { MutantsRun, Tried } from '../host-sim/mutants/run';
import { copyTree } from '../host-sim/mutants/tree-copy';
import { firstFailure } from '../host-sim/mutants/unit-tests';
import { mutantsJson, mutantsTable } from '../host-sim/mutants/verdict';

const mutants = suite('mutants');

const PATCH = `money: a sat is lost
--- a/src/units.ts
+++ b/src/units.ts
@@ -2,3 +2,3 @@
 two
-three
+3
 four
`;
const LINES = 'one\ntwo\nthree\nfour\n';

const hunksOf = (text: string) => {
  const parsed = parsePatch(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.value[0]!.hunks;
};

mutants('patch: the first line says the area, and what is broken', () => {
  const { name, area, says, files } = parseMutant('lose-a-sat', PATCH);
  assert.equal([name, area, says], ['lose-a-sat', 'money', 'a sat is lost']);
  const hunk = { at: 2, before: ['two', 'three', 'four'], after: ['two', '3', 'four'] };
  assert.equal(files, { ok: true, value: [{ path: 'src/units.ts', hunks: [hunk] }] });
});

const UNREADABLE: readonly (readonly [what: string, from: string, to: string, why: string])[] = [
  ['without an area', 'money: ', '', 'its first line must begin with'],
  ['of an unknown area', 'money: ', 'honey: ', 'its first line must begin with'],
  ['without a diff', '--- a/src/units.ts', '', 'there is no diff in it'],
  ['of what runs on no board', '/src/units.ts', '/host-sim/units.ts', 'not one file'],
  ['whose hunk is too short', '@@ -2,3 +2,3 @@', '@@ -2,4 +2,4 @@', 'shorter than it says'],
  ['whose hunk is too long', '@@ -2,3 +2,3 @@', '@@ -2,2 +2,3 @@', 'longer than it says'],
  ['whose hunk has no header', '@@ -2,3 +2,3 @@', '@@', 'a hunk is expected'],
];

for (const [what, from, to, why] of UNREADABLE) {
  mutants(`patch: one ${what} is broken, and it is said why`, () => {
    const { files } = parseMutant('x', PATCH.replace(from, to));
    assert.is(files.ok, false);
    if (!files.ok) assert.ok(files.fault.includes(why), files.fault);
  });
}

mutants('patch: one of the desk, or of a test, is broken: only boards are', () => {
  const { files } = parseMutant('x', PATCH.replaceAll('/src/', '/test/'));
  assert.equal(files, { ok: false, fault: 'test/units.ts is no part of a board' });
});

mutants('patch: every line of the context must be there; a hunk may have moved', () => {
  const hunks = hunksOf(PATCH);
  assert.equal(applyHunks(LINES, hunks), { ok: true, value: 'one\ntwo\n3\nfour\n' });
  const moved = applyHunks(`zero\n${LINES}`, hunks);
  assert.equal(moved, { ok: true, value: 'zero\none\ntwo\n3\nfour\n' });
  assert.is(applyHunks(LINES.replace('four', 'for'), hunks).ok, false);
  assert.is(applyHunks(LINES.replace('two', 'two '), hunks).ok, false);
  // In two places: nobody can tell which is meant.
  assert.is(applyHunks(`zero\n${LINES}${LINES}`, hunks).ok, false);
});

mutants('patch: a second hunk finds its place behind what the first one added', () => {
  const two = PATCH.replace('+2,3 @@', '+2,4 @@').replace('+3\n', '+3\n+3a\n');
  const hunks = hunksOf(`${two}@@ -6,2 +7,1 @@\n six\n-seven\n`);
  const text = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\nsix\nseven\n';
  const applied = applyHunks(text, hunks);
  assert.equal(applied, { ok: true, value: 'one\ntwo\n3\n3a\nfour\nfive\nsix\nsix\nseven\n' });
});

mutants('the folder: enough mutants, most of them of money, journal or supply', () => {
  const all = readMutants(MUTANTS_FOLDER, namesIn(MUTANTS_FOLDER));
  assert.ok(all.length >= 36, `${all.length}`);
  const ours = all.filter(({ area }) => area !== 'other');
  assert.ok(ours.length >= 26, `${ours.length}`);
});

for (const { name, files } of readMutants(MUTANTS_FOLDER, namesIn(MUTANTS_FOLDER))) {
  mutants(`the folder: ${name} fits the source as it is, and changes it`, () => {
    assert.ok(files.ok, files.ok ? '' : files.fault);
    for (const { path, hunks } of files.ok ? files.value : []) {
      const text = readFileSync(path, 'utf8');
      const patched = applyHunks(text, hunks);
      assert.ok(patched.ok, patched.ok ? '' : `${path}: ${patched.fault}`);
      assert.ok(patched.ok && patched.value !== text);
    }
  });
}

const replacing = (before: string, after: string, path = 'src/jitter.ts'): FilePatch[] => {
  const at = readFileSync(path, 'utf8').split('\n').indexOf(before) + 1;
  return [{ path, hunks: [{ at, before: [before], after: [after] }] }];
};

mutants(
  'a copy: what compiles and changes the script is a mutant, all else is broken',
  async () => {
    const first = readFileSync('src/jitter.ts', 'utf8').split('\n')[0]!;
    const copy = copyTree(process.cwd());
    try {
      const [sound, idle] = [
        await copy.sound(),
        await copy.broken(replacing(first, '/** A word. */')),
      ];
      assert.equal(idle, { ok: false, fault: 'it changes nothing of what runs on a board' });
      const untyped = await copy.broken(replacing(first, 'export const one: string = 1;'));
      assert.ok(
        !untyped.ok && untyped.fault.includes('src/jitter.ts(1,14)'),
        JSON.stringify(untyped),
      );
      // Whether a board has it already or not: unit tests may tell the difference.
      const [line, share] = ['  const width = noneAbove - allBelow;', 'src/loads/variable-load.ts'];
      assert.ok((await copy.broken(replacing(line, line.replace('-', '+'), share))).ok);
      const missing = await copy.broken([{ path: 'src/no.ts', hunks: [] }]);
      assert.equal(missing, { ok: false, fault: 'src/no.ts: there is no such file' });
      const real = await copy.broken(
        replacing(first, "if (Array.length > 1) throw new Error('!');"),
      );
      assert.ok(real.ok && real.value !== sound && real.value.includes('Array.length > 1'));
      assert.ok(
        !readFileSync('src/jitter.ts', 'utf8').includes('Array.length'),
        'the original is left',
      );
    } finally {
      copy.remove();
    }
  },
);

const UVU = ` board  • ✘ •   (2 / 3)

   FAIL  the board  "money: only the node's "word" counts"
    Expected value to be truthy:  (ok)
`;

mutants('unit tests: the first that failed is named, as uvu prints it', () => {
  assert.is(firstFailure(UVU), 'money: only the node\'s "word" counts');
  assert.is(firstFailure('Error: Cannot find module\n'), undefined);
});

const tried = (name: string, area: string, more: Partial<Tried>): Tried => ({
  mutant: parseMutant(name, PATCH.replace('money', area)),
  broken: undefined,
  soak: undefined,
  unit: undefined,
  ...more,
});

const SOAK = { checker: 'money', seed: 7, detail: 'credited too much', lives: 6 };
const BASELINE = { seeds: 100, unitFiles: 41, soak: undefined, unit: undefined };
const RUN: MutantsRun = {
  baseline: BASELINE,
  tried: [
    tried('both', 'money', { soak: SOAK, unit: 'book: a rule' }),
    tried('soak-alone', 'journal', { soak: SOAK }),
    tried('unit-alone', 'other', { unit: 'book: a rule' }),
    tried('unit-alone-of-supply', 'supply', { unit: 'book: a rule' }),
    tried('neither', 'other', {}),
    tried('stale', 'money', { broken: 'src/units.ts: the hunk of line 2 does not fit' }),
  ],
  wallMs: 1_500,
};

mutants(
  'verdict: unit tests do not excuse the soak where money, journal or supply is broken',
  () => {
    const json = mutantsJson(RUN);
    assert.equal(json.survived, [
      { name: 'unit-alone-of-supply', area: 'supply', by: 'soak' },
      { name: 'neither', area: 'other', by: 'neither' },
    ]);
    assert.equal(json.broken, [
      { name: 'stale', why: 'src/units.ts: the hunk of line 2 does not fit' },
    ]);
    assert.is(json.mutants.length, 5);
    assert.equal(json.mutants[1], { name: 'soak-alone', area: 'journal', soak: SOAK, unit: null });
    assert.is(json.baseline.isWhole, true);
  },
);

mutants('verdict: the table has a line for each, and says who survived and what is broken', () => {
  const table = mutantsTable(mutantsJson(RUN));
  assert.match(table, /both +money +money, seed 7, 6 lives +book: a rule\n/);
  assert.match(table, /unit-alone-of-supply +supply +- +book: a rule\n/);
  assert.match(table, 'survived: neither (other): caught by neither');
  assert.match(table, 'survived: unit-alone-of-supply (supply): not caught by the soak');
  assert.match(table, 'broken: stale: src/units.ts');
  assert.match(table, '5 mutants; 2 survived, 1 broken.');
  const good = { ...RUN, tried: RUN.tried.slice(0, 3) };
  assert.match(mutantsTable(mutantsJson(good)), 'All 3 mutants were caught.');
});

mutants('verdict: a board that fails unbroken is told of, and no mutant is tried', () => {
  const soak = { seed: 12, checker: 'service', detail: 'no power' };
  const json = mutantsJson({ ...RUN, tried: [], baseline: { ...BASELINE, soak } });
  assert.is(json.baseline.isWhole, false);
  assert.match(mutantsTable(json), 'service, seed 12: no power');
  assert.match(mutantsTable(json), 'Mend this first.');
});

const NAMES = ['count-twice', 'lose-carry'];
const given = (line: string) => parseArguments(line === '' ? [] : line.split(' '), NAMES);

mutants('arguments: each is read, and all mutants are meant without any', () => {
  const parsed = given('--only lose-carry --seeds 9 --workers 3');
  assert.is(parsed.kind, 'run');
  if (parsed.kind !== 'run') return;
  const wanted = { only: ['lose-carry'], seeds: 9, workers: 3, json: undefined };
  assert.equal(parsed.arguments, wanted);
  const all = given('');
  assert.equal(all.kind === 'run' && all.arguments.only, NAMES);
  assert.is(given('--help').kind, 'help');
});

const WRONG: readonly (readonly [line: string, says: string])[] = [
  ['--only lose-cary', 'did you mean lose-carry?'],
  ['--only zzzzzzzzzzzz', 'see test/mutants/'],
  ['--seeds 0', '--seeds 0'],
  ['--workers 0.5', '--workers 0.5'],
  ['--json /nowhere/a.json', 'there is no folder /nowhere'],
  ['--speed 3', '--speed'],
  ['count-twice', 'belongs to no option'],
];

for (const [line, says] of WRONG) {
  mutants(`arguments: ${line} is refused with one line that helps`, () => {
    const parsed = given(line);
    assert.is(parsed.kind, 'wrong');
    if (parsed.kind !== 'wrong') return;
    assert.ok(parsed.line.includes(says), parsed.line);
    assert.ok(parsed.line.endsWith('See npm run mutants -- --help.'));
  });
}

mutants.run();
