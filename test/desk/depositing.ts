/** A board whose guests leave a deposit, and how far such a sale has come. */
import { BoardDesk } from './board-desk';
import type { FakeInvoice } from './fake-node';
import { guestConfig, invoiceOf, payShown } from './visiting';

/** In mSat. */
export const DEPOSIT = 5_000_000;

export const depositConfig = (terms: object = {}) =>
  guestConfig(true, { depositSat: DEPOSIT / 1_000, ...terms });

/** `isSilent`: nobody was announced at it yet. */
export function depositDesk({
  isSilent = false,
  format = 2,
}: {
  readonly isSilent?: boolean;
  readonly format?: number;
} = {}): BoardDesk {
  const desk = new BoardDesk(depositConfig(), 31, 31, { format });
  desk.run(4_000);
  if (!isSilent) desk.deliver({ kind: 'guest-arrived' });
  return desk;
}

/** Up to the moment at which an invoice of that purpose is shown. */
export function untilPays(
  desk: BoardDesk,
  pays: 'ahead' | 'deposit' | 'used',
  withinMs = 60_000,
): void {
  desk.run(withinMs, () => invoiceOf(desk)?.pays === pays);
  const shown = invoiceOf(desk)?.pays;
  if (shown !== pays) throw new Error(`shown is ${shown}, not ${pays}`);
}

/** Its deposit is held, and the power is on. */
export function held(): BoardDesk {
  const desk = depositDesk();
  untilPays(desk, 'deposit');
  payShown(desk);
  desk.run(30_000, () => desk.isClosed);
  return desk;
}

/** Some minutes of it: something was used. */
export function charging(): BoardDesk {
  const desk = held();
  desk.meter.load = 7_000_000;
  desk.run(180_000);
  return desk;
}

export const depositInvoice = (desk: BoardDesk): FakeInvoice | undefined =>
  [...desk.node.invoices.values()].find(({ isHold }) => isHold);

/** What the node really took, in mSat. */
export const settledSum = ({ node }: BoardDesk): number =>
  node.settled.reduce((sum, { milliSat }) => sum + milliSat, 0);
