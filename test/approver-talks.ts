/** Two boards that talk, and how far they have come, for the tests of the approver's words. */
import * as assert from 'uvu/assert';
import { payeeOf } from '../host-sim/lightning/invoice-signature';
import type { Answer, Request, Statement } from '../src/protocol/message';
import { pull, Seller } from './approver-bench';
import { ApproverDesk } from './approver-desk';
import { OFFER_DOCUMENT, PERIOD_SEC, RENEWAL_DOCUMENT } from './approver-samples';
import { idOf } from './protocol-bench';

export const REFERENCE = idOf(0xa1);
export const NEXT = idOf(0xa2);

export const offer = (change: object = {}, reference = REFERENCE): Request => ({
  kind: 'offer',
  reference,
  offer: { ...OFFER_DOCUMENT, ...change },
});

export function talking(): { readonly desk: ApproverDesk; readonly seller: Seller } {
  const desk = new ApproverDesk({}, payeeOf);
  return { desk, seller: new Seller(desk) };
}

/** Terms are in force, 200 sat paid, and 150 sat used. */
export function running() {
  const { desk, seller } = talking();
  assert.is(seller.say(offer())?.kind, 'accept');
  desk.meter(1_000_000);
  assert.is(pull(desk, 1, 200_000), 'OK');
  desk.pass(PERIOD_SEC - 120);
  desk.meter(2_500_000);
  return { desk, seller };
}

export const renewal = (statement: Statement, change: object = {}): Request => ({
  kind: 'renew',
  reference: NEXT,
  replaces: REFERENCE,
  offer: { ...RENEWAL_DOCUMENT, ...change },
  statement,
});

export function reasonsOf(answer: Answer | undefined): readonly unknown[] {
  if (answer?.kind !== 'reject') return [answer?.kind];
  return (answer.acceptance as { reasons: readonly { why: string }[] }).reasons;
}
