/**
 * What was observed of an invoice in a link's hands, what that may mean, and what the board does:
 * one table. No word of a link means paid or unpaid; only the node's do. The numbers of the rows
 * are those of docs/payments.md.
 */
import { frozen } from '../frozen';
import type { HttpFault } from '../ports';
import { unreachable } from '../result';
import type { DurationMs } from '../units';
import type { PickedFields } from '../web/pick';
import type { LookedUp } from './nodes/blueprint';
import { classifyReason, type ReasonMeaning } from './reason';

/**
 * `accepted`: OK, which may be paid, under way, or never start. `unknown`: no answer that can be
 * read. `not-sent`: the link never had the request. `redirected`: it sends elsewhere, where the
 * board does not follow.
 */
export type Meaning =
  | ReasonMeaning
  | 'accepted'
  | 'needs-approval'
  | 'unknown'
  | 'not-sent'
  | 'redirected'
  | 'settled'
  | 'dead'
  | 'payable';

/**
 * `poll`: the node is asked, the link is not. `send-again`: the same invoice once more, after a
 * look at the node. `wait`: the same, no sooner than the link said. `last-payment`: polled, and the
 * link is left afterwards. `give-up`, `smaller`, `next-link`: cancelled soon unless it is paid all
 * the same; then the link is asked again, or for less, or another one is.
 */
export type Act =
  | 'poll'
  | 'send-again'
  | 'wait'
  | 'last-payment'
  | 'give-up'
  | 'smaller'
  | 'next-link'
  | 'credit'
  | 'close';

type Class = { readonly row: string; readonly act: Act };

export const CLASSES: Readonly<Record<Meaning, Class>> = frozen<Record<Meaning, Class>>({
  accepted: { row: '5.2-01', act: 'poll' },
  'needs-approval': { row: '5.2-01', act: 'last-payment' },
  unknown: { row: '5.2-02', act: 'send-again' },
  'not-sent': { row: '5.2-02', act: 'send-again' },
  'in-flight': { row: '5.2-03', act: 'poll' },
  'probably-paid': { row: '5.2-04', act: 'poll' },
  'too-early': { row: '5.2-05', act: 'wait' },
  amount: { row: '5.2-06', act: 'smaller' },
  exhausted: { row: '5.2-07', act: 'next-link' },
  used: { row: '5.2-07', act: 'next-link' },
  refused: { row: '5.2-08', act: 'give-up' },
  redirected: { row: '5.2-08', act: 'give-up' },
  settled: { row: '5.2-09', act: 'credit' },
  dead: { row: '5.2-10', act: 'close' },
  payable: { row: '5.2-10', act: 'poll' },
});

/** What the link's answer to the callback, or its silence, may mean. */
export type CallbackAnswer =
  | { readonly meaning: Exclude<Meaning, 'too-early' | NodeMeaning> }
  | { readonly meaning: 'too-early'; readonly waitMs: DurationMs };

/** `fields` as picked by `CALLBACK_PICK`, undefined when the body was not JSON. */
export function classifyCallback(
  httpStatus: number,
  fields: PickedFields | undefined,
): CallbackAnswer {
  if (fields === undefined) return { meaning: meaningOfStatus(httpStatus) };
  const reason = errorReason(fields);
  if (reason !== undefined) {
    const answer = classifyReason(reason);
    // A server that broke may have paid before it did.
    return answer.meaning === 'refused' && httpStatus >= 500 ? { meaning: 'unknown' } : answer;
  }
  // Picked only where a node asks the link in the board's place, and says so of an OK.
  if (!isStatus(fields, 'ok') && fields['success'] !== true) {
    return { meaning: isRedirect(httpStatus) ? 'redirected' : 'unknown' };
  }
  const said = typeof fields['reason'] === 'string' ? fields['reason'].toLowerCase() : '';
  const isHeld = NEEDS_APPROVAL.some((word) => said.includes(word));
  return { meaning: isHeld ? 'needs-approval' : 'accepted' };
}

/** The status of HTTP has no meaning (LUD-01), except where nothing else was said. */
export function meaningOfStatus(httpStatus: number): 'exhausted' | 'redirected' | 'unknown' {
  // BTCPay Server says 404, without JSON, of a link that was archived.
  if (httpStatus === 404) return 'exhausted';
  return isRedirect(httpStatus) ? 'redirected' : 'unknown';
}

/** Of a request without a whole answer: only three faults say that it was not acted on. */
export function classifySilence(fault: HttpFault): 'not-sent' | 'unknown' {
  switch (fault) {
    case 'not-connected':
    case 'address-refused':
    case 'certificate-refused':
      return 'not-sent';
    case 'timeout':
    case 'broken':
    case 'too-long':
      return 'unknown';
    default:
      return unreachable(fault);
  }
}

type NodeMeaning = 'settled' | 'dead' | 'payable';
type InvoiceState = (LookedUp & { readonly kind: 'invoice' })['state'];

/** The node's word, the only one that ends a pull. */
export function classifyInvoice(state: InvoiceState): NodeMeaning {
  switch (state) {
    case 'settled':
      return 'settled';
    case 'canceled':
      return 'dead';
    case 'open':
    case 'accepted':
      return 'payable';
    default:
      return unreachable(state);
  }
}

/** The reason of an ERROR, perhaps empty; undefined when the answer is not an ERROR. */
export function errorReason(fields: PickedFields): string | undefined {
  const reason = fields['reason'] ?? fields['detail'];
  const text = typeof reason === 'string' ? reason : '';
  if (isStatus(fields, 'error')) return text;
  // LNbits, where the error is not of its LNURL part: `detail`, with or without a `status`.
  return typeof fields['detail'] === 'string' && !isStatus(fields, 'ok') ? text : undefined;
}

const NEEDS_APPROVAL = Object.freeze(['approved', 'recorded', 'manually'] as const);

const isRedirect = (httpStatus: number) => httpStatus >= 300 && httpStatus < 400;

const isStatus = (fields: PickedFields, status: string) =>
  typeof fields['status'] === 'string' && fields['status'].toLowerCase() === status;
