import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashOf, SoakStage, type StageOptions } from './soak-stage';

const judge = suite('soak judge of guests');

const show = (stage: SoakStage, name: string) => stage.handOver(name, stage.place, 0, true);

/** A guest by that name paid what was shown: the key is nobody's link. */
async function visited(stage: SoakStage, guest: string, charged = 0): Promise<void> {
  const { place } = stage;
  place.beginSale(guest);
  show(stage, `of ${guest}`);
  stage.pay('alice', `of ${guest}`, 10_000);
  place.account(guest, { paid: 10_000, charged });
  await stage.pass(20);
}

judge('money: whoever pays what was shown, it is of the guests of that board', async () => {
  const stage = new SoakStage({ guests: true });
  await visited(stage, 'one');
  assert.equal(stage.checkers, []);
  stage.place.account('one', { paid: 10_001 });
  await stage.pass(20);
  assert.equal(stage.checkers, ['money']);
});

judge('money: on a board without guests an account of nobody is a violation', async () => {
  const stage = new SoakStage();
  await visited(stage, 'one');
  assert.ok(stage.checkers.includes('money'));
});

judge('stranger: a guest who gets the account that an earlier one paid into', async () => {
  const stage = new SoakStage({ guests: true });
  await visited(stage, 'one');
  stage.place.endSale();
  await visited(stage, 'two');
  assert.equal(stage.checkers, []);
  stage.place.endSale();
  stage.place.beginSale('one');
  await stage.pass(20);
  assert.equal(stage.checkers, ['stranger']);
});

judge('stranger: what an erased journal knew may come again', async () => {
  const excuses: StageOptions['excuses'] = { 'factory-reset': ['forgotten'] };
  const stage = new SoakStage({ guests: true, excuses: excuses ?? {} });
  await visited(stage, 'one');
  stage.place.endSale();
  stage.judge.struck('factory-reset', 0);
  stage.place.beginSale('one');
  await stage.pass(20);
  assert.equal(stage.checkers, []);
});

judge('stranger: one guest uses what another has paid', async () => {
  const stage = new SoakStage({ guests: true });
  await visited(stage, 'one');
  stage.place.endSale();
  await visited(stage, 'two', 18_000);
  assert.ok(stage.checkers.includes('stranger'));
});

judge('one invoice: what is shown is in everybody’s hands', async () => {
  for (const [first, second] of [
    [true, true],
    [true, false],
    [false, true],
  ] as const) {
    const stage = new SoakStage({ guests: true });
    stage.place.beginSale('one');
    stage.handOver('first', stage.place, 0, first);
    stage.handOver('first', stage.place, 0, first);
    assert.equal(stage.checkers, []);
    stage.place.endSale();
    stage.place.beginSale('two');
    stage.handOver('second', stage.place, 0, second);
    assert.equal(stage.checkers, ['one-invoice'], `${first} ${second}`);
  }
});

judge('one invoice: the next one is right when the last was cancelled', async () => {
  const stage = new SoakStage({ guests: true });
  stage.place.beginSale('one');
  show(stage, 'first');
  stage.invoices.set(hashOf('first'), { state: 'CANCELED' });
  show(stage, 'second');
  assert.equal(stage.checkers, []);
});

judge.run();
