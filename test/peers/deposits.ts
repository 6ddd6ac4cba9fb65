/**
 * A guest's deposit at a real node: held, given back, taken, read by the board's own functions with
 * the credential of docs/payments.md. By the payer's own list only what was taken left.
 */
import { createHash, randomBytes } from 'node:crypto';
import { DEPOSIT_CLTV } from '../../src/payment/deposit';
import { LND } from '../../src/payment/nodes/lnd';
import { LND_HOLD } from '../../src/payment/nodes/lnd-hold';
import { secret } from '../../src/secret';
import { type AnswerRow, openAsker } from './answers';
import { waitFor } from './child';
import type { LndNode } from './lnd-node';
import type { Payment, Peer } from './peer';

export type DepositPeer = {
  /** May hold and settle besides. */
  readonly credential: string;
  /** Of a board without deposits. */
  readonly lesser: string;
  readonly payer: LndNode;
  sent(): Promise<readonly Payment[]>;
};

const AMOUNT_MILLI_SAT = 25_000;
const EXPIRY_SEC = 600;
const HELD_SEC_MAX = 30;

export async function runDeposits(peer: Peer): Promise<readonly AnswerRow[]> {
  const { deposit, name } = peer;
  if (deposit === undefined) return [];
  const board = openAsker(peer, deposit.credential);
  const lesser = openAsker(peer, deposit.lesser);
  const rows: AnswerRow[] = [];
  const says = (question: string, expected: string, seen: string) =>
    void rows.push({ peer: name, question: `deposit: ${question}`, expected, seen });
  try {
    const given = newDeposit();
    says('create', 'created', await create(board, given));
    says('create, once more', 'already-exists', await create(board, given));
    says('look-up', 'open', await lookUp(board, given));
    says('settle what nobody paid', 'gone', await settle(board, given));
    await pay(deposit.payer, given.paymentRequest);
    says('look-up of what is paid', 'accepted', await untilHeld(board, given));
    says('cancel', 'canceled', await cancel(board, given));
    says('look-up of that', 'canceled', await lookUp(board, given));
    says('settle of that', 'gone', await settle(board, given));
    const taken = newDeposit();
    says('create another', 'created', await create(board, taken));
    await pay(deposit.payer, taken.paymentRequest);
    says('look-up of what is paid', 'accepted', await untilHeld(board, taken));
    says('settle', 'settled', await settle(board, taken));
    says('settle, once more', 'settled', await settle(board, taken));
    says('look-up of that', 'settled', await lookUp(board, taken));
    says('cancel of that', 'already-settled', await cancel(board, taken));
    says('create, with a lesser credential', 'refused', await create(lesser, newDeposit()));
    const left = (await deposit.sent()).map(({ hash }) => hash);
    const count = [given, taken].map(({ hash }) => left.filter((each) => each === hash).length);
    says('payments that left', '0 1', count.join(' '));
  } finally {
    board.stop();
    lesser.stop();
  }
  return rows;
}

type Deposit = { readonly preimage: string; readonly hash: string; paymentRequest: string };
type Asker = ReturnType<typeof openAsker>;

function newDeposit(): Deposit {
  const preimage = randomBytes(32);
  const hash = createHash('sha256').update(preimage).digest('hex');
  return { preimage: preimage.toString('hex'), hash, paymentRequest: '' };
}

async function create({ ask }: Asker, deposit: Deposit): Promise<string> {
  const { hash } = deposit;
  const label = hash.slice(0, 16);
  const { status, fields } = await ask(
    LND_HOLD.createInvoice({
      ...{ hash, label, memo: `deposit ${label}`, amountMilliSat: AMOUNT_MILLI_SAT },
      ...{ expirySec: EXPIRY_SEC, cltvExpiry: DEPOSIT_CLTV },
    }),
  );
  const made = LND_HOLD.readCreated(status, fields, hash);
  if (made.ok) deposit.paymentRequest = made.value.paymentRequest;
  return made.ok ? 'created' : made.fault;
}

async function lookUp({ ask }: Asker, { hash }: Deposit): Promise<string> {
  const { status, fields } = await ask(LND.lookUpInvoice(hash));
  const looked = LND.readLookedUp(status, fields, hash);
  if (!looked.ok) return looked.fault;
  return looked.value.kind === 'invoice' ? looked.value.state : looked.value.kind;
}

async function settle({ ask }: Asker, { preimage }: Deposit): Promise<string> {
  const { status, fields } = await ask(LND_HOLD.settleInvoice(secret(preimage)));
  const settled = LND_HOLD.readSettled(status, fields);
  return settled.ok ? settled.value : settled.fault;
}

async function cancel({ ask }: Asker, { hash }: Deposit): Promise<string> {
  const { status, fields } = await ask(LND.cancelInvoice(hash, ''));
  const canceled = LND.readCanceled(status, fields);
  return canceled.ok ? canceled.value : canceled.fault;
}

/** Its first word is that it is on its way; the last comes when the deposit ends. */
async function pay(payer: LndNode, paymentRequest: string): Promise<void> {
  const body = { payment_request: paymentRequest, timeout_seconds: 60, fee_limit_msat: '5000' };
  void payer.ask('POST', '/v2/router/send', body).catch(() => undefined);
}

async function untilHeld(board: Asker, deposit: Deposit): Promise<string> {
  let seen = '';
  await waitFor('the held payment', HELD_SEC_MAX, async () => {
    seen = await lookUp(board, deposit);
    return seen !== 'open';
  });
  return seen;
}
