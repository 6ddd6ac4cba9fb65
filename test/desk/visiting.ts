/** A board that sells to guests, what its page shows of them, and cards held to its reader. */
import { viewOf } from '../../src/web/view';
import { BoardDesk } from './board-desk';
import { deskConfig } from './desk-config';
import { LINK, type LinkServer } from './link-servers';
import { stepOf } from './selling';

/** A guest was just announced at it. */
export function visiting(change: (desk: BoardDesk) => void = () => {}, canCancel = true) {
  const desk = new BoardDesk(guestConfig(canCancel), 31);
  desk.run(4_000);
  change(desk);
  desk.deliver({ kind: 'guest-arrived' });
  return desk;
}

export const guestConfig = (canCancel = true, terms: object = {}) =>
  deskConfig('ev', { node: { canCancel }, terms: { guests: true, ...terms } });

export const guestOf = (desk: BoardDesk) =>
  desk.hands?.state === undefined
    ? undefined
    : viewOf(desk.state, desk.now, 0, desk.hands.flashed).guest;

export const invoiceOf = (desk: BoardDesk) => guestOf(desk)?.invoice;

/** Up to the moment at which an invoice is shown. */
export function untilShown(desk: BoardDesk): void {
  desk.run(20_000, () => invoiceOf(desk) !== undefined);
}

/** What is scanned from the page is paid by a phone. False: the node takes no money for it. */
export function payShown(desk: BoardDesk): boolean {
  const shown = invoiceOf(desk)?.paymentRequest;
  const invoice = [...desk.node.invoices.values()].find((each) => each.paymentRequest === shown);
  return invoice !== undefined && desk.node.pay(invoice.hash, desk.nowSec);
}

let taps = 0;

/** A card of this service is held to the reader: its counter is another each time. */
export function tap(desk: BoardDesk, service?: LinkServer): void {
  taps += 1;
  if (service !== undefined) desk.link.servers.set(LINK, service);
  const query = `?p=${String(taps).padStart(32, '0')}&c=FAFAFAFAFAFAFAFA`;
  desk.deliver({ kind: 'card-tapped', url: { secret: LINK.replace('https', 'lnurlw') + query } });
}

export const asked = (desk: BoardDesk, step: string) =>
  desk.requests.filter((each) => stepOf(each) === step);
export const outcome = (desk: BoardDesk) => guestOf(desk)?.tap.outcome;
export const why = (desk: BoardDesk) => guestOf(desk)?.tap.why;

/** A service that answers its first GET with other limits or fields. */
export const saying =
  (make: () => LinkServer, fields: object): (() => LinkServer) =>
  () => {
    const server = make();
    return {
      ...server,
      first: (atMs) => {
        const answer = server.first(atMs);
        return 'fault' in answer ? answer : { ...answer, fields: { ...answer.fields, ...fields } };
      },
    };
  };

export function shown(change: (desk: BoardDesk) => void = () => {}): BoardDesk {
  const desk = visiting(change);
  untilShown(desk);
  return desk;
}
