/** The judge of what the owner has said: each rule is broken once, and told. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of the owner’s word');

judge('a sale that the owner stopped goes on: late open', async () => {
  const stage = new SoakStage();
  await stage.sell();
  stage.judge.owner(stage.place, 'stop-sale');
  await stage.pass(8);
  assert.equal(stage.checkers, []);
  await stage.pass(8);
  assert.equal(stage.checkers, ['late-open']);
});

judge(
  'a stop that reaches a board which stands still is told to the owner as refused',
  async () => {
    const stage = new SoakStage();
    await stage.sell();
    stage.judge.struck('script-stalls', 0);
    stage.judge.owner(stage.place, 'stop-sale');
    await stage.pass(20);
    assert.equal(stage.checkers, []);
  },
);

judge('closed on a journal that was written in another chip: no right', async () => {
  const stage = new SoakStage();
  await stage.sell();
  Object.assign(stage.place, { isForeign: true });
  await stage.pass(2);
  assert.equal(stage.checkers, ['right']);
});

judge('a latch that is gone without the owner: no right; with the owner: all is well', async () => {
  for (const [isMended, told] of [
    [true, []],
    [false, ['right']],
  ] as const) {
    const stage = new SoakStage();
    await stage.sell();
    stage.switch(false);
    stage.place.latch = 'meter-changed';
    await stage.pass(40);
    if (isMended) stage.judge.owner(stage.place, 'clear-latch');
    stage.place.latch = undefined;
    await stage.pass(40);
    assert.equal(stage.checkers, told);
  }
});

judge(
  'the owner’s word for a board that stands still may come before its latch is seen',
  async () => {
    for (const [isStalled, told] of [
      [true, []],
      [false, ['right']],
    ] as const) {
      const stage = new SoakStage();
      await stage.sell();
      stage.switch(false);
      if (isStalled) stage.judge.struck('script-stalls', 0);
      stage.judge.owner(stage.place, 'clear-latch');
      stage.place.latch = 'meter-changed';
      await stage.pass(40);
      stage.place.latch = undefined;
      await stage.pass(40);
      assert.equal(stage.checkers, told);
    }
  },
);

judge(
  'a latch on the edge of flash may be gone at the next boot, one that was written not',
  async () => {
    for (const [isRecovering, told] of [
      [true, []],
      [false, ['right']],
    ] as const) {
      const stage = new SoakStage();
      await stage.sell();
      stage.switch(false);
      stage.place.latch = 'meter-changed';
      await stage.pass(40);
      Object.assign(stage.place.board, { cuts: { isRecovering } });
      stage.cut();
      stage.place.board.isPowered = true;
      stage.place.latch = undefined;
      await stage.pass(40);
      assert.equal(stage.checkers, told);
    }
  },
);

judge.run();
