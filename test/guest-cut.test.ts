/** A guest's sale with the power cut before every command: nothing lost, nothing counted twice. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { createChance } from './chance';
import { BoardDesk, LINK } from './desk/board-desk';
import type { Bend } from './desk/fake-wire';
import { boltcard, boltcardHub, lnbitsBoltcards } from './desk/link-servers';
import { stepOf } from './desk/selling';
import { guestConfig, guestOf, invoiceOf, payShown, tap } from './desk/visiting';

const guest = suite('guest');

type Watched = {
  readonly desk: BoardDesk;
  /** Invoices that somebody saw on the page. */
  readonly seen: Set<string>;
};

/** Every second: what is shown is written, is the only one, and is the open pull's. */
function look({ desk, seen }: Watched): void {
  assert.equal(desk.crashes, []);
  const shown = invoiceOf(desk);
  if (shown === undefined) return;
  const { pull, sale } = desk.book;
  const invoice = [...desk.node.invoices.values()].find(({ hash }) => hash === pull?.hash);
  assert.is(shown.paymentRequest, invoice?.paymentRequest);
  assert.is(pull?.account, sale?.account);
  assert.is(pull?.expiresAtSec !== 0, true);
  seen.add(shown.paymentRequest);
  const payable = desk.node.payable(desk.nowSec).filter((each) => seen.has(each.paymentRequest));
  assert.is(payable.length <= 1, true, 'two payable invoices were shown');
}

function live(watched: Watched, seconds: number, act: () => void = () => {}): void {
  for (let i = 0; i < seconds; i++) {
    watched.desk.run(1_000);
    look(watched);
    act();
  }
}

/** One GET a tap, whatever happened. */
function onceEach(desk: BoardDesk): void {
  const asked = desk.requests.filter((each) => stepOf(each) === 'ask-card');
  assert.is(new Set(asked.map(({ path }) => path.secret)).size, asked.length);
}

function creditedOnce(desk: BoardDesk): void {
  const settled = desk.node.settled.reduce((sum, { milliSat }) => sum + milliSat, 0);
  const credited = desk.book.accounts.reduce((sum, { paid, late }) => sum + paid + late, 0);
  assert.is(credited, settled);
}

for (const [by, pay] of [
  ['a phone', (desk: BoardDesk) => void payShown(desk)],
  ['a card', (desk: BoardDesk) => tap(desk, boltcard())],
] as const) {
  guest(`the power is cut before every command of a sale paid by ${by}`, () => {
    let cuts = 0;
    let shownAgain = 0;
    for (let at = 0; ; at++) {
      const watched = { desk: new BoardDesk(guestConfig(), 41), seen: new Set<string>() };
      const { desk, seen } = watched;
      desk.run(4_000);
      let left = at;
      desk.cut = () => (left-- === 0 ? { kept: at % 3, share: (at % 5) / 4 } : undefined);
      desk.deliver({ kind: 'guest-arrived' });
      live(watched, 3);
      pay(desk);
      live(watched, 12);
      if (desk.hands === undefined) cuts += 1;
      else if (left >= 0) break;
      desk.cut = () => undefined;
      if (desk.hands === undefined) desk.powerOn();
      const seenBefore = seen.size;
      live(watched, 8);
      if (seenBefore === 1 && seen.size === 1 && invoiceOf(desk) !== undefined) shownAgain += 1;
      if (desk.book.sale === undefined) desk.deliver({ kind: 'guest-arrived' });
      live(watched, 80, () => {
        if (desk.book.pulls.settled === 0 && desk.at % 15_000 < 1_000) pay(desk);
      });
      assert.is(desk.isClosed, true, `cut ${at}: no power`);
      assert.is(desk.node.settled.length, 1, `cut ${at}: paid ${desk.node.settled.length} times`);
      assert.is(creditOf(desk.book.accounts.at(-1)!) <= 100_000, true);
      creditedOnce(desk);
      onceEach(desk);
    }
    assert.ok(cuts > 15 && shownAgain > 0, `${cuts} cuts, shown again ${shownAgain}`);
  });
}

const GARBAGE: readonly Bend[] = [
  'lost',
  'answer-lost',
  'answer-lost',
  { fault: 'not-connected' },
  { fault: 'broken' },
  { status: 500, fields: undefined },
  { status: 200, fields: {} },
  { status: 200, fields: { status: 'ERROR', reason: 'bad request' } },
];
const SERVICES = [boltcard, boltcardHub, lnbitsBoltcards] as const;

