/** What a seller does with an approver's desk: asks the link, hands over invoices, talks. */

import { payeeOf } from '../host-sim/lightning/invoice-signature';
import type { ApproverConfig } from '../src/approver/state';
import { type Asking, ask, nothingAsked, takeAnswer } from '../src/protocol/asking';
import { CONTENT_TYPE } from '../src/protocol/frame';
import type { Answer, Request } from '../src/protocol/message';
import { ApproverDesk } from './approver-desk';
import { invoiceOf, PATH, TERMS } from './approver-samples';
import { hashNumber } from './invoice-maker';
import { idOf, keysOf } from './protocol-bench';

/** Terms are in force, nothing is paid yet. */
export function agreedDesk(change: Partial<ApproverConfig> = {}): ApproverDesk {
  const desk = new ApproverDesk(change, payeeOf);
  desk.deliver({ kind: 'terms-given', terms: TERMS });
  return desk;
}

/** The deposit of 200 sat is paid, and the meter was read at 1 kWh. */
export function runningDesk(change: Partial<ApproverConfig> = {}): ApproverDesk {
  const desk = agreedDesk(change);
  desk.meter(1_000_000);
  const said = pull(desk, 1_000, 200_000);
  if (said !== 'OK') throw new Error(said);
  return desk;
}

export function askLink(desk: ApproverDesk): Readonly<Record<string, unknown>> {
  const answer = desk.request('GET', PATH);
  return JSON.parse(answer?.body ?? '{}') as Record<string, unknown>;
}

export const k1Of = (desk: ApproverDesk): string => String(askLink(desk)['k1']);

/** `OK`, the reason why not, or nothing while there is no answer. */
export function handOver(desk: ApproverDesk, k1: string, invoice: string): string {
  const answer = desk.request('GET', `${PATH}/pay?k1=${k1}&pr=${invoice}`);
  if (answer === undefined) return '';
  const { status, reason } = JSON.parse(answer.body) as { status: string; reason?: string };
  return status === 'OK' ? 'OK' : String(reason);
}

/** One pull as a seller does it, an invoice of now. */
export function pull(desk: ApproverDesk, number: number, amountMilliSat: number): string {
  const timestampSec = Math.floor(desk.atMs / 1_000);
  return handOver(desk, k1Of(desk), invoiceOf(number, amountMilliSat, { timestampSec }));
}

export const timesPaid = (desk: ApproverDesk, number: number): number =>
  desk.paid.get(hashNumber(number))?.length ?? 0;

/** A seller's board that talks to the desk, and asks anew where it has to. */
export class Seller {
  readonly asking: Asking = nothingAsked(keysOf());
  readonly #desk: ApproverDesk;
  #ids = 0x1000;

  constructor(desk: ApproverDesk) {
    this.#desk = desk;
  }

  /** Undefined where no answer came. */
  say(request: Request): Answer | undefined {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      this.#ids += 1;
      const frame = ask(this.asking, this.#desk.now(), idOf(this.#ids), request);
      const said = this.#desk.request('POST', `${PATH}/talk`, frame, CONTENT_TYPE);
      const answer = said && takeAnswer(this.asking, said.body);
      if (answer === undefined) return undefined;
      if (answer.ok) return answer.value;
      if (answer.fault !== 'ask-anew') throw new Error(answer.fault);
    }
    throw new Error('asked anew for ever');
  }

  statement(chargedMilliSat: number, paidMilliSat: number) {
    const atSec = Math.floor(this.#desk.atMs / 1_000);
    return { atSec, energyMilliWattHours: 0, chargedMilliSat, paidMilliSat };
  }
}
