/** Whose certificate is let in: what an owner may write of it, and what is said of the rest. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../src/config/board-config';
import { CA_CHARACTERS_MAX } from '../src/config/certificates';
import { secret } from '../src/secret';
import { durationMs } from '../src/units';
import { callOf, clockCallOf } from '../src/web/call';
import { complaints, type Json } from './config-complaints';
import { AUTHORITY_PEM } from './vectors/authority';
import { flatBoardDocument } from './vectors/config';

const trust = suite('config: trust');

/** A flat's board with these words about its node. */
function withNode(words: Json): Json {
  const document = flatBoardDocument();
  return { ...document, node: { ...document.node, ...words } };
}

const trustOf = (words: Json) => {
  const parsed = parseConfig(withNode(words));
  return parsed.ok ? parsed.value.node.trust : parsed.fault;
};

trust('without a word of the owner the public authorities are trusted', () => {
  assert.is(trustOf({}), 'bundle');
});

trust('a pin is 64 small hex digits, however it was written', () => {
  assert.is(trustOf({ pinSha256: 'AB'.repeat(32) }), `pin:${'ab'.repeat(32)}`);
});

const [HEAD = '', ...REST] = AUTHORITY_PEM.trimEnd().split('\n');
const BODY = REST.slice(0, -1).join('\n');
const TAIL = REST[REST.length - 1]!;

for (const [what, ca] of [
  ['one certificate', AUTHORITY_PEM],
  ['one without a line end behind it', AUTHORITY_PEM.trimEnd()],
  ['two', AUTHORITY_PEM + AUTHORITY_PEM],
  ['two with an empty line between them', `${AUTHORITY_PEM}\n${AUTHORITY_PEM}`],
  ['line ends of Windows', AUTHORITY_PEM.replaceAll('\n', '\r\n')],
  ['all of its base64 in one line', `${HEAD}\n${BODY.replaceAll('\n', '')}\n${TAIL}\n`],
] as const) {
  trust(`authorities of the owner's own: ${what}, and handed on as they are`, () => {
    assert.is(trustOf({ ca }), `ca:${ca}`);
  });
}

const tooMany = AUTHORITY_PEM.repeat(Math.ceil(CA_CHARACTERS_MAX / AUTHORITY_PEM.length));
for (const [what, ca] of [
  ['an empty text', ''],
  ['a file name', 'lnd/tls.cert'],
  ['no text', 7],
  ['a list', [AUTHORITY_PEM]],
  ['a private key', AUTHORITY_PEM.replaceAll('CERTIFICATE', 'PRIVATE KEY')],
  ['a key behind the certificate', `${AUTHORITY_PEM}-----BEGIN PRIVATE KEY-----\n`],
  ['a remark before it', `# mine\n${AUTHORITY_PEM}`],
  ['a remark behind it', `${AUTHORITY_PEM}mine`],
  ['line ends lost on the way', AUTHORITY_PEM.replaceAll('\n', '')],
  ['line ends that became spaces', AUTHORITY_PEM.replaceAll('\n', ' ')],
  ['the end cut off', AUTHORITY_PEM.slice(0, -30)],
  ['a line missing', `${HEAD}\n${REST.slice(1).join('\n')}`],
  ['a letter missing', AUTHORITY_PEM.replace('MII', 'MI')],
  ['a letter that is none', AUTHORITY_PEM.replace('MII', 'M!I')],
  ['a certificate within one', `${HEAD}\n${AUTHORITY_PEM}${TAIL}`],
  ['nothing in it', `${HEAD}\n${TAIL}`],
  ['base64 of something else', `${HEAD}\nAAAA\n${TAIL}`],
  ['more than a board can keep', tooMany],
] as const) {
  trust(`authorities of the owner's own are no ${what}, and none of it is shown`, () => {
    const said = complaints(withNode({ ca }));
    assert.is(said.length, 1);
    assert.match(said[0]!, /^node\.ca: expected certificates as PEM .* at most 4096 characters/);
    assert.not.match(said[0]!, 'MII');
  });
}

trust('a pin and authorities are one too many', () => {
  assert.equal(complaints(withNode({ ca: AUTHORITY_PEM, pinSha256: 'ab'.repeat(32) })), [
    'node.ca: expected nothing, as pinSha256 says whom to trust, ' +
      `got a text of ${AUTHORITY_PEM.length} characters`,
  ]);
});

trust('it is for the node alone: a link is let in by the public authorities', () => {
  const parsed = parseConfig(withNode({ ca: AUTHORITY_PEM }));
  assert.ok(parsed.ok);
  const { value: config } = parsed;
  const request = { kind: 'http-request', id: 'a', method: 'GET', pick: [] } as const;
  const trustFor = (target: 'node' | 'link', path: string) =>
    callOf(config, new Map(), {
      ...{ ...request, target, path: secret(path), timeoutMs: durationMs(1_000) },
    })?.trust;
  assert.is(trustFor('node', '/v1/invoices'), `ca:${AUTHORITY_PEM}`);
  assert.is(clockCallOf(config).trust, `ca:${AUTHORITY_PEM}`);
  assert.is(trustFor('link', 'https://wallet.example/w'), 'bundle');
});

trust.run();
