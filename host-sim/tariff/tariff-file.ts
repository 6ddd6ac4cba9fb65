/** A tariff from a file: on its own, or out of a board's configuration. */
import { readFileSync } from 'node:fs';
import { formatConfigError } from '../../src/config/fields';
import { parseTariffDocument } from '../../src/config/tariff-config';
import { fail, ok, type Result } from '../../src/result';
import type { Tariff } from '../../src/tariff/tariff';
import type { TariffArguments } from './arguments';
import { isFed, pricesFromFiles } from './feed-file';

const ERRORS_SHOWN_MAX = 10;

export type ReadTariff = {
  readonly tariff: Tariff;
  /** When selling by it stops, where it is made of a feed. */
  readonly untilMs: number;
};

/** The fault is for people: what is wrong, and where. */
export function readTariffFile({
  file,
  isExport,
  fromMs,
  prices,
  rate,
}: TariffArguments): Result<ReadTariff, string> {
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
  if (isFed(found.tariff)) {
    const fed = pricesFromFiles(found.tariff, { prices, rate }, fromMs);
    if (!fed.ok) return fail(`${file}: ${fed.fault}`);
    return ok({ tariff: fed.value.tariff, untilMs: fed.value.sellUntilSec * 1_000 });
  }
  if (prices !== undefined || rate !== undefined) {
    return fail(`${file}: is no feed, and takes no --prices and no --rate.`);
  }
  const parsed = parseTariffDocument(found.tariff);
  if (parsed.ok) return ok({ tariff: parsed.value, untilMs: Number.POSITIVE_INFINITY });
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
