/** A guest's deposit with the power cut before every command, and within every write. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { createChance } from './chance';
import { BoardDesk } from './desk/board-desk';
import { DEPOSIT, depositConfig, depositInvoice, settledSum } from './desk/depositing';
import type { Bend } from './desk/fake-wire';
import { invoiceOf, payShown } from './desk/visiting';

const deposit = suite('deposit');

const ENDINGS = ['pays at the end', 'drives off', 'used nothing', 'pays ahead as well'] as const;
type Ending = (typeof ENDINGS)[number];

const TERMS: Readonly<Partial<Record<Ending, object>>> = {
  'pays ahead as well': { depositSat: 60 },
};

/** Every second: only one invoice can be paid that somebody saw. */
function look(desk: BoardDesk, seen: Set<string>): void {
  assert.equal(desk.crashes, []);
  const shown = invoiceOf(desk);
  if (shown !== undefined) seen.add(shown.paymentRequest);
  const payable = desk.node.payable(desk.nowSec).filter((each) => seen.has(each.paymentRequest));
  assert.ok(payable.length <= 1, 'two payable invoices were shown');
}

function live(desk: BoardDesk, seen: Set<string>, seconds: number, act: () => void): void {
  for (let i = 0; i < seconds; i++) {
    desk.run(1_000);
    act();
    look(desk, seen);
  }
}

/** Who pays what is shown, but for what this guest would not. */
function pays(desk: BoardDesk, ending: Ending): void {
  const shown = invoiceOf(desk)?.pays;
  if (shown === 'used' && ending === 'drives off') return;
  if (shown === 'ahead' && ending !== 'pays ahead as well') return;
  if (shown !== undefined) payShown(desk);
}

type Story = {
  readonly ending: Ending;
  readonly desk: BoardDesk;
};

/** Arrives, leaves a deposit, charges for three minutes, unplugs, and what comes of it. */
function tell({ desk, ending }: Story, restart: () => void): void {
  const seen = new Set<string>();
  const load = ending === 'used nothing' ? 0 : 7_000_000;
  desk.meter.load = load;
  desk.deliver({ kind: 'guest-arrived' });
  let isUnplugged = false;
  const act = () => {
    restart();
    if (desk.hands === undefined) return;
    pays(desk, ending);
    if (!isUnplugged && desk.book.sale === undefined && desk.book.accounts.length === 0) {
      desk.deliver({ kind: 'guest-arrived' });
    }
  };
  live(desk, seen, 70, act);
  desk.meter.load = 0;
  isUnplugged = true;
  // A cable that is out is out also when the board comes back.
  live(desk, seen, 30, () => {
    restart();
    if (desk.hands !== undefined && desk.book.sale !== undefined) {
      desk.deliver({ kind: 'unplugged' });
      act();
    }
  });
  // Who does not pay keeps the next one waiting for ten minutes, and the board was off for some.
  live(desk, seen, ending === 'drives off' ? 700 : 120, act);
}

function judge({ desk, ending }: Story, name: string): void {
  const { book, node } = desk;
  assert.is(book.pull, undefined, `${name}: a pull that never closes`);
  assert.is(book.deposit, undefined, `${name}: a deposit that is never decided`);
  assert.is(book.sale, undefined, `${name}: a sale that never ends`);
  const open = [...node.invoices.values()].filter(({ state }) => state === 'ACCEPTED');
  assert.equal(open, [], `${name}: a payment that stays held`);
  const credited = book.accounts.reduce((sum, { paid, late }) => sum + paid + late, 0);
  assert.is(credited, settledSum(desk), `${name}: not what the node took`);
  for (const account of book.accounts) {
    assert.is(account.held, 0, name);
    const isTaken = ending === 'drives off';
    const owed = -creditOf(account);
    assert.ok(owed < 1_000, `${name}: ${owed} mSat were used and not paid`);
    const isFair = isTaken ? account.paid <= DEPOSIT : account.paid <= account.charged + 1_000;
    assert.ok(isFair || ending === 'pays ahead as well', `${name}: more taken than used`);
    assert.ok(account.charged <= DEPOSIT + 100_000, name);
  }
}

