/** A guest's deposit: held while energy flows, given back when what was used is paid. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import type { BoardDesk } from './desk/board-desk';
import {
  charging,
  DEPOSIT,
  depositDesk,
  depositInvoice,
  held,
  settledSum,
  untilPays,
} from './desk/depositing';
import { deskConfig } from './desk/desk-config';
import { steps } from './desk/selling';
import { asked, guestOf, invoiceOf, payShown, tap, why } from './desk/visiting';

const deposit = suite('deposit');

const account = (desk: BoardDesk) => desk.book.accounts[0]!;

deposit('it is shown first, held by the node, and energy flows while nothing is taken', () => {
  const desk = depositDesk();
  untilPays(desk, 'deposit');
  assert.is(invoiceOf(desk)?.amountMilliSat, DEPOSIT);
  payShown(desk);
  desk.run(30_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
  assert.is(guestOf(desk)?.deposit?.stage, 'held');
  assert.is(creditOf(account(desk)), DEPOSIT);
  assert.is(account(desk).paid, 0);
  assert.is(settledSum(desk), 0);
});

deposit('at the end what was used is asked for; paid, the deposit goes back', () => {
  const desk = charging();
  const used = account(desk).charged;
  assert.ok(used > 20_000, String(used));
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  desk.run(2_000);
  assert.is(desk.isClosed, false);
  assert.is(invoiceOf(desk), undefined);
  untilPays(desk, 'used');
  const asking = invoiceOf(desk)?.amountMilliSat ?? 0;
  const owed = account(desk).charged;
  assert.is(asking, owed - (owed % 1_000));
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
  assert.is(desk.book.sale?.account, 0);
  payShown(desk);
  desk.run(20_000);
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
  assert.is(desk.book.deposit, undefined);
  assert.is(desk.book.sale, undefined);
  assert.is(desk.book.lastSale?.reason, 'unplugged');
  assert.is(settledSum(desk), asking);
  assert.is(creditOf(account(desk)), asking - owed);
});

deposit('who used nothing is asked for nothing and has it back', () => {
  const desk = held();
  desk.meter.load = 0;
  desk.deliver({ kind: 'unplugged' });
  desk.run(20_000);
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
  assert.is(desk.book.sale, undefined);
  assert.is(desk.node.invoices.size, 1);
  assert.is(settledSum(desk), 0);
});

deposit('who drives off without paying: it is taken, and the rest stays the guest’s', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  untilPays(desk, 'used');
  desk.run(580_000);
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
  desk.run(60_000);
  assert.is(depositInvoice(desk)?.state, 'SETTLED');
  assert.is(desk.book.deposit, undefined);
  assert.is(desk.book.sale, undefined);
  const { paid, charged, held } = account(desk);
  assert.equal({ paid, held }, { paid: DEPOSIT, held: 0 });
  assert.is(creditOf(account(desk)), DEPOSIT - charged);
  // The other invoice can be paid no more.
  assert.is(desk.node.payable(desk.nowSec).length, 0);
});

deposit('held for twelve hours it is taken, and the sale goes on with what is left', () => {
  const desk = held();
  desk.meter.load = 60_000;
  desk.run(43_000_000);
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
  desk.run(400_000);
  assert.is(depositInvoice(desk)?.state, 'SETTLED');
  assert.is(desk.isClosed, true);
  assert.is(account(desk).paid, DEPOSIT);
  assert.is(desk.book.sale?.account, 0);
});

deposit(
  'when it runs low more is asked for ahead, and only what is over is asked for at the end',
  () => {
    const desk = held();
    desk.meter.load = 7_000_000;
    untilPays(desk, 'ahead', 20_000_000);
    assert.is(desk.isClosed, true);
    assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
    const ahead = invoiceOf(desk)?.amountMilliSat ?? 0;
    payShown(desk);
    desk.run(10_000);
    assert.is(account(desk).paid, ahead);
    desk.deliver({ kind: 'unplugged' });
    desk.meter.load = 0;
    untilPays(desk, 'used');
    const { charged } = account(desk);
    const owed = charged - ahead;
    assert.is(invoiceOf(desk)?.amountMilliSat, owed - (owed % 1_000));
  },
);

deposit('used up and nothing paid ahead: the power stops, and nothing is used beyond it', () => {
  const desk = held();
  desk.meter.load = 7_000_000;
  desk.run(20_000_000, () => !desk.isClosed);
  assert.is(desk.isClosed, false);
  assert.ok(account(desk).charged <= DEPOSIT);
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
});

deposit('a card cannot leave one: it is not asked, and pays ahead with another invoice', () => {
  const desk = depositDesk();
  untilPays(desk, 'deposit');
  tap(desk);
  assert.is(why(desk), 'cannot-deposit');
  assert.is(asked(desk, 'ask-card').length, 0);
  untilPays(desk, 'ahead');
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
});

deposit('who would rather pay ahead says so, before or after it is shown', () => {
  for (const isShown of [false, true]) {
    const desk = depositDesk({ isSilent: true });
    if (isShown) {
      desk.deliver({ kind: 'guest-arrived' });
      untilPays(desk, 'deposit');
    }
    desk.deliver({ kind: 'guest-arrived', paysAhead: true });
    untilPays(desk, 'ahead');
    assert.is(depositInvoice(desk)?.state, isShown ? 'CANCELED' : undefined);
  }
});

deposit('an image on trial asks for none: the one before it could not read its records', () => {
  const desk = depositDesk({ format: 1 });
  untilPays(desk, 'ahead');
  assert.is(steps(desk).includes('create'), true);
  assert.is(depositInvoice(desk), undefined);
});

deposit('the configuration refuses one where nobody could hold it', () => {
  const wrong = (node: object, terms: object) => () =>
    deskConfig('ev', { node: { ...node }, terms: { depositSat: 5_000, ...terms } });
  assert.throws(wrong({}, {}), /depositSat.*guests/);
  assert.throws(wrong({ canCancel: false }, { guests: true }), /depositSat.*holds no payment/);
  const cln = { kind: 'core-lightning' };
  assert.throws(wrong(cln, { guests: true }), /core-lightning holds no payment/);
  assert.throws(wrong({}, { guests: true, depositSat: 1 }), /minimumSat/);
});

deposit.run();
