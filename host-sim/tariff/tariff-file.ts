/** A tariff from a file: on its own, or out of a board's configuration. */
import { readFileSync } from 'node:fs';
import { formatConfigError } from '../../src/config/fields';
import { parseTariffDocument } from '../../src/config/tariff-config';
import { fail, ok, type Result } from '../../src/result';
import type { Tariff } from '../../src/tariff/tariff';

const ERRORS_SHOWN_MAX = 10;

/** The fault is for people: what is wrong, and where. */
export function readTariffFile(file: string, isExport: boolean): Result<Tariff, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return fail(`${file}: there is no such file.`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return fail(`${file}: is not JSON.`);
  }
  const found = tariffIn(document, isExport);
  if (found === undefined) return fail(`${file}: has no terms.exportTariff.`);
  const parsed = parseTariffDocument(found.tariff);
  if (parsed.ok) return ok(parsed.value);
  const lines = parsed.fault.slice(0, ERRORS_SHOWN_MAX).map(formatConfigError);
  const what = found.path === '' ? 'is not a tariff' : `${found.path} is not a tariff`;
  return fail([`${file}: ${what}:`, ...lines].join('\n  '));
}

function tariffIn(document: unknown, isExport: boolean) {
  const terms = isObject(document) ? document['terms'] : undefined;
  if (!isObject(terms)) return isExport ? undefined : { path: '', tariff: document };
  const name = isExport ? 'exportTariff' : 'tariff';
  const tariff = terms[name];
  return isExport && tariff === undefined ? undefined : { path: `terms.${name}`, tariff };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
