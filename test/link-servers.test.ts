/** Table 2 of the reference: what each kind of withdraw server does, and what the board does. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewOf } from '../src/web/view';
import {
  boltcard,
  boltcardHub,
  btcpayBoltcard,
  btcpayPull,
  LINK,
  type LinkServer,
  lnbitsBoltcards,
  lnbitsWithdraw,
} from './desk/link-servers';
import { bending, credit, handedHashes, selling, stepOf } from './desk/selling';

const table = suite('table 2');

/** `fault`: what a second use of one tap, or of one k1, is called; empty where it pays again. */
type Row = {
  readonly name: string;
  readonly make: () => LinkServer;
  /** Before it answers a callback. */
  readonly answerMs: number;
  readonly saysBalance: boolean;
  readonly isReusable: boolean;
  readonly burnt: string;
  readonly tooOld: string;
};

const ROWS: readonly Row[] = [
  {
    name: 'LNbits withdraw',
    make: () => lnbitsWithdraw(),
    answerMs: 5_000,
    saysBalance: false,
    isReusable: true,
    burnt: '',
    tooOld: '',
  },
  {
    name: 'BTCPay pull payment',
    make: () => btcpayPull(),
    answerMs: 10_000,
    saysBalance: true,
    isReusable: true,
    burnt: '',
    tooOld: '',
  },
  {
    name: 'boltcard',
    make: boltcard,
    answerMs: 0,
    saysBalance: false,
    isReusable: false,
    burnt: 'link-refused',
    tooOld: '',
  },
  {
    name: 'boltcard/hub',
    make: boltcardHub,
    answerMs: 15_000,
    saysBalance: false,
    isReusable: false,
    burnt: 'link-used',
    tooOld: 'link-used',
  },
  {
    name: 'LNbits boltcards',
    make: lnbitsBoltcards,
    answerMs: 5_000,
    saysBalance: false,
    isReusable: false,
    burnt: 'link-used',
    tooOld: '',
  },
  {
    name: 'BTCPay Boltcard',
    make: btcpayBoltcard,
    answerMs: 10_000,
    saysBalance: true,
    isReusable: false,
    burnt: '',
    tooOld: '',
  },
];

type Desk = ReturnType<typeof selling>;

function sellingTo(server: LinkServer, change: (desk: Desk) => void = () => {}): Desk {
  return selling((desk) => {
    desk.link.servers.set(LINK, server);
    change(desk);
  });
}

const firstGets = (desk: Desk) => desk.requests.filter((each) => stepOf(each) === 'ask-link');
const paidOnce = (desk: Desk) => {
  assert.is(credit(desk), 100_000);
  assert.is(desk.node.settled.length, 1);
};

