/** A guest's deposit where the node is away, forgets, or its answers are lost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BoardDesk } from './desk/board-desk';
import {
  charging,
  DEPOSIT,
  depositDesk,
  depositInvoice,
  settledSum,
  untilPays,
} from './desk/depositing';
import { invoiceOf, payShown } from './desk/visiting';

const deposit = suite('deposit');

const account = (desk: BoardDesk) => desk.book.accounts[0]!;

deposit('a node that gives it back is believed: the power stops', () => {
  const desk = charging();
  const invoice = depositInvoice(desk);
  assert.ok(invoice);
  invoice.state = 'CANCELED';
  desk.run(330_000, () => !desk.isClosed);
  assert.is(desk.isClosed, false);
  assert.is(desk.state.faults['deposit-lost'], 1);
  assert.is(account(desk).held, 0);
});

deposit('paid when the sale is over already it is given back', () => {
  const desk = depositDesk();
  untilPays(desk, 'deposit');
  // The cancel is lost for a while, and the payment comes meanwhile.
  desk.bend = () => 'lost';
  const shown = depositInvoice(desk);
  desk.deliver({ kind: 'unplugged' });
  desk.node.pay(shown?.hash ?? '', desk.nowSec);
  desk.run(20_000);
  desk.bend = () => undefined;
  desk.run(60_000);
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
  assert.is(desk.book.pull, undefined);
  assert.is(settledSum(desk), 0);
});

deposit(
  'a node that is away when it is due: what was used is asked for later, or it is taken',
  () => {
    for (const awayMs of [300_000, 1_200_000]) {
      const desk = charging();
      desk.bend = () => ({ fault: 'not-connected' });
      desk.deliver({ kind: 'unplugged' });
      desk.meter.load = 0;
      desk.run(awayMs);
      desk.bend = () => undefined;
      if (awayMs < 900_000) {
        untilPays(desk, 'used', 120_000);
        payShown(desk);
      }
      desk.run(120_000);
      const isPaid = awayMs < 900_000;
      assert.is(depositInvoice(desk)?.state, isPaid ? 'CANCELED' : 'SETTLED', String(awayMs));
      assert.is(desk.book.sale, undefined);
      const { paid, charged } = account(desk);
      assert.is(paid, isPaid ? charged - (charged % 1_000) : DEPOSIT);
    }
  },
);

deposit('an answer that is lost at any step of its end changes nothing of what is taken', () => {
  const names = ['deposit-cancel', 'deposit-look', 'create', 'look-up'] as const;
  for (const name of names) {
    const desk = charging();
    let left = 1;
    desk.bend = (request) => {
      if (!request.id.endsWith(name) || left === 0) return undefined;
      left -= 1;
      return 'answer-lost';
    };
    desk.deliver({ kind: 'unplugged' });
    desk.meter.load = 0;
    untilPays(desk, 'used', 120_000);
    payShown(desk);
    desk.run(120_000);
    assert.is(left, 0, name);
    assert.is(depositInvoice(desk)?.state, 'CANCELED', name);
    const { paid, charged } = account(desk);
    assert.is(paid, charged - (charged % 1_000), name);
  }
});

/** What is shown, in mSat; less of it arrives. */
function payLess(desk: BoardDesk, milliSat: number): number {
  const shown = invoiceOf(desk);
  const invoices = [...desk.node.invoices.values()];
  const invoice = invoices.find((each) => each.paymentRequest === shown?.paymentRequest);
  assert.is(desk.node.pay(invoice?.hash ?? '', desk.nowSec, milliSat), true);
  desk.run(5_000, () => invoiceOf(desk) === undefined);
  return shown?.amountMilliSat ?? 0;
}

deposit('less than was asked for does not free it: the rest is asked for', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  untilPays(desk, 'used');
  const used = payLess(desk, 809);
  assert.is(desk.book.deposit?.stage, 'due');
  assert.is(depositInvoice(desk)?.state, 'ACCEPTED');
  untilPays(desk, 'used', 120_000);
  const { charged } = account(desk);
  const rest = charged - 809;
  assert.is(invoiceOf(desk)?.amountMilliSat, rest - (rest % 1_000));
  assert.ok(rest < used);
  payShown(desk);
  desk.run(30_000);
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
  assert.is(account(desk).paid, 809 + rest - (rest % 1_000));
  assert.is(desk.book.sale, undefined);
});

deposit('who pays less, and the rest not: it is taken, and all that was paid counts', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  untilPays(desk, 'used');
  payLess(desk, 809);
  desk.run(1_600_000);
  assert.is(depositInvoice(desk)?.state, 'SETTLED');
  assert.is(account(desk).paid, DEPOSIT + 809);
  assert.is(settledSum(desk), DEPOSIT + 809);
  assert.is(desk.book.sale, undefined);
});

deposit('less by a part of a sat is all that can be asked for, and it goes back', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  untilPays(desk, 'used');
  const { charged } = account(desk);
  payLess(desk, charged - 999);
  desk.run(30_000);
  assert.is(depositInvoice(desk)?.state, 'CANCELED');
  assert.is(account(desk).paid, charged - 999);
  assert.is(desk.book.sale, undefined);
});

deposit('a settle whose answer is lost is asked again, and counted once', () => {
  const desk = charging();
  let lost = 0;
  desk.bend = (request) => {
    if (!request.id.endsWith('deposit-settle') || lost === 3) return undefined;
    lost += 1;
    return 'answer-lost';
  };
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  desk.run(800_000);
  assert.ok(lost > 0);
  assert.is(account(desk).paid, DEPOSIT);
  assert.is(settledSum(desk), DEPOSIT);
  assert.is(desk.book.pulls.settled, 1);
});

deposit.run();
