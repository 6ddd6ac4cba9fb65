import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addReach,
  createReach,
  PAIRS,
  type PullState,
  reachedNames,
} from '../host-sim/soak/checks/reach';
import { EVENT_OF_KIND } from '../host-sim/soak/checks/reach-events';
import { judgeReach, parseUnreachable, SCENARIO_REACH } from '../host-sim/soak/checks/reach-wanted';
import { hashOf, SoakStage } from './soak-stage';

const reach = suite('soak reach');

const UNREACHABLE = readFileSync('test/unreachable.txt', 'utf8');

/** Requests in order, and the state that the world sees after them. */
const STATES: readonly [PullState, ...string[]][] = [
  ['none'],
  ['asking-link', '0.1.ask-link'],
  ['creating', '7.2.create'],
  ['looking-up', '7.2.create', '7.3.look-up'],
  ['handing-over', '7.3.hand-over'],
  ['waiting', '7.3.hand-over', '7.4.look-up'],
  ['looking-up', '7.3.hand-over', '12.4.look-up'],
  ['cancelling', '7.3.hand-over', '7.9.cancel'],
  ['late-look', '0.5.late'],
  ['late-look', '0.5.late', '0.6.of-another-kind'],
];

for (const [state, ...requests] of STATES) {
  reach(`state: ${requests.join(', ') || 'nothing yet'} is ${state}`, () => {
    const reached = createReach(1);
    for (const request of requests) reached.asked(0, request);
    reached.note(0, 'settled');
    assert.equal([...reachedNames(reached.bits)], [`${state} x settled`]);
  });
}

reach('state: each board has its own; without power it has none', () => {
  const reached = createReach(2);
  reached.asked(0, '0.1.ask-link');
  reached.asked(1, '3.1.create');
  reached.forgot(0);
  reached.note(0, 'unplugged');
  reached.note(1, 'unplugged');
  assert.equal([...reachedNames(reached.bits)], ['none x unplugged', 'creating x unplugged']);
});

reach('state: after a boot a pull that was handed over is still waited for', () => {
  const reached = createReach(1);
  reached.asked(0, '7.3.hand-over');
  reached.forgot(0);
  reached.asked(0, '7.1.look-up');
  reached.note(0, 'node-away');
  assert.equal([...reachedNames(reached.bits)], ['waiting x node-away']);
});

reach('an answer without a request is no pair', () => {
  const reached = createReach(1);
  reached.note(0, 'time-out');
  assert.is(reachedNames(reached.bits).size, 0);
  assert.is(PAIRS.includes('none x time-out'), false);
});

reach('bits: of several workers they add up, and survive JSON', () => {
  const [left, right] = [createReach(1), createReach(1)];
  left.note(0, 'power-cut');
  right.ended('late');
  const sum: number[] = [];
  addReach(sum, JSON.parse(JSON.stringify(left.bits)) as number[]);
  addReach(sum, JSON.parse(JSON.stringify(right.bits)) as number[]);
  assert.equal([...reachedNames(sum)], ['none x power-cut', 'pull x late']);
});

reach('judge: a payment, a closing and a cut are noted where the pull stood', async () => {
  const stage = new SoakStage();
  stage.handOver('a');
  stage.judge.struck('reply-garbled', 0);
  stage.pay('alice', 'a', 10_000);
  stage.judge.asked(stage.place, '7.4.look-up');
  stage.judge.line(stage.place, `pull void hash=${hashOf('a').slice(0, 8)}`);
  stage.cut();
  stage.judge.struck('unplug', -1);
  assert.equal(
    [...reachedNames(stage.judge.reach.bits)].sort(),
    [
      'handing-over x garbled',
      'handing-over x settled',
      'none x unplugged',
      'pull x void',
      'waiting x power-cut',
      'waiting x void',
    ].sort(),
  );
});

reach('every kind of fault in the table is an event that some pair has', () => {
  for (const [kind, event] of Object.entries(EVENT_OF_KIND)) {
    assert.ok(PAIRS.includes(`waiting x ${event}`), kind);
  }
});

reach('scenarios: what each declares is a pair that is not exempt, or an end', () => {
  const exempt = parseUnreachable(UNREACHABLE);
  const ends = ['settled', 'void', 'lapsed', 'late', 'unknown'].map((end) => `pull x ${end}`);
  for (const [scenario, names] of Object.entries(SCENARIO_REACH)) {
    for (const name of names) {
      assert.ok(PAIRS.includes(name) || ends.includes(name), `${scenario}: ${name}`);
      assert.is(exempt.has(name), false, `${scenario}: ${name}`);
    }
  }
});

const REFUSED: readonly (readonly [line: string, why: RegExp])[] = [
  ['waiting x settled: no', /must be reached/],
  ['creating x time-out: no', /must be reached/],
  ['cancelling x garbled: no', /must be reached/],
  ['none x power-cut: no', /must be reached/],
  ['sleeping x void: no', /is no pair/],
  ['pull x late: no', /is no pair/],
  ['creating x void', /no reason/],
  ['creating x void: ', /no reason/],
  ['creating x void: so\ncreating x void: so', /:2: .* twice/],
];

for (const [line, why] of REFUSED) {
  reach(`unreachable: ${JSON.stringify(line)} is refused`, () => {
    assert.throws(() => parseUnreachable(line), why);
  });
}

reach('unreachable: comments and empty lines are none; a reason may hold a colon', () => {
  const exempt = parseUnreachable('# why\n\ncreating x void: no: never\n');
  assert.equal([...exempt], [['creating x void', 'no: never']]);
});

function bitsOf(...events: ('settled' | 'void')[]): readonly number[] {
  const reached = createReach(1);
  reached.asked(0, '7.2.create');
  for (const event of events) reached.note(0, event);
  return reached.bits;
}

reach('verdict: a scenario that ran must visit what it declares, one that did not need not', () => {
  const { unreached } = judgeReach(
    { byScenario: new Map([['crowd', bitsOf('settled')]]), seeds: 10 },
    new Map(),
  );
  assert.equal(
    unreached,
    SCENARIO_REACH['crowd']!.map((name) => `crowd: ${name}`),
  );
});

reach('verdict: with all scenarios and 5,000 seeds every pair is asked for', () => {
  const exempt = parseUnreachable(UNREACHABLE);
  const names = Object.keys(SCENARIO_REACH);
  const byScenario = new Map(names.map((name) => [name, bitsOf('settled')]));
  const whole = judgeReach({ byScenario, seeds: 5_000 }, exempt).unreached;
  assert.ok(whole.includes('creating x garbled'));
  assert.is(whole.includes('creating x settled'), false);
  assert.is(whole.includes('creating x void'), false);
  const few = judgeReach({ byScenario, seeds: 1_999 }, exempt).unreached;
  assert.is(few.includes('creating x garbled'), false);
  byScenario.delete('crowd');
  const part = judgeReach({ byScenario, seeds: 5_000 }, exempt).unreached;
  assert.is(part.includes('creating x garbled'), false);
});

reach('verdict: an exempt pair that is reached is told, so that the run fails', () => {
  const run = { byScenario: new Map([['yard', bitsOf('void')]]), seeds: 1 };
  const { reachedExempt } = judgeReach(run, parseUnreachable(UNREACHABLE));
  assert.equal(reachedExempt, ['creating x void']);
});

reach.run();
