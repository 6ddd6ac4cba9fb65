/**
 * Seeded chaos over a board on the desk: lost requests and answers, a node and a link that say
 * anything, power cuts between any two commands. The books are the world's: what the node settled,
 * who was handed which invoice, and what energy passed.
 */
import { buyerKey } from '../../src/payment/lnurl';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import { assert } from '../../src/result';
import { createChance } from '../chance';
import { BoardDesk, LINK, OTHER_LINK } from './board-desk';
import { deskConfig, nodeChanges } from './desk-config';
import type { Bend } from './fake-wire';

export type Chaos = { readonly desk: BoardDesk; cuts: number; bent: number; late: number };

const PAYS = ['at-once', 'at-once', 'at-once', 'never', 'error', 'error-and-pays', 'late'] as const;
const REASONS = ['Insufficient balance', 'Wait 7 seconds.', 'already being processed', 'no'];
const GARBAGE: readonly Bend[] = [
  'lost',
  'lost',
  'answer-lost',
  'answer-lost',
  'answer-lost',
  { fault: 'not-connected' },
  { fault: 'broken' },
  { status: 500, fields: undefined },
  { status: 200, fields: undefined },
  { status: 200, fields: {} },
  { status: 404, fields: { code: 5, message: 'unable to locate invoice' } },
  { status: 500, fields: { code: 2, message: 'verification failed: macaroon' } },
  { status: 200, fields: { status: 'OK' } },
  { status: 200, fields: { status: 'ERROR', reason: 'already paid' } },
];

/** `seconds` of it, then calm until everything can be known. Throws when a book is broken. */
export function runChaos(
  seed: number,
  node: { readonly kind: NodeKind; readonly canCancel: boolean },
  seconds: number,
): Chaos {
  const chance = createChance(seed);
  const pick = <Each>(list: readonly Each[]): Each => list[Math.floor(chance() * list.length)]!;
  const changes = { node: nodeChanges(node), terms: { idleEndMs: 60_000 } };
  const config = deskConfig('ev', changes);
  const desk = new BoardDesk(config, seed);
  const chaos: Chaos = { desk, cuts: 0, bent: 0, late: 0 };
  let isCalm = false;
  desk.bend = (request) => {
    watchHandOver(desk, request);
    if (isCalm || chance() > 0.12) return undefined;
    // "Cancelled" and then "never heard of it", in a node's own words, is believed.
    if (desk.state.pulling.cancelAnswer === 'yes') return undefined;
    chaos.bent++;
    return pick(GARBAGE);
  };
  desk.cut = () => {
    if (isCalm || chance() > 0.004) return undefined;
    chaos.cuts++;
    desk.after(500 + chance() * 20_000, () => {
      if (desk.hands === undefined) desk.powerOn();
    });
    return { kept: Math.floor(chance() * 4), share: chance() };
  };
  while (desk.at < seconds * 1_000) {
    stir(desk, chance, pick);
    desk.run(chance() * 4_000);
    check(desk);
  }
  isCalm = true;
  chaos.late = calm(desk);
  return chaos;
}

function stir(desk: BoardDesk, chance: () => number, pick: <E>(list: readonly E[]) => E): void {
  desk.link.pays = pick(PAYS);
  desk.link.payMs = chance() * (chance() < 0.2 ? 90_000 : 6_000);
  desk.link.reason = pick(REASONS);
  const extra = chance() < 0.1 ? Math.floor(chance() * 4_000) - 2_000 : 0;
  // phoenixd says whole sat, and takes what is missing for its own fee; an address says nothing.
  const { kind } = desk.config.node;
  const whole = Math.max(0, Math.floor(extra / 1_000) * 1_000);
  desk.link.extra = kind === 'lnd' ? extra : kind === 'phoenixd' ? whole : 0;
  desk.link.maximum = chance() < 0.1 ? 5_000 : 1_000_000;
  desk.flashMs = chance() < 0.1 ? 400 : 3;
  desk.isWallKnown = chance() > 0.1;
  desk.meter.load = Math.floor(chance() * 7_000_000);
  desk.meter.fault = chance() < 0.05 ? 'timeout' : undefined;
  if (chance() < 0.05) desk.deliver({ kind: 'unplugged' });
  if (chance() < 0.3) desk.offer(chance() < 0.6 ? LINK : OTHER_LINK);
}

