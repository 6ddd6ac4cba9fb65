import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { afterStart, SoakStage } from './soak-stage';

const judge = suite('soak judge of spending');

const EXCUSES = {
  'contactor-welded': ['supply'],
  'register-stuck': ['energy'],
} as const;

/** 1 kW uses the 10 sat in 144 s. */
judge('beyond credit: energy for more than was paid is found in the second it flows', async () => {
  const stage = new SoakStage({ excuses: EXCUSES });
  await stage.sell();
  await stage.pass(144);
  assert.equal(stage.checkers, []);
  await stage.pass(1);
  assert.equal(stage.checkers.slice().sort(), ['beyond-credit', 'stranger']);
});

judge('beyond credit: the instant before a payment counts', async () => {
  const stage = new SoakStage();
  await stage.sell();
  stage.place.draw(1_000);
  stage.handOver('second');
  await stage.pass(1);
  stage.pay('alice', 'second', 10_000_000);
  assert.ok(stage.checkers.includes('beyond-credit'));
});

judge('beyond credit: what the owner grants at the start of a sale may be used', async () => {
  const stage = new SoakStage({ allowanceSat: 1 });
  await stage.sell();
  await stage.pass(150);
  assert.equal(stage.checkers, []);
  await stage.pass(20);
  assert.ok(stage.checkers.includes('beyond-credit'));
});

judge('beyond credit: a welded contactor is excused from the command to open on', async () => {
  const stage = new SoakStage({ excuses: EXCUSES });
  await stage.sell();
  await stage.pass(100);
  stage.judge.struck('contactor-welded', 0);
  stage.place.contactor.isToldClosed = false;
  await stage.pass(100);
  assert.equal(stage.checkers, []);
  stage.place.contactor.isToldClosed = true;
  await stage.pass(47);
  assert.ok(stage.checkers.includes('beyond-credit'));
});

judge('beyond credit: after a register that lied it counts on from what was charged', async () => {
  const stage = new SoakStage({ excuses: EXCUSES });
  await stage.sell();
  await stage.pass(140);
  stage.judge.struck('register-stuck', 0);
  stage.place.billed = 28_000;
  stage.place.account('alice', { paid: 10_000, charged: 7_000 });
  // Within 15 s nothing is counted; the 3 sat that are left last 43 s from there, and 0.5 sat may
  // hide in the step that the register was in.
  await stage.pass(15 + 43 + 7);
  assert.equal(stage.checkers, []);
  await stage.pass(2);
  assert.ok(stage.checkers.includes('beyond-credit'));
});

judge('beyond credit: more charged than paid is found, unless the register lied', async () => {
  for (const [kind, accused] of [
    ['none', ['energy', 'stranger', 'share']],
    ['register-stuck', []],
  ] as const) {
    const stage = new SoakStage({ excuses: EXCUSES });
    await stage.sell();
    stage.judge.struck(kind, 0);
    stage.place.billed = 40_008;
    stage.place.account('alice', { paid: 10_000, charged: 10_002 });
    await stage.judge.ended();
    assert.equal(stage.checkers, accused, kind);
  }
});

judge('beyond credit: who was charged beyond it by a register has no credit to go on', async () => {
  const stage = new SoakStage({ excuses: EXCUSES });
  await stage.sell();
  stage.judge.struck('register-stuck', 0);
  stage.switch(false);
  stage.place.billed = 80_000;
  stage.place.account('alice', { paid: 10_000, charged: 20_000 });
  await stage.pass(30);
  assert.equal(stage.checkers, []);
  stage.switch(true);
  await stage.pass(8);
  assert.equal(stage.checkers, ['right', 'beyond-credit', 'stranger']);
});

judge('right: a step that two sales share after a boot may be closed on, and no more', async () => {
  // 10 sat last 144 s; the step costs 0.5 sat, 7.2 s.
  for (const [seconds, accused] of [
    [47, []],
    [53, ['beyond-credit', 'stranger', 'right']],
  ] as const) {
    const stage = new SoakStage();
    await stage.sell();
    await stage.pass(100);
    stage.place.endSale();
    stage.cut();
    stage.place.board.isPowered = true;
    stage.place.beginSale('alice');
    stage.place.billed = 27_777;
    stage.place.account('alice', { paid: 10_000, charged: 6_944 });
    await stage.pass(1);
    stage.switch(true);
    await stage.pass(seconds);
    stage.switch(false);
    stage.switch(true);
    assert.equal(stage.checkers, accused, `${seconds} s`);
  }
});

judge('beyond credit: a gap over two prices counts on from what was charged', async () => {
  const knots = [
    { atSec: 0, price: 250_000 },
    { atSec: afterStart(3_000), price: 100_000 },
  ];
  const stage = new SoakStage({ knots });
  await stage.sell();
  await stage.pass(100);
  stage.cut();
  stage.place.board.isPowered = true;
  await stage.pass(1);
  stage.place.billed = 27_777;
  stage.place.account('alice', { paid: 10_000, charged: 2_777 });
  stage.switch(true);
  await stage.pass(104);
  assert.equal(stage.checkers, []);
});

judge('stranger: a buyer who spends what another paid is found', async () => {
  const stage = new SoakStage({ boards: ['alice', 'bob'] });
  await stage.sell();
  await stage.pass(50);
  stage.place.endSale();
  stage.switch(false);
  stage.place.beginSale('bob');
  stage.switch(true);
  await stage.pass(3);
  assert.equal(stage.checkers, ['stranger']);
  assert.ok(stage.judge.violations[0]?.detail.startsWith('bob used energy'));
});

judge('stranger: what flowed in a sale that ended before a look is of who began it', async () => {
  for (const payer of ['alice', 'bob']) {
    const stage = new SoakStage({ boards: ['alice', 'bob'] });
    await stage.sell('bob');
    await stage.pass(143);
    stage.switch(false);
    stage.place.endSale();
    stage.handOver('more');
    stage.pay(payer, 'more', 10_000);
    stage.place.beginSale('alice');
    stage.switch(true);
    stage.place.draw(5);
    // Nobody looks in this second.
    stage.place.board.isPowered = false;
    await stage.pass(1);
    stage.place.board.isPowered = true;
    stage.switch(false);
    stage.place.endSale();
    await stage.pass(20);
    assert.equal(stage.checkers, payer === 'alice' ? [] : ['stranger'], payer);
  }
});

judge(
  'stranger: two buyers one after the other, each on what they paid, are in order',
  async () => {
    const stage = new SoakStage({ boards: ['alice', 'bob'] });
    await stage.sell();
    await stage.pass(50);
    stage.switch(false);
    stage.place.endSale();
    await stage.sell('bob');
    await stage.pass(50);
    assert.equal(stage.checkers, []);
  },
);

judge('stranger: payments on another board do not count on this one', async () => {
  const stage = new SoakStage({ boards: ['alice', 'alice'] });
  const [first, second] = stage.places;
  await stage.sell('alice', first);
  second!.beginSale('alice');
  stage.switch(true, second);
  second!.draw(1);
  await stage.pass(2);
  const accused = stage.judge.violations.map(({ checker, board }) => `${checker} ${board}`);
  assert.ok(accused.includes('beyond-credit board-1'));
  assert.is(
    accused.some((each) => each.endsWith('board-0')),
    false,
  );
});

judge.run();
