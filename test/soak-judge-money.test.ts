import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from './soak-place';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of money');

/** What a stage with this past is accused of; empty where all is well. */
type Case = readonly [name: string, accused: readonly string[], live: (at: SoakStage) => unknown];

const CASES: readonly Case[] = [
  [
    'money: what was paid and credited is in order',
    [],
    async (stage) => {
      await stage.sell();
    },
  ],
  [
    'money: one mSat more credited than was paid is found',
    ['money'],
    async (stage) => {
      await stage.sell();
      stage.place.account('alice', { paid: 10_001 });
    },
  ],
  [
    'money: a payment credited as paid and as late is found',
    ['money'],
    async (stage) => {
      await stage.sell();
      stage.place.account('alice', { paid: 10_000, late: 10_000 });
    },
  ],
  [
    "money: a payment credited to another buyer's account is found, on both",
    ['money'],
    async (stage) => {
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      stage.place.account('bob', { paid: 10_000 }, keyOf('bob'));
    },
  ],
  [
    "money: credit on a stranger's key is found",
    ['money'],
    (stage) => stage.place.account('nobody', { paid: 1 }),
  ],
  [
    'money: a payment that is not credited at the end is found',
    ['money'],
    async (stage) => {
      stage.handOver('a');
      await stage.pass(1);
      stage.pay('alice', 'a', 10_000);
      await stage.pass(1);
    },
  ],
  [
    'money: a payment of this instant may wait while its pull is open',
    [],
    async (stage) => {
      await stage.pass(1);
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 10_000 };
    },
  ],
  [
    'money: a payment of a minute ago may not, open or not',
    ['money'],
    async (stage) => {
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      await stage.pass(60);
      stage.place.pull = { planned: 7, isOpen: true, watchedMilliSat: 0, amountMilliSat: 10_000 };
    },
  ],
  [
    'money: late money may wait on the late list until the next boot',
    [],
    async (stage) => {
      await stage.pass(1);
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      stage.place.pull = { planned: 0, isOpen: false, watchedMilliSat: 10_000, amountMilliSat: 0 };
      await stage.pass(60);
    },
  ],
  [
    'money: after that boot it may not',
    ['money'],
    async (stage) => {
      await stage.pass(1);
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      stage.place.pull = { planned: 0, isOpen: false, watchedMilliSat: 10_000, amountMilliSat: 0 };
      stage.cut();
      stage.place.board.isPowered = true;
      await stage.pass(60);
    },
  ],
  [
    'money: what the node forgot need not be credited',
    [],
    async (stage) => {
      stage.handOver('a');
      stage.pay('alice', 'a', 10_000);
      stage.settlements[0]!.isForgotten = true;
      await stage.pass(60);
    },
  ],
  [
    'money: a wallet that lost what the node never took is found',
    ['money'],
    (stage) => stage.spentMilliSat.set('alice', 1),
  ],
  [
    'money: a copied journal that is blocked credits nothing',
    [],
    (stage) => {
      stage.judge.struck('journal-copied', 0);
      stage.place.blocked = 'the journal is a copy';
      stage.place.account('alice', { paid: 10_000 });
    },
  ],
];

const EXCUSES = { 'journal-copied': ['complete'] } as const;

for (const [name, accused, live] of CASES) {
  judge(name, async () => {
    const stage = new SoakStage({ boards: ['alice', 'bob'], excuses: EXCUSES });
    await live(stage);
    await stage.judge.ended();
    assert.equal(stage.checkers, accused);
  });
}

judge.run();