/** Before a callback goes out: nothing else payable is with this buyer, and it is that buyer's. */
export function watchHandOver(
  desk: BoardDesk,
  { path: { secret: url } }: { path: { secret: string } },
) {
  const at = url.indexOf('&pr=');
  if (at === -1) return;
  const { pull, accounts } = desk.book;
  assert(pull !== undefined, 'chaos: a callback without a pull');
  assert(pull.expiresAtSec !== 0, 'chaos: handed over before its record');
  const invoice = desk.node.invoices.get(pull.hash);
  const told = decodeURIComponent(url.slice(at + 4));
  assert(invoice?.paymentRequest === told, 'chaos: an invoice that is not the open pull');
  const link = url.slice(0, url.indexOf('/callback'));
  const buyer = accounts[pull.account]?.buyer;
  assert(buyer === buyerKey({ secret: link }), 'chaos: one buyer is asked for another');
  for (const { hash } of desk.node.payable(desk.nowSec)) {
    const was = desk.link.handed.find((each) => each.hash === hash);
    const isSame = was?.url.startsWith(link) === true && hash !== pull.hash;
    assert(!isSame, 'chaos: two payable invoices with one buyer');
  }
}

const REGISTER_AT_START = 50_000_000;
/** Of a mWh in mSat, for the first hour. */
const PRICE = 0.25;

function check(desk: BoardDesk): void {
  assert(desk.crashes.length === 0, `chaos: ${desk.crashes.join()}`);
  const received = sum(desk.node.settled, (each) => each.milliSat);
  const delivered = (desk.meter.energy - REGISTER_AT_START) * PRICE;
  assert(delivered <= received, `chaos: ${delivered} mSat of energy for ${received}`);
  if (desk.hands === undefined) return;
  const credited = sum(desk.book.accounts, (account) => account.paid + account.late);
  const settled = sum(desk.node.settled, (each) => each.milliSat);
  assert(credited <= settled, `chaos: credited ${credited} of ${settled}`);
}

/** The world heals. Returns how much came late; throws unless every mSat and mWh has its place. */
function calm(desk: BoardDesk): number {
  if (desk.hands === undefined) desk.run(30_000);
  Object.assign(desk.link, { pays: 'at-once', payMs: 500, extra: 0, maximum: 1_000_000 });
  desk.meter.fault = undefined;
  desk.isWallKnown = true;
  desk.run(200_000);
  desk.deliver({ kind: 'unplugged' });
  desk.meter.load = 0;
  desk.run(5_000);
  desk.run(700_000, () => {
    const waits = Object.values(desk.state.pulling.late);
    return desk.book.pull === undefined && waits.every((at) => at > desk.now.mono + 301_000);
  });
  check(desk);
  assert(desk.book.pull === undefined, 'chaos: a pull that never closes');
  for (const account of desk.book.accounts) {
    const settled = sum(desk.node.settled, ({ hash, milliSat }) => {
      const url = desk.link.handed.find((each) => each.hash === hash)?.url ?? '';
      const link = url.slice(0, url.indexOf('/callback'));
      return buyerKey({ secret: link }) === account.buyer ? milliSat : 0;
    });
    const credited = account.paid + account.late;
    assert(credited === settled, `chaos: at the end credited ${credited} of ${settled}`);
  }
  const { billed, unauthorised, accounts } = desk.book;
  const metered = desk.meter.energy - REGISTER_AT_START;
  const missing = Math.abs(metered - billed - unauthorised);
  assert(missing <= 2 * desk.meter.quantum, `chaos: ${missing} mWh are nobody's`);
  const unpaid = billed * PRICE - sum(accounts, (account) => account.charged);
  assert(unpaid >= 0 && unpaid <= accounts.length, `chaos: ${unpaid} mSat were not charged`);
  return sum(accounts, (account) => account.late);
}

function sum<Each>(list: readonly Each[], of: (each: Each) => number): number {
  let total = 0;
  for (const each of list) total += of(each);
  return total;
}
