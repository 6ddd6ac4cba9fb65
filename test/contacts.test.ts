/** A contactor that does not do as it is told is found out, latched, and welded trips upstream. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContactorFeedback, Contacts } from '../src/ports';
import type { BoardDesk } from './desk/board-desk';
import { charging } from './desk/selling';

const contacts = suite('contacts');

/** A car that charges, on a board that knows `feedback` of its contactor. */
function begin(feedback: ContactorFeedback): BoardDesk {
  const desk = charging();
  desk.state.contacts.feedback = feedback;
  return desk;
}

const say = (desk: BoardDesk, are: Contacts) => desk.deliver({ kind: 'contacts', are });
const LOOK_MS = 1_000;
/** As the driver looks at a contact that is not as told: once a second. */
function see(desk: BoardDesk, are: Contacts, ms: number): void {
  for (let leftMs = ms; leftMs > 0; leftMs -= LOOK_MS) {
    say(desk, are);
    desk.run(Math.min(LOOK_MS, leftMs));
  }
}
const tripsOf = (desk: BoardDesk) => desk.done.filter(({ kind }) => kind === 'trip').length;
const stop = (desk: BoardDesk) => desk.deliver({ kind: 'owner-command', command: 'stop-sale' });

contacts('one that does as it is told is never noticed', () => {
  const desk = begin('mirror');
  say(desk, 'closed');
  desk.run(120_000);
  assert.ok(desk.isClosed);
  stop(desk);
  desk.run(200);
  say(desk, 'open');
  desk.run(120_000);
  assert.is(desk.book.latch, undefined);
  assert.is(tripsOf(desk), 0);
});

contacts('mirror: closed a second after the order to open is welded; it trips once', () => {
  const desk = begin('mirror');
  say(desk, 'closed');
  desk.run(3_000);
  stop(desk);
  see(desk, 'closed', 900);
  assert.is(desk.book.latch, undefined);
  see(desk, 'closed', 2_200);
  assert.is(desk.book.latch, 'contactor-welded');
  see(desk, 'closed', 60_000);
  assert.is(tripsOf(desk), 1);
});

for (const feedback of ['mirror', 'meter'] as const) {
  contacts(`${feedback}: welded behind another latch it trips all the same, and once`, () => {
    const desk = begin(feedback);
    say(desk, 'closed');
    desk.run(3_000);
    // What welds contacts: far more than they can carry.
    desk.meter.current = 100_000;
    desk.run(4_000);
    assert.is(desk.book.latch, 'over-current');
    see(desk, 'closed', 60_000);
    assert.is(desk.book.latch, 'over-current', 'the first cause is the one to look for');
    assert.is(tripsOf(desk), 1);
    desk.meter.current = 0;
    see(desk, 'closed', 5_000);
    stop(desk);
    desk.deliver({ kind: 'owner-command', command: 'clear-latch' });
    desk.meter.current = 10_000;
    see(desk, 'closed', 10_000);
    assert.is(desk.book.latch, 'contactor-welded');
    assert.is(tripsOf(desk), 2, 'somebody has reset the breaker');
  });
}

contacts('mirror: a look while the armature still moves is nothing, however late the next', () => {
  for (const nextMs of [1_000, 1_015, 1_900, 12_000]) {
    const desk = begin('mirror');
    say(desk, 'closed');
    desk.run(3_000);
    stop(desk);
    say(desk, 'closed');
    desk.run(nextMs);
    assert.is(desk.book.latch, undefined);
    say(desk, 'open');
    desk.run(60_000);
    assert.is(desk.book.latch, undefined);
    assert.is(tripsOf(desk), 0);
  }
});

contacts('mirror: what JavaScript could not look at meanwhile does not count', () => {
  const desk = begin('mirror');
  for (let i = 0; i < 5; i++) {
    say(desk, 'open');
    desk.run(12_000);
  }
  assert.ok(desk.isClosed);
  stop(desk);
  for (let i = 0; i < 5; i++) {
    say(desk, 'closed');
    desk.run(12_000);
  }
  assert.is(desk.book.latch, undefined);
});

contacts('mirror: closed at boot, before anything was told, is welded', () => {
  const desk = begin('mirror');
  desk.cutPower(9);
  desk.powerOn();
  desk.state.contacts.feedback = 'mirror';
  see(desk, 'closed', 12_000);
  assert.is(desk.book.latch, 'contactor-welded');
  assert.is(tripsOf(desk), 1);
});

contacts(
  'mirror: open five seconds after the order to close fails to close, and trips nothing',
  () => {
    const desk = begin('mirror');
    see(desk, 'open', 4_000);
    assert.ok(desk.isClosed);
    see(desk, 'open', 2_000);
    assert.is(desk.book.latch, 'contactor-failed-to-close');
    assert.not(desk.isClosed, 'it is told to open');
    assert.is(tripsOf(desk), 0);
  },
);

contacts('mirror: bouncing for less than that is nothing', () => {
  const desk = begin('mirror');
  for (let i = 0; i < 10; i++) {
    see(desk, 'open', 2_000);
    see(desk, 'closed', 1_000);
  }
  assert.is(desk.book.latch, undefined);
});

contacts('meter: current through an open supply for five seconds is welded', () => {
  const desk = begin('meter');
  stop(desk);
  desk.meter.current = 10_000;
  desk.run(4_000);
  assert.is(desk.book.latch, undefined);
  desk.run(4_000);
  assert.is(desk.book.latch, 'contactor-welded');
  assert.is(tripsOf(desk), 1);
});

contacts('meter: half an ampere, or five seconds with a break, is nothing', () => {
  const desk = begin('meter');
  stop(desk);
  desk.meter.current = 500;
  desk.run(30_000);
  for (let i = 0; i < 5; i++) {
    desk.meter.current = 10_000;
    desk.run(4_000);
    desk.meter.current = 0;
    desk.run(2_000);
  }
  assert.is(desk.book.latch, undefined);
});

contacts('meter: no current while closed is a load that is off, not a contactor', () => {
  const desk = begin('meter');
  desk.meter.current = 0;
  desk.run(60_000);
  assert.is(desk.book.latch, undefined);
});

contacts('a board that was not told of any feedback judges nothing', () => {
  const desk = charging();
  stop(desk);
  desk.meter.current = 10_000;
  say(desk, 'closed');
  desk.run(30_000);
  assert.is(desk.book.latch, undefined);
});

contacts(
  'latched across a power cut; the owner clears it, and what still holds latches anew',
  () => {
    const desk = begin('mirror');
    see(desk, 'open', 7_000);
    desk.cutPower(9);
    desk.powerOn();
    desk.state.contacts.feedback = 'mirror';
    say(desk, 'open');
    desk.run(60_000);
    assert.not(desk.isClosed);
    assert.is(desk.state.supply.reason, 'contactor-failed-to-close');
    desk.deliver({ kind: 'owner-command', command: 'clear-latch' });
    desk.run(30_000, () => desk.isClosed);
    assert.ok(desk.isClosed);
    see(desk, 'open', 7_000);
    assert.is(desk.book.latch, 'contactor-failed-to-close');
  },
);

contacts('the boot says what feedback there is', () => {
  const desk = charging();
  desk.deliver({ kind: 'boot', hardware: desk.hardware, feedback: 'mirror' });
  assert.is(desk.state.contacts.feedback, 'mirror');
});

contacts.run();
