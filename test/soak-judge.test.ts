import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashOf, SoakStage } from './soak-stage';

const judge = suite('soak judge');

judge('one invoice: a second that can be paid is found, unless the first is void', () => {
  for (const [state, accused] of [
    ['OPEN', ['one-invoice']],
    ['ACCEPTED', ['one-invoice']],
    ['CANCELED', []],
    ['SETTLED', []],
  ] as const) {
    const stage = new SoakStage();
    stage.handOver('a');
    stage.invoices.set(hashOf('a'), { state });
    stage.handOver('b');
    assert.equal(stage.checkers, accused, state);
  }
});

judge('one invoice: the same may be handed over again', () => {
  const stage = new SoakStage();
  stage.handOver('a');
  stage.handOver('a');
  assert.equal(stage.checkers, []);
});

judge('one invoice: what the node forgot can be paid until a minute after expiry', async () => {
  for (const [seconds, accused] of [
    [180, ['one-invoice']],
    [181, []],
  ] as const) {
    const stage = new SoakStage();
    stage.handOver('a');
    stage.invoices.delete(hashOf('a'));
    await stage.pass(seconds);
    stage.handOver('b');
    assert.equal(stage.checkers, accused, `${seconds} s`);
  }
});

judge('one invoice: two buyers of one board may each have one', () => {
  const stage = new SoakStage({ boards: ['alice', 'bob'] });
  stage.place.beginSale('alice');
  stage.handOver('a');
  stage.place.beginSale('bob');
  stage.handOver('b');
  assert.equal(stage.checkers, []);
});

judge('one invoice: what was void once stays so, whatever an old backup says', () => {
  const stage = new SoakStage();
  stage.handOver('a');
  stage.invoices.set(hashOf('a'), { state: 'CANCELED' });
  stage.judge.asked(stage.place, '0.9.ask-link');
  stage.invoices.set(hashOf('a'), { state: 'OPEN' });
  stage.handOver('b');
  assert.equal(stage.checkers, []);
});

// what the node was asked to make, where the invoice is `a`, 10 sat and for two minutes
const ASKED: readonly (readonly [
  name: string,
  value: string,
  expiry: string,
  accused: string[],
])[] = [
  ['a', '10000', '120', []],
  ['b', '10000', '120', ['other-invoice']],
  ['a', '9000', '120', ['other-invoice']],
  ['a', '10000', '3600', ['other-invoice']],
];

for (const [name, value, expiry, accused] of ASKED) {
  judge(`other invoice: a hand-over where ${name}, ${value} mSat, ${expiry} s was asked`, () => {
    const stage = new SoakStage();
    const fields = { r_preimage: Buffer.from(name).toString('base64'), value_msat: value, expiry };
    stage.judge.asked(stage.place, '7.1.create', JSON.stringify({ memo: 'm', ...fields }));
    stage.judge.asked(stage.place, '7.2.look-up', '');
    stage.handOver('a');
    assert.equal(stage.checkers, accused);
  });
}

judge('damage: a journal that lacks a record in its middle is told by the boot after', async () => {
  for (const [latch, blocked, accused] of [
    ['journal-damaged', '', []],
    [undefined, 'the journal is a copy', []],
    [undefined, '', ['damage']],
    ['over-current', '', ['damage']],
  ] as const) {
    const stage = new SoakStage();
    stage.place.latch = latch;
    stage.place.blocked = blocked;
    stage.judge.readBack(stage.place, await stage.place.look());
    assert.equal(stage.checkers, accused, `${latch} ${blocked}`);
  }
});

judge('crash: what a board or the flash throws is always a violation', () => {
  const stage = new SoakStage();
  stage.judge.line(stage.place, 'sale started');
  assert.equal(stage.checkers, []);
  stage.judge.line(stage.place, 'crashed cost: carry out of range');
  stage.judge.broke('flash: a unit is written twice');
  assert.equal(stage.checkers, ['crash', 'crash']);
  assert.is(stage.judge.violations[1]?.board, 'all');
});

judge('a checker tells of one board once, with the instant', async () => {
  const stage = new SoakStage();
  await stage.pass(3);
  stage.spentMilliSat.set('alice', 1);
  await stage.judge.ended();
  await stage.pass(60);
  await stage.judge.ended();
  assert.is(stage.judge.violations.length, 1);
  assert.is(stage.judge.violations[0]?.at, 3_000);
});

judge.run();
