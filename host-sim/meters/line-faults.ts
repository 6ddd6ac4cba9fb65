/**
 * Ways to hurt a meter, each a small wrapper around its answer, so that they can be combined and
 * turned on for a while. None of them knows the driver.
 */
import type { MeterRow } from '../../drivers/meters/row';
import { isIntact, seal } from '../../drivers/modbus/crc16';
import { REQUEST_BYTES, type RegisterBlock } from '../../drivers/modbus/frame';
import type { Answer } from './virtual-meter';

/** A whole number from 0 up to, not including, `below`; the caller's seed decides. */
export type Chance = (below: number) => number;

/** Puts a hurt around whatever answers. What it remembers outlives being put on again. */
export type Wrap = (answer: Answer) => Answer;

/** The cable is cut, or the meter has stopped. */
export const silent: Answer = () => undefined;

/** Random bytes in place of each answer: bad earthing, or the wrong baud rate. */
export function noise(answer: Answer, chance: Chance): Answer {
  return (atMs, request) => {
    const reply = answer(atMs, request);
    return reply?.map(() => chance(256));
  };
}

/** Some bytes of noise, then the right answer. */
export function noiseFirst(answer: Answer, noiseBytes: Uint8Array): Answer {
  return (atMs, request) => {
    const reply = answer(atMs, request);
    return reply === undefined ? undefined : joined(noiseBytes, reply);
  };
}

/** One bit of every answer is turned over on its way. */
export function flippedBit(answer: Answer, chance: Chance): Answer {
  return (atMs, request) => {
    const reply = answer(atMs, request)?.slice();
    if (reply === undefined) return undefined;
    const bit = chance(reply.length * 8);
    reply[bit >> 3]! ^= 1 << (bit & 7);
    return reply;
  };
}

/** One answer in `oneIn` is lost. */
export function lossy(answer: Answer, chance: Chance, oneIn: number): Answer {
  return (atMs, request) => (chance(oneIn) === 0 ? undefined : answer(atMs, request));
}

/** Another station answers what was asked of ours. */
export function anotherAddress(answer: Answer, address: number): Answer {
  return (atMs, request) => {
    const reply = answer(atMs, request)?.slice();
    if (reply === undefined) return undefined;
    reply[0] = address;
    return seal(reply);
  };
}

/** Somebody has exchanged the meter: the serial number is another one. */
export function anotherSerial(answer: Answer, row: MeterRow, serial: number): Answer {
  return (atMs, request) => {
    const reply = answer(atMs, request);
    if (reply === undefined || !asksFor(request, row.serial?.block)) return reply;
    const changed = reply.slice();
    new DataView(changed.buffer).setUint32(3, serial);
    return seal(changed);
  };
}

/** The energy registers stand still at what they first showed; power goes on. */
export function stuckRegister(answer: Answer, row: MeterRow): Answer {
  let shown: Uint8Array | undefined;
  const energyBlock = row.blocks.find(
    ({ start, count }) => row.importEnergy.at >= start && row.importEnergy.at < start + count,
  );
  return (atMs, request) => {
    if (!asksFor(request, energyBlock)) return answer(atMs, request);
    shown ??= answer(atMs, request);
    return shown?.slice();
  };
}

/** `faulty` from `fromMs` up to, not including, `untilMs`; `healthy` before and after. */
export function during(fromMs: number, untilMs: number, faulty: Answer, healthy: Answer): Answer {
  return (atMs, request) =>
    atMs >= fromMs && atMs < untilMs ? faulty(atMs, request) : healthy(atMs, request);
}

/** Whether this is a sound request for exactly that block. */
export function asksFor(request: Uint8Array, block: RegisterBlock | undefined): boolean {
  if (block === undefined || request.length !== REQUEST_BYTES) return false;
  if (!isIntact(request, 0, REQUEST_BYTES)) return false;
  const view = new DataView(request.buffer, request.byteOffset, REQUEST_BYTES);
  return (
    request[1] === block.functionCode &&
    view.getUint16(2) === block.start &&
    view.getUint16(4) === block.count
  );
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
