/** The judge of who pays for whose energy: a share too large is told, each excuse holds once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { afterStart, SoakStage, type StageOptions } from './soak-stage';

const judge = suite('soak judge of shares');

const EXCUSES = { 'clock-jumps': ['charge'], 'register-stuck': ['energy'] } as const;
/** A fortieth of a step of 2 Wh at 250 mSat/Wh, and what is rounded. */
const CHANGE_MILLI_SAT = 12.5 + 1;
/** Once more where nobody looked yet. */
const UNHEARD_MILLI_SAT = 12;
/** The whole step. */
const STEP_MILLI_SAT = 500;

/** Alice uses 1 kW for 36 s, 2,500 mSat; then Bob comes, who has paid and used nothing. */
async function change(options: StageOptions = {}): Promise<SoakStage> {
  const stage = new SoakStage({ boards: ['alice', 'bob'], excuses: EXCUSES, ...options });
  await stage.sell();
  await stage.pass(36);
  stage.switch(false);
  stage.place.endSale();
  stage.place.billed = 10_000;
  stage.handOver('first of bob');
  stage.pay('bob', 'first of bob', 10_000);
  stage.place.draw(0);
  stage.place.beginSale('bob');
  return stage;
}

async function charge(stage: SoakStage, alice: number, bob: number): Promise<readonly string[]> {
  stage.place.account('alice', { paid: 10_000, charged: alice });
  stage.place.account('bob', { paid: 10_000, charged: bob });
  await stage.pass(16);
  return stage.checkers;
}

judge('share: each what they used is in order', async () => {
  const stage = await change();
  assert.equal(await charge(stage, 2_500, 0), []);
});

judge('share: what the change leaves unseen may be the next one’s, and no more', async () => {
  // The first buyer is a change too.
  const most = 2 * CHANGE_MILLI_SAT + UNHEARD_MILLI_SAT;
  for (const [bob, accused] of [
    [most, []],
    [most + 1, ['share']],
  ] as const) {
    const stage = await change();
    assert.equal(await charge(stage, 2_500 - bob, bob), accused, `${bob} mSat`);
  }
});

judge('share: what the next one uses is not the last one’s', async () => {
  const stage = await change();
  stage.place.account('alice', { paid: 10_000, charged: 2_500 });
  stage.place.account('bob', { paid: 10_000 });
  await stage.pass(2);
  stage.switch(true);
  stage.place.draw(1);
  await stage.pass(36);
  stage.place.billed = 20_000;
  assert.equal(await charge(stage, 5_000, 0), ['share']);
});

judge('share: after a boot a step of the register may be anybody’s, and no more', async () => {
  const most = 2 * CHANGE_MILLI_SAT + UNHEARD_MILLI_SAT + STEP_MILLI_SAT;
  for (const [bob, accused] of [
    [most, []],
    [most + 1, ['share']],
  ] as const) {
    const stage = await change();
    await stage.pass(1);
    stage.cut();
    stage.place.board.isPowered = true;
    assert.equal(await charge(stage, 2_500 - bob, bob), accused, `${bob} mSat`);
  }
});

judge('share: since a boot it is theirs whose sale the board says is on', async () => {
  for (const [sale, accused] of [
    [0, []],
    [1, ['share']],
  ] as const) {
    const stage = await change();
    await stage.pass(1);
    stage.cut();
    stage.place.board.isPowered = true;
    // The record of Bob's sale may not have got into flash.
    stage.place.saleOf = sale;
    stage.place.account('alice', { paid: 10_000, charged: 2_500 });
    stage.switch(true);
    stage.place.draw(1);
    await stage.pass(36);
    stage.place.billed = 20_000;
    assert.equal(await charge(stage, 5_000, 0), accused, `account ${sale}`);
  }
});

judge('share: a register or a clock that was wrong is excused', async () => {
  for (const kind of Object.keys(EXCUSES)) {
    const stage = await change();
    stage.judge.struck(kind, 0);
    assert.equal(await charge(stage, 0, 2_500), [], kind);
  }
});

judge('share: where the price changes nobody can tell which energy it was', async () => {
  const knots = [
    { atSec: 0, price: 250_000 },
    { atSec: afterStart(3_000), price: 250_000 },
  ];
  const stage = await change({ knots });
  assert.equal(await charge(stage, 0, 2_500), []);
});

/** Over three seconds what this load draws costs 4,583 mSat: the sum of all changes hides it. */
const WATTS = 22_000;
const ROUNDED_MILLI_SAT = 1;

judge(
  'share: when all was shown before the next one is supplied a step is left, no more',
  async () => {
    for (const [more, accused] of [
      [0, []],
      [1, ['share']],
    ] as const) {
      const stage = await change({ watts: WATTS });
      const bob = STEP_MILLI_SAT + ROUNDED_MILLI_SAT + more;
      assert.equal(await charge(stage, 2_500 - bob, bob), accused, `${bob} mSat`);
    }
  },
);

judge('share: what shows when the next one is supplied already may be theirs', async () => {
  for (const [seconds, accused] of [
    [4, []],
    [6, ['share']],
  ] as const) {
    const stage = await change({ watts: WATTS });
    await stage.pass(seconds);
    stage.switch(true);
    assert.equal(await charge(stage, 1_500, 1_000), accused, `${seconds} s`);
  }
});

judge('share: what was seen before a cut says nothing of a change after it', async () => {
  const stage = await change({ watts: WATTS });
  stage.cut();
  stage.place.board.isPowered = true;
  assert.equal(await charge(stage, 1_500, 1_000), []);
});

judge.run();
