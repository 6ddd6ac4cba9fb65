/**
 * A sale: one buyer supplied under the terms, from the link shown to the end.
 *
 *   link offered ─▶ [sale-started] ─▶ first payment ─▶ delivering ⇄ suspended(reason)
 *                                            └─ unplug, idle, owner, terms ─▶ [sale-ended]
 *
 * Delivering and suspended are not stored: they are what the supply says. The account is the
 * buyer's and outlives the sale; only a standing sale (a tenant's) keeps its link.
 */
import { accountAt } from '../account/book';
import { keepTail } from '../account/charging';
import { checkpoint } from '../account/checkpoint';
import { chargePending } from '../account/pricing';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { SaleEnd } from '../journal/records';
import { resetJournal } from '../journal/reset';
import { announceEnd } from '../negotiation/ending';
import { meetPeer } from '../negotiation/talk';
import { withdrawPull } from '../payment/closing';
import { isKnown, readLinks, wakeLinks } from '../payment/links';
import { buyerKey } from '../payment/lnurl';
import type { BoardEvent, Command, Now, OwnerCommand } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { beginSale, mayBegin, nowSec } from './beginning';
import { becomesDue, dueStep, isDue } from './due';
import { beginGuest, leaveGuest, makesWay } from './guest';
import { clearLatch, confirmMeter } from './latch';
import { tenantKey } from './tenant';

/** Below this an EV counts as idle: its electronics, not its battery. */
const IDLE_MILLIWATTS = 50_000;

type Offered = BoardEvent & { readonly kind: 'link-offered' };

/** Begins a sale when who waits may have one; ends one that has run its course. */
export function saleStep(state: BoardState, now: Now, commands: Command[]): void {
  if (state.clearing) clearLatch(state, now, commands);
  if (state.ending !== undefined) endSale(state, now, state.ending, commands);
  if (state.book.deposit !== undefined) {
    const decided = dueStep(state, now);
    if (decided !== undefined) endSale(state, now, decided, commands);
  }
  if (state.offer !== undefined && state.ending === undefined) beginOffered(state, now, commands);
  if (state.guests.waitsSinceMono !== -1 && state.ending === undefined) {
    beginGuest(state, now, commands);
  }
  const { sale } = state.book;
  if (sale === undefined) return;
  const { durationMs, idleEndMs } = state.terms;
  const forMs = durationMs === undefined ? 0 : (nowSec(state, now) - sale.startedAtSec) * 1_000;
  if (durationMs !== undefined && forMs >= durationMs) {
    // An EV winds down first; what it still draws is the sale's.
    state.termsEnded = true;
    if (state.supply.told === 'open') endSale(state, now, 'terms', commands);
    return;
  }

  // A buyer who does not pay, or is full, does not keep the next one waiting.
  const { told, reason } = state.supply;
  const mayDraw = told === 'closed' || reason === 'no-credit';
  const isIdle = state.powerNow < IDLE_MILLIWATTS && mayDraw;
  if (!isIdle) state.idleSinceMono = -1;
  else if (state.idleSinceMono === -1) state.idleSinceMono = now.mono;
  else if (idleEndMs !== undefined && now.mono - state.idleSinceMono >= idleEndMs) {
    if (!sale.standing) endSale(state, now, 'idle', commands);
  }
}

/** The owner's tenants come before who walks up. */
export function takeOffer(state: BoardState, offered: Offered): void {
  const { link, more = [], tenant = '', peer } = offered;
  if (peer !== undefined) meetPeer(state.talk, tenantKey(tenant), peer);
  if (tenant !== '' || state.offer === undefined || state.offer.tenant === '') {
    state.offer = { links: [link, ...more], tenant };
  }
}

/** The cable is out: a walk-up or EV sale ends, a standing one does not know of cables. */
export function unplugged(state: BoardState, now: Now, commands: Command[]): void {
  leaveGuest(state);
  if (state.offer?.tenant === '') state.offer = undefined;
  if (state.book.sale?.standing === false) endSale(state, now, 'unplugged', commands);
}

export function ownerCommand(
  state: BoardState,
  now: Now,
  command: OwnerCommand,
  commands: Command[],
): void {
  switch (command) {
    case 'stop-sale':
      if (state.book.sale !== undefined) endSale(state, now, 'owner', commands);
      return;
    case 'clear-latch':
      // Whoever says so has been there, and may have reset the breaker.
      state.contacts.hasTripped = false;
      return clearLatch(state, now, commands);
    case 'confirm-meter':
      return confirmMeter(state);
    case 'factory-reset':
      return resetJournal(state, commands);
    default:
      return unreachable(command);
  }
}

/** A standing sale gives way to the owner's tenants only. */
function beginOffered(state: BoardState, now: Now, commands: Command[]): void {
  const { offer, book, config } = state;
  const { wall } = now;
  if (offer === undefined || !mayBegin(state, now) || wall === undefined) return;
  state.offer = undefined;
  const links = readLinks(state, offer.links, commands);
  if (links === undefined) return;

  const isTenant = offer.tenant !== '';
  if (isTenant && !config.tenants.some(({ name }) => name === offer.tenant)) {
    return fault(state, commands, 'tenant-unknown');
  }
  const buyer = !isTenant ? buyerKey(links.first) : tenantKey(offer.tenant);
  if (book.sale !== undefined) {
    const isBuyer = accountAt(book, book.sale.account).buyer === buyer;
    // Who shows them again has perhaps filled them.
    if (isBuyer && isKnown(book.sale, links.joined, isTenant)) return wakeLinks(state.pulling);
    const mayReplace = isBuyer || (book.sale.standing && isTenant) || makesWay(state, book.sale);
    if (!mayReplace) return fault(state, commands, 'sale-in-progress');
    endSale(state, now, 'replaced', commands);
  }
  beginSale(state, { ...now, wall }, { buyer, standing: isTenant, links }, commands);
}

/**
 * The open pull is given up at once; what it brings all the same is the buyer's credit. Before
 * the first reading since boot the end waits, so that the energy of the gap is still the sale's.
 */
function endSale(state: BoardState, now: Now, reason: SaleEnd, commands: Command[]): void {
  if (isDue(state)) return;
  state.ending = reason;
  if (state.book.sale === undefined) state.ending = undefined;
  if (state.ending === undefined || state.charging.importRegister < 0) return;
  state.ending = undefined;
  // The next sale may take over a contactor that is closed.
  if (state.supply.openedMono === -1) keepTail(state, now.mono);
  chargePending(state, now);
  checkpoint(state, now);
  if (becomesDue(state, now, reason)) return;
  if (state.talk.inForce !== '') announceEnd(state, now);
  journal(state, { kind: 'sale-ended', reason, endedAtSec: nowSec(state, now) });
  withdrawPull(state, now);
  commands.push({ kind: 'log', event: { area: 'sale', what: 'ended', fields: { reason } } });
}
