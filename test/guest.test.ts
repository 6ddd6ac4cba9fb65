import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { GUESTS_PER_HOUR_MAX } from '../src/sale/guest';
import { BoardDesk } from './desk/board-desk';
import { stepOf, steps } from './desk/selling';
import { guestConfig, invoiceOf, payShown, untilShown, visiting } from './desk/visiting';

const guest = suite('guest');

const payable = (desk: BoardDesk) => desk.node.payable(desk.nowSec).length;

guest('an invoice is shown, any wallet pays it, and the power flows', () => {
  const desk = visiting();
  untilShown(desk);
  const shown = invoiceOf(desk);
  assert.is(shown?.amountMilliSat, 100_000);
  // 100 sat at 250 sat/kWh, and at the hour's change ahead of it at no more.
  assert.is(shown?.milliWattHours, 400_000);
  assert.is(steps(desk).includes('ask-link'), false);
  assert.is(steps(desk).includes('hand-over'), false);
  desk.run(30_000);
  assert.is(payShown(desk), true);
  desk.run(30_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
  assert.is(desk.book.pulls.settled, 1);
  assert.is(creditOf(desk.book.accounts[0]!), 100_000);
  assert.is(desk.book.sale?.standing, false);
  assert.is(desk.book.sale?.link.secret, '');
});

guest('nothing is shown before flash has the record of it', () => {
  const desk = visiting();
  desk.run(20_000, () => desk.node.invoices.size === 1);
  desk.flashMs = 5_000;
  desk.run(20_000, () => (desk.book.pull?.expiresAtSec ?? 0) !== 0);
  const madeAt = desk.at;
  assert.is(invoiceOf(desk), undefined);
  untilShown(desk);
  assert.is(desk.at - madeAt >= 4_000, true);
});

guest('the invoice lives 600 s, is hidden 30 s before that, and cancelled at its end', () => {
  const desk = visiting();
  untilShown(desk);
  const [invoice] = desk.node.invoices.values();
  assert.is(invoice?.expirySec, 600);
  const from = desk.at;
  desk.run(700_000, () => invoiceOf(desk) === undefined);
  const hiddenMs = desk.at - from;
  assert.is(hiddenMs > 560_000 && hiddenMs <= 571_000, true, String(hiddenMs));
  assert.is(payable(desk), 1);
  desk.run(60_000, () => desk.book.pulls.void === 1);
  assert.is(desk.book.pulls.void, 1);
  assert.is(desk.at - from <= 605_000, true);
  // The sale goes on, with the next one.
  untilShown(desk);
  assert.is(payable(desk), 1);
  assert.is(desk.node.invoices.size, 2);
});

guest('a node that cannot cancel: 300 s, and no other before this one has lapsed', () => {
  const desk = visiting(undefined, false);
  untilShown(desk);
  assert.is([...desk.node.invoices.values()][0]?.expirySec, 300);
  desk.run(420_000, () => {
    assert.is(payable(desk) <= 1, true);
    return desk.node.invoices.size === 2;
  });
  assert.is(desk.book.pulls.lapsed, 1);
});

guest('what the node calls anything else than open is not shown', () => {
  for (const state of ['ACCEPTED', 'CANCELED', 'SETTLED'] as const) {
    const desk = visiting();
    untilShown(desk);
    for (const invoice of desk.node.invoices.values()) invoice.state = state;
    const before = invoiceOf(desk)?.paymentRequest;
    desk.run(3_000);
    assert.is.not(invoiceOf(desk)?.paymentRequest, before, state);
  }
});

guest('an invoice that is open again is shown again', () => {
  const desk = visiting();
  untilShown(desk);
  const [invoice] = desk.node.invoices.values();
  invoice!.state = 'ACCEPTED';
  desk.run(8_000);
  assert.is(invoiceOf(desk), undefined);
  invoice!.state = 'OPEN';
  desk.run(15_000);
  assert.is(invoiceOf(desk)?.paymentRequest, invoice?.paymentRequest);
});

guest('the end of the sale hides the invoice and cancels it', () => {
  const desk = visiting();
  untilShown(desk);
  desk.deliver({ kind: 'unplugged' });
  assert.is(invoiceOf(desk), undefined);
  desk.run(10_000);
  assert.is(payable(desk), 0);
  assert.is(desk.book.pulls.void, 1);
  assert.is(desk.book.mustForget, false, 'no link is in flash');
});

guest('arriving again while a sale runs changes nothing', () => {
  const desk = visiting();
  for (let i = 0; i < 20; i++) {
    desk.deliver({ kind: 'guest-arrived' });
    desk.run(700);
  }
  assert.is(desk.book.accounts.length, 1);
  assert.is(desk.node.invoices.size, 1);
});

guest('who does not pay is ended by the idle end, and costs seven records', () => {
  const desk = new BoardDesk(guestConfig(true, { idleEndMs: 300_000 }), 31);
  desk.run(4_000);
  const before = desk.book.sequence;
  desk.deliver({ kind: 'guest-arrived' });
  desk.run(400_000);
  assert.is(desk.book.sale, undefined);
  assert.is(desk.book.lastSale?.reason, 'idle');
  assert.is(desk.book.sequence - before, 7);
  assert.is(payable(desk), 0);
});

guest('so many sales of guests an hour begin and no more', () => {
  const desk = visiting();
  for (let i = 0; i < 3 * GUESTS_PER_HOUR_MAX; i++) {
    desk.run(20_000);
    desk.deliver({ kind: 'unplugged' });
    desk.run(10_000);
    desk.deliver({ kind: 'guest-arrived' });
  }
  const created = desk.requests.filter((each) => stepOf(each) === 'create').length;
  assert.is(desk.at < 3_600_000, true);
  assert.is(created, GUESTS_PER_HOUR_MAX);
  assert.is((desk.state.faults['guests-too-many'] ?? 0) > 0, true);
  desk.run(3_600_000);
  desk.deliver({ kind: 'guest-arrived' });
  untilShown(desk);
  assert.is(invoiceOf(desk) !== undefined, true);
});

guest('a sale by link, or a board that serves no guests, has none', () => {
  const other = visiting((desk) => {
    desk.offer();
    desk.run(1_000);
  });
  other.run(20_000);
  assert.is(other.book.accounts.length, 1);
  assert.is(other.state.faults['sale-in-progress'], 1);

  const desk = new BoardDesk(guestConfig(true, { guests: false }), 31);
  desk.run(4_000);
  desk.deliver({ kind: 'guest-arrived' });
  desk.run(20_000);
  assert.is(desk.book.accounts.length, 0);
  assert.is(desk.state.faults['guests-not-served'], 1);
});

guest('who came while the meter or the clock were away is served when they are back', () => {
  const desk = visiting((made) => {
    made.isWallKnown = false;
  });
  desk.run(60_000);
  assert.is(desk.book.sale, undefined);
  desk.isWallKnown = true;
  untilShown(desk);
  assert.is(invoiceOf(desk) !== undefined, true);

  const gone = visiting((made) => {
    made.isWallKnown = false;
  });
  gone.run(601_000);
  gone.isWallKnown = true;
  gone.run(20_000);
  assert.is(gone.book.accounts.length, 0);
});

guest.run();
