import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bend } from './desk/fake-wire';
import { bending, credit, handedHashes, selling, stepOf, steps } from './desk/selling';

const pull = suite('pull');

const NOT_FOUND: Bend = { status: 404, fields: { code: 5, message: 'unable to locate invoice' } };

pull('create answer lost, the node has it: looked up, the same invoice handed over', () => {
  const desk = selling(bending('create', 'answer-lost', 1));
  desk.run(40_000, () => desk.book.pulls.settled === 1);
  assert.equal(steps(desk).slice(0, 4), ['ask-link', 'create', 'look-up', 'hand-over']);
  assert.is(desk.node.invoices.size, 1);
  assert.is(credit(desk), 100_000);
});

pull('create never arrived: looked up, not found, created again with the same preimage', () => {
  const desk = selling(bending('create', 'lost', 1));
  desk.run(40_000, () => desk.book.pulls.settled === 1);
  const created = desk.requests.filter((each) => stepOf(each) === 'create');
  assert.is(created.length, 2);
  assert.equal(created[0]?.body, created[1]?.body);
  assert.is(desk.node.invoices.size, 1);
});

pull('create arrives after it was looked up: the same invoice, not a second one', () => {
  const desk = selling((made) => {
    let isFirst = true;
    made.bend = (request) => {
      if (stepOf(request) !== 'create' || !isFirst) return undefined;
      isFirst = false;
      made.after(16_000, () => made.node.answer(request, made.nowSec));
      return 'lost';
    };
  });
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.node.invoices.size, 1);
  assert.is(credit(desk), 100_000);
});

pull('callback answer lost: the node is asked first, then the same k1 and invoice go again', () => {
  const desk = selling((made) => {
    made.link.payMs = 40_000;
    bending('hand-over', 'lost', 1)(made);
  });
  desk.run(80_000, () => desk.link.handed.length === 1);
  const asked = desk.requests.filter((each) => stepOf(each) === 'hand-over');
  assert.is(asked.length, 2);
  assert.equal(asked[0]?.path, asked[1]?.path);
  const order = steps(desk);
  assert.equal(order.slice(order.indexOf('hand-over'), order.indexOf('hand-over') + 3), [
    'hand-over',
    'look-up',
    'hand-over',
  ]);
});

pull('callback answers always lost: the same invoice at most three times, then cancelled', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    bending('hand-over', { fault: 'broken' })(made);
  });
  desk.run(90_000, () => desk.book.pulls.void === 1);
  const asked = desk.requests.filter((each) => stepOf(each) === 'hand-over');
  assert.is(asked.length, 3);
  assert.is(new Set(asked.map(({ path }) => path.secret)).size, 1);
});

pull('cancel answer lost: looked up, and void by the node’s word', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    bending('cancel', 'answer-lost', 1)(made);
  });
  desk.run(120_000, () => desk.book.pulls.void === 1);
  const order = steps(desk);
  assert.equal(order.slice(-2), ['cancel', 'look-up']);
});

pull('cancel never arrived: asked again', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    bending('cancel', 'lost', 1)(made);
  });
  desk.run(120_000, () => desk.book.pulls.void === 1);
  assert.is(steps(desk).filter((step) => step === 'cancel').length, 2);
});

pull('an empty object that is not the node’s does not make a pull void', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    bending('cancel', { status: 200, fields: {} }, 3)(made);
  });
  desk.run(200_000, () => desk.book.pull === undefined && desk.book.pulls.void === 1);
  const [hash] = handedHashes(desk);
  assert.is(desk.node.invoices.get(hash ?? '')?.state, 'CANCELED');
});

pull('a node that forgets what it cancels confirms it by that', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    made.bend = (request) => {
      const isForgotten = stepOf(request) === 'look-up' && steps(made).includes('cancel');
      return isForgotten ? NOT_FOUND : undefined;
    };
  });
  desk.run(70_000, () => desk.book.pulls.void === 1);
  assert.is(desk.book.pulls.void, 1);
});

pull('cancel says already settled: looked up, and settled', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    made.bend = (request) => {
      // It is paid in the very moment before.
      if (stepOf(request) === 'cancel') made.node.pay(made.link.handed[0]!.hash, made.nowSec);
      return undefined;
    };
  });
  desk.run(80_000, () => desk.book.pulls.settled === 1);
  assert.equal(steps(desk).slice(-2), ['cancel', 'look-up']);
  assert.is(credit(desk), 100_000);
});

pull('double and late answers change nothing but when the node is looked at', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'never' }));
  desk.run(20_000, () => desk.link.handed.length === 1);
  desk.run(18_000);
  const before = JSON.parse(JSON.stringify(desk.state));
  for (const { id } of desk.requests.slice(0, -1)) {
    const fields = { state: 'SETTLED', status: 'OK', payment_request: 'lnbc1', tag: 'x' };
    desk.deliver({ kind: 'http-reply', id, status: 200, fields });
    desk.deliver({ kind: 'http-failed', id, fault: 'broken' });
  }
  const after = JSON.parse(JSON.stringify(desk.state));
  assert.is(desk.requests.at(-1)?.id.endsWith('look-up'), true);
  for (const state of [before, after]) {
    delete state.pulling;
    delete state.supply;
  }
  assert.equal(after, before);
  assert.is(desk.book.pull === undefined, false);
});

for (const kept of [0, 9]) {
  for (const step of ['create', 'hand-over', 'look-up', 'cancel']) {
    pull(`power cut as ${step} is sent (${kept} unwritten records kept): once, and no more`, () => {
      const desk = selling();
      if (step === 'cancel') desk.link.pays = 'never';
      desk.cut = () =>
        desk.requests.some((each) => stepOf(each) === step) ? { kept, share: 0.5 } : undefined;
      desk.run(80_000, () => desk.hands === undefined);
      assert.is(desk.hands, undefined);
      desk.cut = () => undefined;
      desk.link.pays = 'at-once';
      desk.run(3_000);
      desk.powerOn();
      desk.run(120_000, () => desk.book.pulls.settled === 1);
      const settled = desk.node.settled.reduce((sum, each) => sum + each.milliSat, 0);
      const { paid, late } = desk.book.accounts[0]!;
      assert.is(paid + late, settled);
      assert.ok(paid >= 100_000);
    });
  }
}

pull.run();
