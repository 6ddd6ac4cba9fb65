/** The house rules over the whole tree, and the map in the README. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Finding, inspect, type Source } from '../style-rules';

const TEXT = /\.(ts|mjs|json|md|sh|html|css|yml)$|(^|\/)(run|NOTICE|LICENSE)$/;
const NOT_OURS = new Set(['node_modules', 'build', '.git']);

/** Every text file of the repository, by its path from the root. */
export function readTree(): readonly Source[] {
  const walk = (folder: string): readonly string[] =>
    readdirSync(folder || '.', { withFileTypes: true }).flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(path);
      return entry.isFile() && TEXT.test(path) ? [path] : [];
    });
  return walk('').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** All findings, the README's included when there is one. */
export function inspectTree(tree: readonly Source[]): readonly (Finding & { rule: string })[] {
  const readme = existsSync('README.md') ? readFileSync('README.md', 'utf8') : undefined;
  const paths = tree.map((source) => source.path);
  return [...tree.flatMap(inspect), ...(readme === undefined ? [] : inspectMap(readme, paths))];
}

/** The README's map names every folder of the code, written `name/`. */
export function inspectMap(
  readme: string,
  paths: readonly string[],
): readonly (Finding & { rule: string })[] {
  const isCode = (path: string) => /^(src|drivers|host-sim|test)\/.*\.ts$/.test(path);
  const folders = [...new Set(paths.filter(isCode).map(dirname))];
  return folders
    .filter((folder) => !readme.includes(`${folder.split('/').at(-1)}/`))
    .map((folder) => ({
      rule: 'map',
      path: 'README.md',
      line: 1,
      advice: `${folder}/ is not in the map of the code: say in a line what it is for`,
    }));
}
