/** A talk between two boards: new, in order, once; with and without clocks; and nothing else. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, takeAnswer } from '../src/protocol/asking';
import { type Envelope, writeEnvelope } from '../src/protocol/envelope';
import { seal } from '../src/protocol/frame';
import { answer, beginHearing, type Heard, hear, nothingHeard } from '../src/protocol/hearing';
import type { Answer, TalkFault } from '../src/protocol/message';
import {
  idOf,
  keysOf,
  NONCE,
  now,
  nowAt,
  pairOf,
  START_SEC,
  STATE,
  STATEMENT,
  send,
} from './protocol-bench';

const talk = suite('protocol talk');
const keys = keysOf();

const STANDING: Answer = {
  kind: 'state',
  reference: idOf(7),
  standing: 'agreed',
  statement: STATEMENT,
};

const ENVELOPE: Envelope = {
  version: 1,
  from: 'seller',
  id: idOf(1),
  sequence: 1,
  timeSec: START_SEC,
  nonce: NONCE,
  kind: 'state',
  body: { reference: idOf(7), statement: STATEMENT },
};
const sealed = (change: object) =>
  seal(keys, 'seller', writeEnvelope({ ...ENVELOPE, ...change } as Envelope));

/** The fault that the buyer says under its MAC, as the seller reads it. */
function faultOf(heard: Heard, frame: string, at = now): TalkFault | 'none' {
  const hearing = hear(heard, at, frame);
  if (hearing.kind !== 'say') return 'none';
  const json = JSON.parse(hearing.frame.slice(65)) as { kind: string; body: { fault: TalkFault } };
  assert.is(json.kind, 'fault');
  return json.body.fault;
}

talk('request: reaches the buyer once, and the answer the seller', () => {
  const pair = pairOf();
  const { hearing } = send(pair, 1);
  assert.equal(hearing, { kind: 'request', request: STATE });
  assert.equal(takeAnswer(pair.asking, answer(pair.heard, now, STANDING)), {
    ok: true,
    value: STANDING,
  });
});

talk('repeat: gets the same bytes, and is not heard a second time', () => {
  const { heard, asking } = pairOf();
  const frame = ask(asking, now, idOf(1), STATE);
  assert.is(hear(heard, now, frame).kind, 'request');
  assert.is(faultOf(heard, frame), 'busy');
  const said = answer(heard, now, STANDING);
  for (let i = 0; i < 3; i += 1) {
    assert.equal(hear(heard, nowAt(START_SEC + 10_000), frame), { kind: 'say', frame: said });
  }
});

talk('replay: an older request has no effect once a newer one was heard', () => {
  const pair = pairOf();
  const { frame: first } = send(pair, 1);
  answer(pair.heard, now, STANDING);
  send(pair, 2);
  answer(pair.heard, now, STANDING);
  assert.is(faultOf(pair.heard, first), 'old-sequence');
});

talk('reordered: of two requests the later one counts, whichever comes first', () => {
  const { heard, asking } = pairOf();
  const first = ask(asking, now, idOf(1), STATE);
  const second = ask(asking, now, idOf(2), STATE);
  assert.is(hear(heard, now, second).kind, 'request');
  answer(heard, now, STANDING);
  assert.is(faultOf(heard, first), 'old-sequence');
});

talk('replay: what was said before the buyer started anew has no effect', () => {
  const pair = pairOf();
  const { frame } = send(pair, 1);
  const again = nothingHeard(keys);
  assert.equal(hear(again, now, frame), { kind: 'refused', fault: 'not-ready' });
  beginHearing(again, idOf(99));
  assert.is(faultOf(again, frame), 'wrong-nonce');
});

talk('the seller that was not told yet asks, is told, and asks the same anew', () => {
  const pair = pairOf();
  pair.asking.nonce = '';
  const { hearing } = send(pair, 1);
  assert.is(hearing.kind, 'say');
  if (hearing.kind !== 'say') return;
  assert.equal(takeAnswer(pair.asking, hearing.frame), { ok: false, fault: 'ask-anew' });
  assert.is(send(pair, 2).hearing.kind, 'request');
});

talk('the seller that forgot how far it had counted is told, and goes on from there', () => {
  const pair = pairOf();
  for (let id = 1; id <= 5; id += 1) {
    send(pair, id);
    answer(pair.heard, now, STANDING);
  }
  Object.assign(pair.asking, { nonce: '', sequence: 0 });
  for (const id of [6, 7]) {
    const { hearing } = send(pair, id);
    assert.is(hearing.kind, id === 7 ? 'request' : 'say');
    if (hearing.kind === 'say') takeAnswer(pair.asking, hearing.frame);
  }
  assert.is(pair.heard.sequence, 6);
});

