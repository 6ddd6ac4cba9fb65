/**
 * Replies on their way: each open request has a picker, and what the board gets is the fields it
 * asked for. Belongs to the hands; nothing of a body is kept.
 */
import type { BoardEvent, HttpRequest } from '../ports';
import { createPicker, feed, finish } from './pick';
import type { Picker } from './picker';
import { createWhole, takeWhole, textOfWhole, type Whole } from './whole';

/** The longest body per target. */
export const BODY_BYTES_MAX = Object.freeze({
  node: 65_536,
  link: 8_192,
  feed: 262_144,
  peer: 16_384,
});

/** By request. A map: XS keeps every name that a property ever had, and ids are new for ever. */
export type Replies = Map<string, Picker | Whole>;

/** Begins to listen for the answer of `request`. */
export function expectReply(replies: Replies, request: HttpRequest): void {
  const bodyBytesMax = BODY_BYTES_MAX[request.target];
  const isText = request.target === 'peer';
  const reader = isText ? createWhole(bodyBytesMax) : createPicker(request.pick, { bodyBytesMax });
  replies.set(request.id, reader);
}

/** Takes a part of the body. An event: the rest is not worth reading, hang up and deliver it. */
export function takePart(
  replies: Replies,
  id: string,
  status: number,
  bytes: Uint8Array | readonly number[],
): BoardEvent | undefined {
  const reader = replies.get(id);
  const failure = reader === undefined ? undefined : take(reader, bytes);
  if (failure === undefined) return undefined;
  replies.delete(id);
  if (failure === 'too-long') return { kind: 'http-failed', id, fault: 'too-long' };
  return { kind: 'http-reply', id, status, fields: undefined };
}

/** The body is whole: what the board hears. Undefined when nobody waits for it any more. */
export function endReply(
  replies: Replies,
  id: string,
  status: number,
  dateSec?: number,
): BoardEvent | undefined {
  const reader = replies.get(id);
  if (reader === undefined) return undefined;
  replies.delete(id);
  const fields = fieldsOf(reader);
  const reply = { kind: 'http-reply', id, status, fields } as const;
  return dateSec === undefined ? reply : { ...reply, dateSec };
}

const take = (reader: Picker | Whole, bytes: Uint8Array | readonly number[]) =>
  'parts' in reader ? takeWhole(reader, bytes) : feed(reader, bytes);

function fieldsOf(reader: Picker | Whole) {
  if ('parts' in reader) {
    const frame = textOfWhole(reader);
    return frame === undefined ? undefined : { frame };
  }
  const picked = finish(reader);
  return picked.ok ? picked.value.fields : undefined;
}

/** The connection failed before the body was whole. */
export function failReply(
  replies: Replies,
  event: BoardEvent & { readonly kind: 'http-failed' },
): BoardEvent | undefined {
  if (!replies.has(event.id)) return undefined;
  replies.delete(event.id);
  return event;
}
