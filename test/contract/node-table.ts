/** The contract as a table: which kind of node passes which case, and why not where not. */
import { NODE_KIND_NAMES, type NodeKind } from '../../src/payment/nodes/kinds';
import { KINDS } from './node-kinds';
import { CASES, type ContractCase } from './nodes';
import { PAY_CASES } from './payouts';

export type Cell =
  | { readonly result: 'pass' }
  | { readonly result: 'not applicable'; readonly reason: string }
  | { readonly result: 'fail'; readonly message: string };

export type Row = { readonly kind: NodeKind; readonly case: string } & Cell;

/** Money in, then money out. */
export const ALL_CASES: readonly ContractCase[] = [...CASES, ...PAY_CASES];

/** Every kind that there is by every case; none is left out. */
export const contractRows = (): readonly Row[] =>
  ALL_CASES.flatMap((each) =>
    NODE_KIND_NAMES.map((kind): Row => {
      const reason = each.notApplicable?.(KINDS[kind]);
      const at = { kind, case: each.name };
      if (reason !== undefined) return { ...at, result: 'not applicable', reason };
      try {
        each.run(KINDS[kind]);
        return { ...at, result: 'pass' };
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        // As our own assertions begin; what failed may be either's.
        return { ...at, result: 'fail', message: text.replace(/^bug: /, '') };
      }
    }),
  );

export function tableText(rows: readonly Row[]): string {
  const cases = [...new Set(rows.map((row) => row.case))];
  const lines = [['', ...NODE_KIND_NAMES]];
  const notes: string[] = [];
  for (const name of cases) {
    const cells = rows.filter((row) => row.case === name);
    lines.push([name, ...cells.map(({ result }) => (result === 'fail' ? 'FAIL' : result))]);
    for (const cell of cells) {
      const why = cell.result === 'fail' ? cell.message : cell.result === 'pass' ? '' : cell.reason;
      if (why !== '') notes.push(`${cell.kind}, ${name}: ${cell.result} (${why})`);
    }
  }
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join('  '));
  return [...text.map((line) => line.trimEnd()), '', ...notes, ''].join('\n');
}
