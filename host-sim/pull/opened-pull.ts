/**
 * A pull that is ready to run: its board, its file and its way to the web. New, or taken up again
 * from its file. What stands in the way comes back as one line.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Network } from '../../src/payment/bolt11';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { Secret } from '../../src/ports';
import { fail, ok, type Result, unreachable } from '../../src/result';
import type { BoardState } from '../../src/state';
import type { NewPull, ResumedPull } from './arguments';
import { hostOf, readCa, readCredential } from './parts';
import { boardForPull, boardForResume, hashOf, recordsOf } from './pull-board';
import {
  loadPull,
  lockPull,
  type PullFile,
  type PullFileFault,
  savePull,
  unlockPull,
} from './pull-file';
import type { Beside } from './run-pull';
import { openWeb, type Web } from './web';

export type OpenedPull = {
  readonly id: string;
  readonly network: Network;
  readonly nodeKind: NodeKind;
  readonly nodeOrigin: string;
  readonly linkHost: string;
  readonly sat: number;
  readonly pinSha256: string | undefined;
  readonly ca: string | undefined;
  readonly deadlineMs: number;
  readonly paymentHash: () => string;
  readonly state: BoardState;
  readonly web: Web;
  readonly handedOverAtMs: number | undefined;
  readonly settledBefore: { readonly isLate: boolean } | undefined;
  readonly save: (records: readonly string[], beside: Beside) => void;
  readonly close: () => void;
};

/** 8 bytes of epoch, 16 of id, 32 of preimage. */
const RANDOM_BYTES = 56;

/** `link` as `parseLink` gave it. */
export function openNewPull(given: NewPull, link: Secret): Result<OpenedPull, string> {
  const { network, nodeKind, nodeOrigin, nodeAccount, sat, localHosts, stateFolder } = given;
  const { pinSha256, deadlineMs } = given;
  const parts = readParts(nodeKind, given.credentialFile, given.caFile);
  if (!parts.ok) return parts;
  const entropyHex = randomBytes(RANDOM_BYTES).toString('hex');
  const nowMono = Math.floor(performance.now());
  const setup = { network, nodeKind, nodeOrigin, nodeAccount, sat, localHosts };
  const epochSec = Math.floor(Date.now() / 1_000);
  const { state, id } = boardForPull(setup, link, entropyHex, nowMono, epochSec);
  const file: PullFile = {
    schema: 1,
    id,
    network,
    nodeKind,
    nodeOrigin,
    nodeAccount,
    pinSha256: pinSha256 ?? null,
    caFile: given.caFile === undefined ? null : resolve(given.caFile),
    credentialFile: given.credentialFile === undefined ? '' : resolve(given.credentialFile),
    linkHost: hostOf(link.secret),
    askedSat: sat,
    deadlineMs,
    handedOverAtMs: null,
    isSettledLate: false,
    // Not written yet: a pull that was never planned leaves no file.
    records: recordsOf(state),
  };
  return lockAndOpen(stateFolder, file, state, parts.value, localHosts);
}

/** Only the node is asked: the link is not known any more. */
export function openResumedPull(given: ResumedPull): Result<OpenedPull, string> {
  const { id, stateFolder } = given;
  const loaded = loadPull(stateFolder, id);
  if (!loaded.ok) return fail(wordsOf(loaded.fault, id, stateFolder));
  const file = loaded.value;
  const credentialFile = given.credentialFile ?? (file.credentialFile || undefined);
  const { network, nodeKind, nodeOrigin, nodeAccount, askedSat } = file;
  const parts = readParts(nodeKind, credentialFile, file.caFile ?? undefined);
  if (!parts.ok) return parts;
  const setup = { network, nodeKind, nodeOrigin, nodeAccount, sat: askedSat, localHosts: [] };
  const state = boardForResume(setup, file.records);
  if (!state.ok) return fail(wordsOf(state.fault, id, stateFolder));
  const isNamed = credentialFile !== undefined;
  const kept = { ...file, credentialFile: isNamed ? resolve(credentialFile) : '' };
  return lockAndOpen(stateFolder, kept, state.value, parts.value, []);
}

type Parts = { readonly credential: Secret; readonly ca: string | undefined };

function readParts(
  nodeKind: NodeKind,
  credentialFile: string | undefined,
  caFile: string | undefined,
): Result<Parts, string> {
  const credential = readCredential(credentialFile, nodeKind);
  if (!credential.ok) return credential;
  if (caFile === undefined) return ok({ credential: credential.value, ca: undefined });
  const ca = readCa(caFile);
  return ca.ok ? ok({ credential: credential.value, ca: ca.value }) : ca;
}

function lockAndOpen(
  folder: string,
  begun: PullFile,
  state: BoardState,
  { credential, ca }: Parts,
  localHosts: readonly string[],
): Result<OpenedPull, string> {
  const { id, nodeKind, nodeOrigin } = begun;
  const pinSha256 = begun.pinSha256 ?? undefined;
  try {
    if (!lockPull(folder, id)) {
      return fail(`--resume ${id}: another process works on this pull: wait until it ends.`);
    }
  } catch {
    return fail(
      `--state ${folder}: this folder cannot be written, and no pull is begun unwritten.`,
    );
  }
  let file = begun;
  const { pulls } = state.book;
  return ok({
    id,
    network: begun.network,
    nodeKind,
    nodeOrigin,
    linkHost: begun.linkHost,
    sat: begun.askedSat,
    pinSha256,
    ca,
    deadlineMs: begun.deadlineMs,
    paymentHash: () => state.book.pull?.hash ?? hashOf(file.records),
    state,
    web: openWeb({ nodeKind, nodeOrigin, credential, pinSha256, ca, localHosts }),
    handedOverAtMs: begun.handedOverAtMs ?? undefined,
    settledBefore: pulls.settled + pulls.late > 0 ? { isLate: begun.isSettledLate } : undefined,
    save: (records, { handedOverAtMs, isSettledLate }) => {
      const all = [...file.records, ...records];
      file = { ...file, records: all, handedOverAtMs: handedOverAtMs ?? null, isSettledLate };
      savePull(folder, file);
    },
    close: () => unlockPull(folder, id),
  });
}

function wordsOf(fault: PullFileFault, id: string, folder: string): string {
  switch (fault) {
    case 'no-such-pull':
      return `--resume ${id}: no such pull in ${folder}; was it begun with another --state?`;
    case 'not-readable':
      return `--resume ${id}: its file in ${folder} may not be read by this user.`;
    case 'damaged':
      return `--resume ${id}: its file in ${folder} is damaged; look the memo up at the node.`;
    default:
      return unreachable(fault);
  }
}
