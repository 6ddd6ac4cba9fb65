/** JSON over HTTP or HTTPS to a server of the tests. Certificates are checked, against one file. */
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

export type Rest = {
  readonly origin: string;
  /** PEM file of the one certificate that is trusted. */
  readonly caFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Json = { readonly [name: string]: unknown };

const ANSWER_MS_MAX = 60_000;

/** The body; throws what the server said where that is no success. */
export async function ask(
  rest: Rest,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Json> {
  return JSON.parse(await askText(rest, method, path, body)) as Json;
}

/** Where the body is a list. */
export const askList = async (rest: Rest, path: string): Promise<readonly Json[]> =>
  listOf(JSON.parse(await askText(rest, 'GET', path, undefined)));

async function askText(
  rest: Rest,
  method: string,
  path: string,
  body: object | undefined,
): Promise<string> {
  const sent = body === undefined ? '' : JSON.stringify(body);
  const type: Record<string, string> = sent === '' ? {} : { 'content-type': 'application/json' };
  const headers = { ...rest.headers, ...type };
  const { status, text } = await exchange({ ...rest, headers }, method, path, sent);
  if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
  // LND streams objects line by line; the last one is how it ended.
  const last = text.trim().split('\n').at(-1) ?? '';
  return last === '' ? '{}' : last;
}

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

/** One request and its whole answer, whatever the status. */
export function exchange(
  { origin, caFile, headers }: Rest,
  method: string,
  path: string,
  body: string,
): Promise<Answer> {
  const options = {
    method,
    timeout: ANSWER_MS_MAX,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
  };
  const request = origin.startsWith('https:') ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const asked = request(origin + path, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => void parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Arrays and their objects, where JSON has to be believed. */
export const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? (value as Json[]) : [];
