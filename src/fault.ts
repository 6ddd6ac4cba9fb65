/** A fault seen: counted under its name, and logged at its first time and at powers of two. */
import type { Command } from './ports';
import type { BoardState } from './state';

export function fault(
  state: BoardState,
  commands: Command[],
  name: string,
  fields: Readonly<Record<string, string | number>> = {},
): void {
  const count = (state.faults[name] ?? 0) + 1;
  state.faults[name] = count;
  if (!isPowerOfTwo(count)) return;
  const event = { area: 'fault', what: name, fields: { ...fields, count } };
  commands.push({ kind: 'log', event });
}

function isPowerOfTwo(count: number): boolean {
  let power = 1;
  while (power < count) power *= 2;
  return power === count;
}
