/**
 * `npm run check`: format and lint, types, the manifest's proof, licences and the house rules.
 * Every part runs even when another fails; exit 1 when one has something to say.
 */
import { disk, readTaken } from './runner/disk';
import { proveLicences } from './runner/licences';
import { proveManifest } from './runner/manifest-proof';
import { inspectTree, readTree } from './runner/style-tree';
import { complaintOf } from './runner/tools';
import type { Finding } from './style-rules';

type Part = {
  readonly name: string;
  readonly what: string;
  /** Lines to show, none when all is well. */
  readonly run: () => Promise<readonly string[]> | readonly string[];
  /** What to do about a finding. */
  readonly remedy: string;
};

const BIOME = ['@biomejs/biome', 'biome'] as const;
const TSC = ['typescript', 'tsc'] as const;

const PARTS: readonly Part[] = [
  {
    name: 'format and lint',
    what: 'biome ci .',
    run: () => tool(BIOME, ['ci', '--colors=off', '--error-on-warnings', '.']),
    remedy: 'npm run format mends what can be mended without a person',
  },
  {
    name: 'types',
    what: 'tsc -p tsconfig.json',
    run: () => tool(TSC, ['-p', 'tsconfig.json', '--pretty', 'false']),
    remedy: 'mend the types; no `any`, no cast to silence it',
  },
  {
    name: 'types of the core',
    what: 'tsc -p .ci/tsconfig.core.json',
    run: () => tool(TSC, ['-p', '.ci/tsconfig.core.json', '--pretty', 'false']),
    remedy: 'src/ and drivers/ compile without the types of Node: nothing of Node is on a board',
  },
  {
    name: 'manifest',
    what: 'files and imports by manifest names',
    run: () => proveManifest(disk).map(line),
    remedy: 'one line per folder in manifest.json; packages in manifest_packages.json',
  },
  {
    name: 'licences',
    what: 'docs/licences.md',
    run: () => proveLicences(disk.read('docs/licences.md') ?? '', readTaken()).map(line),
    remedy: 'bring docs/licences.md and package.json into line',
  },
  {
    name: 'house rules',
    what: 'test/style-rules.ts',
    run: () => inspectTree(readTree()).map((each) => `${line(each)} (${each.rule})`),
    remedy: 'STYLE.md has the reasons',
  },
];

const line = ({ path, line: number, advice }: Finding): string => `${path}:${number}: ${advice}`;

async function tool(name: readonly [string, string], parameters: readonly string[]) {
  const complaint = await complaintOf(name, parameters);
  return complaint === undefined ? [] : complaint.split('\n');
}

async function check(part: Part): Promise<boolean> {
  const startedAt = performance.now();
  const lines = await part.run();
  const ms = `${Math.round(performance.now() - startedAt)} ms`.padStart(8);
  const mark = lines.length === 0 ? ' ok ' : 'FAIL';
  print(`${mark}  ${part.name.padEnd(18)} ${part.what.padEnd(36)} ${ms}\n`);
  for (const each of lines) print(`      ${each}\n`);
  if (lines.length > 0) print(`      -> ${part.remedy}\n\n`);
  return lines.length === 0;
}

const print = (text: string) => void process.stdout.write(text);

if (process.stderr.isTTY) process.stderr.write(`${PARTS.length} checks, a few seconds\n`);
const results = await Promise.all(PARTS.map(check));
const failed = results.filter((isGood) => !isGood).length;
print(failed === 0 ? '\nAll checks passed.\n' : `\n${failed} of ${PARTS.length} checks failed.\n`);
process.exitCode = failed === 0 ? 0 : 1;
