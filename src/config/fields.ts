/**
 * Reads the fields of a JSON document one by one, and collects every error instead of stopping at
 * the first. After an error a reader returns something harmless: the document is refused anyway.
 */
import { nearestName } from './nearest-name';

/** Which field, what it was, what it should be. `value` is made for printing and bounded. */
export type ConfigError = {
  readonly field: string;
  readonly value: string;
  readonly expected: string;
};

/** One object of the document: where it is, what it holds, and where its errors go. */
export type Fields = {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: ConfigError[];
};

/** More errors than anybody reads at once. */
export const ERRORS_MAX = 100;
const SHOWN_CHARACTERS_MAX = 40;

/** One line that says what to change. */
export const formatConfigError = ({ field, value, expected }: ConfigError): string =>
  `${field === '' ? 'document' : field}: expected ${expected}, got ${value}`;

export function report(
  errors: ConfigError[],
  field: string,
  value: string,
  expected: string,
): void {
  if (errors.length < ERRORS_MAX) errors.push({ field, value, expected });
}

/** A value as an error shows it: never long, never on more than one line. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length <= SHOWN_CHARACTERS_MAX ? JSON.stringify(value) : hideValue(value);
}

/** For places where a secret may have been put by mistake. */
export const hideValue = (value: unknown): string =>
  typeof value === 'string' ? `a text of ${value.length} characters` : showValue(value);

/** Opens an object and refuses the fields it does not know. */
export function openObject(
  value: unknown,
  path: string,
  known: readonly string[],
  errors: ConfigError[],
): Fields {
  if (!isObject(value)) {
    report(errors, path, showValue(value), 'an object');
    return { path, values: {}, errors: [] }; // what is missing in it is not said again
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? `one of ${known.join(', ')}` : `did you mean ${nearest}?`;
    const field = join(path, name.slice(0, SHOWN_CHARACTERS_MAX));
    report(errors, field, hideValue(value[name]), `a known field (${hint})`);
  }
  return { path, values: value, errors };
}

export const child = (of: Fields, name: string, known: readonly string[]): Fields =>
  openObject(of.values[name], join(of.path, name), known, of.errors);

export const has = (of: Fields, name: string): boolean => of.values[name] !== undefined;

/** Says what is wrong with a field whose value has been read. */
export const refuse = (of: Fields, name: string, expected: string): void =>
  report(of.errors, join(of.path, name), showValue(of.values[name]), expected);

/** A whole number in a range; `standard` stands where there is none. */
export function whole(
  of: Fields,
  name: string,
  min: number,
  max: number,
  standard?: number,
): number {
  const value = of.values[name];
  if (value === undefined && standard !== undefined) return standard;
  if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max) {
    return Number(value);
  }
  refuse(of, name, `a whole number from ${min} to ${max}`);
  return min;
}

export function optionalWhole(
  of: Fields,
  name: string,
  min: number,
  max: number,
): number | undefined {
  return has(of, name) ? whole(of, name, min, max) : undefined;
}

export function flag(of: Fields, name: string, standard?: boolean): boolean {
  const value = of.values[name];
  if (value === undefined && standard !== undefined) return standard;
  if (typeof value === 'boolean') return value;
  refuse(of, name, 'true or false');
  return false;
}

export function choice<const Choice extends string | number>(
  of: Fields,
  name: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((each) => each === of.values[name]);
  if (found !== undefined) return found;
  refuse(of, name, `one of ${choices.join(', ')}`);
  return choices[0]!;
}

/** Text that passes a test; `expected` says which. */
export function text(
  of: Fields,
  name: string,
  isValid: (value: string) => boolean,
  expected: string,
): string {
  const value = of.values[name];
  if (typeof value === 'string' && isValid(value)) return value;
  refuse(of, name, expected);
  return '';
}

/** The name of a secret. What stands there instead is never shown: it may be the secret. */
export const secretName = (of: Fields, name: string): string =>
  readSecretName(of, name, of.values[name]);

export const namesOfSecrets = (of: Fields, name: string, lengthMax: number): readonly string[] =>
  list(of, name, lengthMax).map((value, at) => readSecretName(of, `${name}.${at}`, value));

function readSecretName(of: Fields, name: string, value: unknown): string {
  if (typeof value === 'string' && isLabel(value)) return value;
  const expected = `the name of a secret (${LABEL_EXPECTED}), not the secret itself`;
  report(of.errors, join(of.path, name), hideValue(value), expected);
  return '';
}

/** At most so many elements; the rest is not looked at. */
export function list(of: Fields, name: string, lengthMax: number): readonly unknown[] {
  const value = of.values[name];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length <= lengthMax) return value;
  refuse(of, name, `a list of at most ${lengthMax}`);
  return [];
}

const LABEL_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-';
export const LABEL_EXPECTED = '1 to 32 characters of a-z, 0-9 and -';

export const isLabel = (value: string): boolean =>
  value.length >= 1 && value.length <= 32 && consistsOf(value, LABEL_CHARACTERS);

/** A name for people: 1 to 64 whole characters, any script, no control characters. */
export function isPrintableName(value: string): boolean {
  if (value.length === 0 || value.length > 64 || value.trim() !== value) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029) {
      return false;
    }
    if (isHalf(value, i)) return false;
  }
  return true;
}

/** A surrogate without the other one has no UTF-8: a name with it could not go into a request. */
function isHalf(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  if (code < 0xd800 || code > 0xdfff) return false;
  const isFirst = code < 0xdc00;
  const other = value.charCodeAt(isFirst ? at + 1 : at - 1);
  return isFirst ? !(other >= 0xdc00 && other <= 0xdfff) : !(other >= 0xd800 && other < 0xdc00);
}
export const NAME_EXPECTED = 'a name of 1 to 64 characters, without spaces at its ends';

export function consistsOf(value: string, characters: string): boolean {
  for (let i = 0; i < value.length; i++) if (!characters.includes(value[i]!)) return false;
  return true;
}

export const join = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
