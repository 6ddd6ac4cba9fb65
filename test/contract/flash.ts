/**
 * What flash is to the journal, whatever stands behind it: erased by the sector, written once in
 * units of 32 bytes, read back before it counts, and never written where it must not be.
 */
import * as assert from 'uvu/assert';
import type { FlashChip } from '../../drivers/journal-orders';
import { UNIT_BYTES } from '../../src/journal/record';
import { SECTOR_BYTES } from '../../src/journal/sector';

/** How a suite takes a rule. */
export type Rule = (name: string, check: () => void | Promise<void>) => void;

/** `reopen`: after a power cut, with the same flash. */
export type FlashBench = {
  readonly chip: FlashChip;
  readonly reopen: () => FlashChip;
  readonly close: () => void;
};

const bytesFrom = (first: number, count: number) =>
  Uint8Array.from({ length: count }, (_, i) => (first + i) & 0xff);

export function flashContract(test: Rule, name: string, open: () => FlashBench): void {
  const rule = (text: string, check: (bench: FlashBench) => void) =>
    test(`flash, ${name}: ${text}`, () => {
      const bench = open();
      try {
        for (let sector = 0; sector < bench.chip.sectors; sector++) bench.chip.erase(sector);
        check(bench);
      } finally {
        bench.close();
      }
    });

  rule('a chip that is erased reads blank', ({ chip }) => {
    assert.ok(chip.sectors >= 4);
    for (let sector = 0; sector < chip.sectors; sector++) {
      const read = chip.read(sector * SECTOR_BYTES, SECTOR_BYTES);
      assert.is(read.length, SECTOR_BYTES);
      assert.ok(read.every((byte) => byte === 0xff));
    }
  });

  rule('what is written reads back the same, and nothing else has changed', ({ chip }) => {
    const at = 2 * SECTOR_BYTES + 3 * UNIT_BYTES;
    assert.is(chip.write(at, bytesFrom(7, 3 * UNIT_BYTES)), true);
    const sector = chip.read(2 * SECTOR_BYTES, SECTOR_BYTES);
    const wanted = new Uint8Array(SECTOR_BYTES).fill(0xff);
    wanted.set(bytesFrom(7, 3 * UNIT_BYTES), 3 * UNIT_BYTES);
    assert.equal(sector, wanted);
    assert.ok(chip.read(SECTOR_BYTES, SECTOR_BYTES).every((byte) => byte === 0xff));
    assert.ok(chip.read(3 * SECTOR_BYTES, SECTOR_BYTES).every((byte) => byte === 0xff));
  });

  rule('a whole sector is written at once, up to its last byte', ({ chip }) => {
    assert.is(chip.write(SECTOR_BYTES, bytesFrom(0, SECTOR_BYTES)), true);
    assert.equal(chip.read(SECTOR_BYTES, SECTOR_BYTES), bytesFrom(0, SECTOR_BYTES));
  });

  rule('an erase takes its sector and no other', ({ chip }) => {
    for (const sector of [0, 1, 2]) chip.write(sector * SECTOR_BYTES, bytesFrom(sector, 64));
    assert.is(chip.erase(1), true);
    assert.ok(chip.read(SECTOR_BYTES, SECTOR_BYTES).every((byte) => byte === 0xff));
    assert.equal(chip.read(0, 64), bytesFrom(0, 64));
    assert.equal(chip.read(2 * SECTOR_BYTES, 64), bytesFrom(2, 64));
    assert.is(chip.write(SECTOR_BYTES, bytesFrom(9, 64)), true, 'and can be written again');
  });

  rule('written a second time without an erase is told as not written', ({ chip }) => {
    assert.is(chip.write(0, new Uint8Array(UNIT_BYTES).fill(0x00)), true);
    assert.is(chip.write(0, new Uint8Array(UNIT_BYTES).fill(0x55)), false);
  });

  const last = (chip: FlashChip) => chip.sectors * SECTOR_BYTES;
  const WRONG: readonly (readonly [string, (chip: FlashChip) => number, number])[] = [
    ['not from a whole unit', () => 16, UNIT_BYTES],
    ['not whole units', () => 0, UNIT_BYTES - 1],
    ['over the end of a sector', () => SECTOR_BYTES - UNIT_BYTES, 2 * UNIT_BYTES],
    ['behind the end', last, UNIT_BYTES],
    ['nothing', () => 0, 0],
  ];
  for (const [what, at, count] of WRONG) {
    rule(`a write is refused: ${what}`, ({ chip }) => {
      assert.is(chip.write(at(chip), bytesFrom(1, count)), false);
      for (let sector = 0; sector < chip.sectors; sector++) {
        const read = chip.read(sector * SECTOR_BYTES, SECTOR_BYTES);
        assert.ok(read.every((byte) => byte === 0xff));
      }
    });
  }

  rule('an erase of a sector that is not there is refused', ({ chip }) => {
    assert.is(chip.erase(chip.sectors), false);
  });

  rule('it is all there after a power cut', ({ chip, reopen }) => {
    chip.write(SECTOR_BYTES, bytesFrom(3, 96));
    const again = reopen();
    assert.is(again.sectors, chip.sectors);
    assert.equal(again.read(SECTOR_BYTES, 96), bytesFrom(3, 96));
    assert.is(again.write(SECTOR_BYTES + 96, bytesFrom(4, 32)), true);
  });
}
