/**
 * The withdraw link (LUD-03): a first answer with a k1 of its own each time, and a callback that
 * pays what is due and nothing else. The same invoice gets the same answer for as long as it could
 * be paid; another with its hash, or with a k1 that served, gets none.
 */
import type { Now, Secret } from '../ports';
import { energyAt } from '../protocol/energy';
import { secret } from '../secret';
import { fingerprintOf, REMEMBERED_FOR_SEC, REMEMBERED_MAX } from './book';
import { amountReason, closedReason, feeMilliSatMax, sizesNow } from './due';
import { type PayableInvoice, readInvoice, timeReason } from './invoice';
import { keepMetered, termsAt } from './metered';
import { planPayment } from './paying';
import type { ApproverCommand } from './ports';
import { refuse, say } from './reply';
import { type ApproverState, type Check, draw, type Grant, secOf } from './state';

const K1_DIGITS = 32;
const GRANTS_MAX = 8;
const GRANT_SEC_MAX = 600;
export const VERIFY_TIMEOUT_MS = 10_000;
/** Of one invoice: who asks again while it is being checked. */
const WAITING_MAX = 4;

export function answerLink(
  state: ApproverState,
  now: Now,
  id: string,
  commands: ApproverCommand[],
): void {
  const closed = closedReason(state, now);
  const negotiates = state.config.peer !== undefined;
  // Terms are agreed on at the address that this very answer tells.
  if (closed !== undefined && !negotiates) return refuse(id, closed, commands);
  const k1 = draw(state, K1_DIGITS);
  if (k1 === undefined) return refuse(id, 'no fresh k1 yet. Wait 2 seconds.', commands);

  state.grants = state.grants.filter((grant) => isFresh(grant, now)).slice(1 - GRANTS_MAX);
  state.grants.push({ k1: secret(k1), atMono: now.mono, hash: '' });
  const atSec = secOf(now);
  const terms = closed === undefined && atSec !== undefined ? termsAt(state, atSec) : undefined;
  const sizes = terms === undefined ? NOTHING : sizesNow(state, terms.offer);
  const { description } = state.config;
  const answer = {
    tag: 'withdrawRequest',
    callback: placeOf(state, 'pay'),
    k1,
    defaultDescription: description,
    minWithdrawable: sizes.minimum,
    maxWithdrawable: sizes.maximum,
  };
  const energy = negotiates ? { energy: energyAt(placeOf(state, 'talk')) } : {};
  say(state, id, { ...answer, ...energy }, commands);
}

const NOTHING = Object.freeze({ minimum: 0, maximum: 0 });

const placeOf = ({ config }: ApproverState, place: string): string =>
  `${config.origin}/energy/${config.link.secret}/${place}`;

const isFresh = (grant: Grant, now: Now): boolean =>
  now.mono - grant.atMono <= GRANT_SEC_MAX * 1_000;

/** The callback: who asks waits for the signature, or is refused at once. */
export function answerCallback(
  state: ApproverState,
  now: Now,
  id: string,
  k1: Secret,
  text: string,
  commands: ApproverCommand[],
): void {
  const { config, check } = state;
  const read = readInvoice(text, config.network);
  if (!read.ok) return refuse(id, read.fault, commands);
  const invoice = read.value;
  if (answerAgain(state, id, text, invoice, commands)) return;

  const grant = state.grants.find((each) => each.k1.secret === k1.secret && isFresh(each, now));
  if (grant === undefined) {
    return refuse(id, `k1 is unknown, or older than ${GRANT_SEC_MAX} s: ask the link`, commands);
  }
  if (grant.hash !== '' && grant.hash !== invoice.paymentHash) {
    const [was, is] = [grant.hash.slice(0, 8), invoice.paymentHash.slice(0, 8)];
    return refuse(id, `k1 served for invoice ${was}, not for ${is}: ask the link`, commands);
  }
  grant.hash = invoice.paymentHash;
  const reason = whyNot(state, now, invoice);
  if (reason !== undefined) return refuse(id, reason, commands);

  if (check?.invoice === text && check.requests.length < WAITING_MAX) {
    check.requests.push(id);
    return;
  }
  if (check !== undefined) {
    return refuse(id, '1 invoice is being checked, at most 1. Wait 2 seconds.', commands);
  }
  state.checks += 1;
  const checkId = `check.${state.checks}`;
  const hash = invoice.paymentHash;
  state.check = { id: checkId, invoice: text, hash, atMono: now.mono, requests: [id] };
  commands.push({ kind: 'verify-invoice', id: checkId, invoice: text });
}

