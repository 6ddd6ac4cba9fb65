/**
 * One pull on disk, so that it can be asked about again after a crash: the board's own journal
 * records and where the node is. Holds the preimage, so only its owner may read it; whole or not
 * at all, and on the disk before the effect that follows from it.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Network } from '../../src/payment/bolt11';
import { NODE_KIND_NAMES, type NodeKind } from '../../src/payment/nodes/kinds';
import { fail, ok, type Result } from '../../src/result';
import { parseNetwork } from './parts';

export type PullFile = {
  readonly schema: 1;
  readonly id: string;
  readonly network: Network;
  /** Files from before there were kinds lack it: lnd. */
  readonly nodeKind: NodeKind;
  readonly nodeOrigin: string;
  /** Files from before there were accounts lack it: none. */
  readonly nodeAccount: string;
  readonly pinSha256: string | null;
  /** Paths, not contents. */
  readonly caFile: string | null;
  readonly credentialFile: string;
  /** The link itself is not kept: who resumes only asks the node. */
  readonly linkHost: string;
  readonly askedSat: number;
  readonly deadlineMs: number;
  /** By the clock of this machine; null before. */
  readonly handedOverAtMs: number | null;
  readonly isSettledLate: boolean;
  /** Journal records as hex. */
  readonly records: readonly string[];
};

export type PullFileFault = 'no-such-pull' | 'damaged' | 'not-readable';

const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;

const fileOf = (folder: string, id: string) => join(folder, `${id}.json`);
const lockOf = (folder: string, id: string) => join(folder, `${id}.lock`);

/** Throws when the disk does: then nothing that stands on it may happen. */
export function savePull(folder: string, pull: PullFile): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
  const path = fileOf(folder, pull.id);
  const unfinished = `${path}.${process.pid}`;
  const file = openSync(unfinished, 'w', OWNER_ONLY);
  writeSync(file, `${JSON.stringify(pull, undefined, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);
  flushFolder(folder);
}

/** So that the new name survives a power cut; not every system lets a folder be flushed. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** `id`: 32 hex digits, checked by the caller. */
export function loadPull(folder: string, id: string): Result<PullFile, PullFileFault> {
  let text: string;
  try {
    text = readFileSync(fileOf(folder, id), 'utf8');
  } catch (error) {
    const isMissing = (error as { code?: string }).code === 'ENOENT';
    return fail(isMissing ? 'no-such-pull' : 'not-readable');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('damaged');
  }
  if (!isPullFile(parsed) || parsed.id !== id) return fail('damaged');
  const { nodeKind = 'lnd', nodeAccount = '' } = parsed;
  return ok({ ...parsed, nodeKind, nodeAccount });
}

type StoredPull = Omit<PullFile, 'nodeKind' | 'nodeAccount'> & {
  readonly nodeKind?: NodeKind;
  readonly nodeAccount?: string;
};

/** The folder is the owner's own: shape is checked, not malice. */
function isPullFile(value: unknown): value is StoredPull {
  if (typeof value !== 'object' || value === null) return false;
  const pull = value as Record<keyof PullFile, unknown>;
  const isText = (each: unknown) => typeof each === 'string';
  const isTextOrNull = (each: unknown) => each === null || isText(each);
  return (
    pull.schema === 1 &&
    [pull.id, pull.network, pull.nodeOrigin, pull.credentialFile, pull.linkHost].every(isText) &&
    parseNetwork(String(pull.network)) !== undefined &&
    (pull.nodeKind === undefined || NODE_KIND_NAMES.some((kind) => kind === pull.nodeKind)) &&
    (pull.nodeAccount === undefined || isText(pull.nodeAccount)) &&
    [pull.pinSha256, pull.caFile].every(isTextOrNull) &&
    Number.isSafeInteger(pull.askedSat) &&
    Number.isSafeInteger(pull.deadlineMs) &&
    (pull.handedOverAtMs === null || Number.isSafeInteger(pull.handedOverAtMs)) &&
    typeof pull.isSettledLate === 'boolean' &&
    Array.isArray(pull.records) &&
    pull.records.every((each) => typeof each === 'string' && /^([0-9a-f]{2})+$/.test(each))
  );
}

/** One process at a time works on a pull. False: another one does; its number is in the lock. */
export function lockPull(folder: string, id: string): boolean {
  mkdirSync(folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
  const path = lockOf(folder, id);
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = openSync(path, 'wx', OWNER_ONLY);
      writeSync(file, String(process.pid));
      closeSync(file);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      if (isAlive(Number(readFileSync(path, 'utf8')))) return false;
      rmSync(path, { force: true }); // left behind by a process that was killed
    }
  }
  return false;
}

export const unlockPull = (folder: string, id: string): void =>
  rmSync(lockOf(folder, id), { force: true });

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
