/**
 * The `energy` object that a withdrawRequest carries: where terms are negotiated, and in which
 * version. An ordinary wallet does not look at it, and an ordinary service has none.
 */
import type { Picked, Secret } from '../ports';
import { secret } from '../secret';
import { type AdmitPolicy, admitUrl } from '../web/address';
import type { PickedFields } from '../web/pick';
import { formatUrl, parseUrl } from '../web/url';
import { PROTOCOL_VERSION } from './envelope';

/** To be picked from a link's first answer, besides the rest. */
export const ENERGY_PICK: readonly string[] = Object.freeze(['energy.version', 'energy.url']);

export type Energy = { readonly version: number; readonly url: string };

export const energyAt = (url: string): Energy => ({ version: PROTOCOL_VERSION, url });

/** Where to negotiate; undefined where nobody does, or in no version that this side knows. */
export function readEnergy(fields: PickedFields, policy: AdmitPolicy): Secret | undefined {
  if (fields['energy.version'] !== PROTOCOL_VERSION) return undefined;
  return readUrl(fields['energy.url'], policy);
}

/** Bound by the same rules as the link's callback. */
function readUrl(picked: Picked | undefined, policy: AdmitPolicy): Secret | undefined {
  const url = typeof picked === 'string' ? parseUrl(picked) : undefined;
  if (url === undefined || !url.ok) return undefined;
  const admitted = admitUrl(url.value, policy);
  return admitted.ok ? secret(formatUrl(admitted.value)) : undefined;
}
