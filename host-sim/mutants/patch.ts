/**
 * A unified diff read and applied as strictly as `git apply` does it: every line of the context
 * must be there as it is. A hunk may have moved, when it fits in exactly one place.
 */
import { fail, ok, type Result } from '../../src/result';

/** Lines as they must be, from line `at` (of 1) on, and what stands there afterwards. */
export type Hunk = {
  readonly at: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
};
export type FilePatch = { readonly path: string; readonly hunks: readonly Hunk[] };

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** The files of a diff; text before the first `---` is nobody's business here. */
export function parsePatch(text: string): Result<readonly FilePatch[], string> {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const files: { readonly path: string; readonly hunks: Hunk[] }[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    if (line.startsWith('--- ') && lines[i + 1]?.startsWith('+++ ')) {
      const [from, to] = [pathOf(line), pathOf(lines[i + 1]!)];
      if (from !== to) return fail(`line ${i + 1}: ${from} and ${to} are not one file`);
      files.push({ path: to, hunks: [] });
      i += 2;
      continue;
    }
    const file = files[files.length - 1];
    if (file === undefined) {
      i++;
      continue;
    }
    const hunk = readHunk(lines, i);
    if (!hunk.ok) return hunk;
    file.hunks.push(hunk.value.hunk);
    i = hunk.value.end;
  }
  if (files.length === 0) return fail('there is no diff in it');
  const empty = files.find(({ hunks }) => hunks.length === 0);
  return empty === undefined ? ok(files) : fail(`${empty.path}: there is no hunk`);
}

const pathOf = (line: string): string => line.slice(4).replace(/^[ab]\//, '');

type ReadHunk = { readonly hunk: Hunk; readonly end: number };

function readHunk(lines: readonly string[], start: number): Result<ReadHunk, string> {
  const header = HUNK.exec(lines[start]!);
  if (header === null) return fail(`line ${start + 1}: a hunk is expected`);
  const [, at, removed = '1', added = '1'] = header;
  const [before, after]: [string[], string[]] = [[], []];
  let end = start + 1;
  while (before.length < Number(removed) || after.length < Number(added)) {
    const line = lines[end];
    const mark = line?.charAt(0);
    if (line === undefined || (mark !== ' ' && mark !== '-' && mark !== '+')) {
      return fail(`line ${end + 1}: the hunk is shorter than it says`);
    }
    if (mark !== '+') before.push(line.slice(1));
    if (mark !== '-') after.push(line.slice(1));
    end++;
  }
  if (before.length > Number(removed) || after.length > Number(added)) {
    return fail(`line ${end}: the hunk is longer than it says`);
  }
  return ok({ hunk: { at: Number(at), before, after }, end });
}

/** The text with every hunk in its place, or which one has none. */
export function applyHunks(text: string, hunks: readonly Hunk[]): Result<string, string> {
  let lines: readonly string[] = text.split('\n');
  let shift = 0;
  for (const { at, before, after } of hunks) {
    const place = placeOf(lines, before, at - 1 + shift);
    if (place === undefined) return fail(`the hunk of line ${at} does not fit`);
    lines = [...lines.slice(0, place), ...after, ...lines.slice(place + before.length)];
    shift = place - (at - 1) + after.length - before.length;
  }
  return ok(lines.join('\n'));
}

function placeOf(
  lines: readonly string[],
  before: readonly string[],
  wanted: number,
): number | undefined {
  const fits = (place: number) => before.every((line, i) => lines[place + i] === line);
  if (before.length === 0) return undefined;
  if (fits(wanted)) return wanted;
  const places = lines.flatMap((_, place) => (fits(place) ? [place] : []));
  return places.length === 1 ? places[0] : undefined;
}
