import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { afterStart, SoakStage } from './soak-stage';

const judge = suite('soak judge of charges');

/** What a stage with this past is accused of; empty where all is well. */
type Case = readonly [name: string, accused: readonly string[], live: (at: SoakStage) => unknown];

/** 1 kW for 4 s, as a board that is right says it: 1,111 mWh for 277 mSat. */
async function billed(stage: SoakStage): Promise<void> {
  await stage.sell();
  await stage.pass(4);
  stage.place.billed = stage.place.book.deliveredMilliWattHours((1 + 4) * 1_000);
  stage.place.account('alice', { paid: 10_000, charged: 277 });
}

const CASES: readonly Case[] = [
  ['charge: the exact cost of what was billed is in order', [], billed],
  [
    'credit: that is not the sum of its parts is found',
    ['credit'],
    async (stage) => {
      await billed(stage);
      stage.place.account('alice', { paid: 10_000, charged: 277, credit: 9_724 });
    },
  ],
  [
    'charge: one mSat above the exact cost is found',
    ['charge'],
    async (stage) => {
      await billed(stage);
      stage.place.account('alice', { paid: 10_000, charged: 278 });
    },
  ],
  [
    'charge: two mSat below the exact cost are found',
    ['charge'],
    async (stage) => {
      await billed(stage);
      stage.place.account('alice', { paid: 10_000, charged: 275 });
    },
  ],
  [
    'charge: less than a mSat below is the carry',
    [],
    async (stage) => {
      await billed(stage);
      stage.place.account('alice', { paid: 10_000, charged: 276 });
    },
  ],
  [
    'charge: below is excused where the clock was wrong, above never',
    ['charge'],
    async (stage) => {
      await billed(stage);
      stage.judge.struck('clock-jumps', 0);
      stage.place.account('alice', { paid: 10_000, charged: 0 });
      await stage.judge.ended();
      assert.equal(stage.checkers, []);
      stage.place.account('alice', { paid: 10_000, charged: 278 });
    },
  ],
  [
    'energy: billed beyond what flowed is found',
    ['energy', 'share'],
    async (stage) => {
      await stage.sell();
      stage.place.billed = 4_000;
      stage.place.account('alice', { paid: 10_000, charged: 1_000 });
    },
  ],
  [
    'energy: what flowed and is nobody’s is found at the end',
    ['energy'],
    async (stage) => {
      await stage.sell();
      await stage.pass(60);
    },
  ],
  [
    'energy: what was bridged before a board’s first record is gone with a cut, no more than that',
    ['energy'],
    async (stage) => {
      stage.judge.struck('bridged', 0);
      stage.place.book.flows(0, 1_000_000);
      await stage.pass(20);
      stage.place.book.flows(20_000, 0);
      stage.cut();
      stage.place.board.isPowered = true;
      await stage.judge.ended();
      assert.equal(stage.checkers, []);
      await stage.sell();
      await stage.pass(60);
    },
  ],
  [
    'energy: unauthorised counts as metered',
    [],
    async (stage) => {
      await stage.sell();
      await stage.pass(60);
      stage.place.unauthorised = 16_000;
    },
  ],
  [
    'energy: a register that goes on from elsewhere is nobody’s energy',
    ['energy'],
    async (stage) => {
      await stage.sell();
      stage.place.readings.good = 1;
      await stage.pass(16);
      stage.judge.struck('register-jumps', 0);
      stage.place.billed = 1_000_000;
    },
  ],
  [
    'energy: what is missed as it goes on from elsewhere is excused',
    [],
    async (stage) => {
      await stage.sell();
      stage.place.readings.good = 1;
      await stage.pass(16);
      stage.judge.struck('register-jumps', 0);
    },
  ],
  [
    'energy: a register that moved before it was read since the boot is believed',
    [],
    async (stage) => {
      await stage.sell();
      stage.place.readings.good = 1;
      await stage.pass(16);
      stage.cut();
      stage.place.readings.good = 0;
      stage.place.board.isPowered = true;
      await stage.pass(16);
      stage.judge.struck('register-jumps', 0);
      stage.place.readings.good = 1;
      stage.place.billed = 1_000_000;
    },
  ],
  [
    'energy: whether a new beginning was written down before a cut nobody can tell',
    [],
    async (stage) => {
      await stage.sell();
      stage.place.readings.good = 1;
      await stage.pass(16);
      stage.judge.struck('register-jumps', 0);
      stage.cut();
      stage.place.board.isPowered = true;
      await stage.pass(16);
      stage.place.billed = 1_000_000;
    },
  ],
  [
    'energy: a register that lied is excused',
    [],
    async (stage) => {
      await stage.sell();
      stage.judge.struck('register-stuck', 0);
      await stage.pass(60);
    },
  ],
];

const EXCUSES = {
  'clock-jumps': ['charge'],
  'register-stuck': ['energy'],
  'register-jumps': ['unseen', 'charge'],
  bridged: ['supply'],
} as const;

for (const [name, accused, live] of CASES) {
  judge(name, async () => {
    const stage = new SoakStage({ boards: ['alice', 'bob'], excuses: EXCUSES });
    await live(stage);
    await stage.judge.ended();
    assert.equal(stage.checkers, accused);
  });
}

judge('charge: of several prices a gap may have the lowest, never less', async () => {
  const knots = [
    { atSec: 0, price: 100_000 },
    { atSec: afterStart(3), price: 200_000 },
  ];
  for (const [charged, accused] of [
    [111, []],
    [109, ['charge']],
    [222, []],
    [223, ['charge']],
  ] as const) {
    const stage = new SoakStage({ knots });
    await billed(stage);
    stage.cut();
    stage.place.board.isPowered = true;
    stage.place.account('alice', { paid: 10_000, charged });
    await stage.judge.ended();
    assert.equal(stage.checkers, accused, `${charged} mSat`);
  }
});

judge('charge: of several prices without a gap it goes with what flowed', async () => {
  const knots = [
    { atSec: 0, price: 100_000 },
    { atSec: afterStart(3_000), price: 200_000 },
  ];
  for (const [charged, accused] of [
    [2_777, []],
    [5_500, ['charge']],
  ] as const) {
    const stage = new SoakStage({ knots });
    await stage.sell();
    await stage.pass(100);
    stage.place.billed = 27_777;
    stage.place.account('alice', { paid: 10_000, charged });
    await stage.judge.ended();
    assert.equal(stage.checkers, accused, `${charged} mSat`);
  }
});

judge.run();
