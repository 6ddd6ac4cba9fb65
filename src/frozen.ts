/**
 * A table frozen to its leaves: what is preloaded then stays in flash. `Object.freeze` alone leaves
 * the rows of a table writable, and the linker must keep a place in RAM for each.
 */
export function frozen<Table extends object>(table: Table): Table {
  for (const row of Object.values(table) as readonly unknown[]) {
    if (typeof row === 'object' && row !== null) frozen(row);
  }
  return Object.freeze(table);
}
