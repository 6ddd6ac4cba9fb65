/**
 * What every kind of node that can pay must be good for: its answers, as files, through each thing
 * that can become of a payment. None is taken for paid or for failed that is not.
 */
import { PAYOUT_KINDS, type PayoutKind } from '../../src/payment/payout/kinds';
import { assert } from '../../src/result';
import { milliSat } from '../../src/units';
import { picked } from '../vectors/picked';
import { CUTS } from './bent-bodies';
import type { KindUnderContract } from './node-kinds';
import type { ContractCase } from './nodes';
import {
  ANSWERS,
  bodyOf,
  kindOf,
  outcomeOf,
  PAYMENT,
  type PayoutAnswer,
  PLACE,
} from './payout-answers';

const OTHER = { hash: 'ef'.repeat(32), amount: milliSat(77_000) };

const cannotPay = ({ kind }: KindUnderContract): string | undefined =>
  kind === 'lightning-address' ? 'it has no credential that could pay' : undefined;

function nodeOf({ kind }: KindUnderContract) {
  assert(kind !== 'lightning-address', 'it pays');
  return PAYOUT_KINDS[kind];
}

const answersOf = ({ kind }: KindUnderContract): readonly PayoutAnswer[] => {
  assert(kind !== 'lightning-address', 'it pays');
  return ANSWERS.filter((each) => kindOf(each) === (kind as PayoutKind));
};

/** Each of them is read as what it is, and there is one at least. */
function hears(kind: KindUnderContract, asked: PayoutAnswer['asked'], outcome: string): void {
  const answers = answersOf(kind).filter((each) => each.asked === asked);
  const found = answers.filter((each) => each.outcome === outcome);
  assert(found.length > 0, `no answer that says ${outcome}`);
  for (const each of found) {
    const read = outcomeOf(each);
    assert(read.split(' ')[0] === outcome, `${each.file} is read as ${read}`);
  }
}

const heard = (name: string, asked: PayoutAnswer['asked'], outcome: string): ContractCase => ({
  name: `pay: ${name}`,
  notApplicable: cannotPay,
  run: (kind) => hears(kind, asked, outcome),
});

export const PAY_CASES: readonly ContractCase[] = [
  heard('paid', 'pay', 'paid'),
  heard('failed', 'pay', 'failed'),
  heard('in flight', 'pay', 'in-flight'),
  heard('answer lost, then paid', 'look-up', 'paid'),
  heard('answer lost, then failed', 'look-up', 'failed'),
  heard('answer lost, then in flight', 'look-up', 'in-flight'),
  heard('answer lost, then not found', 'look-up', 'not-found'),
  {
    name: 'pay: duplicate',
    notApplicable: (kind) =>
      cannotPay(kind) ??
      (nodeOf(kind).isIdempotent ? undefined : 'it is not asked twice, only looked up'),
    run: (kind) => {
      assert(nodeOf(kind).isIdempotent, 'it may pay twice');
      const again = answersOf(kind).filter(({ file }) =>
        /(paid|in-flight|inside)-again/.test(file),
      );
      assert(again.length > 0, 'no answer to a repeat');
      for (const each of again) {
        assert(outcomeOf(each) === 'in-flight', `${each.file} is read as ${outcomeOf(each)}`);
      }
    },
  },
  {
    name: 'pay: fee limit',
    notApplicable: (kind) =>
      cannotPay(kind) ??
      (nodeOf(kind).limitsFee ? undefined : 'it alone decides what a payment may cost'),
    run: (kind) => {
      const { body } = nodeOf(kind).pay(PAYMENT, PLACE);
      const isSaid = /(fee_limit_msat":"2345|maxfee":2345|maxFeeFlat":"2)"?[,}]/;
      assert(isSaid.test(body?.secret ?? ''), 'the limit is not sent');
    },
  },
  heard('wrong credential', 'pay', 'refused'),
  {
    name: 'pay: body cut short',
    notApplicable: cannotPay,
    run: (kind) => {
      for (const answer of answersOf(kind)) {
        const body = bodyOf(answer);
        const wanted = outcomeOf(answer);
        for (const cut of CUTS) {
          if (body === '') continue;
          const read = outcomeOf(answer, cut(body));
          // Only a line end may be missing without a trace.
          const isWhole = picked(cut(body), []) !== undefined;
          const isOpen = OPEN.includes(read);
          assert(isWhole ? read === wanted : isOpen, `${answer.file} cut is read as ${read}`);
        }
      }
    },
  },
  {
    name: 'pay: of another payment',
    notApplicable: cannotPay,
    run: (kind) => {
      for (const answer of answersOf(kind)) {
        const read = outcomeOf(answer, bodyOf(answer), OTHER);
        assert(!read.startsWith('paid'), `${answer.file} pays for another one`);
        // An error names no payment; a payment that is shown is this one or none.
        const isShown = bodyOf(answer).includes(answer.hash);
        assert(!isShown || OPEN.includes(read), `${answer.file} is read as ${read}`);
      }
    },
  },
];

const OPEN: readonly string[] = ['in-flight', 'refused', 'unreachable', 'malformed'];
