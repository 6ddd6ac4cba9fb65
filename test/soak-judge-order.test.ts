/** Journal before effect, as the world sees it at the border of a cell. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CellInput, CellOutput } from '../host-sim/border';
import { durationMs, monotonicMs } from '../src/units';
import { SoakStage, type StageOptions } from './soak-stage';

const judge = suite('soak judge of order');

const NOW = { mono: monotonicMs(0), wall: undefined };
const TICK: CellInput = { do: 'tick', now: NOW };
const FAILED: CellInput = { do: 'write-failed', now: NOW };
const GO_ON: CellInput = { do: 'go-on', now: NOW };
const START: CellInput = {
  ...{ do: 'start', now: NOW, config: {}, secrets: {}, flash: [], jitterSeed: 1 },
  ...{ hardware: 'desk-0', isConfirmed: true },
};
const written = (sequence: number): CellInput => ({ do: 'written', now: NOW, sequence });
const write = (sequence: number): CellOutput => ({ out: 'write', at: 0, bytes: '', sequence });
const CLOSE: CellOutput = { out: 'supply', state: 'closed', validForMs: durationMs(2_500) };
const OPEN: CellOutput = { out: 'supply', state: 'open', validForMs: durationMs(0) };
const ASK: CellOutput = {
  ...{ out: 'http', id: '1.1.create', target: 'node', method: 'POST', url: '', headers: {} },
  ...{ body: '', timeoutMs: 1_000 },
};

type Turn = readonly [input: CellInput, ...outputs: CellOutput[]];

/** A cell that says this, turn after turn. */
function lived(turns: readonly Turn[], stage = new SoakStage()): SoakStage {
  let said: readonly CellOutput[] = [];
  const cell = { turn: () => said, memory: () => null, stop: () => {} };
  const watched = stage.judge.order.watch(0, cell);
  for (const [input, ...outputs] of turns) {
    said = outputs;
    assert.is(watched.turn(input), said, 'what the cell says is left as it is');
  }
  return stage;
}

const LIVES: readonly (readonly [what: string, turns: readonly Turn[], accused: boolean])[] = [
  ['nothing is being written', [[TICK, ASK, CLOSE]], false],
  [
    'the record is there',
    [
      [TICK, write(3)],
      [written(3), ASK, CLOSE],
      [TICK, CLOSE],
    ],
    false,
  ],
  [
    'a request, its record not',
    [
      [TICK, write(3)],
      [TICK, ASK],
    ],
    true,
  ],
  [
    'a close, its record not',
    [
      [TICK, write(3)],
      [TICK, CLOSE],
    ],
    true,
  ],
  [
    'a wind-down, its record not',
    [
      [TICK, write(3)],
      [TICK, { ...CLOSE, state: 'wind-down' }],
    ],
    true,
  ],
  ['a close of the same decision, told before its record', [[TICK, CLOSE, write(3)]], true],
  ['of several decisions the first, whose record is there', [[GO_ON, ASK, write(3)]], false],
  ['of several decisions the second, its record not', [[GO_ON, write(3), ASK]], true],
  ['an opening, which never waits', [[TICK, write(3), OPEN]], false],
  [
    'what waited for one record, while the next is written',
    [
      [TICK, write(3), write(4)],
      [written(3), ASK],
    ],
    false,
  ],
  ['what comes after that', [[TICK, write(3), write(4)], [written(3)], [TICK, ASK]], true],
  [
    'a record of no number, which acknowledges nothing',
    [
      [TICK, write(0)],
      [TICK, ASK],
    ],
    false,
  ],
  ['a boot, which forgets what was never written', [[TICK, write(3)], [START], [TICK, ASK]], false],
  ['a request after flash has failed', [[TICK, write(3)], [FAILED], [TICK, ASK]], true],
  [
    'what waited when flash failed',
    [
      [TICK, write(3)],
      [FAILED, CLOSE],
    ],
    true,
  ],
  ['a boot after flash has failed', [[FAILED, OPEN], [START], [TICK, ASK, CLOSE]], false],
];

for (const [what, turns, isAccused] of LIVES) {
  judge(`order: ${what}: ${isAccused ? 'is found' : 'is in order'}`, () => {
    assert.equal(lived(turns).checkers, isAccused ? ['order'] : []);
  });
}

const UNPLUGGED: CellInput = { do: 'event', now: NOW, event: { kind: 'unplugged' } };
const STOPPED: CellInput = {
  ...{ do: 'event', now: NOW },
  event: { kind: 'owner-command', command: 'stop-sale' },
};

// what the board hears, and who tells when it stays closed
const NEWS: readonly (readonly [what: string, input: CellInput, accused: string[]])[] = [
  ['a write that failed', FAILED, ['order']],
  ['a cable that is pulled', UNPLUGGED, ['late-open']],
  ['the owner’s stop', STOPPED, ['late-open']],
];

for (const [what, input, accused] of NEWS) {
  judge(`order: open within 1.5 s of ${what}, unless the power went or nothing runs`, async () => {
    const after = async (change: (stage: SoakStage) => void, options: StageOptions = {}) => {
      const stage = new SoakStage(options);
      await stage.sell();
      lived([[TICK, write(3)], [input]], stage);
      change(stage);
      await stage.pass(2);
      return stage.checkers;
    };
    assert.equal(await after(() => {}), accused);
    assert.equal(await after((stage) => stage.switch(false)), []);
    assert.equal(await after((stage) => stage.cut()), []);
    assert.equal(await after((stage) => stage.judge.struck('script-stalls', 0)), []);
    // The next buyer may be supplied by then.
    assert.equal(await after((stage) => void lived([[TICK, OPEN]], stage)), []);
    const ofTenant = await after(() => {}, { isStanding: true });
    assert.equal(ofTenant, input === UNPLUGGED ? [] : accused);
  });
}

judge('order: what was open before may be closed for the next buyer at once', async () => {
  const stage = new SoakStage();
  await stage.sell();
  stage.switch(false);
  lived([[UNPLUGGED]], stage);
  stage.switch(true);
  await stage.pass(2);
  assert.equal(stage.checkers, []);
});

judge.run();
