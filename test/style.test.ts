/** Each house rule can fail, lets good code through, and is kept by the whole tree. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inspectMap, inspectTree, readTree } from './runner/style-tree';
import { blank } from './style-blank';
import { importsOf, inspect, RULES } from './style-rules';

type Case = readonly [rule: string, path: string, text: string];

const BAD: readonly Case[] = [
  ['columns', 'test/a.ts', `const a = '${'x'.repeat(100)}';`],
  ['columns', '.ci/a.mjs', `// ${'ü'.repeat(98)}`],
  ['length', 'drivers/a.ts', '\n'.repeat(251)],
  ['core imports', 'src/sale/a.ts', "import { read } from 'node:fs';"],
  [
    'core imports',
    'src/sale/a.ts',
    "import type {\n  A,\n  B,\n} from '../../drivers/modbus/frame';",
  ],
  ['core imports', 'src/a.ts', "export { x } from '@noble/hashes/legacy.js';"],
  ['core imports', 'src/a.ts', "const x = await import('timer');"],
  ['core words', 'src/a.ts', 'const now = Date.now();'],
  ['core words', 'src/a.ts', 'const at = new Date(3);'],
  ['core words', 'src/a.ts', 'return Math.random();'],
  ['core words', 'src/a.ts', 'const half = Math.sin(x);'],
  ['core words', 'src/a.ts', "trace('x');"],
  ['core words', 'src/a.ts', "console.log('x');"],
  ['core words', 'src/a.ts', 'function f(x: any) {}'],
  ['core words', 'src/a.ts', 'const list = x as any;'],
  ['core words', 'src/a.ts', 'setTimeout(f, 3);'],
  ['core words', 'src/a.ts', "const b = Buffer.from('');"],
  ['core words', 'src/a.ts', 'const e = process.env;'],
  ['core words', 'src/a.ts', ['const s = `', '{Math.random()}`;'].join('$')],
  ['plain shapes', 'src/a.ts', 'export enum Kind { A }'],
  ['plain shapes', 'drivers/a.ts', 'const enum Kind { A }'],
  ['plain shapes', 'drivers/a.ts', 'export class A extends B {}'],
  ['plain shapes', 'drivers/a.ts', 'class A<T> extends B<T> {'],
  ['plain shapes', 'drivers/a.ts', 'const A = class extends B {};'],
  ['plain shapes', 'src/a.ts', 'let count = 0;'],
  ['plain shapes', 'drivers/a.ts', 'export var count = 0;'],
  ['extensions', 'host-sim/a.ts', "import { b } from './b.js';"],
  ['extensions', 'test/a.ts', "import type { b } from '../src/b.ts';"],
  ['driver imports', 'drivers/a.ts', "import { b } from '../host-sim/world';"],
  ['driver imports', 'drivers/meters/a.ts', "import { b } from '../../src/sale/sale';"],
  ['driver imports', 'drivers/a.ts', "import { b } from 'node:fs';"],
  ['one knows LDK', 'host-sim/world.ts', "import * as ldk from 'lightningdevkit';"],
  ['one knows xsnap', 'host-sim/engines/node.ts', "const name = '@agoric/xsnap';"],
  ['printing', 'host-sim/world.ts', "console.error('x');"],
  ['file names', 'src/utils.ts', ''],
  ['file names', 'host-sim/test-helpers.ts', ''],
  ['file names', 'drivers/meter-manager.ts', ''],
  [
    'no barrels',
    'src/sale/index.ts',
    "// all of it\nexport * from './sale';\nexport {\n  a,\n} from './b';",
  ],
  ['no test left out', 'test/a.test.ts', "  sale.skip('x', () => {});"],
  ['no test left out', 'test/a.test.ts', "sale.only('x', () => {});"],
  ['no places', 'docs/a.md', ['https://registry', 'npmjs.org/x'].join('.')],
  ['no places', 'test/a.ts', ["const f = '", "home/me/meter.bin';"].join('/')],
  ['no places', 'package.json', ['"x": "', 'Users/me/x"'].join('/')],
];

const GOOD: readonly Case[] = [
  ['columns', 'test/a.ts', `${'é'.repeat(100)}`],
  ['length', 'test/a.ts', '\n'.repeat(250)],
  ['length', 'test/vectors/a.ts', '\n'.repeat(900)],
  ['core imports', 'src/sale/a.ts', "import { b } from '../units';\nimport { c } from './c';"],
  ['core imports', 'src/a.ts', "import { sha256 } from '@noble/hashes/sha2.js';"],
  ['core imports', 'src/main.ts', "import Timer from 'timer';"],
  ['core imports', 'src/a.ts', "export const from = 'node:fs';"],
  ['core words', 'src/a.ts', '// not Date.now(), nor\n/* Math.random() */ const a = 1;'],
  ['core words', 'src/a.ts', "const kind = 'Date.now';"],
  ['core words', 'src/a.ts', 'const company: Company = many;'],
  ['core words', 'host-sim/a.ts', 'const now = Date.now();'],
  ['plain shapes', 'src/a.ts', 'function f<T extends object>() {\n  let a = 0;\n}'],
  ['plain shapes', 'src/a.ts', 'export interface A extends B {}'],
  ['plain shapes', 'drivers/a.ts', 'export class A<T extends B> {'],
  ['extensions', 'test/a.ts', "import v from './vectors/v.json';\nimport { b } from './b.c';"],
  ['driver imports', 'drivers/meters/a.ts', "import { b } from '../../src/ports';"],
  ['driver imports', 'drivers/meters/a.ts', "import { b } from '../modbus/frame';"],
  ['one knows LDK', 'host-sim/lightning/ldk/node.ts', "import * as ldk from 'lightningdevkit';"],
  ['one knows xsnap', 'host-sim/engines/xs.ts', "const name = '@agoric/xsnap';"],
  ['printing', 'host-sim/main.ts', "console.log('x');"],
  ['file names', 'src/handler-less.ts', ''],
  ['no barrels', 'src/sale/index.ts', "export * from './sale';\nexport const a = 1;"],
  ['no test left out', 'test/a.test.ts', "sale('skip(', () => {});"],
  ['no places', 'docs/a.md', 'https://example.com/home/page and ./work/x and `/dev/ttyUSB0`'],
];

