/** Whose a guest's money is: an account of their own, which nobody else ever gets. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { BoardDesk } from './desk/board-desk';
import { guestConfig, payShown, untilShown, visiting } from './desk/visiting';

const guest = suite('guest');

const payable = (desk: BoardDesk) => desk.node.payable(desk.nowSec).length;

guest('each has an account of their own, also after another left credit', () => {
  const desk = visiting();
  untilShown(desk);
  payShown(desk);
  desk.run(30_000, () => desk.isClosed);
  desk.deliver({ kind: 'unplugged' });
  desk.run(5_000);
  desk.deliver({ kind: 'guest-arrived' });
  untilShown(desk);
  assert.is(desk.book.accounts.length, 2);
  assert.is.not(desk.book.accounts[0]?.buyer, desk.book.accounts[1]?.buyer);
  assert.is(desk.isClosed, false);
});

guest('a generator that repeats itself gives nobody another guest’s account', () => {
  const desk = visiting();
  untilShown(desk);
  payShown(desk);
  desk.run(30_000, () => desk.isClosed);
  desk.deliver({ kind: 'unplugged' });
  desk.run(5_000);
  // The bytes that the first guest's key was made of.
  const again = new BoardDesk(guestConfig(), 31);
  again.run(4_000);
  const { entropy } = again.state;
  desk.state.entropy = entropy;
  desk.deliver({ kind: 'guest-arrived' });
  assert.is(desk.book.sale, undefined);
  assert.is(desk.state.faults['entropy-repeated'], 1);
  untilShown(desk);
  assert.is(desk.book.sale?.account, 1);
});

guest('is granted no starting allowance', () => {
  const terms = { allowanceSat: 20, allowancePerDaySat: 100 };
  const desk = new BoardDesk(guestConfig(true, terms), 31);
  desk.run(4_000);
  desk.deliver({ kind: 'guest-arrived' });
  untilShown(desk);
  assert.is(creditOf(desk.book.accounts[0]!), 0);
});

guest('who shows a link after all takes over, unless something was paid', () => {
  const desk = visiting();
  untilShown(desk);
  desk.offer();
  desk.run(40_000, () => desk.isClosed);
  assert.is(desk.book.sale?.account, 1);
  assert.is(desk.isClosed, true);
  assert.is(payable(desk), 0);

  const paid = visiting();
  untilShown(paid);
  payShown(paid);
  paid.run(5_000);
  paid.offer();
  paid.run(5_000);
  assert.is(paid.book.sale?.account, 0);
  assert.is(paid.state.faults['sale-in-progress'], 1);
});

guest('a late payment of a cancelled invoice is that guest’s', () => {
  const desk = visiting();
  untilShown(desk);
  const [invoice] = desk.node.invoices.values();
  desk.deliver({ kind: 'unplugged' });
  desk.run(10_000, () => desk.book.pulls.void === 1);
  desk.deliver({ kind: 'guest-arrived' });
  untilShown(desk);
  invoice!.state = 'OPEN';
  desk.node.pay(invoice!.hash, desk.nowSec);
  desk.run(400_000);
  assert.is(creditOf(desk.book.accounts[0]!), 100_000);
  assert.is(desk.book.sale?.account, 1);
  assert.is(desk.isClosed, false);
});

guest.run();
