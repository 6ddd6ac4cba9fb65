import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsIn } from '../host-sim/flash/written-records';
import { BoardDesk, START_SEC } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import type { FakeNode } from './desk/fake-node';
import type { Bend } from './desk/fake-wire';
import { bending, credit, selling, stepOf, steps } from './desk/selling';

const pull = suite('pull');

pull('a link that pays: asked, created, handed over once, looked up, settled', () => {
  const desk = selling();
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.equal(steps(desk).slice(0, 3), ['ask-link', 'create', 'hand-over']);
  assert.is(desk.link.handed.length, 1);
  assert.is(desk.book.accounts[0]?.paid, 100_000);
});

pull('the node creates behind the plan, and the link is asked behind its record', () => {
  const desk = selling();
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  const order = desk.done.flatMap((each) => {
    if (each.kind === 'flash-write') return recordsIn(each.bytes).map(({ record }) => record.kind);
    return each.kind === 'http-request' ? [stepOf(each)] : [];
  });
  const flow = order.slice(order.indexOf('ask-link'));
  assert.equal(flow.slice(0, 5), [
    'ask-link',
    'pull-planned',
    'create',
    'pull-handed-over',
    'hand-over',
  ]);
});

const NOT_LINKS: readonly (readonly [string, string, string])[] = [
  ['a bitcoin address', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'link-not-an-lnurl'],
  ['a page', 'https://wallet.example/w?lightning=hello', 'link-not-an-lnurl'],
  ['one that pays the wrong way', 'lnurlp://wallet.example/p', 'link-wrong-tag'],
  ['one into the owner’s network', 'https://192.168.1.1/w', 'link-forbidden-address'],
  ['one without TLS', 'http://wallet.example/w', 'link-not-https'],
];
for (const [label, link, fault] of NOT_LINKS) {
  pull(`a link that is not LNURL (${label}) starts nothing, and is ${fault}`, () => {
    const desk = new BoardDesk(deskConfig('ev'), 11);
    desk.run(4_000);
    desk.offer(link);
    desk.run(10_000);
    assert.is(desk.state.faults[fault], 1);
    assert.is(desk.book.sale, undefined);
    assert.is(desk.requests.length, 0);
  });
}

const INVOICES: readonly (readonly [string, string, FakeNode['bend']])[] = [
  ['expired', 'invoice-expired', (terms) => ({ ...terms, timestampSec: START_SEC - 500 })],
  ['of another network', 'invoice-wrong-network', (terms) => ({ ...terms, network: 'bc' })],
  ['of another amount', 'invoice-wrong-amount', (terms) => ({ ...terms, amountMilliSat: 100_001 })],
  ['of another hash', 'invoice-wrong-hash', (terms) => ({ ...terms, hash: '77'.repeat(32) })],
  ['of another expiry', 'invoice-wrong-expiry', (terms) => ({ ...terms, expirySec: 3_600 })],
];
for (const [label, fault, bend] of INVOICES) {
  for (const canCancel of [true, false]) {
    const node = canCancel ? 'can' : 'cannot';
    pull(`an invoice ${label} goes to no link (node ${node} cancel), and the next is asked`, () => {
      const desk = selling((made) => Object.assign(made.node, { bend }), canCancel);
      desk.run(5_000);
      assert.is(desk.state.faults[fault], 1);
      assert.is(desk.link.handed.length, 0);
      desk.node.bend = (terms) => terms;
      desk.run(canCancel ? 30_000 : 240_000, () => desk.book.pulls.settled === 1);
      assert.is(desk.book.pulls.settled, 1, 'it goes on');
      assert.is(desk.book.pulls.void + desk.book.pulls.lapsed, 1);
      assert.is(credit(desk), 100_000);
    });
  }
}

pull('a wrong amount found after a lost answer is not handed over either', () => {
  const desk = selling((made) => {
    made.node.bend = (terms) => ({ ...terms, amountMilliSat: 1_000 });
    bending('create', 'answer-lost', 1)(made);
  });
  desk.run(60_000);
  assert.is(desk.link.handed.length, 0);
  assert.is(steps(desk).includes('hand-over'), false);
  assert.ok(desk.state.faults['invoice-not-ours']);
  assert.ok(desk.book.pulls.void >= 1);
});

const LIMITS: readonly (readonly [string, number, number, string])[] = [
  ['maximum is below the least payment', 1_000, 9_999, 'link-maximum-below-payment'],
  ['minimum is above the largest payment', 100_001, 1_000_000, 'link-minimum-above-payment'],
  ['bounds are exchanged', 20_000, 10_000, 'link-bad-amounts'],
  ['maximum is 0', 0, 0, 'link-exhausted'],
];
for (const [label, minimum, maximum, fault] of LIMITS) {
  pull(`a link whose ${label} is asked for nothing: ${fault}`, () => {
    const desk = selling((made) => Object.assign(made.link, { minimum, maximum }));
    desk.run(60_000);
    assert.ok(desk.state.faults[fault]);
    assert.is(desk.book.pull, undefined);
    assert.is(steps(desk).includes('create'), false);
    assert.is(desk.isClosed, false);
    const asked = steps(desk).length;
    assert.ok(asked >= 3 && asked <= 8, `asked again at a growing distance: ${asked}`);
  });
}

pull('a payment is in whole sat within the link’s bounds, odd ones included', () => {
  const desk = selling((made) => Object.assign(made.link, { minimum: 10_500, maximum: 60_999 }));
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 60_000);
});

const LINK_ANSWERS: readonly (readonly [string, Bend, string])[] = [
  ['HTML', { status: 200, fields: undefined }, 'link-unknown'],
  ['404', { status: 404, fields: undefined }, 'link-exhausted'],
  ['20 MB', { fault: 'too-long' }, 'link-too-long'],
  ['nothing, or after 40 s', 'lost', 'link-timeout'],
  ['a reset', { fault: 'broken' }, 'link-broken'],
  ['another tag', { status: 200, fields: { tag: 'payRequest' } }, 'link-wrong-tag'],
  ['ERROR', { status: 200, fields: { status: 'ERROR', reason: 'no' } }, 'link-refused'],
];
for (const [label, bend, fault] of LINK_ANSWERS) {
  pull(
    `a link that answers ${label} is ${fault}; nothing is planned, and it is asked again`,
    () => {
      const desk = selling(bending('ask-link', bend));
      desk.run(40_000);
      assert.ok(desk.state.faults[fault]);
      assert.is(desk.book.pull, undefined);
      assert.is(desk.state.pulling.linkFault === '', false);
      desk.bend = () => undefined;
      desk.run(60_000, () => desk.book.pulls.settled === 1);
      assert.is(credit(desk), 100_000);
      assert.is(desk.state.pulling.linkFault, '');
    },
  );
}

pull.run();
