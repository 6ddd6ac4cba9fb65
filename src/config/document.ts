/** From text to JSON, with bounds on length and depth: parsing deep nesting aborts a small VM. */
import { fail, ok, type Result } from '../result';
import { type ConfigError, hideValue } from './fields';

/** 400 knots and 64 tenants take about 40 KB. */
export const DOCUMENT_CHARACTERS_MAX = 65_536;
const DEPTH_MAX = 8;

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

/** The deepest nesting of brackets outside of strings. */
function depthOf(document: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let i = 0; i < document.length; i++) {
    const character = document[i];
    if (isInString) {
      if (character === '\\') i += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
