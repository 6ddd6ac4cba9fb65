/** The link: what it answers to whom, how often, and which k1 serves for what. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyReason } from '../src/payment/reason';
import { readWithdrawRequest, WITHDRAW_PICK } from '../src/payment/withdraw';
import { ENERGY_PICK, readEnergy } from '../src/protocol/energy';
import { createPicker, feed, finish } from '../src/web/pick';
import {
  agreedDesk,
  askLink,
  handOver,
  k1Of,
  pull,
  runningDesk,
  timesPaid,
} from './approver-bench';
import { ApproverDesk } from './approver-desk';
import { invoiceOf, LINK, PATH } from './approver-samples';

const link = suite('approver link');

const LOCAL = { localHosts: ['192.168.1.20'] };

link('first answer: a withdrawRequest that our own board reads, and where to negotiate', () => {
  const answer = agreedDesk().request('GET', PATH);
  const picker = createPicker([...WITHDRAW_PICK, ...ENERGY_PICK], { bodyBytesMax: 8_192 });
  feed(picker, new TextEncoder().encode(answer?.body ?? ''));
  const picked = finish(picker);
  assert.ok(picked.ok);
  if (!picked.ok) return;
  const { fields } = picked.value;
  const read = readWithdrawRequest(200, fields, LOCAL);
  assert.ok(read.ok);
  if (!read.ok) return;
  assert.is(read.value.callback.secret, `http://192.168.1.20${PATH}/pay`);
  assert.is(read.value.amountMin, 20_000);
  assert.is(read.value.amountMax, 200_000);
  assert.is(readEnergy(fields, LOCAL)?.secret, `http://192.168.1.20${PATH}/talk`);
});

link('first answer: sizes are those of the deposit first, then those of the terms', () => {
  const desk = runningDesk();
  const { minWithdrawable, maxWithdrawable } = askLink(desk);
  assert.equal([minWithdrawable, maxWithdrawable], [20_000, 100_000]);
});

link('first answer: a k1 that nobody had before, each time', () => {
  const desk = agreedDesk();
  const seen = new Set<string>();
  for (let i = 0; i < 30; i += 1) {
    seen.add(k1Of(desk));
    desk.pass(7);
  }
  assert.is(seen.size, 30);
  for (const k1 of seen) assert.match(k1, /^[0-9a-f]{32}$/);
});

link('first answer: without terms it takes nothing, and still says where to negotiate', () => {
  const { minWithdrawable, maxWithdrawable, energy } = askLink(new ApproverDesk());
  assert.equal([minWithdrawable, maxWithdrawable], [0, 0]);
  assert.ok(energy);
});

link('first answer: without terms and without a shared secret there is only a reason', () => {
  const answer = askLink(new ApproverDesk({ peer: undefined }));
  assert.equal(answer, { status: 'ERROR', reason: 'no terms are agreed on yet' });
});

const STRANGE: readonly (readonly [method: 'GET' | 'POST', target: string])[] = [
  ['GET', '/energy/'],
  ['GET', `/energy/${LINK.slice(0, -1)}`],
  ['GET', `/energy/${LINK}0`],
  ['GET', `${PATH}/`],
  ['POST', PATH],
  ['POST', `${PATH}/pay?k1=1&pr=2`],
  ['GET', `${PATH}/talk`],
  ['GET', `${PATH} `],
  ['GET', `${PATH}?${'x'.repeat(2_048)}`],
];

for (const [method, target] of STRANGE) {
  link(`${method} of ${target.slice(0, 60)} is 404, and does not tell what there is`, () => {
    const answer = agreedDesk().request(method, target);
    assert.is(answer?.status, 404);
    assert.is(answer?.body, '{"status":"ERROR","reason":"Unknown withdraw link."}');
  });
}

link('the eleventh request in a minute waits, and the board that asked knows how long', () => {
  const desk = agreedDesk();
  for (let i = 0; i < 10; i += 1) askLink(desk);
  desk.pass(20);
  const { reason } = askLink(desk);
  assert.is(reason, '11 requests in a minute, at most 10 a minute. Wait 40 seconds.');
  assert.equal(classifyReason(String(reason)), { meaning: 'too-early', waitMs: 41_000 });
  desk.pass(40);
  assert.is(askLink(desk)['tag'], 'withdrawRequest');
});

link('callbacks are counted apart from first answers, refused ones too', () => {
  const desk = agreedDesk();
  for (let i = 0; i < 10; i += 1) handOver(desk, 'none', invoiceOf(1, 50_000));
  assert.match(handOver(desk, 'none', invoiceOf(1, 50_000)), '11 requests in a minute');
  assert.is(askLink(desk)['tag'], 'withdrawRequest');
});

link('k1: one that was never given serves for nothing', () => {
  const reason = handOver(agreedDesk(), '0'.repeat(32), invoiceOf(1, 200_000));
  assert.is(reason, 'k1 is unknown, or older than 600 s: ask the link');
});

link('k1: serves for one invoice, and for no other', () => {
  const desk = runningDesk();
  const k1 = k1Of(desk);
  assert.match(handOver(desk, k1, invoiceOf(2, 50_000)), 'not due');
  const [first, second] = [invoiceOf(2, 50_000), invoiceOf(3, 50_000)];
  assert.match(handOver(desk, k1, second), 'k1 served for invoice');
  desk.meter(1_800_000);
  assert.is(handOver(desk, k1, first), 'OK');
  assert.match(handOver(desk, k1, second), 'k1 served for invoice');
  assert.is(timesPaid(desk, 3), 0);
});

link('k1: after ten minutes it is forgotten', () => {
  const desk = agreedDesk();
  const k1 = k1Of(desk);
  desk.pass(601);
  const invoice = invoiceOf(1, 200_000, { timestampSec: Math.floor(desk.atMs / 1_000) });
  assert.match(handOver(desk, k1, invoice), 'older than 600 s');
});

link('k1: eight are remembered, the oldest goes first', () => {
  const desk = agreedDesk();
  const given = Array.from({ length: 9 }, () => k1Of(desk));
  assert.match(handOver(desk, given[0]!, invoiceOf(1, 200_000)), 'k1 is unknown');
  assert.is(handOver(desk, given[1]!, invoiceOf(1, 200_000)), 'OK');
});

link('callback: without k1 or pr it says what it takes', () => {
  const desk = agreedDesk();
  for (const query of ['', '?k1=1', '?pr=lnbcrt1']) {
    const answer = desk.request('GET', `${PATH}/pay${query}`);
    assert.match(answer?.body ?? '', 'the callback takes k1 and pr');
  }
});

link('the same invoice again: the same answer, no second payment, whatever the k1', () => {
  const desk = agreedDesk();
  const invoice = invoiceOf(1, 200_000);
  const k1 = k1Of(desk);
  for (const each of [k1, k1, k1Of(desk), 'none']) assert.is(handOver(desk, each, invoice), 'OK');
  assert.is(handOver(desk, k1, invoice.toUpperCase()), 'OK');
  desk.restart();
  assert.is(handOver(desk, k1, invoice), 'OK');
  assert.is(timesPaid(desk, 1), 1);
});

link('two invoices at once: the second waits for the first', () => {
  const desk = agreedDesk();
  desk.payeeOf = undefined;
  assert.is(pull(desk, 1, 200_000), '');
  assert.match(pull(desk, 2, 200_000), '1 invoice is being checked, at most 1. Wait');
  assert.is(desk.commands.filter(({ kind }) => kind === 'verify-invoice').length, 1);
});

link('two invoices at once: the second waits while the first is under way', () => {
  const desk = agreedDesk();
  desk.wills = ['in-flight'];
  assert.is(pull(desk, 1, 200_000), 'OK');
  assert.is(
    pull(desk, 2, 200_000),
    'a payment of 200000 mSat is under way: 1, at most 1. Wait 5 seconds.',
  );
});

link('the same invoice while it is being checked: one check, all are answered', () => {
  const desk = agreedDesk();
  desk.payeeOf = undefined;
  const k1 = k1Of(desk);
  const invoice = invoiceOf(1, 200_000);
  for (let i = 0; i < 3; i += 1) assert.is(handOver(desk, k1, invoice), '');
  const checks = desk.commands.filter(({ kind }) => kind === 'verify-invoice');
  assert.is(checks.length, 1);
  const { payee } = desk.config;
  desk.deliver({ kind: 'invoice-verified', id: 'check.1', payee });
  for (const id of ['r2', 'r3', 'r4']) assert.is(desk.answers.get(id)?.body, '{"status":"OK"}');
  assert.is(timesPaid(desk, 1), 1);
});

link('who checks has died: said after ten seconds, and a late word counts for nothing', () => {
  const desk = agreedDesk();
  desk.payeeOf = undefined;
  handOver(desk, k1Of(desk), invoiceOf(1, 200_000));
  desk.pass(11);
  assert.match(desk.answers.get('r2')?.body ?? '', 'was not checked within 10 s');
  desk.deliver({ kind: 'invoice-verified', id: 'check.1', payee: desk.config.payee });
  assert.is(desk.spent(), 0);
});

link.run();
