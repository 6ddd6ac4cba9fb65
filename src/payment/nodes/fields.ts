/** What the fields of any node's answer are read with. */
import type { Picked } from '../../ports';
import type { PickedFields } from '../../web/pick';
import { decodeInvoice } from '../bolt11';
import type { NodeFault } from './blueprint';

/**
 * Many nodes write whole numbers as decimal digits, because JavaScript has none beyond 2^53; both
 * forms are taken. Negative, fractional or beyond 2^53: undefined.
 */
export function wholeNumber(picked: Picked | undefined): number | undefined {
  const value = typeof picked === 'string' && isDecimal(picked) ? Number(picked) : picked;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function isDecimal(text: string): boolean {
  if (text.length === 0 || text.length > 16) return false;
  for (let i = 0; i < text.length; i += 1) {
    if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
  }
  return true;
}

export const HASH_BYTES = 32;

/** 64 lower-case hex digits. */
export function isHash(text: string): boolean {
  if (text.length !== HASH_BYTES * 2) return false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    const isHex = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    if (!isHex) return false;
  }
  return true;
}

/** In any case; an answer without an HTTP error says nothing here, whatever it holds. */
export function says(httpStatus: number, fields: PickedFields | undefined, text: string): boolean {
  const message = fields?.['message'];
  return httpStatus >= 400 && typeof message === 'string' && message.toLowerCase().includes(text);
}

/** Of an answer that is none of those that a request is asked for, by its status alone. */
export function faultOfStatus(httpStatus: number): NodeFault {
  if (httpStatus === 401 || httpStatus === 403) return 'refused';
  return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429
    ? 'unreachable'
    : 'malformed';
}

/** What an invoice says itself; undefined where it cannot be read. */
export function hashOfInvoice(paymentRequest: string): string | undefined {
  const invoice = decodeInvoice(paymentRequest);
  return invoice.ok ? invoice.value.paymentHash : undefined;
}
