/** A request of the board as it leaves the desk's hands: with the node's origin and credential. */
import { formatOrigin } from '../../src/config/origin';
import { nodeHeaders } from '../../src/payment/nodes/headers';
import type { HttpRequest } from '../../src/ports';
import { CONTENT_TYPE } from '../../src/protocol/frame';
import { secret } from '../../src/secret';
import type { Documents } from '../../src/wiring';
import type { OutgoingRequest } from '../border';

export function outgoing(request: HttpRequest, { config, secrets }: Documents): OutgoingRequest {
  const { id, target, method, path, body, timeoutMs, isOnce } = request;
  const headers: Record<string, string> = {};
  let url = path.secret;
  if (target === 'node') {
    const { node } = config;
    url = formatOrigin(node.origin) + path.secret;
    const credential = secrets.get(node.credential) ?? secret('');
    for (const [name, value] of nodeHeaders(node.kind, credential, body !== undefined)) {
      headers[name] = value.secret;
    }
  }
  if (target === 'peer') headers['Content-Type'] = CONTENT_TYPE;
  const once = isOnce === undefined ? {} : { isOnce };
  return { id, target, method, url, headers, body: body?.secret ?? '', timeoutMs, ...once };
}
