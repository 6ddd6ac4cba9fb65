/** The answers to payments, as files: test/vectors/payout/README.md says where each is from. */
import { readFileSync } from 'node:fs';
import type { NodePlace } from '../../src/payment/nodes/blueprint';
import type { KnownPayment } from '../../src/payment/payout/blueprint';
import { PAYOUT_KINDS, type PayoutKind } from '../../src/payment/payout/kinds';
import { milliSat } from '../../src/units';
import { picked } from '../vectors/picked';

export const FOLDER = 'test/vectors/payout';
export const PLACE: NodePlace = {
  account: '5Sd8HYzQyVv4MVmtYKCv5gJw',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
};

export type PayoutAnswer = {
  /** `KIND/NAME`, with its ending. */
  readonly file: string;
  readonly asked: 'pay' | 'look-up';
  readonly status: number;
  /** Of the payment that it was asked about. */
  readonly hash: string;
  readonly amountMilliSat: number;
  /** What it is read as: the kind of an outcome, or a fault. */
  readonly outcome: string;
  readonly feeMilliSat?: number;
  readonly source: string;
  readonly as: 'recorded' | 'documented';
};

export const ANSWERS = JSON.parse(
  readFileSync(`${FOLDER}/answers.json`, 'utf8'),
) as readonly PayoutAnswer[];

export const bodyOf = ({ file }: PayoutAnswer): string => readFileSync(`${FOLDER}/${file}`, 'utf8');

export const kindOf = ({ file }: PayoutAnswer): PayoutKind => file.split('/')[0] as PayoutKind;

const knownOf = ({ hash, amountMilliSat }: PayoutAnswer): KnownPayment => ({
  hash,
  amount: milliSat(amountMilliSat),
});

/** As the board reads it: `paid 21`, `failed`, ..., or the fault. */
export function outcomeOf(
  answer: PayoutAnswer,
  body = bodyOf(answer),
  known = knownOf(answer),
): string {
  const node = PAYOUT_KINDS[kindOf(answer)];
  const isPay = answer.asked === 'pay';
  const { pick } = isPay ? node.pay(PAYMENT, PLACE) : node.lookUp(answer.hash, PLACE);
  const fields = picked(body, pick);
  const read = isPay
    ? node.readPaid(answer.status, fields, known)
    : node.readLookedUp(answer.status, fields, known);
  if (!read.ok) return read.fault;
  return read.value.kind === 'paid' ? `paid ${read.value.feeMilliSat}` : read.value.kind;
}

export const PAYMENT = {
  paymentRequest: 'lnbcrt210n1given',
  hash: 'ab'.repeat(32),
  amountMilliSat: 21_000,
  feeMilliSatMax: 2_345,
  timeoutSec: 30,
};
