/** The judge of contacts that stick: a breaker that is not tripped, a contactor that is blamed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWeldChecker } from '../host-sim/soak/checks/weld';
import type { ContactorFeedback } from '../src/ports';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of welded contacts');

const STUCK = { isClosed: true, isToldClosed: false, isTripped: false };

function begin(feedback: ContactorFeedback | undefined) {
  const queue = { now: 0 };
  const place = {
    contactor: { ...STUCK },
    record: { sales: [] } as { refusal?: unknown; sales: [] },
  };
  const found: string[] = [];
  const checker = createWeldChecker({
    stage: { queue, place: () => place },
    life: { scenario: { boards: [feedback === undefined ? {} : { feedback }] } },
    found: (_, __, detail) => found.push(detail),
  });
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      queue.now += 1_000;
      checker.second(0);
    }
  };
  return { place, checker, found, pass };
}

judge('welded for fifteen seconds with a mirror contact, and nothing tripped, is found', () => {
  const { found, pass } = begin('mirror');
  pass(16);
  assert.equal(found, []);
  pass(1);
  assert.equal(found, ['welded for 16000 ms, and the breaker upstream is not tripped']);
});

judge('who is told nothing, or hears of current alone, need not trip', () => {
  for (const feedback of [undefined, 'meter'] as const) {
    const { found, pass } = begin(feedback);
    pass(60);
    assert.equal(found, []);
  }
});

for (const [what, better] of [
  ['tripped', { isTripped: true }],
  ['open', { isClosed: false }],
  ['told to be closed', { isToldClosed: true }],
] as const) {
  judge(`contacts that are ${what} now and then begin anew`, () => {
    const { place, found, pass } = begin('mirror');
    for (let i = 0; i < 4; i++) {
      pass(10);
      Object.assign(place.contactor, better);
      pass(1);
      Object.assign(place.contactor, STUCK);
    }
    assert.equal(found, []);
  });
}

judge('a board without power, without time or without a configuration sees nothing', () => {
  const { place, checker, found, pass } = begin('mirror');
  for (let i = 0; i < 4; i++) {
    pass(10);
    checker.gap(0);
  }
  place.record.refusal = 'a field that nobody knows';
  pass(60);
  assert.equal(found, []);
});

for (const [latch, kind, excuse] of [
  ['contactor-welded', 'bridged', 'supply'],
  ['contactor-failed-to-close', 'coil-broken', 'coil'],
] as const) {
  judge(
    `stuck: ${latch} without a cause is found while the faults last, with one not`,
    async () => {
      for (const isStruck of [false, true]) {
        const stage = new SoakStage({ excuses: { [kind]: [excuse] } });
        if (isStruck) stage.judge.struck(kind, 0);
        stage.place.latch = latch;
        await stage.pass(30);
        assert.equal(stage.checkers, isStruck ? [] : ['stuck']);
      }
    },
  );
}

judge('stuck: a coil that need not close does not excuse one that is called welded', async () => {
  const stage = new SoakStage({ excuses: { 'coil-broken': ['coil'] } });
  stage.judge.struck('coil-broken', 0);
  stage.place.latch = 'contactor-welded';
  await stage.pass(30);
  assert.equal(stage.checkers, ['stuck']);
});

judge.run();
