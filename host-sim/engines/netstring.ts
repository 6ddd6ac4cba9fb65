/** Netstrings: `LENGTH:BYTES,`. https://cr.yp.to/proto/netstrings.txt */

/** Longest message accepted, so that a broken peer cannot fill the memory. */
const BYTES_MAX = 64 * 1024 * 1024;
const HEADER_BYTES_MAX = 10;
const COLON = 58;

/** One write per message: `command` is a single ASCII letter that stands before the text. */
export function encodeNetstring(command: string, text: string): Buffer {
  const length = Buffer.byteLength(text) + 1;
  const header = `${length}:${command}`;
  const bytes = Buffer.allocUnsafe(header.length + length);
  bytes.write(header, 'latin1');
  bytes.write(text, header.length);
  bytes[bytes.length - 1] = 44;
  return bytes;
}

/**
 * Returns a function to feed with pieces of the stream; whole messages go to `onMessage`, and are
 * valid only during that call. Throws on anything that is not a netstring.
 */
export function netstringReader(onMessage: (bytes: Buffer) => void): (piece: Buffer) => void {
  let rest: Buffer | undefined;
  return (piece) => {
    let bytes = rest ? Buffer.concat([rest, piece]) : piece;
    for (;;) {
      const end = messageEnd(bytes);
      if (end === undefined || bytes.length < end.comma + 1) break;
      onMessage(bytes.subarray(end.start, end.comma));
      bytes = bytes.subarray(end.comma + 1);
    }
    rest = bytes.length > 0 ? bytes : undefined;
  };
}

function messageEnd(bytes: Buffer): { start: number; comma: number } | undefined {
  const colon = bytes.indexOf(COLON);
  if (colon < 0 && bytes.length <= HEADER_BYTES_MAX) return undefined;
  const length = Number(bytes.toString('latin1', 0, Math.max(colon, 0)));
  const isLength = colon > 0 && colon <= HEADER_BYTES_MAX && Number.isSafeInteger(length);
  if (!isLength || length < 0 || length > BYTES_MAX) throw new Error('not a netstring');
  return { start: colon + 1, comma: colon + 1 + length };
}
