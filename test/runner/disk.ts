/** The repository on disk, as the proofs of the manifest and of the licences want it. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Taken } from './licences';
import type { Manifest, Tree } from './manifest-proof';

export const disk: Tree = {
  /** Folders end in `/`. */
  list(folder) {
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
    } catch {
      return []; // no such folder
    }
  },
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

type Package = {
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** What the project takes from others: package.json and every manifest at the root. */
export function readTaken(): Taken {
  const own = readJson<Package>('package.json');
  const names = Object.keys({
    ...own?.dependencies,
    ...own?.devDependencies,
    ...own?.optionalDependencies,
  });
  const manifests = disk
    .list('.')
    .filter((name) => /^manifest.*\.json$/.test(name))
    .map((name) => readJson<Manifest>(name));
  const paths = manifests.flatMap((manifest) => [
    ...[manifest?.include ?? []].flat(),
    ...Object.values(manifest?.modules ?? {}).flat(),
  ]);
  const matches = (pattern: RegExp) => [
    ...new Set(paths.flatMap((path) => pattern.exec(path)?.[1] ?? [])),
  ];
  return {
    packages: names.map((name) => [
      name,
      readJson<Package>(`node_modules/${name}/package.json`)?.license,
    ]),
    onBoard: matches(/^\.\/node_modules\/((?:@[^/]+\/)?[^/]+)/),
    sdkParts: matches(/^\$\(MOD[A-Z_]*\)\/(.+)$/),
  };
}

function readJson<Value>(path: string): Value | undefined {
  const text = disk.read(path);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}
