/** A journal alone on its chip, written as `keepJournal` does, cut and read back. */
import { type Book, emptyBook } from '../../src/account/book';
import {
  appendWaiting,
  type Journalled,
  journal,
  mayAppend,
  restateJournal,
} from '../../src/journal/journal';
import type { JournalRecord } from '../../src/journal/records';
import { blankRing } from '../../src/journal/ring';
import type { Command, FlashCommand } from '../../src/ports';
import { assert } from '../../src/result';
import { type DeskFlash, FakeFlash } from './fake-flash';

export class Keeper {
  readonly chip: FakeFlash;
  state: Journalled;

  constructor(seed: number, flash: DeskFlash) {
    this.chip = new FakeFlash(seed, flash);
    const ring = { ...blankRing(this.chip.memory.sectors), format: 2 };
    this.state = { book: { ...emptyBook(), epoch: '0123456789abcdef' }, ring };
  }

  /** What the step that makes `records` tells flash; nothing is done yet. */
  tell(...records: readonly JournalRecord[]): readonly Command[] {
    const commands: Command[] = [];
    for (const record of records) journal(this.state, record);
    if (mayAppend(this.state)) appendWaiting(this.state, commands);
    else assert(restateJournal(this.state, commands), 'keeper: the journal is full');
    for (const each of commands) {
      if (each.kind.startsWith('flash-')) this.chip.programming.push(each as FlashCommand);
    }
    return commands;
  }

  keep(...records: readonly JournalRecord[]): void {
    this.tell(...records);
    while (this.chip.programming.length > 0) this.chip.finish();
  }

  /** The same bytes in a chip with chance of its own, and the same state beside it. */
  copy(seed: number, isEncrypted: boolean): Keeper {
    const { memory } = this.chip;
    const copy = new Keeper(seed, { isEncrypted, sectors: memory.sectors });
    memory.copyTo(copy.chip.memory);
    copy.state = JSON.parse(JSON.stringify(this.state)) as Journalled;
    return copy;
  }

  cut(kept: number, share: number): Book {
    this.chip.cut({ kept, share });
    return this.boot();
  }

  boot(): Book {
    const { book, ring } = this.chip.recover();
    this.state = { book, ring };
    return book;
  }
}