const CLOCKS: readonly (readonly [
  label: string,
  theirs: number | null,
  ours: number | undefined,
  fault: string,
])[] = [
  ['the same time', START_SEC, START_SEC, 'none'],
  ['301 s apart, 1 s of it doubt', START_SEC + 301, START_SEC, 'none'],
  ['302 s ahead', START_SEC + 302, START_SEC, 'clocks-apart'],
  ['302 s behind, or held back so long', START_SEC - 302, START_SEC, 'clocks-apart'],
  ['only the seller knows the time', START_SEC, undefined, 'none'],
  ['only the buyer knows the time', null, START_SEC, 'none'],
  ['neither knows it', null, undefined, 'none'],
];

for (const [label, timeSec, ours, fault] of CLOCKS) {
  talk(`clocks: ${label}: ${fault}`, () => {
    assert.is(faultOf(pairOf().heard, sealed({ timeSec }), nowAt(ours)), fault);
  });
}

talk('clocks: without any, a replay has no effect all the same', () => {
  const { heard } = pairOf();
  const blind = nowAt(undefined);
  const frame = sealed({ timeSec: null });
  assert.is(hear(heard, blind, frame).kind, 'request');
  answer(heard, blind, STANDING);
  assert.is(
    hear(heard, blind, sealed({ id: idOf(2), sequence: 2, timeSec: null })).kind,
    'request',
  );
  answer(heard, blind, STANDING);
  assert.is(faultOf(heard, frame, blind), 'old-sequence');
});

const FAULTY: readonly (readonly [label: string, change: object, fault: TalkFault])[] = [
  ['another version', { version: 2 }, 'wrong-version'],
  ['another version with other fields', { version: 2, more: 1 }, 'wrong-version'],
  ['a version as text', { version: '1' }, 'malformed'],
  ['an unknown field', { more: 1 }, 'malformed'],
  ['from the buyer', { from: 'buyer' }, 'malformed'],
  ['an id in capitals', { id: 'A'.repeat(32) }, 'malformed'],
  ['sequence 0', { sequence: 0 }, 'malformed'],
  ['a sequence with a part', { sequence: 1.5 }, 'malformed'],
  ['a sequence that nothing could follow', { sequence: 2 ** 53 - 1 }, 'malformed'],
  ['time as text', { timeSec: '1' }, 'malformed'],
  ['no nonce', { nonce: '' }, 'wrong-nonce'],
  ['another nonce', { nonce: idOf(3) }, 'wrong-nonce'],
  ['an unknown kind', { kind: 'pay' }, 'malformed'],
  ["an answer's kind", { kind: 'accept' }, 'malformed'],
  ['a body with more', { body: { ...ENVELOPE.body, more: 1 } }, 'malformed'],
  ['a body with less', { body: { reference: idOf(7) } }, 'malformed'],
  ['a body of another kind', { kind: 'offer' }, 'malformed'],
  ['a body that is a list', { body: [] }, 'malformed'],
  ['energy below 0', { body: stated({ energyMilliWattHours: -1 }) }, 'malformed'],
  ['money beyond 2^53', { body: stated({ chargedMilliSat: 2 ** 53 }) }, 'malformed'],
];

function stated(change: object): object {
  return { reference: idOf(7), statement: { ...STATEMENT, ...change } };
}

for (const [label, change, fault] of FAULTY) {
  talk(`request: ${label} is ${fault}, and the next right one is heard`, () => {
    const { heard } = pairOf();
    assert.is(faultOf(heard, sealed(change)), fault);
    assert.is(hear(heard, now, sealed({})).kind, 'request');
  });
}

talk('id: the same for another message is refused, also with a later sequence', () => {
  const { heard } = pairOf();
  hear(heard, now, sealed({}));
  answer(heard, now, STANDING);
  assert.is(faultOf(heard, sealed({ sequence: 2 })), 'id-reused');
});

talk('answer: to another request, by another, cut or of a wrong kind is not taken', () => {
  const pair = pairOf();
  send(pair, 1);
  const first = answer(pair.heard, now, STANDING);
  assert.ok(takeAnswer(pair.asking, first).ok);
  const { frame } = send(pair, 2);
  const right = answer(pair.heard, now, STANDING);
  const fault = (text: string) => {
    const taken = takeAnswer(pair.asking, text);
    return taken.ok ? 'none' : taken.fault;
  };
  assert.is(fault(first), 'other-answer');
  assert.is(fault(frame), 'other-direction');
  assert.is(fault(right.slice(0, -1)), 'wrong-mac');
  const demand = { ...ENVELOPE, from: 'buyer', id: idOf(2), sequence: 2, kind: 'demand' } as const;
  const body = { demand: {} };
  assert.is(fault(seal(keys, 'buyer', writeEnvelope({ ...demand, body }))), 'other-answer');
  assert.is(fault(right), 'none');
  assert.is(fault(right), 'other-answer');
});

talk('state: survives JSON at any point', () => {
  const pair = pairOf();
  send(pair, 1);
  const heard = JSON.parse(JSON.stringify(pair.heard)) as Heard;
  assert.is(answer(heard, now, STANDING), answer(pair.heard, now, STANDING));
});

talk.run();
