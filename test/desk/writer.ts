/** A book that is written down record by record, and read back from its chip. */
import * as assert from 'uvu/assert';
import { type Book, emptyBook } from '../../src/account/book';
import { appendWaiting, journal, mayAppend, restateJournal } from '../../src/journal/journal';
import { blankRing, type Ring } from '../../src/journal/ring';
import type { Command, FlashCommand } from '../../src/ports';
import { type DeskFlash, FakeFlash } from './fake-flash';

export type Writer = { readonly book: Book; readonly ring: Ring; readonly chip: FakeFlash };

export const writer = (flash: DeskFlash = {}): Writer => ({
  book: emptyBook(),
  ring: { ...blankRing(flash.sectors), format: 2 },
  chip: new FakeFlash(3, flash),
});

/** Orders of flash, not carried out yet. */
export function told(to: Writer): readonly FlashCommand[] {
  const commands: Command[] = [];
  if (mayAppend(to)) appendWaiting(to, commands);
  else assert.ok(restateJournal(to, commands), 'journal: full');
  return commands as FlashCommand[];
}

export function write(to: Writer): void {
  for (const order of told(to)) to.chip.carryOut(order);
}

/** What a board finds after a boot, but for how far it counts. */
export function found({ chip }: Writer): Book {
  const { book, blocked } = chip.recover();
  assert.is(blocked, '');
  return book;
}

export const unnumbered = (book: Book) => ({ ...book, sequence: 0 });

/** Three records, each in flash before the next. */
export function settlePull(live: Writer, n: number): void {
  const preimage = { secret: (n + 1_000).toString(16).padStart(64, '0') };
  const plannedAtSec = 1_700_001_000 + n;
  const id = 'cd'.repeat(16);
  const terms = { account: 0, id, preimage, amount: 7_000, plannedAtSec, expirySec: 120 };
  journal(live, { kind: 'pull-planned', ...terms });
  const planned = live.book.sequence;
  write(live);
  journal(live, { kind: 'pull-handed-over', planned, expiresAtSec: plannedAtSec + 120 });
  write(live);
  const closedAtSec = plannedAtSec + 2;
  journal(live, { kind: 'pull-closed', planned, outcome: 'settled', received: 7_000, closedAtSec });
  write(live);
}
