/**
 * JSON strings and numbers, byte by byte (RFC 8259). The text of a value that nobody asked for is
 * checked but not kept, whatever its length.
 */
import type { Picked } from '../ports';
import { textFromUtf8 } from './utf8';

export type Scalar = {
  /** Grows with the longest value so far: most bodies have none of the longest. */
  bytes: Uint8Array;
  /** How many bytes may be kept of the present value; 0 while skipping. */
  keepMax: number;
  length: number;
  /** More came than may be kept: the value is absent. */
  overflow: boolean;
  at: StringState | NumberState;
  /** The \uXXXX being read, and how many of its digits were seen. */
  unit: number;
  digits: number;
  /** A high surrogate that waits for its other half; 0 when none does. */
  high: number;
};

type StringState = 'text' | 'escape' | 'unicode';
type NumberState =
  | 'minus'
  | 'zero'
  | 'integer'
  | 'point'
  | 'fraction'
  | 'exponent'
  | 'exponent-sign'
  | 'exponent-digits';

/** `end` of a number: the byte after it was seen and is still to be read. */
export type Progress = 'more' | 'end' | 'bad';

/** More digits than any amount, and than a double can tell apart. */
export const NUMBER_BYTES_MAX = 40;

/** A name, a hash as hex. */
const BYTES_FIRST = 64;
const REPLACEMENT = 0xfffd;

export function createScalar(): Scalar {
  return {
    bytes: new Uint8Array(BYTES_FIRST),
    keepMax: 0,
    length: 0,
    overflow: false,
    at: 'text',
    unit: 0,
    digits: 0,
    high: 0,
  };
}

/** Call after the opening quote. */
export function beginString(scalar: Scalar, keepMax: number): void {
  scalar.keepMax = keepMax;
  scalar.length = 0;
  scalar.overflow = false;
  scalar.at = 'text';
  scalar.high = 0;
}

export function takeString(scalar: Scalar, byte: number): Progress {
  if (scalar.at === 'unicode') return takeUnicode(scalar, byte);
  if (scalar.at === 'escape') return takeEscape(scalar, byte);
  if (byte < 0x20) return 'bad';
  if (byte === 0x5c) {
    scalar.at = 'escape';
    return 'more';
  }
  flushSurrogate(scalar);
  if (byte === 0x22) return 'end';
  keep(scalar, byte);
  return 'more';
}

/** The string just ended: no text when it was longer than is kept, no answer if not UTF-8. */
export function stringValue(scalar: Scalar): { readonly text: string | undefined } | undefined {
  if (scalar.overflow) return { text: undefined };
  const text = textFromUtf8(scalar.bytes.subarray(0, scalar.length));
  return text === undefined ? undefined : { text };
}

function takeEscape(scalar: Scalar, byte: number): Progress {
  scalar.at = 'text';
  if (byte === 0x75) {
    scalar.at = 'unicode';
    scalar.unit = 0;
    scalar.digits = 0;
    return 'more';
  }
  const meant = escaped(byte);
  if (meant === undefined) return 'bad';
  flushSurrogate(scalar);
  keep(scalar, meant);
  return 'more';
}

function escaped(byte: number): number | undefined {
  switch (byte) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
      return byte;
    case 0x62: // b
      return 0x08;
    case 0x66: // f
      return 0x0c;
    case 0x6e: // n
      return 0x0a;
    case 0x72: // r
      return 0x0d;
    case 0x74: // t
      return 0x09;
    default:
      return undefined;
  }
}

function takeUnicode(scalar: Scalar, byte: number): Progress {
  const digit = hexDigit(byte);
  if (digit === undefined) return 'bad';
  scalar.unit = scalar.unit * 16 + digit;
  scalar.digits += 1;
  if (scalar.digits < 4) return 'more';
  scalar.at = 'text';
  const unit = scalar.unit;
  if (unit >= 0xdc00 && unit <= 0xdfff && scalar.high > 0) {
    keepCodePoint(scalar, 0x10000 + (scalar.high - 0xd800) * 0x400 + (unit - 0xdc00));
    scalar.high = 0;
    return 'more';
  }
  flushSurrogate(scalar);
  if (unit >= 0xd800 && unit <= 0xdbff) scalar.high = unit;
  else keepCodePoint(scalar, unit >= 0xdc00 && unit <= 0xdfff ? REPLACEMENT : unit);
  return 'more';
}

