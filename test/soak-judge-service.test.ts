import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULT_MS, hashOf, SoakStage } from './soak-stage';

const judge = suite('soak judge of service');

const EXCUSES = {
  'register-stuck': ['energy'],
} as const;

/** From here on the faults' time is over. */
async function calm(stage: SoakStage): Promise<void> {
  await stage.pass(FAULT_MS / 1_000);
}

judge('service: a buyer who waits 180 s in calm is found, one who cannot pay is not', async () => {
  const stage = new SoakStage();
  await calm(stage);
  await stage.pass(170);
  stage.place.draw(1);
  await stage.pass(180);
  assert.equal(stage.checkers, []);
  await stage.pass(2);
  assert.equal(stage.checkers, ['service']);
});

judge('service: at the end 45 s are too long; a power cut begins the wait anew', async () => {
  const stage = new SoakStage();
  stage.place.draw(1);
  await calm(stage);
  await stage.pass(40);
  stage.cut();
  stage.place.board.isPowered = true;
  await stage.pass(45);
  await stage.judge.ended();
  assert.equal(stage.checkers, []);
  await stage.pass(2);
  await stage.judge.ended();
  assert.equal(stage.checkers, ['service']);
});

judge('service: at the end a pull that is under way may go on for a minute', async () => {
  const stage = new SoakStage();
  stage.place.draw(1);
  await calm(stage);
  stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
  await stage.pass(60);
  await stage.judge.ended();
  assert.equal(stage.checkers, []);
  await stage.pass(16);
  await stage.judge.ended();
  assert.equal(stage.checkers, ['service']);
});

judge(
  'service: at the end who pays on and on is on the way, for 30 s after a payment',
  async () => {
    for (const [endsAfterSec, accused] of [
      [20, []],
      [60, ['service']],
    ] as const) {
      const stage = new SoakStage();
      const look = stage.place.look.bind(stage.place);
      let settled = 1;
      stage.place.look = async () => {
        const view = await look();
        const supply = { ...view.supply, reason: 'no-credit' as const };
        return { ...view, supply, pulls: { ...view.pulls, settled } };
      };
      stage.place.draw(1);
      await calm(stage);
      await stage.pass(45);
      settled = 2;
      await stage.pass(endsAfterSec);
      await stage.judge.ended();
      assert.equal(stage.checkers, accused, `${endsAfterSec} s`);
    }
  },
);

judge('stuck: a pull that was open before the boot is closed a minute after it', async () => {
  for (const [planned, accused] of [
    [7, ['stuck']],
    [9, []],
  ] as const) {
    const stage = new SoakStage();
    await calm(stage);
    stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
    await stage.pass(20);
    stage.cut();
    stage.place.board.isPowered = true;
    stage.place.pull = { planned, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
    await stage.pass(76);
    await stage.judge.ended();
    assert.equal(stage.checkers, accused, `pull ${planned}`);
  }
});

judge('service: where nothing can be cancelled an open pull comes first', async () => {
  const stage = new SoakStage({ canCancel: false });
  stage.place.draw(1);
  await calm(stage);
  stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
  await stage.pass(250);
  assert.equal(stage.checkers, []);
  await stage.pass(75);
  assert.equal(stage.checkers, ['stuck']);
});

judge('service: 180 s count from the end of the pull that had to lapse', async () => {
  const stage = new SoakStage({ canCancel: false });
  stage.place.draw(1);
  await calm(stage);
  stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
  await stage.pass(190);
  stage.place.pull = { planned: 7, isOpen: false, watchedMilliSat: 0, amountMilliSat: 0 };
  await stage.pass(170);
  assert.equal(stage.checkers, []);
  await stage.pass(75);
  assert.equal(stage.checkers, ['service']);
});

/** In calm with an open pull, its invoice dated 240 s ahead. */
async function datedAhead(): Promise<SoakStage> {
  const stage = new SoakStage();
  stage.place.draw(1);
  stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
  stage.handOver('ahead', stage.place, FAULT_MS / 1_000 + 240);
  await calm(stage);
  return stage;
}

judge('service: an invoice that its node forgot, paid or not, lapses by its own date', async () => {
  for (const isPaid of [false, true]) {
    const stage = await datedAhead();
    if (isPaid) stage.pay('alice', 'ahead', 10_000);
    for (const settlement of stage.settlements) settlement.isForgotten = true;
    stage.invoices.delete(hashOf('ahead'));
    await stage.pass(240 + 180);
    stage.place.pull = { planned: 7, isOpen: false, watchedMilliSat: 0, amountMilliSat: 0 };
    await stage.pass(160);
    assert.equal(stage.checkers, [], `paid: ${isPaid}`);
    await stage.pass(40);
    assert.equal(stage.checkers, ['service'], `paid: ${isPaid}`);
  }
});

judge('stuck: an invoice that its node forgot is closed 300 s after its own date', async () => {
  const stage = await datedAhead();
  stage.invoices.delete(hashOf('ahead'));
  await stage.pass(240 + 295);
  assert.equal(stage.checkers, []);
  await stage.pass(20);
  assert.equal(stage.checkers, ['stuck']);
});

judge('service: one that its node knows, and could cancel, is no excuse', async () => {
  const stage = await datedAhead();
  await stage.pass(200);
  assert.equal(stage.checkers, ['service']);
});

judge('stuck: pulls that follow one another are none', async () => {
  const stage = new SoakStage();
  await calm(stage);
  for (let planned = 1; planned < 30; planned++) {
    stage.place.pull = { planned, isOpen: true, watchedMilliSat: 0, amountMilliSat: 0 };
    await stage.pass(30);
  }
  assert.equal(stage.checkers, []);
});

judge('stuck: a latch without a cause is found, one with a cause is not', async () => {
  for (const [latch, kind, accused] of [
    ['over-current', 'none', []],
    ['meter-disagrees', 'none', ['stuck']],
    ['meter-disagrees', 'register-stuck', []],
    ['journal-damaged', 'register-stuck', ['stuck']],
  ] as const) {
    const stage = new SoakStage({ excuses: EXCUSES });
    stage.judge.struck(kind, 0);
    stage.place.latch = latch;
    await stage.judge.ended();
    assert.equal(stage.checkers, accused, `${latch} after ${kind}`);
  }
});

judge('service: a board without power at the end is found', async () => {
  const stage = new SoakStage();
  stage.cut();
  await stage.judge.ended();
  assert.equal(stage.checkers, ['service']);
});

judge.run();
