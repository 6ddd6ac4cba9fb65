/**
 * What two boards say to each other: the seller asks, the buyer answers. Offers, demands and other
 * documents of terms are carried as they are; `src/terms` reads them. Strict: a body has its
 * fields and no others.
 */
import { frozen } from '../frozen';
import { hasOnly, ID_DIGITS, isCount, isObject, type JsonObject } from './envelope';
import { isHex } from './hex';

/** What one side's account and meter say of the sale, counted from its start. */
export type Statement = {
  /** Null while that side does not know the time. */
  readonly atSec: number | null;
  readonly energyMilliWattHours: number;
  /** Signed: energy may have a negative price. */
  readonly chargedMilliSat: number;
  readonly paidMilliSat: number;
};

/** `ending`: who, why, at which second, both registers. */
export type Announced = {
  readonly reference: string;
  readonly ending: JsonObject;
  readonly statement: Statement;
};

/** `reference`: of these terms for as long as anybody speaks of them, drawn by the seller. */
export type Request =
  | { readonly kind: 'demand' }
  | { readonly kind: 'offer'; readonly reference: string; readonly offer: JsonObject }
  | {
      readonly kind: 'renew';
      readonly reference: string;
      /** The terms that these follow on. */
      readonly replaces: string;
      readonly offer: JsonObject;
      readonly statement: Statement;
    }
  | { readonly kind: 'state'; readonly reference: string; readonly statement: Statement }
  | ({ readonly kind: 'end' } & Announced);

export type Answer =
  | { readonly kind: 'demand'; readonly demand: JsonObject }
  | {
      /** `acceptance`: the payment sizes; or every reason with both numbers, and a counter. */
      readonly kind: 'accept' | 'reject';
      readonly reference: string;
      readonly acceptance: JsonObject;
      readonly statement: Statement;
    }
  | {
      readonly kind: 'state';
      readonly reference: string;
      readonly standing: Standing;
      readonly statement: Statement;
    }
  | ({ readonly kind: 'end' } & Announced)
  | ({ readonly kind: 'fault' } & Complaint);

/** `suspended`: the accounts differ, and a person has to look. */
export type Standing = 'none' | 'agreed' | 'suspended' | 'ended';

/** The message was whole and sealed, and yet it had no effect. */
export type Complaint = {
  readonly fault: TalkFault;
  /** The least that the next request's may be. */
  readonly sequence: number;
  readonly reason: string;
};
export type TalkFault = (typeof TALK_FAULTS)[number];

const TALK_FAULTS = Object.freeze([
  'malformed',
  'wrong-version',
  'wrong-nonce',
  'old-sequence',
  'id-reused',
  'clocks-apart',
  'unexpected',
  'busy',
] as const);
const STANDINGS = Object.freeze(['none', 'agreed', 'suspended', 'ended'] as const);

/** What may be answered to what; `fault` may always be. */
export const ANSWERS = frozen<Readonly<Record<Request['kind'], readonly Answer['kind'][]>>>({
  demand: ['demand'],
  offer: ['accept', 'reject', 'state'],
  renew: ['accept', 'reject', 'state'],
  state: ['state', 'end'],
  end: ['end', 'state'],
});

const REASON_LENGTH_MAX = 200;

export function readRequest(kind: string, body: JsonObject): Request | undefined {
  const { reference, replaces, offer, statement } = body;
  switch (kind) {
    case 'demand':
      return hasOnly(body, []) ? { kind } : undefined;
    case 'offer':
      if (!hasOnly(body, ['reference', 'offer'])) return undefined;
      return isName(reference) && isObject(offer) ? { kind, reference, offer } : undefined;
    case 'renew':
      if (!hasOnly(body, ['reference', 'replaces', 'offer', 'statement'])) return undefined;
      if (!isName(reference) || !isName(replaces) || reference === replaces) return undefined;
      if (!isObject(offer) || !isStatement(statement)) return undefined;
      return { kind, reference, replaces, offer, statement };
    case 'state':
      if (!hasOnly(body, ['reference', 'statement'])) return undefined;
      if (!isName(reference) || !isStatement(statement)) return undefined;
      return { kind, reference, statement };
    case 'end': {
      const announced = readAnnounced(body);
      return announced && { kind, ...announced };
    }
    default:
      return undefined;
  }
}

export function readAnswer(kind: string, body: JsonObject): Answer | undefined {
  const { reference, statement, acceptance, standing, demand } = body;
  switch (kind) {
    case 'demand':
      return hasOnly(body, ['demand']) && isObject(demand) ? { kind, demand } : undefined;
    case 'accept':
    case 'reject':
      if (!hasOnly(body, ['reference', 'acceptance', 'statement'])) return undefined;
      if (!isName(reference) || !isObject(acceptance) || !isStatement(statement)) return undefined;
      return { kind, reference, acceptance, statement };
    case 'state':
      if (!hasOnly(body, ['reference', 'standing', 'statement'])) return undefined;
      if (!isName(reference) || !isStatement(statement)) return undefined;
      if (!isOneOf(STANDINGS, standing)) return undefined;
      return { kind, reference, standing, statement };
    case 'end': {
      const announced = readAnnounced(body);
      return announced && { kind, ...announced };
    }
    case 'fault': {
      const { fault, sequence, reason } = body;
      if (!hasOnly(body, ['fault', 'sequence', 'reason'])) return undefined;
      if (!isOneOf(TALK_FAULTS, fault) || !isCount(sequence)) return undefined;
      if (typeof reason !== 'string' || reason.length > REASON_LENGTH_MAX) return undefined;
      return { kind, fault, sequence, reason };
    }
    default:
      return undefined;
  }
}

/** As it goes into an envelope. */
export function bodyOf(message: Request | Answer): JsonObject {
  const { kind: _, ...body } = message;
  return body;
}

function readAnnounced(body: JsonObject): Announced | undefined {
  const { reference, ending, statement } = body;
  if (!hasOnly(body, ['reference', 'ending', 'statement'])) return undefined;
  if (!isName(reference) || !isObject(ending) || !isStatement(statement)) return undefined;
  return { reference, ending, statement };
}

const STATEMENT_FIELDS: readonly string[] = Object.freeze([
  'atSec',
  'energyMilliWattHours',
  'chargedMilliSat',
  'paidMilliSat',
]);

function isStatement(value: unknown): value is Statement {
  if (!isObject(value) || !hasOnly(value, STATEMENT_FIELDS)) return false;
  const { atSec, energyMilliWattHours, chargedMilliSat, paidMilliSat } = value;
  if (atSec !== null && !isCount(atSec)) return false;
  if (!isCount(energyMilliWattHours) || !isCount(paidMilliSat)) return false;
  return Number.isSafeInteger(chargedMilliSat);
}

const isName = (value: unknown): value is string => isHex(value, ID_DIGITS);

const isOneOf = <One extends string>(all: readonly One[], value: unknown): value is One =>
  (all as readonly unknown[]).includes(value);
