/** The judge of worn flash: an erase before the rest is told, and each excuse holds once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SoakStage } from './soak-stage';

const judge = suite('soak judge of wear');

const EXCUSES = { 'bit-flips': ['damaged'], 'write-fails': [] } as const;
/** What a boot began to write is whole by then, and the boot is a short one. */
const SHORT_BOOT_SECONDS = 6;
const LONG_BOOT_SECONDS = 600;
const RESTS_SECONDS = 11;

type Flash = { erases: number[]; bytesWritten: number };

class Board {
  readonly stage = new SoakStage({ excuses: EXCUSES });
  readonly flash: Flash = { erases: [3, 4], bytesWritten: 1_000 };

  constructor() {
    Object.assign(this.stage.place, { flash: this.flash });
    this.stage.place.board.isPowered = false;
  }

  async on(seconds = 1): Promise<void> {
    this.stage.place.board.isPowered = true;
    await this.stage.pass(seconds);
  }

  /** Wakes, writes and loses its power. */
  async boot(seconds = SHORT_BOOT_SECONDS): Promise<void> {
    await this.on();
    this.flash.bytesWritten += 100;
    await this.stage.pass(seconds - 1);
    this.stage.cut();
  }

  async boots(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.boot();
  }

  /** Awake for so long before it erases. */
  async erases(afterSeconds: number): Promise<readonly string[]> {
    await this.on(afterSeconds);
    this.flash.erases[1]!++;
    await this.stage.pass(1);
    return this.stage.checkers;
  }
}

judge('wear: after three short boots that wrote, nothing is erased before a rest', async () => {
  const board = new Board();
  await board.boots(3);
  assert.equal(await board.erases(2), ['wear']);
});

judge('wear: an erase that the next cut follows is told', async () => {
  const board = new Board();
  await board.boots(3);
  await board.on();
  board.flash.erases[0]!++;
  board.stage.cut();
  assert.equal(board.stage.checkers, ['wear']);
});

judge('wear: after the rest it may be erased', async () => {
  const board = new Board();
  await board.boots(3);
  assert.equal(await board.erases(RESTS_SECONDS), []);
});

judge('wear: two short boots are none too many', async () => {
  const board = new Board();
  await board.boots(2);
  assert.equal(await board.erases(2), []);
});

judge('wear: boots that wrote nothing, or were cut while they wrote, wear nothing', async () => {
  const board = new Board();
  for (let i = 0; i < 5; i++) {
    await board.on(SHORT_BOOT_SECONDS);
    board.stage.cut();
    await board.boot(2);
  }
  assert.equal(await board.erases(2), []);
});

judge('wear: a boot that slow flash never finished to write down is none', async () => {
  for (const [isRecovering, accused] of [
    [true, []],
    [false, ['wear']],
  ] as const) {
    const board = new Board();
    const cuts = { isRecovering };
    Object.assign(board.stage.place.board, { cuts });
    await board.boots(1);
    cuts.isRecovering = false;
    await board.boots(2);
    assert.equal(await board.erases(2), accused, `${isRecovering}`);
  }
});

judge('wear: ten minutes of life are a new beginning', async () => {
  const board = new Board();
  await board.boots(2);
  await board.boot(LONG_BOOT_SECONDS);
  await board.boots(2);
  assert.equal(await board.erases(2), []);
});

judge('wear: what flash did not take was not written', async () => {
  const board = new Board();
  await board.boots(2);
  await board.on();
  board.flash.bytesWritten += 100;
  await board.stage.pass(SHORT_BOOT_SECONDS);
  board.stage.judge.struck('write-fails', 0);
  board.stage.cut();
  assert.equal(await board.erases(2), []);
});

judge('wear: a factory reset erases all', async () => {
  const board = new Board();
  await board.boots(3);
  board.stage.judge.owner(board.stage.place, 'factory-reset');
  assert.equal(await board.erases(2), []);
});

judge('wear: how often it booted a spoilt journal need not know, told or not', async () => {
  for (const isTold of [false, true]) {
    const board = new Board();
    await board.boots(3);
    board.stage.judge.struck('bit-flips', 0);
    if (isTold) board.stage.place.latch = 'journal-damaged';
    assert.equal(await board.erases(2), []);
  }
});

judge.run();
