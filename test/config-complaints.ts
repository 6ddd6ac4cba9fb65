/** What a refused document is told, line by line; nothing when it is accepted. */
import { parseConfig } from '../src/config/board-config';
import { formatConfigError } from '../src/config/fields';
import { parseSecrets } from '../src/config/secrets';
import { evBoardDocument } from './vectors/config';

export const complaints = (document: unknown): string[] => {
  const parsed = parseConfig(document);
  return parsed.ok ? [] : parsed.fault.map(formatConfigError);
};
export const secretComplaints = (document: unknown): string[] => {
  const parsed = parseSecrets(document);
  return parsed.ok ? [] : parsed.fault.map(formatConfigError);
};

export type Json = Record<string, unknown>;
/** The EV board with one field set (`undefined` removes it). */
export function changed(path: string, value: unknown): unknown {
  const document: Json = evBoardDocument();
  const names = path.split('.');
  const last = names.pop()!;
  let at = document;
  for (const name of names) at = at[name] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return document;
}
