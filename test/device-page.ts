/**
 * Reads the tables of docs/device.md and finds what is not so: a file or test that is gone, an id
 * without a row, a row that claims more than its files can carry.
 */

export type Repository = {
  /** Undefined where there is no such file. */
  readonly read: (path: string) => string | undefined;
};

export const BLOCKERS = 12;
const COLUMNS = 8;
const NOT_YET = 'not yet';
const NOT_RUN = 'not run';
const DATE = /^20\d\d-[01]\d-[0-3]\d$/;
const ID = /\b[BN]\d+\b/g;
/** A name in code style that is meant as a path of the repository. */
const PATH = /^(src|drivers|host-sim|test|docs|typings)\/[\w./-]+$|^(NOTICE|README\.md)$/;

type Row = {
  readonly id: string;
  readonly files: string;
  readonly tests: string;
  readonly seen: readonly string[];
};

export function proveDevicePage(page: string, repository: Repository): readonly string[] {
  const rows = readRows(page);
  const ids = rows.map(({ id }) => id);
  const said = rows.flatMap((row) => proveRow(row, repository));
  for (let i = 1; i <= BLOCKERS; i++) if (!ids.includes(`B${i}`)) said.push(`no row for B${i}`);
  for (const id of new Set(ids.filter((each, at) => ids.indexOf(each) !== at))) {
    said.push(`${id} has two rows`);
  }
  for (const id of new Set(page.match(ID) ?? [])) {
    if (!ids.includes(id)) said.push(`${id} is named and has no row`);
  }
  return [...said, ...provePaths(page, repository)];
}

/** Every path in code style exists, wherever it stands. */
export function provePaths(page: string, { read }: Repository): readonly string[] {
  const named = [...page.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const paths = new Set(named.map((each) => each.replace(/: .*/, '')).filter(isPath));
  return [...paths].filter((path) => read(path) === undefined).map((path) => `no ${path}`);
}

const isPath = (name: string): boolean => PATH.test(name) && /\.\w+$|^NOTICE$/.test(name);

function readRows(page: string): readonly Row[] {
  const lines = page.split('\n').filter((line) => /^\| [BN]\d+ +\|/.test(line));
  return lines.map((line) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const [id = '', , files = '', tests = '', ...seen] = cells;
    return { id, files, tests, seen: cells.length === COLUMNS ? seen : [] };
  });
}

function proveRow({ id, files, tests, seen }: Row, { read }: Repository): string[] {
  const said: string[] = [];
  if (seen.length === 0) return [`${id} has not ${COLUMNS} cells`];
  if (files !== NOT_YET && namesIn(files).length === 0) said.push(`${id} names no file`);
  if (tests !== NOT_YET && namesIn(tests).length === 0) said.push(`${id} names no test`);
  for (const name of namesIn(tests)) {
    const [path = '', test] = name.split(/: (.*)/, 2);
    const text = read(path);
    if (!/^test\/[\w/-]+\.test\.ts$/.test(path)) said.push(`${id}: ${path} is no test file`);
    else if (test !== undefined && text !== undefined && !text.includes(test)) {
      said.push(`${id}: ${path} has no test "${test}"`);
    }
  }
  for (const cell of seen) {
    if (cell !== NOT_RUN && cell !== '-' && !DATE.test(cell))
      said.push(`${id}: "${cell}" is no date`);
  }
  const isSeen = seen.some((cell) => DATE.test(cell));
  if (isSeen && (files === NOT_YET || tests === NOT_YET))
    said.push(`${id} was seen without a test`);
  return said;
}

/** All names in code style of a cell; none when there is other text beside them. */
function namesIn(cell: string): readonly string[] {
  if (cell.replaceAll(/`[^`]+`/g, '').trim() !== '') return [];
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}
