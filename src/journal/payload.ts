/** The payload of a record, field by field as `layouts.ts` has them. */
import { secret } from '../secret';
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
  type Writer,
} from './bytes';
import { type Choice, type FieldType, LAYOUTS } from './layouts';
import type { JournalRecord, RecordKind } from './records';

const BYTES = Object.freeze({ u8: 1, u16: 2, u24: 3, u32: 4, u48: 6, u56: 7 } as const);

/** Appends the payload of `record`. */
export function encodePayload(into: Writer, record: JournalRecord): void {
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  const layout = LAYOUTS[record.kind];
  // By index: in XS an iterator costs more than the field.
  for (let i = 0; i < layout.length; i++) put(into, layout[i]![1], fields[layout[i]![0]]);
}

/** Undefined when a choice has a number this format does not know. */
export function decodePayload(from: Reader, kind: RecordKind): JournalRecord | undefined {
  const fields: Record<string, unknown> = { kind };
  for (const [field, type] of LAYOUTS[kind]) {
    const value = take(from, type);
    if (value === undefined) return undefined;
    fields[field] = value;
  }
  return fields as unknown as JournalRecord;
}

function put(into: Writer, type: FieldType | Choice, value: unknown): void {
  if (typeof type !== 'string') return putUnsigned(into, type.indexOf(value as string), 1);
  switch (type) {
    case 'u8':
    case 'u16':
    case 'u24':
    case 'u32':
    case 'u48':
    case 'u56':
      return putUnsigned(into, value as number, BYTES[type]);
    case 'signed':
      return putSigned(into, value as number);
    case 'flag':
      return putUnsigned(into, value === true ? 1 : 0, 1);
    case 'text':
      return putText(into, value as string);
    case 'hex-text': {
      const hex = value as string;
      putUnsigned(into, hex.length / 2, 2);
      return putHex(into, hex);
    }
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
    case 'u16':
    case 'u24':
    case 'u32':
    case 'u48':
    case 'u56':
      return takeUnsigned(from, BYTES[type]);
    case 'signed':
      return takeSigned(from);
    case 'flag':
      return takeUnsigned(from, 1) === 1;
    case 'text':
      return takeText(from);
    case 'hex-text':
      return takeHex(from, takeUnsigned(from, 2));
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