/** Half a pair alone is legal JSON (a service cut a text inside an emoji) but no character. */
function flushSurrogate(scalar: Scalar): void {
  if (scalar.high === 0) return;
  scalar.high = 0;
  keepCodePoint(scalar, REPLACEMENT);
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  if (lower >= 0x61 && lower <= 0x66) return lower - 0x61 + 10;
  return undefined;
}

function keepCodePoint(scalar: Scalar, point: number): void {
  if (point < 0x80) {
    keep(scalar, point);
    return;
  }
  if (point < 0x800) {
    keep(scalar, 0xc0 | (point >> 6));
  } else {
    if (point < 0x10000) keep(scalar, 0xe0 | (point >> 12));
    else {
      keep(scalar, 0xf0 | (point >> 18));
      keep(scalar, 0x80 | ((point >> 12) & 0x3f));
    }
    keep(scalar, 0x80 | ((point >> 6) & 0x3f));
  }
  keep(scalar, 0x80 | (point & 0x3f));
}

function keep(scalar: Scalar, byte: number): void {
  if (scalar.length >= scalar.keepMax) {
    scalar.overflow = true;
    return;
  }
  if (scalar.length === scalar.bytes.length) grow(scalar);
  scalar.bytes[scalar.length] = byte;
  scalar.length += 1;
}

function grow(scalar: Scalar): void {
  const { bytes } = scalar;
  scalar.bytes = new Uint8Array(bytes.length * 2);
  scalar.bytes.set(bytes);
}

/** Starts a number with its first byte; false when no number starts so. */
export function beginNumber(scalar: Scalar, byte: number, isKept: boolean): boolean {
  beginString(scalar, isKept ? NUMBER_BYTES_MAX : 0);
  if (byte === 0x2d) scalar.at = 'minus';
  else if (byte === 0x30) scalar.at = 'zero';
  else if (isDigit(byte)) scalar.at = 'integer';
  else return false;
  keep(scalar, byte);
  return true;
}

export function takeNumber(scalar: Scalar, byte: number): Progress {
  const next = nextNumberState(scalar.at as NumberState, byte);
  if (next === 'end' || next === 'bad') return next;
  scalar.at = next;
  keep(scalar, byte);
  return 'more';
}

function nextNumberState(at: NumberState, byte: number): NumberState | 'end' | 'bad' {
  const digit = isDigit(byte);
  const exponent = byte === 0x45 || byte === 0x65;
  switch (at) {
    case 'minus':
      if (byte === 0x30) return 'zero';
      return digit ? 'integer' : 'bad';
    case 'zero':
    case 'integer':
      if (digit) return at === 'integer' ? 'integer' : 'bad';
      if (byte === 0x2e) return 'point';
      return exponent ? 'exponent' : 'end';
    case 'point':
      return digit ? 'fraction' : 'bad';
    case 'fraction':
      if (digit) return 'fraction';
      return exponent ? 'exponent' : 'end';
    case 'exponent':
      if (byte === 0x2b || byte === 0x2d) return 'exponent-sign';
      return digit ? 'exponent-digits' : 'bad';
    case 'exponent-sign':
      return digit ? 'exponent-digits' : 'bad';
    case 'exponent-digits':
      return digit ? 'exponent-digits' : 'end';
  }
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/**
 * The number just ended. Digits that a double cannot hold exactly stay text; undefined when there
 * were more than `NUMBER_BYTES_MAX` or the value has no finite double.
 */
export function numberValue(scalar: Scalar): Picked | undefined {
  const text = scalar.overflow ? undefined : textFromUtf8(scalar.bytes.subarray(0, scalar.length));
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value + 0; // -0 would not survive JSON.
  if (scalar.at === 'integer') return text;
  return Number.isFinite(value) ? value : undefined;
}
