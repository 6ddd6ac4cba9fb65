import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of supply');

judge('right: a contactor that closes before anything was paid is found', () => {
  const stage = new SoakStage();
  stage.place.beginSale('alice');
  stage.switch(true);
  assert.equal(stage.checkers, ['right']);
});

judge('right: closed without a sale, or with a latch, is found after 1.5 s', async () => {
  for (const hurt of [{ saleOf: -1 }, { latch: 'over-current' }, { blocked: 'a copy' }] as const) {
    const stage = new SoakStage();
    await stage.sell();
    Object.assign(stage.place, hurt);
    await stage.pass(20);
    assert.equal(stage.checkers, ['right']);
  }
});

judge('late open: the sale has ended, the cable is out', async () => {
  const bounds = [
    [1, []],
    [3, ['late-open']],
  ] as const;
  for (const [seconds, accused] of bounds) {
    const ended = new SoakStage();
    await ended.sell();
    ended.place.endSale();
    await ended.pass(seconds);
    assert.equal(
      ended.checkers.filter((each) => each === 'late-open'),
      accused,
    );
    const unplugged = new SoakStage();
    await unplugged.sell();
    unplugged.place.load.isPlugged = false;
    await unplugged.pass(seconds);
    assert.equal(unplugged.checkers, accused);
  }
});

judge(
  'late open: a link shown on the web, without a cable, begins a sale all the same',
  async () => {
    const stage = new SoakStage();
    await stage.pass(1);
    stage.place.load.isPlugged = false;
    await stage.sell();
    await stage.pass(10);
    assert.equal(stage.checkers, []);
  },
);

judge('late open: a tenant’s supply knows of no cable', async () => {
  const stage = new SoakStage({ isStanding: true });
  await stage.sell();
  stage.place.load.isPlugged = false;
  await stage.pass(10);
  assert.equal(stage.checkers, []);
});

judge('late open: an ended sale that a power cut took back is on', async () => {
  const stage = new SoakStage();
  await stage.sell();
  const sale = stage.place.saleOf;
  stage.place.endSale();
  stage.place.saleOf = sale;
  await stage.pass(20);
  assert.equal(stage.checkers, []);
});

judge('late open: JavaScript that stands still has the lease’s time, and no more', async () => {
  for (const [seconds, accused] of [
    [4, []],
    [6, ['late-open']],
  ] as const) {
    const stage = new SoakStage();
    await stage.sell();
    stage.judge.struck('script-stalls', 0);
    stage.place.load.isPlugged = false;
    await stage.pass(seconds);
    assert.equal(stage.checkers, accused);
  }
});

judge('late open: a wind-down that JavaScript does not end is ended by its own lease', async () => {
  for (const [seconds, accused] of [
    [8, []],
    [10, ['late-open']],
  ] as const) {
    const stage = new SoakStage();
    await stage.sell();
    Object.assign(stage.place.contactor, { isWindingDown: true });
    stage.judge.struck('script-stalls', 0);
    stage.place.load.isPlugged = false;
    await stage.pass(seconds);
    assert.equal(stage.checkers, accused);
  }
});

judge('late open: without power the contactor is open at once', async () => {
  const stage = new SoakStage();
  await stage.sell();
  stage.cut();
  await stage.pass(1);
  assert.equal(stage.checkers, []);
  stage.place.contactor.isClosed = true;
  stage.judge.powerCut(stage.place);
  await stage.pass(1);
  assert.equal(stage.checkers, ['late-open']);
});

judge('stale meter: closed beyond the lease of the last answer, seen or just opened', async () => {
  for (const isOpened of [false, true]) {
    const stage = new SoakStage();
    await stage.sell();
    stage.place.lastAnswerAtMs = 1_000;
    await stage.pass(2);
    assert.equal(stage.checkers, []);
    // Told by the contacts, between two seconds.
    if (isOpened) stage.place.lastAnswerAtMs = 99;
    if (isOpened) stage.switch(false);
    else await stage.pass(1);
    assert.equal(stage.checkers, ['stale-meter']);
  }
});

judge('stale meter: a wind-down has a lease of its own, until the meter is stale', async () => {
  const stage = new SoakStage();
  await stage.sell();
  Object.assign(stage.place.contactor, { isWindingDown: true });
  stage.place.lastAnswerAtMs = 1_000;
  await stage.pass(4);
  assert.equal(stage.checkers, []);
  await stage.pass(1);
  assert.equal(stage.checkers, ['stale-meter']);
});

judge.run();
