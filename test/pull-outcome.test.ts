import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BoardDesk, LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { bending, credit, handedHashes, selling, stepOf, steps } from './desk/selling';

const pull = suite('pull');

pull('hands that never answer are a time-out of the board’s own', () => {
  const desk = selling(bending('ask-link', 'silent', 1));
  desk.run(30_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.state.faults['hands-silent'], 1);
  assert.is(desk.book.pulls.settled, 1);
});

pull('OK and never pays: cancelled at 45 s, void, no credit, never closed', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'never' }));
  desk.run(80_000, () => desk.book.pulls.void === 1);
  const handedAt = desk.requests.findIndex((each) => stepOf(each) === 'hand-over');
  assert.is(desk.link.handed.length, 1, 'it has the invoice: not handed over again');
  assert.is(steps(desk).filter((step) => step === 'cancel').length, 1);
  assert.ok(handedAt > 0 && desk.at > 45_000 && desk.at < 56_000, `${desk.at}`);
  assert.is(credit(desk), 0);
  assert.is(desk.state.supply.operations, 0);
});

pull('money that arrives after void is found on the late list, and credited once', () => {
  const desk = selling((made) => {
    made.link.pays = 'late';
    made.link.payMs = 60_000;
  });
  desk.run(80_000, () => desk.book.pulls.void === 1);
  desk.link.pays = 'never';
  desk.run(20_000);
  assert.is(desk.node.settled.length, 1);
  assert.is(credit(desk), 0);
  desk.run(310_000);
  assert.is(desk.book.accounts[0]?.late, 100_000);
  desk.cutPower(9);
  desk.powerOn();
  desk.run(30_000);
  assert.is(desk.book.accounts[0]?.late, 100_000);
  assert.is(desk.book.pulls.late, 1);
});

pull('money on the late list of another amount, or for another journal, is not credited', () => {
  const id = '0'.repeat(32);
  for (const other of [{ value: 1_000, paid: 1_000 }, { memo: `desk 0123456789abcdef-${id}` }]) {
    const desk = selling((made) => Object.assign(made.link, { pays: 'never' }));
    desk.run(80_000, () => desk.book.pulls.void === 1);
    const [hash] = handedHashes(desk);
    const invoice = desk.node.invoices.get(hash ?? '')!;
    Object.assign(invoice, { state: 'SETTLED', paid: invoice.value, ...other });
    desk.run(320_000);
    assert.is(desk.book.accounts[0]?.late, 0);
    assert.ok(desk.state.faults['invoice-not-ours']);
  }
});

pull('a late pull is looked up at boot', () => {
  const desk = selling((made) => {
    made.link.pays = 'late';
    made.link.payMs = 60_000;
  });
  desk.run(80_000, () => desk.book.pulls.void === 1);
  desk.link.pays = 'never';
  desk.run(20_000);
  desk.cutPower(9);
  desk.powerOn();
  desk.run(10_000);
  assert.is(desk.book.accounts[0]?.late, 100_000);
});

pull('ERROR and pays: settled all the same', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'error-and-pays' }));
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.ok(desk.state.faults['link-refused']);
});

pull('ERROR and does not: given up after 5 s, by the node’s word', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'error' }));
  desk.run(30_000, () => desk.book.pulls.void === 1);
  assert.ok(desk.at < 16_000, `${desk.at}`);
  assert.is(handedHashes(desk).size, 1);
});

pull('the link says wait: no other pull is begun before', () => {
  const desk = selling((made) => {
    made.link.pays = 'error';
    made.link.reason = 'Wait 60 seconds.';
  });
  desk.run(30_000, () => desk.book.pulls.void === 1);
  desk.link.pays = 'at-once';
  desk.run(45_000);
  assert.is(desk.book.pulls.settled, 0);
  desk.run(30_000);
  assert.ok(desk.book.pulls.settled >= 1);
});

for (const [extra, received] of [
  [5_000, 105_000],
  [-5_000, 95_000],
] as const) {
  pull(`settled for ${received} of 100,000 mSat credits what was received, and is said`, () => {
    const desk = selling((made) => Object.assign(made.link, { extra: extra }));
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(credit(desk), received);
    assert.is(desk.state.faults['paid-another-amount'], 1);
  });
}

pull('a preposterous amount from the node is no credit', () => {
  const desk = selling((made) => Object.assign(made.link, { extra: 2 ** 52 }));
  desk.run(300_000);
  assert.equal(desk.crashes, []);
  assert.is(credit(desk), 0);
  assert.ok(desk.state.faults['invoice-not-ours']);
});

pull('one buyer’s link is never asked to pay for another buyer', () => {
  for (const waitMs of [600, 1_000, 1_400, 1_500, 1_600, 1_800]) {
    const desk = selling();
    desk.run(waitMs);
    desk.deliver({ kind: 'unplugged' });
    desk.offer('https://other.example/w');
    desk.run(15_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.accounts[0]?.paid, 0, `${waitMs}`);
    assert.is(desk.book.accounts[1]?.paid, 100_000, `${waitMs}`);
    for (const { url } of desk.link.handed) {
      const isFirst = url.startsWith(LINK);
      assert.ok(!isFirst || waitMs > 1_500, `${waitMs}: ${url}`);
    }
  }
});

pull('unplugged with an invoice out: cancelled at once; what it brings is that buyer’s', () => {
  const desk = selling((made) => Object.assign(made.link, { payMs: 3_000 }));
  desk.run(10_000, () => desk.link.handed.length === 1);
  desk.deliver({ kind: 'unplugged' });
  desk.run(10_000, () => desk.book.pull === undefined);
  assert.is(desk.book.pulls.void, 1);
  const paying = selling((made) => Object.assign(made.link, { payMs: 100 }));
  paying.run(10_000, () => paying.link.handed.length === 1);
  paying.deliver({ kind: 'unplugged' });
  paying.offer('https://other.example/w');
  paying.run(20_000, () => paying.book.accounts[0]?.paid === 100_000);
  assert.is(paying.book.accounts[0]?.paid, 100_000);
});

pull('no pull without a clock, or with one before the last record', () => {
  const desk = selling();
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  desk.meter.load = 7_000_000;
  const asked = () => steps(desk).filter((step) => step === 'ask-link').length;
  const before = asked();
  desk.isWallKnown = false;
  desk.run(60_000);
  desk.isWallKnown = true;
  desk.wallOffMs = -86_400_000;
  desk.run(60_000);
  assert.is(asked(), before);
  desk.wallOffMs = 0;
  desk.run(20_000);
  assert.ok(asked() > before);
});

pull(
  'credit between the threshold and what closing needs is pulled for, or it never closes',
  () => {
    // One 63 A three-phase second costs more than these payments.
    const terms = {
      payment: { minimumSat: 10, desiredSat: 10, maximumSat: 20 },
      prepaymentSat: 10,
      firstPaymentSat: 20,
      currentMaxMilliAmps: 40_000,
    };
    const config = deskConfig('ev', { terms, supply: { phases: 3 } });
    const desk = new BoardDesk(config, 11);
    desk.run(4_000);
    desk.offer();
    desk.run(120_000, () => desk.isClosed);
    assert.ok(desk.isClosed, `credit ${credit(desk)}`);
  },
);

pull.run();
