/** Configurations for the tests' desk. */
import { type BoardConfig, parseConfig } from '../../src/config/board-config';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import { assert } from '../../src/result';
import { evBoardDocument, flatBoardDocument } from '../vectors/config';

/** A board of `vectors/config.ts`, with fields of its sections changed. */
export function deskConfig(
  kind: 'ev' | 'flat',
  changes: Readonly<Record<string, Readonly<Record<string, unknown>> | readonly unknown[]>> = {},
): BoardConfig {
  const base: Record<string, unknown> = kind === 'ev' ? evBoardDocument() : flatBoardDocument();
  for (const [section, fields] of Object.entries(changes)) {
    base[section] = Array.isArray(fields) ? fields : { ...(base[section] as object), ...fields };
  }
  const parsed = parseConfig(base);
  assert(parsed.ok, `desk: ${JSON.stringify(parsed)}`);
  return parsed.value;
}

/** The part `node` for a kind of which there is one on the desk. */
export const nodeChanges = (node: { readonly kind: NodeKind; readonly canCancel: boolean }) =>
  node.kind === 'lightning-address' ? { ...node, credential: undefined, user: 'owner' } : node;
