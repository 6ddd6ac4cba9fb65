/**
 * docs/protocol.md is enough: its session, typed into a shell, gets the answers that stand there,
 * and a client written from it alone gives and takes its vectors, and agrees with our own code.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXAMPLE_PORT, exampleOptions } from '../host-sim/lightning/approver-example';
import { startApproverServer } from '../host-sim/lightning/approver-server';
import { ask, nothingAsked, takeAnswer } from '../src/protocol/asking';
import { CONTENT_TYPE, MESSAGE_BYTES_MAX } from '../src/protocol/frame';
import { beginHearing, CLOCKS_APART_SEC_MAX, hear, nothingHeard } from '../src/protocol/hearing';
import { type Request, readRequest } from '../src/protocol/message';
import { secret } from '../src/secret';
import { OFFER_DOCUMENT } from './approver-samples';
import { keysOf, nowAt, START_SEC } from './protocol-bench';
import { Client, type Post } from './protocol-client';
import { sessionOf, typeAll } from './protocol-session';

const docs = suite('protocol docs');

const page = readFileSync('docs/protocol.md', 'utf8');

type Vectors = {
  readonly secret: string;
  readonly keys: { readonly seller: string; readonly buyer: string };
  readonly nonce: string;
  readonly atSec: number;
  readonly requests: readonly {
    readonly name: string;
    readonly id: string;
    readonly sequence: number;
    readonly timeSec: number | null;
    readonly nonce: string;
    readonly kind: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly frame: string;
  }[];
  readonly answers: readonly Readonly<Record<'name' | 'to' | 'frame' | 'is', string>>[];
  readonly refused: readonly Readonly<Record<'name' | 'frame' | 'fault', string>>[];
};

const VECTORS = JSON.parse(
  /^## 9[\s\S]*?^```json\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '{}',
) as Vectors;
const keys = keysOf(secret(VECTORS.secret));

docs('vectors: the keys follow from the secret, in both programs', () => {
  const client = new Client(VECTORS.secret);
  assert.is(client.keys.seller.toString('hex'), VECTORS.keys.seller);
  assert.is(client.keys.buyer.toString('hex'), VECTORS.keys.buyer);
  assert.is(keys.seller.secret, VECTORS.keys.seller);
  assert.is(keys.buyer.secret, VECTORS.keys.buyer);
});

/** The client and our own seller, with that request under way. */
function under(name: string) {
  const request = VECTORS.requests.find((each) => each.name === name)!;
  const { id, sequence, timeSec, nonce, kind, body } = request;
  const client = new Client(VECTORS.secret);
  Object.assign(client, { nonce, sequence: sequence - 1 });
  const asking = nothingAsked(keys);
  Object.assign(asking, { nonce, sequence: sequence - 1 });
  const ours = readRequest(kind, body) as Request;
  const frames = [
    client.request(id, timeSec, kind, body),
    ask(asking, nowAt(timeSec ?? undefined), id, ours),
  ];
  return { client, asking, frames };
}

for (const { name, frame } of VECTORS.requests) {
  docs(`vectors: request "${name}": both programs send these bytes`, () => {
    assert.equal(under(name).frames, [frame, frame]);
  });
}

for (const { name, to, frame, is } of VECTORS.answers) {
  docs(`vectors: answer "${name}" to "${to}" is ${is}, to both programs`, () => {
    const { client, asking } = under(to);
    assert.is(client.take(frame).is, is);
    const taken = takeAnswer(asking, frame);
    const ours = taken.ok ? taken.value.kind : taken.fault;
    assert.is(ours === 'ask-anew' ? 'wrong-nonce' : ours, is);
  });
}

for (const { name, frame, fault } of VECTORS.refused) {
  docs(`vectors: a buyer refuses "${name}" as ${fault}`, () => {
    const heard = nothingHeard(keys);
    beginHearing(heard, VECTORS.nonce);
    const hearing = hear(heard, nowAt(VECTORS.atSec), frame);
    const said = hearing.kind === 'say' ? hearing.frame : '';
    assert.ok(hearing.kind === 'refused' ? hearing.fault === fault : said.includes(`"${fault}"`));
    assert.is(heard.sequence, 0);
  });
}

docs('client: at most 100 lines, and nothing of ours in it', () => {
  const text = readFileSync('test/protocol-client.ts', 'utf8');
  assert.ok(text.split('\n').length - 1 <= 100);
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  assert.equal(imports, ['node:crypto']);
});

docs(
  'client: agrees on terms with a buyer on a real socket, although answers are lost',
  async () => {
    const server = await startApproverServer(exampleOptions());
    let posts = 0;
    const post: Post = async (body) => {
      posts += 1;
      const headers = { 'content-type': CONTENT_TYPE };
      const reply = await fetch(`${server.link.secret}/talk`, { method: 'POST', headers, body });
      const text = await reply.text();
      if (posts % 3 === 0) throw new Error('lost on the way');
      return text;
    };
    const client = new Client(VECTORS.secret);
    const reference = 'a'.repeat(32);
    const say = async (kind: string, body: Readonly<Record<string, unknown>>) =>
      (await client.say(post, START_SEC, kind, body)).is;
    assert.is(await say('demand', {}), 'demand');
    assert.is(await say('offer', { reference, offer: OFFER_DOCUMENT }), 'accept');
    const statement = {
      atSec: null,
      energyMilliWattHours: 0,
      chargedMilliSat: 0,
      paidMilliSat: 0,
    };
    assert.is(await say('state', { reference, statement }), 'state');
    const agreed = server.records.filter(({ kind }) => kind === 'terms-agreed');
    await server.stop();
    assert.is(agreed.length, 1);
    assert.ok(posts > 4);
  },
);

docs('page: the limits in it are those of the code', () => {
  const limits = [
    MESSAGE_BYTES_MAX.toLocaleString('en'),
    `${CLOCKS_APART_SEC_MAX} s`,
    CONTENT_TYPE,
  ];
  for (const limit of limits) assert.match(page, limit);
});

const missing = ['bash', 'curl', 'openssl', 'sed'].filter(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined,
);

if (missing.length > 0) {
  console.log(`skipped: the session of docs/protocol.md: ${missing.join(', ')} missing`);
} else {
  docs('session: each command, typed by hand, gets the answer that stands there', async () => {
    const session = sessionOf(page);
    assert.ok(session.length > 20);
    const server = await startApproverServer(exampleOptions());
    const shown = `http://127.0.0.1:${EXAMPLE_PORT}`;
    const commands = session.map(({ command }) => command.replaceAll(shown, server.origin));
    const said = await typeAll(commands).finally(() => server.stop());
    session.forEach(({ command, answer }, at) => {
      assert.is(said[at]!.replaceAll(server.origin, shown), answer, command);
    });
  });
}

docs.run();
