/** The judge of which meter is sold from: the rule is broken once, and each excuse holds once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of the known meter');

const EXCUSES = { 'address-shared': ['estimate'] } as const;
/** From the first second that sees another one: noticed within 8 s, and told in the next. */
const TOLD_SECONDS = 10;
const SOLD_SECONDS = 7;
const RESTS_SECONDS = 10;

/** Sold from meter 1 for so long that nobody can have exchanged it before it was read. */
async function sold(): Promise<SoakStage> {
  const stage = new SoakStage({ excuses: EXCUSES });
  show(stage, 1);
  await stage.sell();
  await stage.pass(SOLD_SECONDS - 1);
  return stage;
}

function show({ place }: SoakStage, meterSerial: number): void {
  Object.assign(place, { meterSerial });
}

async function boot(stage: SoakStage): Promise<void> {
  stage.place.board.isPowered = true;
  await stage.pass(1);
  stage.switch(true);
}

judge('right: another meter is noticed within 8 s, and not sold from', async () => {
  const stage = await sold();
  show(stage, 2);
  await stage.pass(TOLD_SECONDS - 1);
  assert.equal(stage.checkers, []);
  await stage.pass(1);
  assert.equal(stage.checkers, ['right']);
});

judge('right: the meter of before is known, however often another was there', async () => {
  const stage = await sold();
  show(stage, 2);
  await stage.pass(5);
  show(stage, 1);
  await stage.pass(60);
  assert.equal(stage.checkers, []);
});

judge('right: the first meter that is sold from is nobody’s to confirm', async () => {
  const stage = new SoakStage();
  show(stage, 2);
  await stage.sell();
  await stage.pass(60);
  assert.equal(stage.checkers, []);
});

judge('right: the owner confirms a meter, or resets the board', async () => {
  for (const command of ['confirm-meter', 'factory-reset'] as const) {
    const stage = await sold();
    show(stage, 2);
    stage.judge.owner(stage.place, command);
    await stage.pass(60);
    assert.equal(stage.checkers, [], command);
  }
});

judge('right: what the owner confirms is the meter that is there, not the next one', async () => {
  const stage = await sold();
  stage.judge.owner(stage.place, 'confirm-meter');
  show(stage, 2);
  await stage.pass(TOLD_SECONDS);
  assert.equal(stage.checkers, ['right']);
});

judge('right: a meter that was exchanged in the dark is asked who it is', async () => {
  const stage = await sold();
  stage.cut();
  show(stage, 2);
  await boot(stage);
  await stage.pass(TOLD_SECONDS - 2);
  assert.equal(stage.checkers, []);
  await stage.pass(1);
  assert.equal(stage.checkers, ['right']);
});

judge('right: one exchanged between its name and its first reading nobody can tell', async () => {
  const stage = await sold();
  stage.cut();
  await boot(stage);
  await stage.pass(2);
  show(stage, 2);
  await stage.pass(60);
  assert.equal(stage.checkers, []);
});

judge(
  'right: a board that rests after its boot asks later, and so may be deceived later',
  async () => {
    for (const [exchangedAfterSec, accused] of [
      [8, ['right']],
      [12, []],
      [16, ['right']],
    ] as const) {
      const stage = await sold();
      stage.cut();
      const meter = { lastAskedAtMs: SOLD_SECONDS * 1_000 };
      Object.assign(stage.place, { meter });
      stage.place.board.isPowered = true;
      for (let sec = 0; sec < 20; sec++) {
        if (sec === exchangedAfterSec) show(stage, 2);
        if (sec >= RESTS_SECONDS) meter.lastAskedAtMs = (SOLD_SECONDS + 1 + sec) * 1_000;
        await stage.pass(1);
      }
      stage.switch(true);
      await stage.pass(TOLD_SECONDS);
      assert.equal(stage.checkers, accused, `after ${exchangedAfterSec} s`);
    }
  },
);

judge('right: who answers for the meter may be another', async () => {
  const stage = await sold();
  stage.judge.struck('address-shared', 0);
  show(stage, 2);
  await stage.pass(60);
  assert.equal(stage.checkers, []);
});

judge('right: one exchanged before the first sale is as good, and after it is not', async () => {
  for (const [hasSold, accused] of [
    [false, []],
    [true, ['right']],
  ] as const) {
    const stage = new SoakStage();
    show(stage, 1);
    if (hasSold) stage.place.beginSale('alice');
    await stage.pass(SOLD_SECONDS + RESTS_SECONDS);
    show(stage, 2);
    await stage.pass(1);
    await stage.sell();
    await stage.pass(TOLD_SECONDS);
    assert.equal(stage.checkers, accused);
  }
});

judge.run();
