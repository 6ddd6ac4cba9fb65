/**
 * Asks one question on a line, once, and says what came back: for finding a meter, where the
 * driver's three tries would take three times as long. The frames are the driver's.
 */
import {
  FRAME_BYTES_MAX,
  faultOf,
  isEcho,
  judge,
  REQUEST_BYTES,
  type ReadRequest,
} from '../../drivers/modbus/frame';
import { type LineSettings, replyTimeout, turnaround } from '../../drivers/modbus/line';
import type { ByteStream, OpenByteStream } from '../../src/ports';

/** `noise`: bytes that make no frame. `other-station`: a sound frame that answers somebody else. */
export type Heard = 'answer' | 'exception' | 'noise' | 'other-station' | 'silence' | 'port-closed';

export type Probe = (request: ReadRequest) => Promise<Heard>;

/** How long one question takes at most. */
export const probeMs = (line: LineSettings, request: ReadRequest): number =>
  replyTimeout(line, REQUEST_BYTES, request.replyBytes) + turnaround(line);

/** One reader of an open line; one question at a time. */
export function openProbe(open: OpenByteStream, line: LineSettings): Probe {
  const received = new Uint8Array(FRAME_BYTES_MAX);
  let end = 0;
  let arrived: (() => void) | undefined;
  const stream: ByteStream = open(() => arrived?.());
  const take = () => {
    for (let byte = stream.read(); byte !== undefined; byte = stream.read()) {
      if (end < received.length) received[end++] = byte;
    }
  };

  return async (request) => {
    take(); // what was left of an earlier answer
    end = 0;
    const heard = await new Promise<Heard>((resolve) => {
      const timer = setTimeout(
        () => finish(nameOf(received, end, request)),
        replyTimeout(line, REQUEST_BYTES, request.replyBytes),
      );
      const finish = (what: Heard) => {
        clearTimeout(timer);
        arrived = undefined;
        resolve(what);
      };
      arrived = () => {
        take();
        const answer = answerIn(received, end, request);
        if (answer !== undefined) finish(answer);
      };
      try {
        stream.write(request.bytes);
      } catch {
        finish('port-closed'); // the adapter was pulled out
      }
    });
    await new Promise((resolve) => setTimeout(resolve, turnaround(line)));
    return heard;
  };
}

function answerIn(bytes: Uint8Array, end: number, request: ReadRequest): Heard | undefined {
  for (let at = isEcho(bytes, end, request) ? REQUEST_BYTES : 0; at < end; at++) {
    const verdict = judge(bytes, at, end, request);
    if (verdict === 'reply') return 'answer';
    if (verdict === 'exception') return 'exception';
  }
  return undefined;
}

function nameOf(bytes: Uint8Array, end: number, request: ReadRequest): Heard {
  const fault = faultOf(bytes, end, request);
  if (fault === 'timeout') return 'silence';
  return fault === 'unexpected-frame' ? 'other-station' : 'noise';
}
