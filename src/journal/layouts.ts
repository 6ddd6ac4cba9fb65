/**
 * The fields of each kind of record, in the order of the format. The order of the lists below is
 * the format: append, never reorder.
 */
import type { Role } from '../account/account';
import { frozen } from '../frozen';
import type { DepositStage, Latch, PullOutcome, RecordKind, SaleEnd } from './records';

const OUTCOMES: readonly PullOutcome[] = Object.freeze(['settled', 'void', 'lapsed'] as const);
const ROLES: readonly Role[] = Object.freeze(['seller', 'buyer'] as const);
const SALE_ENDS: readonly SaleEnd[] = Object.freeze([
  'unplugged',
  'idle',
  'owner',
  'terms',
  'replaced',
] as const);
const SALE_END_OR_NONE: readonly string[] = Object.freeze(['none', ...SALE_ENDS]);
const DEPOSIT_STAGES: readonly DepositStage[] = Object.freeze([
  'held',
  'due',
  'settling',
  'canceling',
] as const);
const LATCHES: readonly Latch[] = Object.freeze([
  'over-current',
  'meter-changed',
  'meter-disagrees',
  'journal-failed',
  'journal-damaged',
  'contactor-welded',
  'contactor-failed-to-close',
] as const);
const LATCH_OR_NONE: readonly string[] = Object.freeze(['none', ...LATCHES]);

type Whole = 'u8' | 'u16' | 'u24' | 'u32' | 'u48' | 'u56' | 'signed';
type Text = 'text' | 'secret-text' | 'hex-text';
type Hex = 'hex8' | 'hex16' | 'hex32' | 'secret-hex32';
export type FieldType = Whole | Text | Hex | 'flag';
export type Choice = readonly string[];
type Layout = readonly (readonly [field: string, type: FieldType | Choice])[];

const SALE: Layout = frozen([
  ['importRegister', 'u56'],
  ['exportRegister', 'u56'],
  ['link', 'secret-text'],
] as const);
const PULL: Layout = frozen([
  ['account', 'u8'],
  ['id', 'hex16'],
  ['preimage', 'secret-hex32'],
  ['amount', 'u56'],
  ['plannedAtSec', 'u56'],
  ['expirySec', 'u16'],
] as const);
/** Without a reference 64 bytes of a record; with one of 39 characters 96, of 192 256. */
const CHOSEN: Layout = frozen([
  ['hash', 'hex32'],
  ['reference', 'text'],
] as const);
const CLOSING: Layout = frozen([
  ['planned', 'u32'],
  ['outcome', OUTCOMES],
  ['received', 'u56'],
  ['closedAtSec', 'u56'],
] as const);
const TERMS: Layout = frozen([
  ['account', 'u8'],
  ['reference', 'hex16'],
  ['document', 'text'],
  ['isNext', 'flag'],
  ['charged', 'signed'],
  ['paid', 'u56'],
  ['billed', 'u56'],
] as const);
const CHARGE: Layout = frozen([
  ['account', 'u8'],
  ['charged', 'signed'],
  ['carry', 'u32'],
  ['importRegister', 'u56'],
  ['exportRegister', 'u56'],
  ['billed', 'u56'],
  ['unauthorised', 'u56'],
] as const);

export const LAYOUTS: Readonly<Record<RecordKind, Layout>> = frozen<Record<RecordKind, Layout>>({
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
    ...SALE,
  ],
  'sale-ended': [
    ['reason', SALE_ENDS],
    ['endedAtSec', 'u56'],
  ],
  'pull-planned': PULL,
  'pull-handed-over': [
    ['planned', 'u32'],
    ['expiresAtSec', 'u56'],
  ],
  'pull-handed-over-as': [['planned', 'u32'], ['expiresAtSec', 'u56'], ...CHOSEN],
  'pull-is-deposit': [['planned', 'u32']],
  'deposit-held': [
    ['planned', 'u32'],
    ['heldAtSec', 'u56'],
  ],
  'deposit-due': [
    ['planned', 'u32'],
    ['reason', SALE_ENDS],
    ['dueAtSec', 'u56'],
  ],
  'deposit-decided': [
    ['planned', 'u32'],
    ['settles', 'flag'],
  ],
  'deposit-closed': CLOSING,
  'terms-agreed': TERMS,
  'snapshot-terms': TERMS,
  'pull-closed': CLOSING,
  'late-credited': [
    ['planned', 'u32'],
    ['received', 'u56'],
  ],
  checkpoint: [...CHARGE, ['atSec', 'u56']],
  'allowance-granted': [
    ['account', 'u8'],
    ['amount', 'u56'],
    ['day', 'u32'],
  ],
  'meter-confirmed': [['serial', 'text']],
  latched: [['latch', LATCHES]],
  'latch-cleared': [],
  'pull-closed-charged': [...CLOSING, ...CHARGE],
  alive: [],
  forgotten: [],
  'reset-began': [],
  'snapshot-began': [
    ['epoch', 'hex8'],
    ['hardware', 'text'],
    ['boots', 'u8'],
    ['mustForget', 'flag'],
    ['grantedToday', 'u56'],
    ['grantedDay', 'u32'],
    ['serial', 'text'],
    ['importRegister', 'signed'],
    ['exportRegister', 'signed'],
    ['billed', 'u56'],
    ['unauthorised', 'u56'],
    ['latch', LATCH_OR_NONE],
    ['settled', 'u32'],
    ['void', 'u32'],
    ['lapsed', 'u32'],
    ['late', 'u32'],
    ['lastSec', 'u56'],
  ],
  // 82 bytes: with 64 accounts every byte counts. 2^48 mSat are 2,814 bitcoin.
  'snapshot-account': [
    ['account', 'u8'],
    ['buyer', 'hex32'],
    ['role', ROLES],
    ['paid', 'u56'],
    ['late', 'u48'],
    ['granted', 'u48'],
    ['charged', 'signed'],
    ['carry', 'u24'],
    ['earned', 'u48'],
    ['refunded', 'u48'],
    ['leaving', 'u48'],
  ],
  'snapshot-sale': [['account', 'u8'], ['standing', 'flag'], ['startedAtSec', 'u56'], ...SALE],
  'snapshot-last-sale': [
    ['account', 'u8'],
    ['startedAtSec', 'u56'],
    ['endedAtSec', 'u56'],
    ['reason', SALE_ENDS],
  ],
  'snapshot-pull': [['planned', 'u32'], ['expiresAtSec', 'u56'], ...PULL],
  'snapshot-pull-as': CHOSEN,
  'snapshot-pull-is-deposit': [],
  'snapshot-deposit': [
    ['planned', 'u32'],
    ['account', 'u8'],
    ['id', 'hex16'],
    ['preimage', 'secret-hex32'],
    ['amount', 'u56'],
    ['heldAtSec', 'u56'],
    ['stage', DEPOSIT_STAGES],
    ['reason', SALE_END_OR_NONE],
    ['dueAtSec', 'u56'],
    ['finalPull', 'u32'],
  ],
  'snapshot-late': [
    ['planned', 'u32'],
    ['account', 'u8'],
    ['hash', 'hex32'],
    ['amount', 'u56'],
    ['closedAtSec', 'u56'],
    ['wasHandedOver', 'flag'],
  ],
  'snapshot-late-as': [
    ['planned', 'u32'],
    ['reference', 'text'],
  ],
  'snapshot-credited': [['hashes', 'hex-text']],
  'snapshot-ended': [],
});
