/**
 * Picks named fields from a JSON body (RFC 8259) while it arrives, byte by byte and split
 * anywhere. Holds one string at a time and nothing that nobody asked for; never recurses, never
 * throws on what a peer sends. The grammar is checked to the last byte.
 */
import type { Picked } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import { createPaths, enter, meet, meetLength, starOf } from './paths';
import type { Listed, Picker, PickFault } from './picker';
import {
  beginNumber,
  beginString,
  createScalar,
  numberValue,
  stringValue,
  takeNumber,
  takeString,
} from './scalar';

/** The longest string kept: a BOLT11 has up to about 1,500 characters. Longer ones are absent. */
export const STRING_BYTES_MAX = 2_500;
/** All strings of one body together. What comes after is absent. */
export const KEPT_BYTES_MAX = 8_192;
export const DEPTH_MAX = 8;
const KEY_BYTES_MAX = 64;

export type PickedFields = Readonly<Record<string, Picked>>;

/**
 * `names`: as `htlcs.0.amt_msat`; `htlcs.length` is how many there are; what `htlcs.*.amt_msat`
 * finds in each of them goes to `listed` and is not kept.
 */
export function createPicker(
  names: readonly string[],
  limits: { readonly bodyBytesMax: number },
  listed?: Listed,
): Picker {
  return {
    bodyBytesMax: limits.bodyBytesMax,
    listed,
    fields: {},
    frames: [],
    paths: createPaths(names, DEPTH_MAX),
    scalar: createScalar(),
    state: 'value',
    bodyBytes: 0,
    keptBytes: 0,
    asked: undefined,
    literal: '',
    literalAt: 0,
    fault: undefined,
  };
}

/** Returns the fault as soon as it is known: the connection may be closed then. */
export function feed(picker: Picker, bytes: Uint8Array | readonly number[]): PickFault | undefined {
  for (let i = 0; i < bytes.length && picker.fault === undefined; i += 1) {
    picker.bodyBytes += 1;
    if (picker.bodyBytes > picker.bodyBytesMax) picker.fault = 'too-long';
    else if (!take(picker, bytes[i]!)) picker.fault ??= 'not-json';
  }
  return picker.fault;
}

/** Call once, after the last byte. */
export function finish(picker: Picker): Result<{ readonly fields: PickedFields }, PickFault> {
  if (picker.fault !== undefined) return fail(picker.fault);
  // Only something after it ends a number.
  if (picker.state === 'number' && !take(picker, 0x20)) return fail('not-json');
  return picker.state === 'done' ? ok({ fields: picker.fields }) : fail('not-json');
}

function take(picker: Picker, byte: number): boolean {
  switch (picker.state) {
    case 'string':
      return takeText(picker, byte);
    case 'key-text':
      return takeKey(picker, byte);
    case 'literal':
      return takeLiteral(picker, byte);
    case 'number': {
      const progress = takeNumber(picker.scalar, byte);
      if (progress !== 'end') return progress === 'more';
      endValue(picker, numberValue(picker.scalar));
      return takeStructure(picker, byte);
    }
    default:
      return takeStructure(picker, byte);
  }
}

function takeStructure(picker: Picker, byte: number): boolean {
  if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return true;
  switch (picker.state) {
    case 'first-element':
      return byte === 0x5d ? close(picker, byte) : beginValue(picker, byte);
    case 'value':
      return beginValue(picker, byte);
    case 'first-key':
      return byte === 0x7d ? close(picker, byte) : beginKey(picker, byte);
    case 'key':
      return beginKey(picker, byte);
    case 'colon':
      picker.state = 'value';
      return byte === 0x3a; // :
    case 'after':
      return byte === 0x2c ? nextMember(picker) : close(picker, byte);
    default:
      return false; // Something after the end of the body.
  }
}

