/** Table 5.2 of the reference, row by row: what is observed, what it means, what the board does. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Act,
  CLASSES,
  classifyCallback,
  classifyInvoice,
  classifySilence,
  type Meaning,
} from '../src/payment/observation';
import { CALLBACK_PICK } from '../src/payment/withdraw';
import { START_SEC } from './desk/board-desk';
import type { Bend } from './desk/fake-wire';
import { bending, credit, handedHashes, selling, stepOf, steps } from './desk/selling';
import { picked } from './vectors/picked';

const table = suite('table 5.2');

const said = (status: string, reason?: string) => JSON.stringify({ status, reason });

/** `seen` is the body, behind the status of HTTP where it is not 200; or the fault of a request. */
const ROWS: readonly (readonly [row: string, seen: string, meaning: Meaning, act: Act])[] = [
  ['5.2-01', said('OK'), 'accepted', 'poll'],
  ['5.2-01', said('ok', 'in pending state'), 'accepted', 'poll'],
  ['5.2-01', said('OK', 'has been approved'), 'needs-approval', 'last-payment'],
  ['5.2-01', said('OK', 'has been recorded'), 'needs-approval', 'last-payment'],
  ['5.2-01', said('OK', 'payment manually'), 'needs-approval', 'last-payment'],
  ['5.2-02', 'timeout', 'unknown', 'send-again'],
  ['5.2-02', 'broken', 'unknown', 'send-again'],
  ['5.2-02', 'too-long', 'unknown', 'send-again'],
  ['5.2-02', 'not-connected', 'not-sent', 'send-again'],
  ['5.2-02', 'address-refused', 'not-sent', 'send-again'],
  ['5.2-02', 'certificate-refused', 'not-sent', 'send-again'],
  ['5.2-02', '<html>', 'unknown', 'send-again'],
  ['5.2-02', '502 <html>', 'unknown', 'send-again'],
  ['5.2-02', `500 ${said('ERROR', 'oops')}`, 'unknown', 'send-again'],
  ['5.2-03', said('ERROR', 'LNURL already being processed.'), 'in-flight', 'poll'],
  ['5.2-03', said('ERROR', 'Payment is still pending.'), 'in-flight', 'poll'],
  ['5.2-03', `400 ${said('ERROR', '(Claim result: Duplicate)')}`, 'in-flight', 'poll'],
  ['5.2-03', said('ERROR', 'phoenix api timeout'), 'in-flight', 'poll'],
  ['5.2-03', `400 ${said('ERROR', '(Payout state: Cancelled)')}`, 'in-flight', 'poll'],
  ['5.2-04', said('ERROR', 'Payment already paid.'), 'probably-paid', 'poll'],
  ['5.2-04', said('ERROR', 'Payment already claimed.'), 'probably-paid', 'poll'],
  ['5.2-05', said('ERROR', 'Wait 5 seconds.'), 'too-early', 'wait'],
  ['5.2-06', said('ERROR', 'Amount not within limits.'), 'amount', 'smaller'],
  ['5.2-06', `400 ${said('ERROR', 'was not within bounds (1 - 2 sats)')}`, 'amount', 'smaller'],
  ['5.2-07', said('ERROR', 'Insufficient balance.'), 'exhausted', 'next-link'],
  ['5.2-07', `400 ${said('ERROR', '(Claim result: Overdraft)')}`, 'exhausted', 'next-link'],
  ['5.2-07', said('ERROR', 'daily limit exceeded'), 'exhausted', 'next-link'],
  ['5.2-07', said('ERROR', 'withdraw is spent.'), 'exhausted', 'next-link'],
  ['5.2-07', `400 ${said('ERROR', '(Claim result: Expired)')}`, 'exhausted', 'next-link'],
  ['5.2-07', `400 ${said('ERROR', '(Claim result: Archived)')}`, 'exhausted', 'next-link'],
  ['5.2-07', '404 Not Found', 'exhausted', 'next-link'],
  ['5.2-07', said('ERROR', 'card counter not incremented'), 'used', 'next-link'],
  ['5.2-07', `400 ${said('ERROR', 'Replayed or expired query')}`, 'used', 'next-link'],
  ['5.2-08', said('ERROR', 'bad request'), 'refused', 'give-up'],
  ['5.2-08', said('ERROR'), 'refused', 'give-up'],
  ['5.2-08', '302 <html>', 'redirected', 'give-up'],
];

