/** The judge of a factory reset: an account that comes back is told, and each excuse holds once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of a factory reset');

const EXCUSES = {
  'factory-reset': ['forgotten', 'complete', 'energy', 'charge'],
  'bit-flips': ['damaged'],
} as const;
/** More than the mark of a reset needs. */
const ERASES_FOR_GOOD = 4;
/** Nobody asks, and a board is looked at all the same. */
const LOOKED_AT_SECONDS = 16;

type Way = {
  readonly erases: number;
  readonly waiting?: number;
  readonly isTaken?: boolean;
  /** Whoever reset it looked at once, before the power went. */
  readonly isLookedAt?: boolean;
  readonly isCut?: boolean;
};

/** Alice paid 10 sat before the owner's reset, which erases so much. */
async function reset({
  erases,
  waiting = 0,
  isTaken = true,
  isLookedAt = false,
  isCut = false,
}: Way): Promise<SoakStage> {
  const stage = new SoakStage({ excuses: EXCUSES });
  const { place, judge: of } = stage;
  Object.assign(place, { flash: { erases: [7, 0], bytesWritten: 0 } });
  await stage.sell();
  await stage.pass(LOOKED_AT_SECONDS);
  place.endSale();
  stage.switch(false);
  Object.assign(place.board, { flash: { erasesWaiting: waiting } });
  of.struck('factory-reset', 0);
  of.owner(place, 'factory-reset');
  if (isTaken) place.blocked = 'reset';
  if (isLookedAt) place.lastView = { ...(await place.look()), blocked: 'reset' };
  await stage.pass(LOOKED_AT_SECONDS);
  Object.assign(place, { flash: { erases: [7, erases], bytesWritten: 0 } });
  if (isCut) {
    stage.cut();
    place.board.isPowered = true;
  }
  await stage.pass(LOOKED_AT_SECONDS);
  place.blocked = '';
  return stage;
}

const CASES = [
  ['an account of before that is there again is told', { erases: ERASES_FOR_GOOD }, ['money']],
  [
    'an account that comes back after a cut in the midst of it is told',
    { erases: ERASES_FOR_GOOD, isCut: true },
    ['money'],
  ],
  [
    'who resets a board has seen it begin, though nobody else was told before the cut',
    { erases: ERASES_FOR_GOOD, isTaken: false, isLookedAt: true, isCut: true },
    ['money'],
  ],
  ['a cut before its mark was written is no reset', { erases: 3, isCut: true }, []],
  [
    'what slow flash had to erase before it is no part of it',
    { erases: 10, waiting: 7, isCut: true },
    [],
  ],
  [
    'slow flash or not, more than the mark needs is a reset',
    { erases: 11, waiting: 7, isCut: true },
    ['money'],
  ],
  [
    'a board that stood still may have refused it, and erases for itself',
    { erases: ERASES_FOR_GOOD, isTaken: false },
    [],
  ],
] as const;

for (const [name, way, accused] of CASES) {
  judge(`money: ${name}`, async () => {
    const stage = await reset(way);
    await stage.pass(LOOKED_AT_SECONDS);
    assert.equal(stage.checkers, accused);
  });
}

judge('money: with no account left all is well', async () => {
  const stage = await reset({ erases: ERASES_FOR_GOOD });
  stage.place.accounts.length = 0;
  await stage.pass(LOOKED_AT_SECONDS);
  assert.equal(stage.checkers, []);
});

judge('money: what was asked for since is credited, and no more', async () => {
  for (const [paid, accused] of [
    [5_000, []],
    [5_001, ['money']],
  ] as const) {
    const stage = await reset({ erases: ERASES_FOR_GOOD });
    stage.handOver('second of alice');
    stage.pay('alice', 'second of alice', 5_000);
    stage.place.account('alice', { paid });
    await stage.pass(LOOKED_AT_SECONDS);
    assert.equal(stage.checkers, accused, `${paid} mSat`);
  }
});

judge('money: a journal that said it is damaged may hold anything', async () => {
  const stage = await reset({ erases: ERASES_FOR_GOOD });
  stage.judge.struck('bit-flips', 0);
  stage.place.latch = 'journal-damaged';
  await stage.pass(LOOKED_AT_SECONDS);
  assert.equal(stage.checkers, []);
});

judge.run();