function beginValue(picker: Picker, byte: number): boolean {
  const place = meet(picker.paths, picker.frames.length);
  if (place === 'again') return false;
  picker.asked = place === 'none' ? undefined : picker.paths.names[place];
  switch (byte) {
    case 0x7b: // {
      return open(picker, false);
    case 0x5b: // [
      return open(picker, true);
    case 0x22: // "
      picker.state = 'string';
      beginString(picker.scalar, keepMax(picker));
      return true;
    case 0x74: // t
      return beginLiteral(picker, 'true');
    case 0x66: // f
      return beginLiteral(picker, 'false');
    case 0x6e: // n
      return beginLiteral(picker, 'null');
    default:
      picker.state = 'number';
      return beginNumber(picker.scalar, byte, picker.asked !== undefined);
  }
}

function takeText(picker: Picker, byte: number): boolean {
  const progress = takeString(picker.scalar, byte);
  if (progress !== 'end') return progress === 'more';
  const string = stringValue(picker.scalar);
  if (string === undefined) return false;
  if (string.text !== undefined) picker.keptBytes += picker.scalar.length;
  endValue(picker, string.text);
  return true;
}

function beginKey(picker: Picker, byte: number): boolean {
  picker.state = 'key-text';
  beginString(picker.scalar, KEY_BYTES_MAX);
  return byte === 0x22;
}

function takeKey(picker: Picker, byte: number): boolean {
  const progress = takeString(picker.scalar, byte);
  if (progress !== 'end') return progress === 'more';
  picker.state = 'colon';
  const key = stringValue(picker.scalar);
  if (key === undefined) return false;
  select(picker, key.text);
  return true;
}

function beginLiteral(picker: Picker, literal: string): boolean {
  picker.state = 'literal';
  picker.literal = literal;
  picker.literalAt = 1;
  return true;
}

function takeLiteral(picker: Picker, byte: number): boolean {
  if (byte !== picker.literal.charCodeAt(picker.literalAt)) return false;
  picker.literalAt += 1;
  if (picker.literalAt < picker.literal.length) return true;
  endValue(picker, picker.literal === 'null' ? null : picker.literal === 'true');
  return true;
}

function open(picker: Picker, isArray: boolean): boolean {
  if (picker.frames.length === DEPTH_MAX) {
    picker.fault = 'too-long';
    return false;
  }
  picker.frames.push({ isArray, matching: picker.paths.matching, index: 0 });
  picker.state = isArray ? 'first-element' : 'first-key';
  if (isArray) select(picker, '0');
  return true;
}

function close(picker: Picker, byte: number): boolean {
  const frame = picker.frames.pop();
  if (frame === undefined || byte !== (frame.isArray ? 0x5d : 0x7d)) return false;
  if (frame.isArray && frame.matching !== 0) {
    const length = picker.state === 'first-element' ? 0 : frame.index + 1;
    const place = meetLength(picker.paths, frame.matching, picker.frames.length);
    if (typeof place === 'number') picker.fields[picker.paths.names[place]!] = length;
  }
  picker.asked = undefined;
  endValue(picker, undefined);
  return true;
}

function nextMember(picker: Picker): boolean {
  const frame = picker.frames[picker.frames.length - 1];
  assert(frame !== undefined, 'pick: member outside of a container');
  picker.state = frame.isArray ? 'value' : 'key';
  frame.index += 1;
  if (frame.isArray) select(picker, frame.matching === 0 ? undefined : String(frame.index));
  return true;
}

function endValue(picker: Picker, value: Picked | undefined): void {
  picker.state = picker.frames.length === 0 ? 'done' : 'after';
  const { asked } = picker;
  if (asked === undefined || value === undefined) return;
  const star = starOf(picker.paths, asked);
  if (star === -1) picker.fields[asked] = value;
  else picker.listed?.(asked, picker.frames[star]!.index, value);
}

const keepMax = (picker: Picker) =>
  picker.asked === undefined ? 0 : Math.min(STRING_BYTES_MAX, KEPT_BYTES_MAX - picker.keptBytes);

function select(picker: Picker, name: string | undefined): void {
  const depth = picker.frames.length - 1;
  const { matching, isArray } = picker.frames[depth]!;
  enter(picker.paths, matching, depth, name, isArray);
}
