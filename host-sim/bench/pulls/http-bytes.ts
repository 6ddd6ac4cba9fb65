/** How long a request and its answer are as HTTP/1.1, without TLS and what carries it. */
import type { OutgoingRequest } from '../../border';

/** Of an answer's head: type, date and length, as LND's gateway and most services send them. */
const ANSWER_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
  'Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 000\r\n\r\n';

export function requestBytes({ method, url, headers, body }: OutgoingRequest): number {
  const pathAt = url.indexOf('/', 'https://'.length);
  const host = url.slice('https://'.length, pathAt);
  const lines = [`${method} ${url.slice(pathAt)} HTTP/1.1`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== '') lines.push(`Content-Length: ${body.length}`);
  return `${lines.join('\r\n')}\r\n\r\n`.length + body.length;
}

export const responseBytes = (bodyBytes: number): number => ANSWER_HEAD.length + bodyBytes;
