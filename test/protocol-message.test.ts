/** Bodies: each kind reads as it was written, and no field may be missing, foreign or too much. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { energyAt, readEnergy } from '../src/protocol/energy';
import type { JsonObject } from '../src/protocol/envelope';
import {
  type Answer,
  bodyOf,
  type Request,
  readAnswer,
  readRequest,
} from '../src/protocol/message';
import { idOf, STATEMENT } from './protocol-bench';

const message = suite('protocol message');

const names = { reference: idOf(1), statement: STATEMENT };
const REQUESTS: readonly Request[] = [
  { kind: 'demand' },
  { kind: 'offer', reference: idOf(1), offer: { any: 1 } },
  { kind: 'renew', ...names, replaces: idOf(2), offer: { any: 1 } },
  { kind: 'state', ...names },
  { kind: 'end', ...names, ending: { any: 1 } },
];
const ANSWERS: readonly Answer[] = [
  { kind: 'demand', demand: { any: 1 } },
  { kind: 'accept', ...names, acceptance: { any: 1 } },
  { kind: 'reject', ...names, acceptance: { any: 1 } },
  { kind: 'state', ...names, standing: 'suspended' },
  { kind: 'end', ...names, ending: { any: 1 } },
  { kind: 'fault', fault: 'old-sequence', sequence: 7, reason: 'because' },
];

function proveStrict(
  label: string,
  said: Request | Answer,
  read: (kind: string, body: JsonObject) => Request | Answer | undefined,
): void {
  message(`${label} ${said.kind}: reads as written, and not with a field more or less`, () => {
    const body = JSON.parse(JSON.stringify(bodyOf(said))) as JsonObject;
    assert.equal(read(said.kind, body), said);
    assert.is(read(said.kind, { ...body, more: 1 }), undefined);
    for (const name of Object.keys(body)) {
      for (const wrong of [undefined, null, [], 'x', -1]) {
        assert.is(read(said.kind, { ...body, [name]: wrong }), undefined, `${name} ${wrong}`);
      }
      const { [name]: _, ...less } = body;
      assert.is(read(said.kind, less), undefined, name);
    }
  });
}

for (const request of REQUESTS) proveStrict('request', request, readRequest);
for (const answer of ANSWERS.slice(0, -1)) proveStrict('answer', answer, readAnswer);

message('fault: a reason of 200 characters at most', () => {
  const fault = { fault: 'busy', sequence: 1, reason: 'x'.repeat(200) };
  assert.ok(readAnswer('fault', fault));
  assert.is(readAnswer('fault', { ...fault, reason: 'x'.repeat(201) }), undefined);
  assert.is(readAnswer('fault', { ...fault, fault: 'tired' }), undefined);
});

message('renew: terms do not follow on themselves', () => {
  const body = { ...names, replaces: idOf(1), offer: {} };
  assert.is(readRequest('renew', body), undefined);
});

const LOCAL = { localHosts: ['192.168.1.20'] };
const URL = 'http://192.168.1.20/energy/x/talk';
const ENERGY: readonly (readonly [label: string, version: unknown, url: unknown, read: string])[] =
  [
    ['as it was written', energyAt(URL).version, energyAt(URL).url, URL],
    ['of another version', 2, URL, 'none'],
    ['without one', undefined, undefined, 'none'],
    ['in a network that the owner did not name', 1, 'http://192.168.1.21/', 'none'],
    ['no URL', 1, 'talk', 'none'],
    ['no text', 1, 7, 'none'],
  ];

for (const [label, version, url, read] of ENERGY) {
  message(`energy: ${label}`, () => {
    const fields = { 'energy.version': version, 'energy.url': url } as Record<string, string>;
    assert.is(readEnergy(fields, LOCAL)?.secret ?? 'none', read);
  });
}

message.run();
