/**
 * Compares docs/licences.md with what the project takes from others: the packages of package.json,
 * by their own word, and the SDK parts that the manifest includes.
 */
import type { Finding } from '../style-rules';

export type Taken = {
  /** Name and licence of every package in package.json, undefined when not installed. */
  readonly packages: readonly (readonly [name: string, licence: string | undefined])[];
  /** Packages that the manifest puts on the board. */
  readonly onBoard: readonly string[];
  /** Paths below the SDK's folder that the manifest names. */
  readonly sdkParts: readonly string[];
};

const PATH = 'docs/licences.md';
const PERMISSIVE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];
/** The platform itself. What it asks of a product stands in docs/licences.md. */
const PLATFORM = [...PERMISSIVE, 'LGPL-3.0-or-later'];

type Row = {
  readonly licence: string;
  readonly runsOn: string;
  readonly asks: string;
  line: number;
};

export function proveLicences(page: string, taken: Taken): readonly Finding[] {
  const rows = readRows(page);
  const findings: Finding[] = [];
  const say = (line: number, advice: string) => void findings.push({ path: PATH, line, advice });

  for (const [name, licence] of taken.packages) {
    const row = rows.get(name);
    if (!row) say(1, `no row for ${name} (${licence ?? 'licence unknown'}): add one`);
    else if (licence !== undefined && row.licence !== licence) {
      say(row.line, `${name} says ${licence}, this row ${row.licence}`);
    }
  }
  for (const name of taken.onBoard) {
    const row = rows.get(name);
    if (!row) say(1, `${name} is in the firmware and has no row`);
    else if (row.runsOn !== 'board') say(row.line, `${name} runs on the board by the manifest`);
  }
  for (const part of taken.sdkParts) {
    if (!rows.has(part)) say(1, `no row for the SDK's ${part}, which the manifest names: add one`);
  }

  const known = new Set([...taken.packages.map(([name]) => name), ...taken.onBoard]);
  for (const [name, row] of rows) {
    const isSdk = taken.sdkParts.includes(name);
    if (!known.has(name) && !isSdk) say(row.line, `${name} is not used any more: remove the row`);
    if (row.asks === '') say(row.line, `${name}: say what it asks of those who ship boards`);
    const allowed = isSdk ? PLATFORM : PERMISSIVE;
    if (row.runsOn === 'board' && !isOneOf(row.licence, allowed)) {
      say(row.line, `${name} is ${row.licence}; on the board only ${PERMISSIVE.join(', ')}`);
    }
  }
  return findings;
}

/** SPDX: of `A OR B` one is enough, of `A AND B` both are needed. */
function isOneOf(licence: string, allowed: readonly string[]): boolean {
  const plain = licence.replaceAll(/[()]/g, '');
  return plain
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each.trim())));
}

function readRows(page: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const [index, text] of page.split('\n').entries()) {
    const cells = text.split('|').map((cell) => cell.trim());
    const [, name = '', licence = '', runsOn = '', asks = ''] = cells;
    const isRow = cells.length === 6 && name !== '' && !/^(-+|package|part)$/.test(name);
    if (isRow) rows.set(name, { licence, runsOn, asks, line: index + 1 });
  }
  return rows;
}
