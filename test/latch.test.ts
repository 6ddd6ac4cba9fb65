/** What is latched stays until the owner says otherwise, and a damaged journal a little longer. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lostPullMs } from '../src/sale/latch';
import type { BoardDesk } from './desk/board-desk';
import { deskConfig, nodeChanges } from './desk/desk-config';
import { handedHashes, selling } from './desk/selling';

const latched = suite('latch');
const SOON_MS = 3_000;
const LOST_PULL_MS = lostPullMs(deskConfig('ev'));

/** The invoice of a pull is with the buyer's link, unpaid, and its first record flips a bit. */
function withLostPull(): BoardDesk {
  const desk = selling((each) => {
    each.link.pays = 'never';
  });
  desk.run(10_000, () => desk.link.handed.length > 0);
  const id = desk.book.pull?.id ?? '';
  const at = desk.chip.placeOf(id);
  assert.ok(id !== '' && at !== -1);
  desk.run(SOON_MS);
  desk.cutPower();
  desk.chip.memory.flipBit(at, 3);
  desk.powerOn();
  assert.is(desk.book.latch, 'journal-damaged');
  assert.is(desk.book.pull, undefined, 'nobody knows of it any more');
  return desk;
}

const clear = (desk: BoardDesk) => desk.deliver({ kind: 'owner-command', command: 'clear-latch' });

latched('what is lost with a damaged journal may be paid: no second invoice meanwhile', () => {
  const desk = withLostPull();
  desk.run(SOON_MS);
  clear(desk);
  desk.offer();
  desk.run(LOST_PULL_MS - 2 * SOON_MS);
  assert.is(handedHashes(desk).size, 1);
  assert.is(desk.book.latch, 'journal-damaged');
  desk.run(60_000, () => handedHashes(desk).size > 1);
  assert.is(handedHashes(desk).size, 2, 'the owner need not say it twice');
});

latched('where the node chooses how long an invoice lives, it is waited for the longest', () => {
  assert.is(LOST_PULL_MS, 180_000);
  const node = nodeChanges({ kind: 'lightning-address', canCancel: false });
  assert.is(lostPullMs(deskConfig('ev', { node })), 3_660_000);
});

latched('a boot in between starts that wait again, and the owner is asked again', () => {
  const desk = withLostPull();
  desk.run(SOON_MS);
  clear(desk);
  desk.run(60_000);
  desk.cutPower();
  desk.powerOn();
  desk.run(LOST_PULL_MS + SOON_MS);
  assert.is(desk.book.latch, 'journal-damaged');
  clear(desk);
  desk.run(SOON_MS);
  assert.is(desk.book.latch, undefined, 'it has waited');
});

latched('contacts that still stick when the owner has been there trip the breaker again', () => {
  const desk = withLostPull();
  desk.state.contacts.feedback = 'mirror';
  const trips = () => desk.done.filter(({ kind }) => kind === 'trip').length;
  const look = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      desk.deliver({ kind: 'contacts', are: 'closed' });
      desk.run(1_000);
    }
  };
  look(10);
  assert.is(trips(), 1);
  clear(desk);
  look(30);
  assert.is(trips(), 2, 'though the latch is not cleared yet, and once');
  assert.is(desk.book.latch, 'journal-damaged');
});

latched('nobody clears it: it stays', () => {
  const desk = withLostPull();
  desk.run(2 * LOST_PULL_MS);
  assert.is(desk.book.latch, 'journal-damaged');
});

latched.run();
