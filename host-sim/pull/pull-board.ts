/**
 * As much of a board as one pull needs: the same state and the same pull machine, without meter,
 * supply and sale. The journal it starts from is new, or that of a pull to be asked about again.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { apply, contradicts } from '../../src/account/apply';
import { emptyBook, hashOfPreimage } from '../../src/account/book';
import { createBoard } from '../../src/board';
import { type BoardConfig, parseConfig } from '../../src/config/board-config';
import { formatConfigError } from '../../src/config/fields';
import { journal } from '../../src/journal/journal';
import { decodeRecord } from '../../src/journal/record';
import { blankJournal } from '../../src/journal/recover';
import type { Network } from '../../src/payment/bolt11';
import { buyerKey } from '../../src/payment/lnurl';
import type { Secret } from '../../src/ports';
import { assert, fail, ok, type Result } from '../../src/result';
import { secret } from '../../src/secret';
import type { BoardState } from '../../src/state';
import { type NamedNode, nodeDocument } from './node-document';
import { hostOf } from './parts';

export type PullSetup = NamedNode & {
  readonly network: Network;
  readonly sat: number;
  /** Where the link may lead besides the public internet. */
  readonly localHosts: readonly string[];
};

const EPOCH_HEX = 16;
const ID_HEX = 32;

/** A board that is about to ask `link`. `entropyHex`: 48 fresh random bytes and 8 for the epoch. */
export function boardForPull(
  setup: PullSetup,
  link: Secret,
  entropyHex: string,
  nowMono: number,
  epochSec: number,
): { readonly state: BoardState; readonly id: string } {
  const state = createBoard(configFor(setup), fileJournal(), seedOf(entropyHex));
  const { book, pulling } = state;
  const pullEntropy = entropyHex.slice(EPOCH_HEX);
  journal(state, { kind: 'formatted', epoch: entropyHex.slice(0, EPOCH_HEX) });
  journal(state, { kind: 'account-opened', account: 0, buyer: buyerKey(link), role: 'seller' });
  // Known to this process alone: the link is a secret that the file need not hold.
  book.sale = {
    account: 0,
    standing: false,
    startedAtSec: epochSec,
    link,
    importRegister: 0,
    exportRegister: 0,
  };
  state.entropy = secret(pullEntropy);
  pulling.next = 'ask-link';
  pulling.nextMono = nowMono;
  pulling.startedMono = nowMono;
  pulling.amount = setup.sat * 1_000;
  return { state, id: pullEntropy.slice(0, ID_HEX) };
}

/** A board after a power cut: the journal knows the pull, the node knows what became of it. */
export function boardForResume(
  setup: PullSetup,
  records: readonly string[],
): Result<BoardState, 'damaged'> {
  const journalled = fileJournal();
  const { book } = journalled;
  for (const hex of records) {
    const decoded = decodeRecord(hexToBytes(hex));
    if (!decoded.ok || decoded.value.record === undefined) return fail('damaged');
    const { record, sequence } = decoded.value;
    if (sequence !== book.sequence + 1 || contradicts(book, record)) return fail('damaged');
    apply(book, record, sequence);
  }
  if (book.accounts.length !== 1) return fail('damaged');
  return ok(createBoard(configFor(setup), journalled, 1));
}

/** A file takes the place of flash: record after record, without sectors and snapshots. */
function fileJournal() {
  const blank = blankJournal();
  blank.ring.mustRestate = false;
  // No older program is ever brought back to read it.
  blank.ring.format = blank.ring.formatNewest;
  return { ...blank, book: emptyBook() };
}

/** What the board has to write since this was asked last, as hex. */
export function recordsOf({ ring }: BoardState): readonly string[] {
  return ring.waiting.splice(0);
}

/** Of the pull that these records planned, as the node chose it; empty when there is none. */
export function hashOf(records: readonly string[]): string {
  let hash = '';
  for (const hex of records) {
    const decoded = decodeRecord(hexToBytes(hex));
    const record = decoded.ok ? decoded.value.record : undefined;
    if (record?.kind === 'pull-planned') hash = hashOfPreimage(record.preimage);
    if (record?.kind === 'pull-handed-over-as') hash = record.hash;
  }
  return hash;
}

/** For jitter only. */
const seedOf = (entropyHex: string): number => Number.parseInt(entropyHex.slice(0, 8), 16);

/** What concerns meter and supply is never used. */
function configFor(setup: PullSetup): BoardConfig {
  const { network, nodeOrigin, sat, localHosts } = setup;
  const parsed = parseConfig({
    version: 1,
    board: { id: 'pull', name: 'npm run pull' },
    network,
    meter: { type: 'sdm120', address: 1 },
    supply: { breakerMilliAmps: 16_000, phases: 1 },
    node: { credential: 'node', ...nodeDocument(setup) },
    localHosts: [...localHosts, hostOf(nodeOrigin)],
    terms: {
      application: 'grid',
      tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: 0 }] },
      payment: { minimumSat: sat, desiredSat: sat, maximumSat: sat },
      prepaymentSat: sat,
    },
  });
  assert(parsed.ok, `pull: ${parsed.ok ? '' : parsed.fault.map(formatConfigError).join('; ')}`);
  // The node is the owner's own and may be anywhere; that does not open its host to the link.
  return { ...parsed.value, localHosts };
}
