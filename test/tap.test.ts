import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  boltcard,
  boltcardHub,
  btcpayBoltcard,
  LINK,
  type LinkServer,
  lnbitsBoltcards,
} from './desk/link-servers';
import { bending, stepOf } from './desk/selling';
import {
  asked,
  guestOf,
  invoiceOf,
  outcome,
  payShown,
  saying,
  shown,
  tap,
  visiting,
  why,
} from './desk/visiting';

const card = suite('tap');

const SERVICES = [
  ['boltcard', boltcard],
  ['boltcard/hub', boltcardHub],
  ['LNbits boltcards', lnbitsBoltcards],
  ['BTCPay Boltcard', btcpayBoltcard],
] as const;

for (const [name, make] of SERVICES) {
  card(`${name}: one tap is one GET on its own connection, and pays what was shown`, () => {
    const desk = shown();
    tap(desk, make());
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.pulls.settled, 1);
    const [first, ...more] = asked(desk, 'ask-card');
    assert.is(more.length, 0);
    assert.is(first?.isOnce, true);
    assert.is(asked(desk, 'card-pays').length, 1);
    assert.is(desk.node.invoices.size, 1);
    assert.is(desk.link.handed.length, 1);
  });

  card(`${name}: a GET whose answer is lost is never repeated; the next tap pays the same`, () => {
    const desk = shown(bending('ask-card', 'answer-lost', 1));
    tap(desk, make());
    desk.run(30_000, () => outcome(desk) === 'failed');
    assert.is(why(desk), 'timeout');
    desk.run(30_000);
    assert.is(asked(desk, 'ask-card').length, 1);
    assert.is(invoiceOf(desk) !== undefined, true);
    tap(desk, make());
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.pulls.settled, 1);
    assert.is(desk.node.invoices.size, 1);
  });

  card(`${name}: a burnt tap says so, and the invoice stays`, () => {
    const desk = shown();
    const service = make();
    // Somebody else read the card before, all the way.
    service.first(desk.at);
    if (name === 'BTCPay Boltcard') {
      service.callback({ k1: service.k1, hash: '', value: 0, atMs: 0 });
    }
    const before = invoiceOf(desk)?.paymentRequest;
    tap(desk, service);
    desk.run(10_000, () => outcome(desk) === 'failed');
    assert.is(why(desk), name === 'boltcard' ? 'refused' : 'used');
    assert.is(invoiceOf(desk)?.paymentRequest, before);
    assert.is(asked(desk, 'card-pays').length, 0);
  });

  card(`${name}: a callback whose answer is lost is not sent again, and the node says paid`, () => {
    const desk = shown((made) => {
      made.link.payMs = 25_000;
      bending('card-pays', 'answer-lost', 1)(made);
    });
    tap(desk, make());
    desk.run(30_000, () => outcome(desk) === 'unsure');
    assert.is(outcome(desk), 'unsure');
    assert.is(invoiceOf(desk) !== undefined, true);
    desk.run(60_000, () => desk.book.pulls.settled === 1);
    assert.is(asked(desk, 'card-pays').length, 1);
    assert.is(desk.book.pulls.settled, 1);
    assert.is(desk.node.invoices.size, 1);
  });
}

card('the callback goes out in the step of the answer, with no look-up between', () => {
  const desk = shown();
  tap(desk, boltcardHub());
  desk.run(20_000, () => asked(desk, 'card-pays').length === 1);
  const order = desk.requests.map(stepOf);
  assert.equal(order.slice(-2), ['ask-card', 'card-pays']);
});

card('without an invoice that is shown no card is asked', () => {
  const desk = visiting();
  tap(desk, boltcard());
  desk.run(1_000);
  const early = desk.requests.map(stepOf);
  assert.is(early.includes('ask-card'), false);
  assert.is(desk.state.faults['card-without-invoice'], 1);

  const late = shown();
  late.run(700_000, () => invoiceOf(late) === undefined);
  tap(late, boltcard());
  late.run(5_000);
  assert.is(asked(late, 'ask-card').length, 0);
});

