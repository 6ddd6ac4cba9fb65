/**
 * Modbus RTU frames that read registers (functions 03 and 04): requests, and strict judgement of
 * what comes back. Pure. Modbus Application Protocol V1.1b3, sections 6.3, 6.4 and 7.
 *
 *   request    address function start(2) count(2) crc(2)
 *   reply      address function byteCount registers(byteCount) crc(2)
 *   exception  address function|80 code crc(2)
 */
import type { MeterFault } from '../../src/ports';
import { assert, fail, ok, type Result } from '../../src/result';
import { isIntact, seal } from './crc16';

export const REQUEST_BYTES = 8;
export const EXCEPTION_BYTES = 5;
export const EXCEPTION_CODE_OFFSET = 2;
export const REPLY_HEADER_BYTES = 3;
/** What one reply may carry: its byte count is a byte, and the standard stops at 250. */
export const REGISTERS_MAX = 125;
export const FRAME_BYTES_MAX = 256;

const EXCEPTION_BIT = 0x80;
/** Codes 05 and 06 say "later"; every other one would be the same answer again. */
const ACKNOWLEDGE = 0x05;
const BUSY = 0x06;
/** A transceiver that turns around may put a few bytes on the line before a frame. */
const STRAY_BYTES_MAX = 4;

/** Registers that lie together and are read in one request. */
export type RegisterBlock = {
  readonly functionCode: 0x03 | 0x04;
  readonly start: number;
  readonly count: number;
};

export type ReadRequest = {
  readonly address: number;
  readonly functionCode: number;
  /** Bytes of registers the answer must carry. */
  readonly byteCount: number;
  /** Length of the whole answer. */
  readonly replyBytes: number;
  /** The request as it goes on the wire. */
  readonly bytes: Uint8Array;
};

/** Built once per block and kept. `address`: 1 to 247; 0 is a broadcast, which nobody answers. */
export function readRequest(address: number, block: RegisterBlock): ReadRequest {
  const { functionCode, start, count } = block;
  assert(Number.isInteger(address) && address >= 1 && address <= 247, 'readRequest: address');
  assert(Number.isInteger(count) && count >= 1 && count <= REGISTERS_MAX, 'readRequest: count');
  assert(Number.isInteger(start) && start >= 0 && start + count <= 0x1_0000, 'readRequest: start');

  const bytes = Uint8Array.of(address, functionCode, start >> 8, start, count >> 8, count, 0, 0);
  const byteCount = count * 2;
  const replyBytes = REPLY_HEADER_BYTES + byteCount + 2;
  return { address, functionCode, byteCount, replyBytes, bytes: seal(bytes) };
}

/** What stands at one place of the received bytes, seen as the answer to one request. */
export type Verdict = 'reply' | 'exception' | 'corrupt' | 'incomplete' | 'other';

/**
 * Judges the bytes from `at` up to `end`. `corrupt`: our header and the whole length, but a wrong
 * checksum. `incomplete`: so far it could be our answer. `other`: no answer of ours begins here.
 */
export function judge(bytes: Uint8Array, at: number, end: number, request: ReadRequest): Verdict {
  if (at >= end) return 'incomplete';
  if (bytes[at] !== request.address) return 'other';
  if (at + 1 >= end) return 'incomplete';

  const functionCode = bytes[at + 1]!;
  if (functionCode === request.functionCode) {
    if (at + 2 >= end) return 'incomplete';
    if (bytes[at + 2] !== request.byteCount) return 'other';
    if (at + request.replyBytes > end) return 'incomplete';
    return isIntact(bytes, at, at + request.replyBytes) ? 'reply' : 'corrupt';
  }

  if (functionCode !== (request.functionCode | EXCEPTION_BIT)) return 'other';
  if (at + EXCEPTION_BYTES > end) return 'incomplete';
  return isIntact(bytes, at, at + EXCEPTION_BYTES) ? 'exception' : 'corrupt';
}

/** Whether an exception asks to come back later, so that repeating the request has a sense. */
export const isWorthRepeating = (code: number): boolean => code === ACKNOWLEDGE || code === BUSY;

/** Whether `bytes` begin with our own request, as they do when the receiver hears the sender. */
export function isEcho(bytes: Uint8Array, end: number, request: ReadRequest): boolean {
  if (end < REQUEST_BYTES) return false;
  for (let i = 0; i < REQUEST_BYTES; i++) if (bytes[i] !== request.bytes[i]) return false;
  return true;
}

/**
 * Names what came when it was not the answer: nothing (or only our echo), a sound frame of somebody
 * else or of another length, or bytes that make no frame. Not for the hot path.
 */
export function faultOf(bytes: Uint8Array, end: number, request: ReadRequest): MeterFault {
  const start = isEcho(bytes, end, request) ? REQUEST_BYTES : 0;
  if (start === end) return 'timeout';
  for (let stray = 0; stray <= STRAY_BYTES_MAX; stray++) {
    if (isSoundFrame(bytes, start + stray, end)) return 'unexpected-frame';
  }
  return 'bad-checksum';
}

/** One frame, no byte more: its register bytes, or why it does not answer `request`. */
export function decodeReply(
  request: ReadRequest,
  reply: Uint8Array,
): Result<Uint8Array, MeterFault> {
  const verdict = judge(reply, 0, reply.length, request);
  if (verdict === 'reply' && reply.length === request.replyBytes) {
    return ok(reply.subarray(REPLY_HEADER_BYTES, REPLY_HEADER_BYTES + request.byteCount));
  }
  if (verdict === 'exception' && reply.length === EXCEPTION_BYTES) return fail('exception');
  return fail(faultOf(reply, reply.length, request));
}

/** A frame of any station with a right checksum: exception, reply to a read, or eight bytes. */
function isSoundFrame(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + EXCEPTION_BYTES > end) return false;
  const functionCode = bytes[at + 1]!;
  if (functionCode >= EXCEPTION_BIT) return isIntact(bytes, at, at + EXCEPTION_BYTES);

  const afterReply = at + REPLY_HEADER_BYTES + bytes[at + 2]! + 2;
  if (afterReply <= end && isIntact(bytes, at, afterReply)) return true;
  const afterRequest = at + REQUEST_BYTES;
  return afterRequest <= end && isIntact(bytes, at, afterRequest);
}
