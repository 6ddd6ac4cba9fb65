/** From text to JSON, with bounds on length and depth: parsing deep nesting aborts a small VM. */
import { fail, ok, type Result } from '../result';
import { type ConfigError, hideValue } from './fields';

/** 400 knots and 64 tenants take about 40 KB. */
export const DOCUMENT_CHARACTERS_MAX = 65_536;
const DEPTH_MAX = 8;
/** XS finds the n-th character by counting from the first: of a part that is no time. */
const PART_CHARACTERS = 256;

/** A document that was already parsed passes through. */
export function readDocument(document: unknown): Result<unknown, readonly ConfigError[]> {
  if (typeof document !== 'string') return ok(document);
  const refusal = (expected: string) =>
    fail([{ field: '', value: hideValue(document), expected }] as const);
  if (document.length > DOCUMENT_CHARACTERS_MAX) {
    return refusal(`at most ${DOCUMENT_CHARACTERS_MAX} characters`);
  }
  if (depthOf(document) > DEPTH_MAX) return refusal(`objects at most ${DEPTH_MAX} deep`);
  try {
    return ok(JSON.parse(document));
  } catch {
    return refusal('JSON');
  }
}

/** Where a look through a text has come to. */
type Nesting = { depth: number; deepest: number; isInString: boolean; isEscaped: boolean };

/** The deepest nesting of brackets outside of strings. */
function depthOf(document: string): number {
  const nesting: Nesting = { depth: 0, deepest: 0, isInString: false, isEscaped: false };
  const { length } = document;
  for (let at = 0; at < length; at += PART_CHARACTERS) {
    const part = document.slice(at, at + PART_CHARACTERS);
    for (let i = 0; i < part.length; i++) lookAt(nesting, part[i]);
  }
  return nesting.deepest;
}

function lookAt(nesting: Nesting, character: string | undefined): void {
  if (nesting.isEscaped) nesting.isEscaped = false;
  else if (nesting.isInString) {
    if (character === '\\') nesting.isEscaped = true;
    else if (character === '"') nesting.isInString = false;
  } else if (character === '"') nesting.isInString = true;
  else if (character === '{' || character === '[') {
    nesting.depth += 1;
    nesting.deepest = Math.max(nesting.deepest, nesting.depth);
  } else if (character === '}' || character === ']') nesting.depth -= 1;
}
