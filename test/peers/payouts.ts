/**
 * Money out of a real node: each thing that can become of a refund, read by the board's own
 * functions, with the credential of docs/refunds.md. By the payer's own list one payment left each
 * time that one should, and none else.
 */
import { randomBytes } from 'node:crypto';
import { originOf, parseOriginUrl } from '../../src/config/origin';
import { decodeInvoice } from '../../src/payment/bolt11';
import type { NodePlace } from '../../src/payment/nodes/blueprint';
import { PAYOUT_KINDS, type PayoutKind } from '../../src/payment/payout/kinds';
import { assert } from '../../src/result';
import { milliSat } from '../../src/units';
import { type Answered, type AnswerRow, nobodysLike, openAsker, UNKNOWN_HASH } from './answers';
import type { LndNode } from './lnd-node';
import type { Payment, Peer, PeerNode } from './peer';

export type PayoutPeer = {
  readonly kind: PayoutKind;
  readonly own: PeerNode;
  readonly credential: string;
  readonly payee: LndNode;
  /** What left, by its own list. */
  sent(): Promise<readonly Payment[]>;
};

const AMOUNT_MILLI_SAT = 21_000;
const FEE_MILLI_SAT_MAX = 5_000;
const PAY_SEC_MAX = 10;
/** While a payment is held some say nothing until then. */
const HELD_MS = 8_000;
const ANSWER_MS_MAX = 20_000;
const EXPIRY_SEC = 600;

export async function runPayouts({ name, payout }: Peer): Promise<readonly AnswerRow[]> {
  if (payout === undefined) return [];
  const { ask, stop } = openPayer(payout, payout.credential);
  const stranger = openPayer(payout, nobodysLike(payout.credential));
  const rows: AnswerRow[] = [];
  const says = async (question: string, expected: string, seen: Promise<string>) =>
    void rows.push({ peer: name, question: `refund: ${question}`, expected, seen: await seen });
  try {
    const invoice = await newInvoice(payout.payee);
    await says('pay', 'paid', ask('pay', invoice));
    await says('pay, once more', 'in-flight', ask('pay', invoice));
    await says('look-up', 'paid', ask('look-up', invoice));
    const gone = await newHeld(payout.payee);
    await gone.giveBack();
    await says('pay what nobody takes', 'failed', ask('pay', gone.paymentRequest));
    await says('look-up of that', 'failed', ask('look-up', gone.paymentRequest));
    const held = await newHeld(payout.payee);
    await says('pay what is held', 'in-flight', ask('pay', held.paymentRequest, HELD_MS));
    await says('that once more', 'in-flight', ask('pay', held.paymentRequest));
    await says('look-up of that', 'in-flight', ask('look-up', held.paymentRequest, HELD_MS));
    await held.giveBack();
    await says('look-up when it came back', 'failed', ask('look-up', held.paymentRequest));
    await says('look-up of what was never', 'not-found', ask('look-up', undefined));
    const another = await newInvoice(payout.payee);
    await says('pay, with a wrong credential', 'refused', stranger.ask('pay', another));
    const left = (await payout.sent()).map(({ hash }) => hash);
    const ours = [invoice, gone.paymentRequest, held.paymentRequest, another].map(hashOf);
    const count = ours.map((each) => left.filter((hash) => hash === each).length);
    await says('payments that left', '1 0 0 0', Promise.resolve(count.join(' ')));
  } finally {
    stop();
    stranger.stop();
  }
  return rows;
}

function openPayer({ kind, own }: PayoutPeer, credential: string) {
  const node = PAYOUT_KINDS[kind];
  const url = parseOriginUrl(own.origin);
  assert(url !== undefined, 'peers: a node without an origin');
  const place: NodePlace = { origin: originOf(url), account: '' };
  const { askFor, stop } = openAsker({ kind, own }, credential);
  const ask = async (asked: 'pay' | 'look-up', invoice = '', ms = ANSWER_MS_MAX) => {
    const hash = invoice === '' ? UNKNOWN_HASH : hashOf(invoice);
    const known = { hash, amount: milliSat(AMOUNT_MILLI_SAT) };
    const payment = {
      ...{ paymentRequest: invoice, hash, amountMilliSat: AMOUNT_MILLI_SAT },
      ...{ feeMilliSatMax: FEE_MILLI_SAT_MAX, timeoutSec: PAY_SEC_MAX },
    };
    const isPay = asked === 'pay';
    const request = isPay ? node.pay(payment, place) : node.lookUp(hash, place);
    const answered: Answered | undefined = await askFor(request, ms);
    // Silence leaves it open, as for the board.
    if (answered === undefined) return 'in-flight';
    const { status, fields } = answered;
    const read = isPay
      ? node.readPaid(status, fields, known)
      : node.readLookedUp(status, fields, known);
    return read.ok ? read.value.kind : read.fault;
  };
  return { ask, stop };
}

const TERMS = { value_msat: String(AMOUNT_MILLI_SAT), expiry: String(EXPIRY_SEC), memo: 'refund' };

const newInvoice = async (payee: LndNode): Promise<string> =>
  String((await payee.ask('POST', '/v1/invoices', TERMS))['payment_request']);

/** Taken by nobody: what arrives waits, until it is given back. */
async function newHeld(payee: LndNode) {
  const hash = randomBytes(32).toString('base64');
  const made = await payee.ask('POST', '/v2/invoices/hodl', { ...TERMS, hash });
  return {
    paymentRequest: String(made['payment_request']),
    giveBack: async () =>
      void (await payee.ask('POST', '/v2/invoices/cancel', { payment_hash: hash })),
  };
}

function hashOf(paymentRequest: string): string {
  const invoice = decodeInvoice(paymentRequest);
  assert(invoice.ok, 'peers: an invoice that cannot be read');
  return invoice.value.paymentHash;
}
