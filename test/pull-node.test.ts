import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bend } from './desk/fake-wire';
import { bending, credit, handedHashes, selling, stepOf, steps } from './desk/selling';

const pull = suite('pull');

const REFUSED: Bend = {
  status: 500,
  fields: { code: 2, message: 'verification failed: signature' },
};
const NOT_FOUND: Bend = { status: 404, fields: { code: 5, message: 'unable to locate invoice' } };

const NODE_FAULTS: readonly (readonly [string, Bend, string])[] = [
  ['answers 500', { status: 500, fields: undefined }, 'node-unreachable'],
  ['answers garbage', { status: 200, fields: { hello: 1 } }, 'node-malformed'],
  ['refuses the macaroon', REFUSED, 'node-refused'],
  ['has someone else’s certificate', { fault: 'certificate-refused' }, 'node-certificate-refused'],
  ['is away', { fault: 'not-connected' }, 'node-not-connected'],
  ['sends 20 MB', { fault: 'too-long' }, 'node-too-long'],
];
for (const [label, bend, fault] of NODE_FAULTS) {
  pull(`a node that ${label} is ${fault}: nothing goes to the link, and it goes on after`, () => {
    const desk = selling((made) => {
      made.bend = (request) => (request.target === 'node' ? bend : undefined);
    });
    desk.run(300_000);
    assert.ok(desk.state.faults[fault]);
    assert.ok(desk.state.pulling.isUnknown, 'said to be unknown');
    assert.is(desk.link.handed.length, 0);
    assert.is(desk.isClosed, false);
    assert.ok(steps(desk).length < 90, `${steps(desk).length} requests in 5 min`);
    desk.bend = () => undefined;
    desk.run(120_000, () => desk.book.pulls.settled === 1);
    assert.is(credit(desk), 100_000);
  });

  pull(`a node that ${label} while an invoice is out: unknown, and settled when it is back`, () => {
    const desk = selling((made) => {
      made.bend = ({ target }) =>
        target === 'node' && made.link.handed.length > 0 ? bend : undefined;
    });
    desk.run(300_000);
    assert.is(desk.book.pull === undefined, false, 'still open');
    assert.ok(desk.state.pulling.isUnknown);
    assert.is(handedHashes(desk).size, 1, 'no second invoice meanwhile');
    desk.bend = () => undefined;
    desk.run(120_000, () => desk.book.pulls.settled === 1);
    assert.is(credit(desk), 100_000);
  });
}

pull('404 for an invoice that was handed over stays unknown until it would have lapsed', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    made.bend = (request) =>
      ['look-up', 'cancel'].includes(stepOf(request)) ? NOT_FOUND : undefined;
  });
  desk.run(170_000);
  assert.is(desk.book.pull === undefined, false);
  assert.ok(desk.state.pulling.isUnknown && desk.state.faults['node-forgot-invoice']);
  assert.is(handedHashes(desk).size, 1);
  assert.ok(steps(desk).length < 80, `${steps(desk).length} requests`);
  desk.run(40_000, () => desk.book.pulls.lapsed === 1);
  assert.is(desk.book.pulls.lapsed, 1);
});

pull('a node that cannot cancel: lapsed only by a look begun 60 s after expiry', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'never' }), false);
  desk.run(400_000, () => desk.book.pulls.lapsed === 1);
  const [invoice] = [...desk.node.invoices.values()];
  const last = desk.requests.at(-1);
  assert.is(last === undefined ? '' : stepOf(last), 'look-up');
  const endSec = (invoice?.creationSec ?? 0) + 120 + 60;
  assert.ok(desk.nowSec >= endSec && desk.nowSec <= endSec + 6, `${desk.nowSec - endSec}`);
  assert.is(steps(desk).includes('cancel'), false);
  assert.is(handedHashes(desk).size, 1);
});

pull('a node that cannot cancel and is paid in the last second: settled, or credited late', () => {
  for (const payMs of [119_000, 150_000, 172_000, 176_000]) {
    const desk = selling((made) => Object.assign(made.link, { payMs }), false);
    desk.run(185_000);
    desk.link.pays = 'never';
    desk.run(400_000);
    const { paid, late } = desk.book.accounts[0]!;
    const settled = desk.node.settled.reduce((sum, each) => sum + each.milliSat, 0);
    assert.is(paid + late, settled, `${payMs}`);
    assert.ok(settled >= 100_000, `${payMs}`);
  }
});

pull('a node that can cancel is told to, before anything is called lapsed', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'never' }));
  desk.node.cancelsExpired = false;
  desk.run(20_000, () => desk.link.handed.length === 1);
  desk.cutPower(9);
  desk.run(600_000);
  desk.powerOn();
  desk.run(30_000, () => desk.book.pull === undefined);
  assert.equal([desk.book.pulls.void, desk.book.pulls.lapsed], [1, 0]);
});

pull(
  'the sale is over: a lost callback is not repeated, whether the node can cancel or not',
  () => {
    const desk = selling((made) => {
      made.link.pays = 'never';
      bending('hand-over', 'lost')(made);
    }, false);
    desk.run(10_000, () => steps(desk).includes('hand-over'));
    desk.deliver({ kind: 'unplugged' });
    desk.run(120_000);
    assert.is(steps(desk).filter((step) => step === 'hand-over').length, 1);
  },
);

pull('a payment that the node holds is neither lapsed nor paid', () => {
  const desk = selling((made) => {
    made.link.pays = 'never';
    made.bend = () => {
      const invoice = made.node.invoices.get(made.link.handed[0]?.hash ?? '');
      if (invoice !== undefined && invoice.state !== 'SETTLED') invoice.state = 'ACCEPTED';
      return undefined;
    };
  }, false);
  desk.run(300_000);
  assert.is(desk.book.pull === undefined, false);
  assert.is(credit(desk), 0);
  const invoice = desk.node.invoices.get(desk.link.handed[0]!.hash)!;
  Object.assign(invoice, { state: 'SETTLED', paid: invoice.value });
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
});

pull.run();