for (const canCancel of [true, false]) {
  const node = canCancel ? 'can' : 'cannot';
  guest(`chaos: guests come, pay, tap and go; a node that ${node} cancel`, () => {
    const sum = { cuts: 0, settled: 0, taps: 0, shown: 0, ended: 0, again: 0 };
    for (let seed = 50; seed < 58; seed++) {
      const chance = createChance(seed);
      const pick = <Each>(list: readonly Each[]) => list[Math.floor(chance() * list.length)]!;
      const config = guestConfig(canCancel, { idleEndMs: 120_000 });
      const watched = { desk: new BoardDesk(config, seed), seen: new Set<string>() };
      const { desk } = watched;
      desk.bend = () => (chance() < 0.1 ? pick(GARBAGE) : undefined);
      desk.cut = () => {
        if (chance() > 0.003) return undefined;
        sum.cuts += 1;
        desk.after(500 + chance() * 20_000, () => {
          if (desk.hands === undefined) desk.powerOn();
        });
        return { kept: Math.floor(chance() * 4), share: chance() };
      };
      live(watched, 900, () => {
        desk.meter.load = 3_000_000;
        desk.link.payMs = chance() * (chance() < 0.1 ? 90_000 : 4_000);
        desk.flashMs = chance() < 0.1 ? 400 : 3;
        desk.isWallKnown = chance() > 0.05;
        if (chance() < 0.05) desk.deliver({ kind: 'guest-arrived' });
        if (chance() < 0.01) desk.deliver({ kind: 'unplugged' });
        if (chance() < 0.05) payShown(desk);
        if (chance() < 0.1) tap(desk, pick(SERVICES)());
        if (guestOf(desk)?.tap.outcome === 'failed') sum.again += 1;
      });
      desk.bend = () => undefined;
      desk.cut = () => undefined;
      if (desk.hands === undefined) desk.run(30_000);
      desk.isWallKnown = true;
      desk.deliver({ kind: 'unplugged' });
      desk.meter.load = 0;
      desk.run(1_100_000);
      assert.is(desk.book.pull, undefined, `seed ${seed}: a pull that never closes`);
      creditedOnce(desk);
      onceEach(desk);
      sum.settled += desk.book.pulls.settled;
      sum.taps += desk.requests.filter((each) => stepOf(each) === 'card-pays').length;
      sum.shown += watched.seen.size;
      sum.ended += desk.book.accounts.length;
    }
    const { cuts, settled, taps, shown, ended, again } = sum;
    const isReached = cuts > 20 && settled > 20 && taps > 20 && shown > 30 && ended > 20;
    assert.ok(isReached && again > 20, JSON.stringify(sum));
  });
}

guest('after a power cut the same invoice is shown again, and not another', () => {
  const watched = { desk: new BoardDesk(guestConfig(), 43), seen: new Set<string>() };
  const { desk, seen } = watched;
  desk.run(4_000);
  desk.deliver({ kind: 'guest-arrived' });
  live(watched, 60);
  desk.cutPower();
  desk.run(20_000);
  desk.powerOn();
  live(watched, 200);
  assert.is(seen.size, 1);
  assert.is(invoiceOf(desk) !== undefined, true);
  assert.is(desk.link.handed.length, 0);
  const { leftMs = 0 } = invoiceOf(desk) ?? {};
  assert.is(leftMs > 250_000 && leftMs < 300_000, true, String(leftMs));
  payShown(desk);
  desk.run(30_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
});

guest('after a power cut it is not given up because the clock is away for a while', () => {
  const watched = { desk: new BoardDesk(guestConfig(), 43), seen: new Set<string>() };
  const { desk, seen } = watched;
  desk.run(4_000);
  desk.deliver({ kind: 'guest-arrived' });
  live(watched, 60);
  desk.cutPower();
  desk.run(2_000);
  desk.isWallKnown = false;
  desk.powerOn();
  live(watched, 100);
  assert.is(invoiceOf(desk), undefined);
  desk.isWallKnown = true;
  live(watched, 10);
  assert.is(invoiceOf(desk) !== undefined, true);
  assert.is(seen.size, 1);
});

guest('a board that is being reset shows nothing, nor one whose journal failed', () => {
  for (const event of [
    { kind: 'owner-command', command: 'factory-reset' },
    { kind: 'journal-failed' },
  ] as const) {
    const watched = { desk: new BoardDesk(guestConfig(), 43), seen: new Set<string>() };
    const { desk, seen } = watched;
    desk.run(4_000);
    desk.deliver({ kind: 'guest-arrived' });
    live(watched, 6);
    assert.is(seen.size, 1);
    desk.deliver(event);
    assert.is(invoiceOf(desk), undefined);
  }
});

guest('after a power cut that outlasts the invoice it is closed, and a new one is shown', () => {
  const watched = { desk: new BoardDesk(guestConfig(), 43), seen: new Set<string>() };
  const { desk, seen } = watched;
  desk.run(4_000);
  desk.deliver({ kind: 'guest-arrived' });
  live(watched, 60);
  desk.cutPower();
  desk.run(900_000);
  desk.powerOn();
  live(watched, 60);
  assert.is(seen.size, 2);
  assert.is(desk.link.servers.has(LINK), false);
});

guest.run();
