/**
 * What a guest's pull keeps beside what every pull keeps: how its invoice is shown, and the card
 * that was tapped for it. Nothing of it outlives a power cut: the journal has the invoice.
 */
import type { Secret } from '../ports';

export type Invitation = {
  /** The node's last word on the invoice is that it is open. */
  isOpen: boolean;
  /** Until when it is shown. */
  untilMono: number;
  /** Its record: shown when flash has it. */
  sequence: number;
};

export const noInvitation = (): Invitation => ({ isOpen: false, untilMono: 0, sequence: 0 });

export type TapOutcome = 'none' | 'asking' | 'paying' | 'accepted' | 'unsure' | 'failed';

export type Tap = {
  outcome: TapOutcome;
  /** Why the last one gave nothing; empty while that is not said. */
  why: string;
  /** What the card pays at least and at most at a time, in mSat, where that is why; else 0. */
  least: number;
  most: number;
  /** Waits until it may be asked; gone when it was. */
  url: Secret | undefined;
  /** Fingerprint of what was asked last: a reader may say one tap twice. */
  asked: string;
  /** From its answer. */
  callback: Secret | undefined;
  k1: Secret | undefined;
  pin: Secret | undefined;
  payLink: Secret | undefined;
};

export const noTap = (): Tap => ({
  outcome: 'none',
  why: '',
  least: 0,
  most: 0,
  url: undefined,
  asked: '',
  callback: undefined,
  k1: undefined,
  pin: undefined,
  payLink: undefined,
});

/** A card is being asked, or has the invoice and no word of its own against paying it. */
export const isTapOpen = ({ outcome }: Tap): boolean => outcome !== 'none' && outcome !== 'failed';

export function startTap(tap: Tap, outcome: TapOutcome): void {
  tap.outcome = outcome;
  tap.why = '';
  tap.least = 0;
  tap.most = 0;
  tap.url = undefined;
  tap.callback = undefined;
  tap.k1 = undefined;
  tap.pin = undefined;
  tap.payLink = undefined;
}

/** The invoice is closed. Gives where the buyer takes money back (LUD-19), if a card said so. */
export function endTap(tap: Tap, wasPaid: boolean): Secret | undefined {
  const payLink = wasPaid && isTapOpen(tap) ? tap.payLink : undefined;
  startTap(tap, 'none');
  return payLink;
}

/** A new sale: what was tapped before is another buyer's. */
export function forgetTap(tap: Tap): void {
  startTap(tap, 'none');
  tap.asked = '';
}
