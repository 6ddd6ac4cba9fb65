/** A pull at a node that chooses the hash: what the journal keeps of it, and what a cut leaves. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsIn } from '../host-sim/flash/written-records';
import { BoardDesk, START_SEC } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import type { Answer } from './desk/fake-node';
import { writeInvoice } from './desk/invoice';
import { bending, credit, handedHashes, selling, stepOf, steps } from './desk/selling';

const pull = suite('hash by node');

const started = (change: (desk: BoardDesk) => void = () => {}) =>
  selling(change, false, 'phoenixd');
const isSettled = (desk: BoardDesk) => () => desk.book.pulls.settled === 1;
const pullRecords = (desk: BoardDesk) =>
  desk.chip.writes
    .flatMap(recordsIn)
    .map(({ record }) => record)
    .filter(({ kind }) => kind.startsWith('pull-'));

pull('the record of the hand-over keeps the hash, before the link hears of it', () => {
  const desk = started();
  let kept: readonly string[] = [];
  desk.bend = (request) => {
    if (stepOf(request) === 'hand-over') {
      kept = pullRecords(desk).flatMap((each) => ('hash' in each ? [each.hash] : []));
    }
    return undefined;
  };
  desk.run(20_000, isSettled(desk));
  desk.run(100);
  const [hash] = desk.node.invoices.keys();
  assert.equal(kept, [hash]);
  assert.equal(
    pullRecords(desk).map(({ kind }) => kind),
    ['pull-planned', 'pull-handed-over-as', 'pull-closed-charged'],
  );
  assert.equal(steps(desk).slice(0, 4), ['ask-link', 'create', 'hand-over', 'look-up']);
  assert.is(credit(desk), 100_000);
});

pull('an invoice whose answer was lost is found by the pull’s own id', () => {
  const desk = started(bending('create', 'answer-lost', 1));
  desk.run(40_000, isSettled(desk));
  assert.equal(steps(desk).slice(0, 4), ['ask-link', 'create', 'look-up', 'hand-over']);
  assert.is(desk.node.invoices.size, 1);
});

pull('where the node knows none another one is made', () => {
  const desk = started(bending('create', 'lost', 1));
  desk.run(40_000, isSettled(desk));
  assert.equal(steps(desk).slice(0, 5), ['ask-link', 'create', 'look-up', 'create', 'hand-over']);
});

pull('a node that is silent until it is too late leaves a void pull, and is left alone', () => {
  const desk = started((made) => {
    made.bend = ({ target }) => (target === 'node' ? 'lost' : undefined);
  });
  desk.run(90_000, () => desk.book.pulls.void === 1);
  assert.is(desk.book.pulls.void, 1);
  assert.is(desk.state.faults['pull-unknown'], undefined);
  assert.is(desk.link.handed.length, 0);
  const asked = desk.requests.length;
  desk.bend = ({ target }) => (target === 'link' ? 'lost' : undefined);
  desk.run(400_000);
  const late = desk.requests.slice(asked).filter((each) => stepOf(each) === 'late');
  assert.is(late.length, 0, 'there is no hash that could be looked up late');
});

pull('after a boot a pull that was never handed over is void, and nobody is asked', () => {
  const desk = started(bending('create', 'answer-lost'));
  desk.run(30_000, () => desk.node.invoices.size === 1);
  desk.cutPower();
  desk.bend = () => undefined;
  const asked = desk.requests.length;
  desk.powerOn();
  desk.run(500);
  assert.is(desk.book.pulls.void, 1);
  assert.is(desk.book.pull, undefined);
  assert.is(desk.requests.length, asked);
  desk.run(60_000, isSettled(desk));
  assert.is(credit(desk), 100_000);
});

pull('an image on trial begins no pull: the one before it could not read the hash', () => {
  const config = deskConfig('ev', { node: { kind: 'phoenixd', canCancel: false } });
  const trial = new BoardDesk(config, 12, 12, { format: 1 });
  trial.run(4_000);
  trial.cutPower(9);
  trial.format = 2;
  trial.isConfirmed = false;
  trial.powerOn();
  trial.run(4_000);
  trial.offer();
  trial.run(60_000);
  assert.is(trial.requests.length, 0);
  assert.ok(trial.state.faults['image-on-trial']);
  trial.deliver({ kind: 'image-confirmed' });
  trial.run(60_000, isSettled(trial));
  assert.is(credit(trial), 100_000);
});

const created = (desk: BoardDesk, hash: string, told: string, milliSat = 100_000): Answer => {
  const terms = { network: 'bcrt', amountMilliSat: milliSat, hash: told, memo: '' };
  const serialized = writeInvoice({ ...terms, timestampSec: desk.nowSec, expirySec: 120 });
  return { status: 200, fields: { paymentHash: hash, serialized } };
};

pull('an invoice of another hash than the node says is shown to nobody', () => {
  const desk = started((made) => {
    bending('create', created(made, 'ab'.repeat(32), 'cd'.repeat(32)), 1)(made);
  });
  desk.run(4_000, () => desk.book.pulls.void === 1);
  assert.is(desk.state.faults['invoice-wrong-hash'], 1);
  assert.is(desk.link.handed.length, 0);
});

pull('an invoice dated ahead is shown to nobody: until it has expired no other may be', () => {
  const dated = (aheadSec: number) => {
    const desk = started((made) => {
      made.node.bend = (terms) => ({ ...terms, timestampSec: terms.timestampSec + aheadSec });
    });
    desk.run(10_000, () => desk.book.pulls.void + desk.book.pulls.settled === 1);
    return desk;
  };
  for (const aheadSec of [310, 86_400, 2 ** 35 - 1 - START_SEC - 60]) {
    const desk = dated(aheadSec);
    assert.is(desk.state.faults['invoice-expires-too-late'], 1, `${aheadSec}`);
    assert.is(desk.book.pull, undefined);
    assert.is(desk.link.handed.length, 0);
  }
  assert.is(dated(240).book.pulls.settled, 1, 'clocks differ');
});

pull('a hash that was credited, or is on the late list, is shown to nobody again', () => {
  for (const pays of ['at-once', 'never'] as const) {
    const desk = started((made) => Object.assign(made.link, { pays }));
    desk.run(300_000, () => desk.book.pulls.settled + desk.book.pulls.lapsed === 1);
    const [hash = ''] = handedHashes(desk);
    const handed = desk.link.handed.length;
    desk.bend = (request) => {
      if (stepOf(request) !== 'create') return undefined;
      return created(desk, hash, hash, desk.book.pull?.amount);
    };
    desk.meter.load = 7_000_000;
    desk.run(100_000, () => desk.state.faults['hash-repeated'] !== undefined);
    assert.is(desk.state.faults['hash-repeated'], 1, pays);
    assert.is(desk.link.handed.length, handed);
    assert.is(desk.book.pull, undefined);
  }
});

pull('compaction in the middle of a pull keeps its hash, and that of a late one', () => {
  const desk = started((made) => Object.assign(made.link, { pays: 'never' }));
  desk.run(20_000, () => desk.link.handed.length === 1);
  const [hash = ''] = handedHashes(desk);
  for (let boot = 0; boot < 2; boot++) {
    desk.cutPower(9);
    desk.powerOn();
    assert.is(desk.book.pull?.hash, hash);
    // The first record of a boot restates the book.
    desk.run(3_000);
    desk.deliver({ kind: 'unplugged' });
    desk.run(1_000);
  }
  assert.ok(
    desk.chip.writes.flatMap(recordsIn).some(({ record }) => record.kind === 'snapshot-pull-as'),
  );
  assert.ok(desk.node.pay(hash, desk.nowSec));
  desk.run(60_000, isSettled(desk));
  assert.is(credit(desk), 100_000);
});

pull('a hash that was damaged in flash is found by the pull’s own id, its money credited', () => {
  const desk = started((made) => Object.assign(made.link, { pays: 'never' }));
  desk.run(20_000, () => desk.link.handed.length === 1);
  const [hash = ''] = handedHashes(desk);
  // Something behind it, or it would be taken for torn.
  desk.deliver({ kind: 'unplugged' });
  desk.run(3_000);
  const at = desk.chip.placeOf(hash);
  desk.cutPower();
  desk.chip.memory.flipBit(at, 3);
  desk.powerOn();
  assert.is(desk.book.latch, 'journal-damaged');
  assert.is.not(desk.book.pull?.hash, hash);
  assert.ok(desk.node.pay(hash, desk.nowSec));
  desk.run(60_000, isSettled(desk));
  assert.is(desk.book.pulls.settled, 1);
  assert.is(credit(desk), 100_000);
});

pull.run();
