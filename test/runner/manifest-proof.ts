/**
 * Proves from the manifest alone that the firmware build finds every file and every import: each
 * file of `src/` and `drivers/` has one module name, which mirrors its path, and each import,
 * followed into the packages that the manifest maps, ends at a module name. Each platform of the
 * manifest is a build of its own, whose `drivers/platform/` is the folder of that platform. All but
 * the main module is preloaded, by its own name: mcconfig takes a glob for JavaScript only.
 */
import { dirname } from 'node:path';
import { type Finding, importsOf, resolveFrom } from '../style-rules';

export type Manifest = {
  readonly include?: string | readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: readonly string[];
  readonly creation?: { readonly main?: string };
  readonly platforms?: Readonly<Record<string, Manifest>>;
};

/** The files of the repository, by their path from its root. */
export type Tree = {
  readonly list: (folder: string) => readonly string[];
  /** Undefined where there is no such file. */
  readonly read: (path: string) => string | undefined;
};

const ROOT_MANIFEST = 'manifest.json';
/** Modules that the SDK's own manifests bring, and the one that mcconfig makes of `ffi`. */
const SDK_NAME = /^(embedded:|pins\/|timer$|time$|modules$|mc\/(ffi|config)$|text\/(en|de)coder$)/;
const MAIN_DEFAULT = 'main';
/** What the firmware has in place of packages: named as the package is. */
const PACKAGES = 'drivers/packages/';
const ANY_PLATFORM = 'drivers/platform/';

export function proveManifest(tree: Tree): readonly Finding[] {
  const root = JSON.parse(tree.read(ROOT_MANIFEST) ?? '{}') as Manifest;
  const platforms = Object.keys(root.platforms ?? {}).filter((name) => name !== '...');
  const found = (platforms.length === 0 ? [''] : platforms).flatMap((platform) =>
    provePlatform(tree, platform, platforms),
  );
  const lines = found.map((each) => JSON.stringify(each));
  return found.filter((_, at) => lines.indexOf(lines[at]!) === at);
}

function provePlatform(tree: Tree, platform: string, platforms: readonly string[]) {
  const { findings, modules, preload, main } = readManifests(tree, platform);
  const names = new Map<string, readonly string[]>();
  for (const [pattern, path] of modules) {
    const files = filesOf(tree, path);
    if (files.length === 0) findings.push(at(`"${pattern}": nothing is at ${path}: remove it`));
    for (const file of files) {
      const name = pattern.replace('*', baseName(file));
      names.set(name, [...(names.get(name) ?? []), file]);
    }
  }
  findings.push(...provePreload(names, preload, main));
  findings.push(...proveFiles(tree, names, platform, platforms), ...proveImports(tree, names));
  return findings;
}

function provePreload(
  names: ReadonlyMap<string, readonly string[]>,
  preload: readonly string[],
  main: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const name of preload) {
    if (names.has(name) || SDK_NAME.test(name)) continue;
    const why = name.includes('*') ? 'a glob preloads no TypeScript: name each' : 'no such module';
    findings.push(at(`preload "${name}": ${why}`));
  }
  for (const name of names.keys()) {
    if (name !== main && !preload.includes(name)) findings.push(at(`"${name}": preload it`));
  }
  return findings;
}

function readManifests(tree: Tree, platform: string) {
  const findings: Finding[] = [];
  let main = MAIN_DEFAULT;
  const modules: (readonly [pattern: string, path: string])[] = [];
  const preload: string[] = [];
  const read = (path: string): void => {
    const text = tree.read(path);
    if (text === undefined) {
      findings.push(at(`include "${path}" does not exist`));
      return;
    }
    take(JSON.parse(text) as Manifest);
  };
  const take = (manifest: Manifest): void => {
    main = manifest.creation?.main ?? main;
    for (const [pattern, paths] of Object.entries(manifest.modules ?? {})) {
      for (const each of [paths].flat()) if (isLocal(each)) modules.push([pattern, each.slice(2)]);
    }
    preload.push(...(manifest.preload ?? []));
    for (const each of [manifest.include ?? []].flat()) if (isLocal(each)) read(each.slice(2));
    const own = manifest.platforms?.[platform];
    if (own !== undefined) take(own);
  };
  read(ROOT_MANIFEST);
  return { findings, modules, preload, main };
}

function proveFiles(
  tree: Tree,
  names: ReadonlyMap<string, readonly string[]>,
  platform: string,
  platforms: readonly string[],
): Finding[] {
  const findings: Finding[] = [];
  const others = platforms.filter((other) => other !== platform).map((name) => `drivers/${name}/`);
  const ours = ['src', 'drivers']
    .flatMap((top) => sourcesUnder(tree, top))
    .filter((file) => !others.some((folder) => file.startsWith(folder)));
  for (const file of ours) {
    const own = [...names].filter(([, files]) => files.includes(file)).map(([name]) => name);
    const folder = dirname(file);
    if (own.length === 0) {
      const line = `"${folder}/*": "./${folder}/*"`;
      findings.push({ path: file, line: 1, advice: `no module of manifest.json: add ${line}` });
    } else if (own.length > 1) {
      findings.push({ path: file, line: 1, advice: `named ${own.length} times: ${own.join()}` });
    } else if (!file.startsWith(PACKAGES) && own[0] !== nameOf(file, platform)) {
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
      // XS drops the ending of a specifier before it looks for the module.
      if (names.has(target.replace(/\.m?js$/, '')) || SDK_NAME.test(target)) return [];
      const advice = `imports '${each.name}', and no module is named ${target}: map it`;
      return [{ path: file, line: each.line, advice }];
    });
  });
}

const nameOf = (file: string, platform: string): string =>
  file.replace(/\.ts$/, '').replace(`drivers/${platform}/`, ANY_PLATFORM);

const at = (advice: string): Finding => ({ path: ROOT_MANIFEST, line: 1, advice });

const isLocal = (path: string): boolean => path.startsWith('./');

const baseName = (file: string): string => file.replace(/^.*\//, '').replace(/\.(ts|js)$/, '');

const isModule = (name: string): boolean => /\.(ts|js)$/.test(name) && !name.endsWith('.d.ts');

/** As mcconfig does: a folder's modules for `folder/*`, else the one file without its extension. */
function filesOf(tree: Tree, path: string): readonly string[] {
  if (!path.endsWith('/*')) {
    const found = ['', '.js', '.ts']
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