const FAULTS = [
  'timeout',
  'broken',
  'too-long',
  'not-connected',
  'address-refused',
  'certificate-refused',
] as const;

function meaningOf(seen: string): Meaning {
  const fault = FAULTS.find((each) => each === seen);
  if (fault !== undefined) return classifySilence(fault);
  const status = Number(seen.slice(0, 3));
  const body = status > 0 ? seen.slice(4) : seen;
  return classifyCallback(status > 0 ? status : 200, picked(body, CALLBACK_PICK)).meaning;
}

for (const [row, seen, meaning, act] of ROWS) {
  table(`${row}: ${seen} means ${meaning}, and the board does: ${act}`, () => {
    assert.is(meaningOf(seen), meaning);
    assert.equal(CLASSES[meaning], { row, act });
  });
}

table('5.2-09: settled is the only word that credits, and it is the node’s', () => {
  assert.equal(CLASSES[classifyInvoice('settled')], { row: '5.2-09', act: 'credit' });
  const credits = Object.values(CLASSES).filter(({ act }) => act === 'credit');
  assert.is(credits.length, 1);
  for (const [, seen] of ROWS) assert.is.not(CLASSES[meaningOf(seen)].act, 'credit', seen);
});

table('5.2-10: canceled is final, and an open or held invoice is not', () => {
  assert.equal(CLASSES[classifyInvoice('canceled')], { row: '5.2-10', act: 'close' });
  for (const state of ['open', 'accepted'] as const) {
    assert.equal(CLASSES[classifyInvoice(state)], { row: '5.2-10', act: 'poll' });
  }
  for (const [, seen] of ROWS) assert.is.not(CLASSES[meaningOf(seen)].act, 'close', seen);
});

table('every meaning has a case here', () => {
  const seen = new Set<string>(ROWS.map(([, , meaning]) => meaning));
  for (const each of ['settled', 'dead', 'payable']) seen.add(each);
  assert.equal([...seen].sort(), Object.keys(CLASSES).sort());
});

type Desk = ReturnType<typeof selling>;

const answering = (reason: string, status = 'ERROR'): Bend => ({
  status: 200,
  fields: { status, reason },
});
const handOvers = (desk: Desk) => steps(desk).filter((step) => step === 'hand-over').length;
/** The first pull goes to a link that answers so to every hand-over. */
const withLink = (bend: Bend, times?: number, canCancel = true) =>
  selling(bending('hand-over', bend, times), canCancel);

table('5.2-01: OK is polled for until the money comes, and not handed over again', () => {
  const desk = selling((made) => Object.assign(made.link, { payMs: 40_000 }));
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.is(handOvers(desk), 1);
});

table('5.2-01: what a person must approve is waited for as long as any other', () => {
  const desk = withLink(answering('The request has been recorded.', 'OK'), 1);
  desk.run(60_000, () => desk.book.pulls.void === 1);
  assert.ok(desk.at > 45_000 && desk.at < 60_000, `${desk.at}`);
  assert.is(desk.state.faults['link-needs-approval'], 1);
});

table('5.2-02: silence is looked up, then the same invoice goes twice more, and no other', () => {
  const desk = withLink({ fault: 'broken' });
  desk.run(40_000);
  assert.is(handOvers(desk), 3);
  assert.is(desk.node.invoices.size, 1);
  const after = steps(desk).slice(steps(desk).indexOf('hand-over') + 1);
  assert.is(after[0], 'look-up');
});

table('5.2-02: an invoice that never left is cancelled without the wait for its money', () => {
  const desk = withLink({ fault: 'not-connected' });
  desk.run(60_000, () => desk.book.pulls.void === 1);
  assert.is(handOvers(desk), 3);
  assert.ok(desk.at < 25_000, `${desk.at}`);
});

