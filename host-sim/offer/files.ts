/** The seller's and the buyer's file, read; what is wrong with one is a line for each mistake. */
import { readFileSync, statSync } from 'node:fs';
import { DOCUMENT_CHARACTERS_MAX } from '../../src/config/document';
import { type ConfigError, formatConfigError } from '../../src/config/fields';
import { fail, ok, type Result } from '../../src/result';
import type { Demand } from '../../src/terms/demand';
import { readDemand } from '../../src/terms/demand-document';
import type { Offer } from '../../src/terms/offer';
import { readOffer } from '../../src/terms/offer-document';

export type Lines = readonly string[];

export function openOffer(path: string): Result<Offer, Lines> {
  const text = readText(path);
  if (!text.ok) return text;
  const read = readOffer(text.value);
  if (read.ok) return read;
  if (readDemand(text.value).ok) {
    return fail([`${path}: this is a buyer's demand; the seller's offer comes first.`]);
  }
  return fail(linesOf(path, read.fault));
}

export function openDemand(path: string): Result<Demand, Lines> {
  const text = readText(path);
  if (!text.ok) return text;
  const read = readDemand(text.value);
  if (read.ok) return read;
  if (readOffer(text.value).ok) {
    return fail([`${path}: this is a seller's offer; the buyer's demand comes second.`]);
  }
  return fail(linesOf(path, read.fault));
}

/** Of another kind of file every line is wrong, and the first few say so. */
const LINES_MAX = 8;

function linesOf(path: string, faults: readonly ConfigError[]): Lines {
  const lines = faults.slice(0, LINES_MAX).map((each) => `${path}: ${formatConfigError(each)}`);
  const more = faults.length - lines.length;
  return more === 0 ? lines : [...lines, `${path}: and ${more} more.`];
}

function readText(path: string): Result<string, Lines> {
  try {
    if (statSync(path).size > 4 * DOCUMENT_CHARACTERS_MAX) {
      return fail([`${path}: too large to be terms.`]);
    }
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as { code?: string };
    const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    return fail([`${path}: ${why}.`]);
  }
}
