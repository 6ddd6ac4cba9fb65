/** The headers that a request to the owner's node goes out with, as its kind takes them. */
import type { Secret } from '../../ports';
import { secret } from '../../secret';
import { NODE_KINDS, type NodeKind } from './kinds';

type Header = readonly [name: string, value: Secret];

const JSON_TYPE = 'application/json';

export function nodeHeaders(kind: NodeKind, credential: Secret, hasBody: boolean): Header[] {
  const { credentialHeader, credentialValue, bodyType } = NODE_KINDS[kind];
  const headers: Header[] = [];
  if (credentialHeader !== '') {
    const value = credentialValue?.(credential.secret) ?? credential.secret;
    headers.push([credentialHeader, secret(value)]);
  }
  if (hasBody) headers.push(['Content-Type', secret(bodyType ?? JSON_TYPE)]);
  return headers;
}