table('5.2-02: one silence among three may have been the payment: it is waited for', () => {
  let asked = 0;
  const desk = selling((made) => {
    made.bend = (request) => {
      if (stepOf(request) !== 'hand-over') return undefined;
      asked += 1;
      return { fault: asked === 1 ? 'timeout' : 'not-connected' };
    };
  });
  desk.run(90_000, () => desk.book.pulls.void === 1);
  assert.ok(desk.at > 45_000, `${desk.at}`);
});

table('5.2-03: what is in flight is polled for only', () => {
  const desk = withLink(answering('LNURL already being processed.'));
  desk.run(44_000);
  assert.is(handOvers(desk), 1);
  assert.is(desk.book.pulls.void, 0);
});

table('5.2-04: what is said to be paid is credited by the node’s word, or by nothing', () => {
  const desk = withLink(answering('Payment already paid.'), 1);
  desk.run(44_000);
  assert.is(credit(desk), 0);
  assert.is(handOvers(desk), 1);
  desk.run(20_000, () => desk.book.pulls.void === 1);
  assert.is(desk.book.pulls.void, 1);
});

table('5.2-05: a short wait is kept, and the same invoice goes again after it', () => {
  const desk = withLink(answering('Wait 12 seconds.'), 1);
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  assert.is(handOvers(desk), 2);
  assert.is(handedHashes(desk).size, 1);
  assert.is(desk.node.invoices.size, 1, 'no other invoice');
  const [handed] = desk.node.invoices.values();
  const paidAfterSec = desk.nowSec - (handed?.creationSec ?? START_SEC);
  assert.ok(paidAfterSec >= 13 && paidAfterSec <= 20, `${paidAfterSec}`);
});

table('5.2-05: a link that always says wait gets it three times, and not past its time', () => {
  const desk = withLink(answering('Wait 1 seconds.'));
  desk.run(60_000, () => desk.book.pulls.void === 1);
  assert.is(handOvers(desk), 3);
  assert.is(desk.book.pulls.void, 1);
});

table('5.2-06: a refused amount is halved at the next try, down to the least payment', () => {
  const desk = withLink(answering('Amount not within limits.'), 2);
  desk.run(90_000, () => desk.book.pulls.settled === 1);
  const amounts = [...desk.node.invoices.values()].map(({ value }) => value);
  assert.equal(amounts, [100_000, 50_000, 25_000]);
  assert.is(desk.book.accounts[0]?.paid, 25_000);
});

table('5.2-06: below the least payment the link has ended for now', () => {
  const desk = withLink(answering('Amount not within limits.'));
  desk.run(300_000, () => desk.state.faults['link-maximum-below-payment'] === 1);
  const amounts = [...desk.node.invoices.values()].map(({ value }) => value);
  assert.equal(amounts, [100_000, 50_000, 25_000, 12_000]);
});

table('5.2-07: an empty link is given up within seconds, by the node’s word', () => {
  const desk = withLink(answering('Insufficient balance.'), 1);
  desk.run(30_000, () => desk.book.pulls.void === 1);
  assert.ok(desk.at < 16_000, `${desk.at}`);
  assert.is(handOvers(desk), 1);
});

table('5.2-08: a refusal is no proof: the money that comes all the same counts', () => {
  const desk = selling((made) => Object.assign(made.link, { pays: 'error-and-pays' }));
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
});

table('5.2-08: a redirect is not followed, and not taken for an answer', () => {
  const desk = withLink({ status: 302, fields: undefined }, 1);
  desk.run(30_000, () => desk.book.pulls.void === 1);
  assert.is(desk.state.faults['link-redirected'], 1);
  assert.is(handOvers(desk), 1);
});

table('5.2-10: a node that cannot cancel: no other invoice before the first has lapsed', () => {
  const desk = withLink(answering('bad request'), 1, false);
  desk.run(170_000);
  assert.is(desk.node.invoices.size, 1);
  desk.run(60_000, () => desk.node.invoices.size === 2);
  assert.is(desk.book.pulls.lapsed, 1);
});

table.run();
