/**
 * The second document: secrets by name. It is written to the board and never read back, so no
 * answer about it contains a value.
 */

import type { Secret } from '../ports';
import { fail, ok, type Result } from '../result';
import { secret } from '../secret';
import { readDocument } from './document';
import { type ConfigError, hideValue, isLabel, LABEL_EXPECTED, openObject, report } from './fields';

export const SECRETS_VERSION = 1;
/** Enough for a macaroon with caveats, in hex. */
export const SECRET_CHARACTERS_MAX = 4_096;
/** 64 tenants, the node, and as many to spare. */
export const SECRETS_MAX = 130;

export type Secrets = ReadonlyMap<string, Secret>;

/** `{version: 1, secrets: {name: text}}`, as text or already parsed. Names every error. */
export function parseSecrets(document: unknown): Result<Secrets, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;

  const errors: ConfigError[] = [];
  const top = openObject(json.value, '', ['version', 'secrets'], errors);
  if (top.values['version'] !== SECRETS_VERSION && top.errors === errors) {
    report(errors, 'version', hideValue(top.values['version']), String(SECRETS_VERSION));
  }
  const secrets = new Map<string, Secret>();
  const { secrets: byName } = top.values;
  if (typeof byName !== 'object' || byName === null || Array.isArray(byName)) {
    report(top.errors, 'secrets', hideValue(byName), 'an object');
    return fail(errors);
  }

  const entries = Object.entries(byName);
  if (entries.length > SECRETS_MAX) {
    report(errors, 'secrets', `${entries.length} secrets`, `at most ${SECRETS_MAX}`);
    return fail(errors);
  }
  for (const [name, value] of entries) {
    // A name that is no name may be a secret in the wrong place.
    if (!isLabel(name)) report(errors, 'secrets', `a name of ${name.length} characters`, EXPECTED);
    else if (typeof value === 'string' && isSecretText(value)) secrets.set(name, secret(value));
    else report(errors, `secrets.${name}`, hideValue(value), SECRET_EXPECTED);
  }
  return errors.length === 0 ? ok(secrets) : fail(errors);
}

const EXPECTED = `names of ${LABEL_EXPECTED}`;
const SECRET_EXPECTED =
  `a text of 1 to ${SECRET_CHARACTERS_MAX} printable ASCII characters, ` +
  'without spaces or line ends around it';

/** A line end in a header would start another header. */
function isSecretText(value: string): boolean {
  if (value.length === 0 || value.length > SECRET_CHARACTERS_MAX) return false;
  if (value.trim() !== value) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
