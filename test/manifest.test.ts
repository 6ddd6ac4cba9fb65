/** The proof of the manifest finds each way in which a firmware build would miss a file. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { proveManifest, type Tree } from './runner/manifest-proof';

const GOOD: Readonly<Record<string, string>> = {
  'manifest.json': JSON.stringify({
    include: ['$(MODDABLE)/examples/manifest_base.json', './manifest_packages.json'],
    modules: { 'src/*': './src/*', 'src/sale/*': './src/sale/*', 'drivers/*': './drivers/*' },
    creation: { main: 'src/main' },
    preload: ['src/units', 'src/sale/sale', 'src/sale/b', 'drivers/a'],
    platforms: { lin: { include: './manifest_lin.json' }, '...': { error: 'no such build' } },
  }),
  'manifest_lin.json': JSON.stringify({
    modules: { 'drivers/platform/*': './drivers/lin/*' },
    preload: ['drivers/platform/parts', 'embedded:io/socket/tcp'],
  }),
  'manifest_packages.json': JSON.stringify({
    modules: { '@p/x': './node_modules/@p/x', '@p/y': './node_modules/@p/y.js' },
    preload: ['@p/x', '@p/y'],
  }),
  'src/main.ts': "import { a } from '../drivers/platform/parts';",
  'drivers/lin/parts.ts': "import { b } from '../a';",
  'src/units.ts': "import { x } from '@p/x.js';",
  'src/types.d.ts': '',
  'src/sale/sale.ts': "import { a } from '../units';\nimport type { b } from './b';",
  'src/sale/b.ts': '',
  'drivers/a.ts': "import { b } from '../src/sale/b';\nimport Timer from 'timer';",
  'node_modules/@p/x.js': "import { y } from './y.js';",
  'node_modules/@p/y.js': '',
};

const treeOf = (files: Readonly<Record<string, string>>): Tree => ({
  read: (path) => files[path],
  list: (folder) => {
    const below = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
    const names = below.map((path) => path.slice(folder.length + 1).replace(/\/.*/, '/'));
    return [...new Set(names)];
  },
});

const changed = (files: Readonly<Record<string, string | undefined>>) => {
  const entries = Object.entries({ ...GOOD, ...files }).filter(([, text]) => text !== undefined);
  const tree = treeOf(Object.fromEntries(entries) as Record<string, string>);
  return proveManifest(tree).map(({ path, line, advice }) => `${path}:${line}: ${advice}`);
};

const withModules = (modules: object) => ({
  'manifest.json': JSON.stringify({
    ...JSON.parse(GOOD['manifest.json'] ?? ''),
    modules: { ...JSON.parse(GOOD['manifest.json'] ?? '').modules, ...modules },
  }),
});

const withPreload = (preload: readonly string[]) => ({
  'manifest.json': JSON.stringify({ ...JSON.parse(GOOD['manifest.json'] ?? ''), preload }),
});

const BAD: readonly (readonly [
  what: string,
  files: Record<string, string | undefined>,
  found: string,
])[] = [
  ['a folder without a glob', { 'src/web/pick.ts': '' }, 'src/web/pick.ts:1: no module'],
  ['a glob without a folder', withModules({ 'src/x/*': './src/x/*' }), 'nothing is at src/x/*'],
  ['two names for a file', withModules({ units: './src/units' }), 'src/units.ts:1: named 2 times'],
  ['two files for a name', withModules({ 'src/units': './drivers/a' }), '"src/units" is 2 files'],
  ['a missing include', { 'manifest_packages.json': undefined }, 'does not exist'],
  ['an import of nothing', { 'src/sale/b.ts': "\nimport '../c';" }, 'b.ts:2: imports'],
  ['a package not mapped', { 'src/sale/b.ts': "import z from '@p/z.js';" }, 'named @p/z.js'],
  ["a package's own import", { 'node_modules/@p/y.js': "import './z.js';" }, 'named @p/z.js'],
  ['a glob that preloads nothing', withPreload(['src/*']), 'preload "src/*": a glob preloads no'],
  ['a module that is not preloaded', withPreload(['src/units']), '"src/sale/sale": preload it'],
  ['a preload of nothing', withPreload(['src/y']), 'preload "src/y": no such module'],
  ['a file that only a platform has', { 'drivers/lin/sub/x.ts': '' }, 'x.ts:1: no module'],
  ['a package that went away', { 'node_modules/@p/y.js': undefined }, 'nothing is at'],
];

const manifest = suite('manifest');

manifest('a complete one has nothing to say', () => {
  assert.equal(changed({}), []);
});

for (const [what, files, found] of BAD) {
  manifest(`finds ${what}`, () => {
    assert.match(changed(files).join('\n'), found);
  });
}

manifest('finds a name that does not mirror its path', () => {
  const modules = { 'src/*': './src/*', 'sale/*': './src/sale/*', 'drivers/*': './drivers/*' };
  const found = changed({ 'manifest.json': JSON.stringify({ modules, include: [] }) }).join('\n');
  assert.match(found, 'src/sale/b.ts:1: its name sale/b must mirror its path');
});

manifest('asks no platform for the files of another', () => {
  const root = JSON.parse(GOOD['manifest.json'] ?? '');
  const platforms = { ...root.platforms, esp32: { include: './manifest_esp32.json' } };
  const files = {
    'manifest.json': JSON.stringify({ ...root, platforms }),
    'manifest_esp32.json': (GOOD['manifest_lin.json'] ?? '').replaceAll('/lin/', '/esp32/'),
    'drivers/esp32/parts.ts': '',
  };
  assert.equal(changed(files), []);
  const { 'drivers/esp32/parts.ts': _, ...without } = files;
  assert.match(changed(without).join('\n'), 'no module is named drivers/platform/parts');
});

manifest.run();
