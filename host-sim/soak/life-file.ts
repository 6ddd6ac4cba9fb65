/** A life in a file: written when one ends in a violation, read by `--replay`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../src/result';
import { FAULT_KINDS } from './faults/faults';
import type { Fault, Life } from './life';

/** Where lives with violations are left. */
const FOLDER = 'soak-failures';

/** Returns the path. `checker`: the life was made smaller, and that is what it still shows. */
export function keepLife(life: Life, checker?: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const shown = checker === undefined ? '' : `-${checker}`;
  const file = `${FOLDER}/${life.name}-${life.seed}${shown}.json`;
  writeFileSync(file, `${JSON.stringify(life, undefined, 2)}\n`);
  return file;
}

/** What is wrong with it, in words. */
export function readLife(file: string): Result<Life, string> {
  let life: Life;
  try {
    life = JSON.parse(readFileSync(file, 'utf8')) as Life;
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'cannot be read');
  }
  const problem = problemOf(life);
  return problem === undefined ? ok(life) : fail(problem);
}

function problemOf(life: Life): string | undefined {
  if (typeof life !== 'object' || life === null) return 'an object is expected';
  if (life.version !== 1) return 'version must be 1';
  const boards = life.scenario?.boards?.length ?? 0;
  if (boards === 0) return 'scenario.boards is empty';
  if (!Array.isArray(life.faults)) return 'faults must be a list';
  for (const [index, { kind, board }] of (life.faults as readonly Fault[]).entries()) {
    if (!FAULT_KINDS.includes(kind)) return `faults[${index}]: this soak has no kind ${kind}`;
    if (!(board >= 0 && board < boards)) return `faults[${index}].board: there is no such board`;
  }
  return undefined;
}