for (const ending of ENDINGS) {
  for (const share of ending === 'pays at the end' ? [0, 0.5, 1] : [0.5]) {
    const written = `${share * 100} % of a write kept`;
    deposit(`the power is cut before every command, ${written}: who ${ending}`, () => {
      const sum = { cuts: 0, ahead: 0 };
      for (let at = 0; ; at++) {
        const desk = new BoardDesk(depositConfig(TERMS[ending]), 41);
        const story = { ending, desk };
        desk.run(4_000);
        let left = at;
        desk.cut = ({ kind }) => {
          // What a reading brings once a second leaves nothing behind.
          const isLasting = kind.startsWith('flash-') || kind === 'http-request';
          return isLasting && left-- === 0 ? { kept: at % 3, share } : undefined;
        };
        let offFor = 0;
        tell(story, () => {
          if (desk.hands !== undefined) return;
          offFor += 1;
          if (offFor % 3 === 0) desk.powerOn();
        });
        if (left >= 0) break;
        sum.cuts += 1;
        if (desk.hands === undefined) desk.powerOn();
        desk.run(10_000);
        judge(story, `cut ${at}`);
        if (desk.node.settled.length > 1) sum.ahead += 1;
      }
      assert.ok(sum.cuts > 10, JSON.stringify(sum));
      if (ending === 'pays ahead as well') assert.ok(sum.ahead > 10, JSON.stringify(sum));
    });
  }
}

const GARBAGE: readonly Bend[] = [
  'lost',
  'answer-lost',
  'answer-lost',
  { fault: 'not-connected' },
  { status: 500, fields: undefined },
  { status: 200, fields: {} },
];

deposit('chaos: answers are lost, the power is cut, and guests pay or drive off', () => {
  const sum = { cuts: 0, taken: 0, given: 0, finals: 0 };
  for (let seed = 70; seed < 78; seed++) {
    const chance = createChance(seed);
    const ending = ENDINGS[seed % ENDINGS.length]!;
    const desk = new BoardDesk(depositConfig(), seed);
    const story = { ending, desk };
    desk.run(4_000);
    desk.bend = () => (chance() < 0.1 ? GARBAGE[Math.floor(chance() * GARBAGE.length)] : undefined);
    desk.cut = () => {
      if (chance() > 0.004) return undefined;
      sum.cuts += 1;
      return { kept: Math.floor(chance() * 4), share: chance() };
    };
    tell(story, () => {
      if (desk.hands === undefined && chance() < 0.3) desk.powerOn();
    });
    desk.bend = () => undefined;
    desk.cut = () => undefined;
    if (desk.hands === undefined) desk.powerOn();
    live(desk, new Set(), 1_200, () => {
      if (desk.book.sale !== undefined) desk.deliver({ kind: 'unplugged' });
    });
    assert.is(desk.book.deposit, undefined, `seed ${seed}: a deposit that is never decided`);
    const credited = desk.book.accounts.reduce((all, { paid, late }) => all + paid + late, 0);
    assert.is(credited, settledSum(desk), `seed ${seed}: not what the node took`);
    for (const invoice of desk.node.invoices.values()) {
      assert.is.not(invoice.state, 'ACCEPTED', `seed ${seed}: stays held`);
      if (invoice.isHold && invoice.state === 'SETTLED') sum.taken += 1;
      if (invoice.isHold && invoice.state === 'CANCELED') sum.given += 1;
      if (!invoice.isHold && invoice.state === 'SETTLED') sum.finals += 1;
    }
    assert.is(depositInvoice(desk) !== undefined, true);
  }
  const isReached = sum.cuts > 10 && sum.taken > 0 && sum.given > 3 && sum.finals > 3;
  assert.ok(isReached, JSON.stringify(sum));
});

deposit.run();
