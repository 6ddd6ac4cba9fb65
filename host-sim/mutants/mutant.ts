/** The mutants as they lie in their folder: a patch each, and a first line that says what for. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, type Result } from '../../src/result';
import { type FilePatch, parsePatch } from './patch';

export const MUTANTS_FOLDER = 'test/mutants';
export const AREAS = ['money', 'journal', 'supply', 'other'] as const;
export type Area = (typeof AREAS)[number];

export type Mutant = {
  readonly name: string;
  readonly area: Area;
  /** A sentence: what it breaks. */
  readonly says: string;
  /** Or why it cannot be read. */
  readonly files: Result<readonly FilePatch[], string>;
};

const SUFFIX = '.patch';
const HEADER = /^([a-z]+): (\S.*)$/;
/** What may be broken: what runs on a board. */
const OURS = /^(src|drivers)\//;

export const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => basename(file, SUFFIX))
    .sort();

export const readMutants = (folder: string, names: readonly string[]): readonly Mutant[] =>
  names.map((name) => parseMutant(name, readFileSync(join(folder, `${name}${SUFFIX}`), 'utf8')));

export function parseMutant(name: string, text: string): Mutant {
  const [first = ''] = text.split('\n', 1);
  const [, word = '', says = ''] = HEADER.exec(first) ?? [];
  const area = AREAS.find((each) => each === word);
  if (area === undefined) {
    const why = `its first line must begin with ${AREAS.join(', ')}, and a colon`;
    return { name, area: 'other', says, files: fail(why) };
  }
  const files = parsePatch(text);
  const foreign = files.ok ? files.value.find(({ path }) => !OURS.test(path)) : undefined;
  if (foreign === undefined) return { name, area, says, files };
  return { name, area, says, files: fail(`${foreign.path} is no part of a board`) };
}