card('a reader that says one tap twice burns it once', () => {
  const desk = shown();
  desk.link.servers.set(LINK, boltcardHub());
  const url = { secret: `${LINK}?p=1&c=2` };
  desk.deliver({ kind: 'card-tapped', url });
  desk.deliver({ kind: 'card-tapped', url });
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  desk.deliver({ kind: 'card-tapped', url });
  desk.run(5_000);
  assert.is(asked(desk, 'ask-card').length, 1);
  assert.is(desk.book.pulls.settled, 1);
});

card('the same tap, said again after it failed, is not asked again', () => {
  const desk = shown(bending('ask-card', 'lost', 1));
  desk.link.servers.set(LINK, boltcardHub());
  const url = { secret: `${LINK}?p=1&c=2` };
  desk.deliver({ kind: 'card-tapped', url });
  desk.run(20_000, () => outcome(desk) === 'failed');
  desk.deliver({ kind: 'card-tapped', url });
  desk.run(20_000);
  assert.is(asked(desk, 'ask-card').length, 1);
  assert.is(desk.state.faults['card-repeated'], 1);
});

for (const [what, fields, reason, least, most] of [
  ['at most', { maxWithdrawable: 50_000 }, 'above-most', 1_000, 50_000],
  ['at least', { minWithdrawable: 200_000 }, 'below-least', 200_000, 1_000_000_000],
] as const) {
  card(`a card that pays ${what} another amount is told with that amount, and not asked`, () => {
    const desk = shown();
    tap(desk, saying(boltcard, fields)());
    desk.run(10_000, () => outcome(desk) === 'failed');
    assert.is(why(desk), reason);
    assert.is(guestOf(desk)?.tap.leastMilliSat, least);
    assert.is(guestOf(desk)?.tap.mostMilliSat, most);
    assert.is(asked(desk, 'card-pays').length, 0);
    assert.is(invoiceOf(desk)?.amountMilliSat, 100_000);
    tap(desk, boltcard());
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.pulls.settled, 1);
  });
}

card('a card that refuses the invoice: tap again, and another card pays the same one', () => {
  const desk = shown();
  const poor: LinkServer = {
    ...boltcardHub(),
    callback: () => ({
      answer: { status: 200, fields: { status: 'ERROR', reason: 'Insufficient funds' } },
      pays: false,
    }),
  };
  tap(desk, poor);
  desk.run(10_000, () => outcome(desk) === 'failed');
  assert.is(why(desk), 'exhausted');
  desk.run(60_000);
  assert.is(invoiceOf(desk) !== undefined, true, 'it is not cancelled for that');
  tap(desk, boltcard());
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.node.invoices.size, 1);
  assert.is(desk.book.pulls.settled, 1);
});

card('a phone and a card at once: the invoice is paid once, and one payment is credited', () => {
  const desk = shown();
  tap(desk, boltcard());
  desk.run(20_000, () => asked(desk, 'card-pays').length === 1);
  payShown(desk);
  desk.run(30_000);
  assert.is(desk.node.settled.length, 1);
  assert.is(desk.book.accounts[0]?.paid, 100_000);
});

card('what was tapped when the sale ends is asked nothing more', () => {
  const desk = shown();
  tap(desk, boltcard());
  desk.run(1);
  desk.deliver({ kind: 'unplugged' });
  desk.run(30_000);
  assert.is(asked(desk, 'card-pays').length, 0);
  assert.is(desk.node.settled.length, 0);
});

card('a stranger’s link does not end the sale of who is paying by card', () => {
  const desk = shown((made) => {
    made.link.payMs = 10_000;
  });
  tap(desk, boltcard());
  desk.run(20_000, () => outcome(desk) === 'accepted');
  desk.offer();
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.book.sale?.account, 0);
  assert.is(desk.isClosed || desk.book.accounts[0]?.paid === 100_000, true);
});

for (const [what, url] of [
  ['a private address', 'lnurlw://192.168.1.7/w?p=1&c=2'],
  ['plain http', 'http://wallet.example/w?p=1&c=2'],
  ['a link to pay', 'lnurlp://wallet.example/w'],
  ['noise', 'x'],
] as const) {
  card(`${what} on a card is not asked, and is told`, () => {
    const desk = shown();
    desk.deliver({ kind: 'card-tapped', url: { secret: url } });
    desk.run(5_000);
    assert.is(asked(desk, 'ask-card').length, 0);
    assert.is(outcome(desk), 'failed');
    assert.is(invoiceOf(desk) !== undefined, true);
  });
}

card.run();
