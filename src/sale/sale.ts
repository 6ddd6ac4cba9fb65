/**
 * A sale: one buyer supplied under the terms, from the link shown to the end.
 *
 *   link offered ─▶ [sale-started] ─▶ first payment ─▶ delivering ⇄ suspended(reason)
 *                                            └─ unplug, idle, owner, terms ─▶ [sale-ended]
 *
 * Delivering and suspended are not stored: they are what the supply says. The account is the
 * buyer's and outlives the sale; only a standing sale (a tenant's) keeps its link.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ACCOUNTS_MAX } from '../account/account';
import { isFree } from '../account/book';
import { keepTail } from '../account/charging';
import { checkpoint } from '../account/checkpoint';
import { chargePending } from '../account/pricing';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { SaleEnd } from '../journal/records';
import { resetJournal } from '../journal/reset';
import { withdrawPull } from '../payment/closing';
import { isKnown, newLinks, readLinks, wakeLinks } from '../payment/links';
import { buyerKey } from '../payment/lnurl';
import { expectBuyer } from '../payment/runway';
import type { BoardEvent, Command, Now, OwnerCommand } from '../ports';
import { unreachable } from '../result';
import { fingerprint } from '../secret';
import type { BoardState } from '../state';
import { clearLatch, confirmMeter } from './latch';

/** Below this an EV counts as idle: its electronics, not its battery. */
const IDLE_MILLIWATTS = 50_000;
const MS_PER_DAY = 86_400_000;

type Offered = BoardEvent & { readonly kind: 'link-offered' };

const nowSec = (state: BoardState, now: Now): number =>
  now.wall === undefined ? state.book.lastSec : Math.floor(now.wall.epochMs / 1_000);

/** Begins a sale when a link waits and all it needs is known; ends one that has run its course. */
export function saleStep(state: BoardState, now: Now, commands: Command[]): void {
  if (state.clearing) clearLatch(state, now, commands);
  if (state.ending !== undefined) endSale(state, now, state.ending, commands);
  if (state.offer !== undefined && state.ending === undefined) beginOffered(state, now, commands);
  const { sale } = state.book;
  if (sale === undefined) return;
  const { durationMs, idleEndMs } = state.config.terms;
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
export function takeOffer(state: BoardState, { link, more = [], tenant = '' }: Offered): void {
  if (tenant !== '' || state.offer === undefined || state.offer.tenant === '') {
    state.offer = { links: [link, ...more], tenant };
  }
}

/** The cable is out: a walk-up or EV sale ends, a standing one does not know of cables. */
export function unplugged(state: BoardState, now: Now, commands: Command[]): void {
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

/**
 * A link waits until the meter was read, the journal has its epoch, the time is known (terms run
 * by it) and nothing is latched. A standing sale gives way to the owner's tenants only.
 */
function beginOffered(state: BoardState, now: Now, commands: Command[]): void {
  const { offer, book, config, charging } = state;
  if (offer === undefined || book.epoch === '' || state.serial === '') return;
  if (charging.importRegister < 0 || now.wall === undefined || book.latch !== undefined) return;
  state.offer = undefined;
  const links = readLinks(state, offer.links, commands);
  if (links === undefined) return;

  const isTenant = offer.tenant !== '';
  if (isTenant && !config.tenants.some(({ name }) => name === offer.tenant)) {
    return fault(state, commands, 'tenant-unknown');
  }
  const buyer = !isTenant ? buyerKey(links.first) : tenantKey(offer.tenant);
  const known = book.accounts.findIndex((account) => account.buyer === buyer);
  if (book.sale !== undefined) {
    const isBuyer = known === book.sale.account;
    // Who shows them again has perhaps filled them.
    if (isBuyer && isKnown(book.sale, links.joined, isTenant)) return wakeLinks(state.pulling);
    const mayReplace = isBuyer || (book.sale.standing && isTenant);
    if (!mayReplace) return fault(state, commands, 'sale-in-progress');
    endSale(state, now, 'replaced', commands);
  }
  const account = known === -1 ? freeAccount(state) : known;
  if (account === -1) return fault(state, commands, 'accounts-full');
  // What the last buyer's meter still showed after the end is written before the new registers.
  chargePending(state, now);
  if (book.importRegister !== charging.importRegister) checkpoint(state, now);
  if (known === -1) {
    journal(state, { kind: 'account-opened', account, buyer, role: 'seller' });
  }
  journal(state, {
    kind: 'sale-started',
    account,
    standing: isTenant,
    startedAtSec: nowSec(state, now),
    serial: book.serial === '' ? state.serial : book.serial,
    importRegister: charging.importRegister,
    exportRegister: charging.exportRegister,
    link: links.joined,
  });
  grantAllowance(state, account, now.wall.epochMs);
  resetForSale(state);
  expectBuyer(state, account, known === -1);
  const fields = { buyer: buyer.slice(0, 8), link: fingerprint(links.first) };
  commands.push({ kind: 'log', event: { area: 'sale', what: 'started', fields } });
}

/** The owner's own money, so that a new buyer need not wait: so much a sale, so much a day. */
function grantAllowance(state: BoardState, account: number, epochMs: number): void {
  const { book, config } = state;
  const { allowance, allowancePerDay } = config.terms;
  const day = Math.floor(epochMs / MS_PER_DAY);
  const today = day === book.grantedDay ? book.grantedToday : 0;
  const amount = Math.min(allowance, allowancePerDay - today);
  if (amount > 0) journal(state, { kind: 'allowance-granted', account, amount, day });
}

/** The next place, or one whose buyer never paid: or else strangers could fill them all. */
function freeAccount({ book }: BoardState): number {
  if (book.accounts.length < ACCOUNTS_MAX) return book.accounts.length;
  return book.accounts.findIndex((_, index) => isFree(book, index));
}

function resetForSale(state: BoardState): void {
  state.termsEnded = false;
  state.idleSinceMono = -1;
  newLinks(state.pulling);
  state.supply.wasShort = false;
}

/**
 * The open pull is given up at once; what it brings all the same is the buyer's credit. Before
 * the first reading since boot the end waits, so that the energy of the gap is still the sale's.
 */
function endSale(state: BoardState, now: Now, reason: SaleEnd, commands: Command[]): void {
  state.ending = reason;
  if (state.book.sale === undefined) state.ending = undefined;
  if (state.ending === undefined || state.charging.importRegister < 0) return;
  state.ending = undefined;
  // The next sale may take over a contactor that is closed.
  if (state.supply.openedMono === -1) keepTail(state, now.mono);
  chargePending(state, now);
  checkpoint(state, now);
  journal(state, { kind: 'sale-ended', reason, endedAtSec: nowSec(state, now) });
  withdrawPull(state, now);
  commands.push({ kind: 'log', event: { area: 'sale', what: 'ended', fields: { reason } } });
}

const tenantKey = (name: string): string => bytesToHex(sha256(utf8ToBytes(`tenant:${name}`)));