const style = suite('style');

for (const [rule, path, text] of BAD) {
  style(`${rule}: refuses ${path}: ${text.slice(0, 40).trim().replaceAll('\n', ' ')}`, () => {
    assert.equal([...new Set(inspect({ path, text }).map((finding) => finding.rule))], [rule]);
  });
}

for (const [rule, path, text] of GOOD) {
  style(`${rule}: lets through ${path}: ${text.slice(0, 40).trim().replaceAll('\n', ' ')}`, () => {
    const rules = inspect({ path, text }).map((finding) => finding.rule);
    assert.not(rules.includes(rule), rules.join());
  });
}

style('every rule is shown to fail and to pass', () => {
  for (const { name } of RULES) {
    assert.ok(
      BAD.some(([rule]) => rule === name),
      `no bad case of ${name}`,
    );
    assert.ok(
      GOOD.some(([rule]) => rule === name),
      `no good case of ${name}`,
    );
  }
});

style('a finding names the line', () => {
  const text = '/* one\n two */\nconst a = 1;\nconst b = Math.random();\n';
  assert.equal(
    inspect({ path: 'src/a.ts', text }).map((finding) => finding.line),
    [4],
  );
  const imports = "import {\n  a,\n} from './a';\nimport './b';\n";
  assert.equal(importsOf(imports), [
    { name: './a', line: 3 },
    { name: './b', line: 4 },
  ]);
});

style('blanking keeps length and lines, and sees through quotes in patterns and templates', () => {
  const text = [
    "a = /['\"`/]/; b = 'c // d'; e = `f $",
    '{g(`h`)} i`; // j\nk = 1 / 2; /* l */ m',
  ].join('');
  const code = blank(text, false);
  assert.is(code.length, text.length);
  assert.is(code.split('\n').length, 2);
  assert.equal(code.match(/[a-z]/g), ['a', 'b', 'e', 'g', 'k', 'm']);
});

style('map: a folder that the README does not name is found', () => {
  const paths = ['src/sale/sale.ts', 'src/web/pick.ts', 'docs/x.md'];
  const found = inspectMap('src/ the board; sale/ selling', paths);
  assert.equal(
    found.map((finding) => finding.advice.split(' ')[0]),
    ['src/web/'],
  );
});

style('the tree keeps every rule', () => {
  const found = inspectTree(readTree());
  const lines = found.map((each) => `${each.path}:${each.line}: ${each.rule}: ${each.advice}`);
  assert.is(lines.join('\n'), '');
});

style.run();