for (const { name, make, answerMs, saysBalance, isReusable, burnt, tooOld } of ROWS) {
  table(`2-01: ${name}: the invoice goes with the k1 of the last first answer`, () => {
    const server = make();
    const desk = sellingTo(server);
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.link.handed.length, 1);
    const [{ url } = { url: '' }] = desk.link.handed;
    assert.ok(url.startsWith(`${LINK}/cb?k1=${encodeURIComponent(server.k1)}&pr=`));
  });

  const second = isReusable ? 'pays a second pull' : 'is spent with its first, and pays no second';
  table(`2-02: ${name}: the same link ${second}; each pull asks it once`, () => {
    const desk = sellingTo(make());
    desk.run(60_000, () => desk.book.pulls.settled === 2);
    assert.is(desk.book.pulls.settled, isReusable ? 2 : 1);
    const { faults } = desk.state;
    assert.is((faults['link-used'] ?? 0) + (faults['link-refused'] ?? 0) > 0, !isReusable);
    if (isReusable) assert.is(firstGets(desk).length, 2);
    assert.is(desk.book.pull, undefined);
    assert.is(desk.node.payable(desk.nowSec).length, 0);
  });

  const end = tooOld === '' ? 'lives long enough' : `is too old: ${tooOld}, and nothing is payable`;
  table(`2-03: ${name}: a k1 that waited 15 s for the node ${end}`, () => {
    const desk = sellingTo(make(), bending('create', 'lost', 1));
    desk.run(60_000, () => desk.book.pulls.settled + desk.book.pulls.void > 0);
    if (tooOld === '') return paidOnce(desk);
    assert.is(desk.state.faults[tooOld], 1);
    assert.is(credit(desk), 0);
    assert.is(desk.book.pulls.void, 1);
    assert.is(desk.node.payable(desk.nowSec).length, 0);
  });

  const lost = burnt === '' ? 'is sent again, and it pays' : `burns the tap: ${burnt}, no invoice`;
  table(`2-04: ${name}: a first GET whose answer was lost ${lost}`, () => {
    const desk = sellingTo(make(), bending('ask-link', 'answer-lost', 1));
    desk.run(30_000, () => desk.book.pulls.settled === 1);
    if (burnt === '') return paidOnce(desk);
    assert.ok(desk.state.faults[burnt]);
    assert.is(desk.node.invoices.size, 0);
  });

  table(`2-05: ${name}: an answer after ${answerMs} ms is waited for, and the money counts`, () => {
    const desk = sellingTo(make(), (made) => {
      // The first answer comes at once.
      const { bend } = made;
      made.bend = (request) => {
        made.link.answerMs = stepOf(request) === 'hand-over' ? answerMs : 0;
        return bend(request);
      };
    });
    desk.run(40_000, () => desk.book.pulls.settled === 1);
    paidOnce(desk);
    assert.is(desk.link.handed.length, 1);
    assert.is(desk.state.faults['link-timeout'], undefined);
  });

  const left = saysBalance ? 'what is left, and the board counts it down' : 'nothing about the end';
  table(`2-06: ${name}: its maximum is no amount to ask for, and says ${left}`, () => {
    const desk = sellingTo(make());
    const before = () => viewOf(desk.state, desk.now, 0).link?.leftMilliSat;
    desk.run(20_000, () => desk.link.handed.length === 1);
    assert.is(before(), saysBalance ? 10_000_000 : -1);
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    paidOnce(desk);
    assert.is(before(), saysBalance ? 9_900_000 : -1);
  });

  table(`2-08: ${name}: the same invoice, sent again after a lost answer, is credited once`, () => {
    const desk = sellingTo(make(), (made) => {
      bending('hand-over', 'answer-lost', 1)(made);
      // The money comes after the invoice was sent again.
      made.link.payMs = 27_000;
    });
    desk.run(60_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.link.handed.length, 2);
    assert.is(handedHashes(desk).size, 1);
    desk.run(400_000);
    assert.is(
      desk.node.settled.filter(({ hash }) => handedHashes(desk).has(hash)).length > 0,
      true,
    );
    const received = desk.node.settled.reduce((sum, { milliSat }) => sum + milliSat, 0);
    assert.is(desk.book.accounts[0]?.paid, received);
  });
}

/** As each server says that it will not pay, with the status of HTTP it says it with. */
const DETAILS: readonly (readonly [name: string, status: number, reason: string, fault: string])[] =
  [
    ['LNbits withdraw', 200, 'Withdraw link is disabled.', 'link-exhausted'],
    [
      'BTCPay pull payment',
      400,
      'Payment request could not be paid (Claim result: Overdraft)',
      'link-exhausted',
    ],
    ['boltcard', 200, 'bad request', 'link-refused'],
    ['boltcard/hub', 200, 'Insufficient funds with network fees', 'link-exhausted'],
    ['LNbits boltcards', 200, 'Max daily limit spent.', 'link-exhausted'],
    ['BTCPay Boltcard', 400, 'Payment cancelled: The payer must activate it.', 'link-refused'],
  ];

for (const [name, status, reason, fault] of DETAILS) {
  table(
    `2-07: ${name}: HTTP ${status} "${reason}" is ${fault}, and the invoice is cancelled`,
    () => {
      const fields = { status: 'ERROR', reason };
      const desk = selling(bending('hand-over', { status, fields }));
      desk.run(30_000, () => desk.book.pulls.void === 1);
      assert.is(desk.state.faults[fault], 1);
      assert.is(desk.book.pulls.void, 1);
      assert.is(credit(desk), 0);
    },
  );
}

table.run();
