/**
 * The payload of each kind of record, field by field. The order of `KINDS` and of the lists below
 * is the format: append, never reorder.
 */
import { secret } from '../secret';
import type { Role } from './account';
import {
  putHex,
  putSigned,
  putText,
  putUnsigned,
  type Reader,
  takeHex,
  takeSigned,
  takeText,
  takeUnsigned,
} from './bytes';
import type { JournalRecord, Latch, PullOutcome, SaleEnd } from './record';

/** A kind's number in the format is its place here plus one. */
export const KINDS: readonly JournalRecord['kind'][] = Object.freeze([
  'formatted',
  'account-opened',
  'sale-started',
  'sale-ended',
  'pull-planned',
  'pull-handed-over',
  'pull-closed',
  'late-credited',
  'checkpoint',
  'allowance-granted',
  'meter-confirmed',
  'latched',
  'latch-cleared',
] as const);

const OUTCOMES: readonly PullOutcome[] = Object.freeze(['settled', 'void', 'lapsed'] as const);
const ROLES: readonly Role[] = Object.freeze(['seller', 'buyer'] as const);
const SALE_ENDS: readonly SaleEnd[] = Object.freeze([
  'unplugged',
  'idle',
  'owner',
  'terms',
  'replaced',
] as const);
const LATCHES: readonly Latch[] = Object.freeze([
  'over-current',
  'meter-changed',
  'meter-disagrees',
  'journal-failed',
] as const);

type FieldType = 'u8' | 'u16' | 'u32' | 'u56' | 'signed' | 'flag' | 'text' | 'secret-text' | Hex;
type Hex = 'hex8' | 'hex16' | 'hex32' | 'secret-hex32';
type Choice = readonly string[];
type Layout = readonly (readonly [field: string, type: FieldType | Choice])[];

const LAYOUTS: Readonly<Record<JournalRecord['kind'], Layout>> = Object.freeze({
  formatted: [['epoch', 'hex8']],
  'account-opened': [
    ['account', 'u8'],
    ['buyer', 'hex32'],
    ['role', ROLES],
  ],
  'sale-started': [
    ['account', 'u8'],
    ['standing', 'flag'],
    ['startedAtSec', 'u56'],
    ['serial', 'text'],
    ['importRegister', 'u56'],
    ['exportRegister', 'u56'],
    ['link', 'secret-text'],
  ],
  'sale-ended': [
    ['reason', SALE_ENDS],
    ['endedAtSec', 'u56'],
  ],
  'pull-planned': [
    ['account', 'u8'],
    ['id', 'hex16'],
    ['preimage', 'secret-hex32'],
    ['amount', 'u56'],
    ['plannedAtSec', 'u56'],
    ['expirySec', 'u16'],
  ],
  'pull-handed-over': [
    ['planned', 'u32'],
    ['expiresAtSec', 'u56'],
  ],
  'pull-closed': [
    ['planned', 'u32'],
    ['outcome', OUTCOMES],
    ['received', 'u56'],
    ['closedAtSec', 'u56'],
  ],
  'late-credited': [
    ['planned', 'u32'],
    ['received', 'u56'],
  ],
  checkpoint: [
    ['account', 'u8'],
    ['charged', 'signed'],
    ['carry', 'u32'],
    ['importRegister', 'u56'],
    ['exportRegister', 'u56'],
    ['billed', 'u56'],
    ['unauthorised', 'u56'],
    ['atSec', 'u56'],
  ],
  'allowance-granted': [
    ['account', 'u8'],
    ['amount', 'u56'],
    ['day', 'u32'],
  ],
  'meter-confirmed': [['serial', 'text']],
  latched: [['latch', LATCHES]],
  'latch-cleared': [],
});

/** Appends the payload of `record`. */
export function encodePayload(into: number[], record: JournalRecord): void {
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  const layout = LAYOUTS[record.kind];
  // By index: in XS an iterator costs more than the field.
  for (let i = 0; i < layout.length; i++) put(into, layout[i]![1], fields[layout[i]![0]]);
}

/** Undefined when a choice has a number this format does not know. */
export function decodePayload(
  from: Reader,
  kind: JournalRecord['kind'],
): JournalRecord | undefined {
  const fields: Record<string, unknown> = { kind };
  for (const [field, type] of LAYOUTS[kind]) {
    const value = take(from, type);
    if (value === undefined) return undefined;
    fields[field] = value;
  }
  return fields as unknown as JournalRecord;
}

function put(into: number[], type: FieldType | Choice, value: unknown): void {
  if (typeof type !== 'string') return putUnsigned(into, type.indexOf(value as string), 1);
  switch (type) {
    case 'u8':
      return putUnsigned(into, value as number, 1);
    case 'u16':
      return putUnsigned(into, value as number, 2);
    case 'u32':
      return putUnsigned(into, value as number, 4);
    case 'u56':
      return putUnsigned(into, value as number, 7);
    case 'signed':
      return putSigned(into, value as number);
    case 'flag':
      return putUnsigned(into, value === true ? 1 : 0, 1);
    case 'text':
      return putText(into, value as string);
    case 'secret-text':
      return putText(into, (value as { secret: string }).secret);
    case 'secret-hex32':
      return putHex(into, (value as { secret: string }).secret);
    case 'hex8':
    case 'hex16':
    case 'hex32':
      return putHex(into, value as string);
  }
}

function take(from: Reader, type: FieldType | Choice): unknown {
  if (typeof type !== 'string') return type[takeUnsigned(from, 1)];
  switch (type) {
    case 'u8':
      return takeUnsigned(from, 1);
    case 'u16':
      return takeUnsigned(from, 2);
    case 'u32':
      return takeUnsigned(from, 4);
    case 'u56':
      return takeUnsigned(from, 7);
    case 'signed':
      return takeSigned(from);
    case 'flag':
      return takeUnsigned(from, 1) === 1;
    case 'text':
      return takeText(from);
    case 'secret-text':
      return secret(takeText(from));
    case 'secret-hex32':
      return secret(takeHex(from, 32));
    case 'hex8':
      return takeHex(from, 8);
    case 'hex16':
      return takeHex(from, 16);
    case 'hex32':
      return takeHex(from, 32);
  }
}
