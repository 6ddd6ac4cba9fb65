import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpRequest } from '../src/ports';
import { durationMs } from '../src/units';
import {
  BODY_BYTES_MAX,
  endReply,
  expectReply,
  failReply,
  type Replies,
  takePart,
} from '../src/web/replies';

const replies = suite('replies');

const request = (id: string, target: 'node' | 'link' = 'link'): HttpRequest => ({
  kind: 'http-request',
  id,
  target,
  method: 'GET',
  path: { secret: 'https://wallet.example/w' },
  pick: ['status', 'k1'],
  timeoutMs: durationMs(10_000),
});

const bytes = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

replies('a body in any parts becomes the fields that were asked for, and nothing is kept', () => {
  const body = '{"status":"OK","other":"planted","k1":"abc"}';
  for (const size of [1, 7, body.length]) {
    const open: Replies = new Map();
    expectReply(open, request('1'));
    for (let at = 0; at < body.length; at += size) {
      assert.is(takePart(open, '1', 200, bytes(body.slice(at, at + size))), undefined);
    }
    assert.equal(endReply(open, '1', 200), {
      kind: 'http-reply',
      id: '1',
      status: 200,
      fields: { status: 'OK', k1: 'abc' },
    });
    assert.is(open.size, 0);
  }
});

replies('two requests at once do not mix', () => {
  const open: Replies = new Map();
  expectReply(open, request('1'));
  expectReply(open, request('2'));
  takePart(open, '1', 200, bytes('{"k1":'));
  takePart(open, '2', 200, bytes('{"k1":"b"}'));
  takePart(open, '1', 200, bytes('"a"}'));
  assert.equal(endReply(open, '2', 200)?.kind === 'http-reply' && open.get('2'), undefined);
  const first = endReply(open, '1', 500);
  assert.equal(first, { kind: 'http-reply', id: '1', status: 500, fields: { k1: 'a' } });
});

replies('HTML is hung up on at once, with its status and without fields', () => {
  const open: Replies = new Map();
  expectReply(open, request('1'));
  const event = takePart(open, '1', 502, bytes('<html>'));
  assert.equal(event, { kind: 'http-reply', id: '1', status: 502, fields: undefined });
  assert.is(takePart(open, '1', 502, bytes('<body>')), undefined);
  assert.is(endReply(open, '1', 502), undefined, 'and not answered twice');
});

for (const target of ['node', 'link'] as const) {
  replies(`20 MB from a ${target} are hung up on at its limit`, () => {
    const open: Replies = new Map();
    expectReply(open, request('1', target));
    const part = bytes(' '.repeat(1_000));
    let sent = 0;
    for (;;) {
      const event = takePart(open, '1', 200, part);
      sent += part.length;
      if (event === undefined) continue;
      assert.equal(event, { kind: 'http-failed', id: '1', fault: 'too-long' });
      break;
    }
    const limit = BODY_BYTES_MAX[target];
    assert.ok(sent > limit && sent <= limit + part.length, `${sent}`);
  });
}

for (const body of ['', '{', '{"status":"OK"', '{"status":"OK"}x', '[1,2', 'nul']) {
  replies(`a body that ends as ${body || 'nothing'} has no fields`, () => {
    const open: Replies = new Map();
    expectReply(open, request('1'));
    const early = takePart(open, '1', 200, bytes(body));
    const event = early ?? endReply(open, '1', 200);
    assert.equal(event, { kind: 'http-reply', id: '1', status: 200, fields: undefined });
  });
}

replies('a failure is told once, and only for what is awaited', () => {
  const open: Replies = new Map();
  expectReply(open, request('1'));
  const failed = { kind: 'http-failed', id: '1', fault: 'timeout' } as const;
  assert.is(failReply(open, { ...failed, id: '2' }), undefined);
  assert.equal(failReply(open, failed), failed);
  assert.is(failReply(open, failed), undefined);
  assert.is(endReply(open, '1', 200), undefined);
  assert.is(takePart(open, '1', 200, bytes('{')), undefined);
});

replies.run();
