/** The journal cut at every byte of what it writes: read back it is as it was before, or after. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Book } from '../src/account/book';
import { journal, restateJournal } from '../src/journal/journal';
import type { Command, FlashCommand } from '../src/ports';
import { type DeskCut, FakeFlash } from './desk/fake-flash';
import { BRIEF_RECORDS, RECORDS } from './desk/records';
import { found, settlePull, told, unnumbered, type Writer, write, writer } from './desk/writer';

const cutting = suite('journal-cut');

for (const isEncrypted of [false, true]) {
  const flash = isEncrypted ? 'encrypted' : 'plain';
  cutting(`cut at every byte of every write: as it was before, or after (${flash})`, () => {
    const chip = new FakeFlash(3, { isEncrypted, sectors: 4 });
    let [cuts, olds, news] = [0, 0, 0];
    for (let last = 1; last < RECORDS.length; last++) {
      // The longest link says no more than its first and last bytes.
      const records = RECORDS[last]?.kind === 'sale-started' ? RECORDS : BRIEF_RECORDS;
      const live = writer({ isEncrypted, sectors: 4 });
      for (let i = 0; i < last; i++) journal(live, records[i]!);
      write(live);
      const old = JSON.stringify(sameAs(live.book, found(live)));
      const before = cutAt(chip, live);
      journal(live, records[last]!);
      const orders = told(live);
      const size = orders[0]?.kind === 'flash-write' ? orders[0].bytes.length / 2 : 1;
      const wholly = JSON.stringify(sameAs(live.book, before(orders, { kept: 9, share: 0 })));
      for (let byte = 0; byte < 160; byte++) {
        const kept = JSON.stringify(before(orders, { kept: 0, share: Math.min(1, byte / size) }));
        if (kept === old) olds++;
        else if (kept === wholly) news++;
        else assert.unreachable(`${records[last]!.kind} at ${byte}: ${kept}`);
        cuts++;
        if (byte >= size) break;
      }
    }
    assert.ok(cuts > 900 && olds > 800 && news > 15, `${cuts} ${olds} ${news}`);
  });

  cutting(`cut in a snapshot: the one before it stands (${flash})`, () => {
    const live = writer({ isEncrypted, sectors: 4 });
    for (const record of BRIEF_RECORDS) journal(live, record);
    write(live);
    settlePull(live, 1);
    const old = unnumbered(live.book);
    const kept = JSON.stringify(sameAs(live.book, found(live)));
    const before = cutAt(new FakeFlash(3, { isEncrypted, sectors: 4 }), live);
    const commands: Command[] = [];
    restateJournal(live, commands);
    for (let done = 0; done < 3; done++) {
      for (let share = 0; share <= 1; share += 1 / 64) {
        const book = before(commands as FlashCommand[], { kept: done, share });
        // Text is compared first because XS takes its time for the rest.
        if (JSON.stringify(book) !== kept) assert.equal(book, old);
      }
    }
  });
}

/** What is there now, cut again and again on the same chip: a fresh one costs XS its noise. */
function cutAt(chip: FakeFlash, { chip: { memory } }: Writer) {
  const before = new FakeFlash(3, { sectors: memory.sectors });
  memory.copyTo(before.memory);
  return (orders: readonly FlashCommand[], cut: DeskCut) => {
    before.memory.copyTo(chip.memory);
    chip.programming.push(...orders);
    chip.cut(cut);
    const { book, blocked } = chip.recover();
    assert.is(blocked, '');
    return unnumbered(book);
  };
}

/** The second, which says the same as the first, whatever the order of its fields. */
function sameAs(live: Book, read: Book): Book {
  assert.equal(unnumbered(read), unnumbered(live));
  return unnumbered(read);
}

cutting.run();
