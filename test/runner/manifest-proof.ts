/**
 * Proves from the manifest alone that the firmware build finds every file and every import: each
 * file of `src/` and `drivers/` has one module name, which mirrors its path, and each import,
 * followed into the packages that the manifest maps, ends at a module name.
 */
import { dirname } from 'node:path';
import { type Finding, importsOf, resolveFrom } from '../style-rules';

export type Manifest = {
  readonly include?: string | readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: readonly string[];
};

/** The files of the repository, by their path from its root. */
export type Tree = {
  readonly list: (folder: string) => readonly string[];
  /** Undefined where there is no such file. */
  readonly read: (path: string) => string | undefined;
};

const ROOT_MANIFEST = 'manifest.json';
/** Modules that the SDK's own manifests bring: ECMA-419's, and the two of `manifest_base`. */
const SDK_NAME = /^(embedded:|pins\/|timer$|time$|text\/(en|de)coder$)/;

export function proveManifest(tree: Tree): readonly Finding[] {
  const { findings, modules, preload } = readManifests(tree);
  const names = new Map<string, readonly string[]>();
  for (const [pattern, path] of modules) {
    const files = filesOf(tree, path);
    if (files.length === 0) findings.push(at(`"${pattern}": nothing is at ${path}: remove it`));
    for (const file of files) {
      const name = pattern.replace('*', baseName(file));
      names.set(name, [...(names.get(name) ?? []), file]);
    }
  }
  for (const pattern of preload) {
    const start = pattern.replace(/\*$/, '');
    const isUsed = [...names.keys()].some((name) => name.startsWith(start));
    if (!isUsed) findings.push(at(`preload "${pattern}" matches no module: remove it`));
  }
  findings.push(...proveFiles(tree, names), ...proveImports(tree, names));
  return findings;
}

function readManifests(tree: Tree) {
  const findings: Finding[] = [];
  const modules: (readonly [pattern: string, path: string])[] = [];
  const preload: string[] = [];
  const read = (path: string): void => {
    const text = tree.read(path);
    if (text === undefined) {
      findings.push(at(`include "${path}" does not exist`));
      return;
    }
    const manifest = JSON.parse(text) as Manifest;
    for (const [pattern, paths] of Object.entries(manifest.modules ?? {})) {
      for (const each of [paths].flat()) if (isLocal(each)) modules.push([pattern, each.slice(2)]);
    }
    preload.push(...(manifest.preload ?? []));
    for (const each of [manifest.include ?? []].flat()) if (isLocal(each)) read(each.slice(2));
  };
  read(ROOT_MANIFEST);
  return { findings, modules, preload };
}

function proveFiles(tree: Tree, names: ReadonlyMap<string, readonly string[]>): Finding[] {
  const findings: Finding[] = [];
  const ours = ['src', 'drivers'].flatMap((top) => sourcesUnder(tree, top));
  for (const file of ours) {
    const own = [...names].filter(([, files]) => files.includes(file)).map(([name]) => name);
    const folder = dirname(file);
    if (own.length === 0) {
      const line = `"${folder}/*": "./${folder}/*"`;
      findings.push({ path: file, line: 1, advice: `no module of manifest.json: add ${line}` });
    } else if (own.length > 1) {
      findings.push({ path: file, line: 1, advice: `named ${own.length} times: ${own.join()}` });
    } else if (own[0] !== file.replace(/\.ts$/, '') && own[0] !== 'main') {
      findings.push({ path: file, line: 1, advice: `its name ${own[0]} must mirror its path` });
    }
  }
  for (const [name, files] of names) {
    if (files.length > 1) findings.push(at(`"${name}" is ${files.length} files: ${files.join()}`));
  }
  return findings;
}

/** As XS resolves: a relative import from the importer's module name, any other by itself. */
function proveImports(tree: Tree, names: ReadonlyMap<string, readonly string[]>): Finding[] {
  return [...names].flatMap(([name, [file]]) => {
    if (file === undefined) return [];
    return importsOf(tree.read(file) ?? '').flatMap((each) => {
      const target = each.name.startsWith('.') ? resolveFrom(name, each.name) : each.name;
      if (names.has(target) || SDK_NAME.test(target)) return [];
      const advice = `imports '${each.name}', and no module is named ${target}: map it`;
      return [{ path: file, line: each.line, advice }];
    });
  });
}

const at = (advice: string): Finding => ({ path: ROOT_MANIFEST, line: 1, advice });

const isLocal = (path: string): boolean => path.startsWith('./');

const baseName = (file: string): string => file.replace(/^.*\//, '').replace(/\.(ts|js)$/, '');

const isModule = (name: string): boolean => /\.(ts|js)$/.test(name) && !name.endsWith('.d.ts');

/** As mcconfig does: a folder's modules for `folder/*`, else the one file without its extension. */
function filesOf(tree: Tree, path: string): readonly string[] {
  if (!path.endsWith('/*')) {
    const found = ['.js', '.ts']
      .map((end) => path + end)
      .filter((each) => tree.read(each) !== undefined);
    return found.slice(0, 1);
  }
  const folder = path.slice(0, -2);
  return tree
    .list(folder)
    .filter(isModule)
    .map((name) => `${folder}/${name}`);
}

function sourcesUnder(tree: Tree, folder: string): readonly string[] {
  return tree.list(folder).flatMap((name) => {
    if (name.endsWith('/')) return sourcesUnder(tree, `${folder}/${name.slice(0, -1)}`);
    return isModule(name) && name.endsWith('.ts') ? [`${folder}/${name}`] : [];
  });
}