/** An invoice that was answered: the same again, and no second effect. */
function answerAgain(
  state: ApproverState,
  id: string,
  text: string,
  { paymentHash }: PayableInvoice,
  commands: ApproverCommand[],
): boolean {
  const { payment, remembered } = state.book;
  const known = remembered.find(({ hash }) => hash === paymentHash);
  const fingerprint = fingerprintOf(text);
  const isOpen = payment?.hash === paymentHash;
  if (!isOpen && known === undefined) return false;
  const before = isOpen ? fingerprintOf(payment.invoice) : known?.fingerprint;
  if (before !== fingerprint) {
    const reason = `hash ${paymentHash.slice(0, 8)} was that of invoice ${before}`;
    refuse(id, `${reason}, not of ${fingerprint}`, commands);
  } else if (isOpen || known?.end === 'paid') {
    say(state, id, { status: 'OK' }, commands);
  } else {
    refuse(id, 'paying this invoice failed, and it is not tried again: make another', commands);
  }
  return true;
}

/** All that can be said without the signature. */
function whyNot(state: ApproverState, now: Now, invoice: PayableInvoice): string | undefined {
  const { config, book } = state;
  if (config.payee === '') return "no payee is pinned on the buyer's board: 0 keys, at least 1";
  const reason = amountReason(state, now, invoice.amount);
  if (reason !== undefined) return reason;
  if (now.wall === undefined) return 'the clock of this board is not set. Wait 10 seconds.';
  const late = timeReason(invoice, now.wall);
  if (late !== undefined) return late;
  if (book.payment !== undefined) {
    const { amountMilliSat } = book.payment;
    return `a payment of ${amountMilliSat} mSat is under way: 1, at most 1. Wait 5 seconds.`;
  }
  const atSec = secOf(now) ?? 0;
  const open = book.remembered.filter((each) => each.expiresAtSec + REMEMBERED_FOR_SEC > atSec);
  if (open.length < REMEMBERED_MAX) return undefined;
  const most = `at most ${REMEMBERED_MAX - 1}`;
  return `${open.length} invoices could come again, ${most}. Wait 60 seconds.`;
}

/** The signature was looked at: all else is looked at once more, for time has passed. */
export function takeVerdict(
  state: ApproverState,
  now: Now,
  id: string,
  payee: string,
  commands: ApproverCommand[],
): void {
  const { check, config } = state;
  if (check === undefined || check.id !== id) return;
  state.check = undefined;
  const read = readInvoice(check.invoice, config.network);
  if (!read.ok) return refuseAll(check, read.fault, commands);
  const reason = payeeReason(config.payee, payee) ?? whyNot(state, now, read.value);
  if (reason !== undefined) return refuseAll(check, reason, commands);

  const { paymentHash: hash, amount, timestampSec, expirySec } = read.value;
  keepMetered(state, commands);
  const payment = {
    hash,
    invoice: check.invoice,
    amountMilliSat: amount,
    feeMilliSatMax: feeMilliSatMax(amount),
    plannedAtSec: secOf(now) ?? 0,
    expiresAtSec: timestampSec + expirySec,
  };
  planPayment(state, now, payment, commands);
  for (const request of check.requests) say(state, request, { status: 'OK' }, commands);
}

function payeeReason(pinned: string, payee: string): string | undefined {
  if (payee === pinned && pinned !== '') return undefined;
  if (payee === '') return 'the signature of the invoice is not valid';
  return `the invoice pays ${payee.slice(0, 16)}, pinned is ${pinned.slice(0, 16)}`;
}

/** Who checks may have died. */
export function dropOldCheck(state: ApproverState, now: Now, commands: ApproverCommand[]): void {
  const { check } = state;
  if (check === undefined || now.mono - check.atMono <= VERIFY_TIMEOUT_MS) return;
  state.check = undefined;
  const sec = VERIFY_TIMEOUT_MS / 1_000;
  refuseAll(check, `the signature was not checked within ${sec} s. Wait 2 seconds.`, commands);
}

function refuseAll({ requests }: Check, reason: string, commands: ApproverCommand[]): void {
  for (const request of requests) refuse(request, reason, commands);
}
