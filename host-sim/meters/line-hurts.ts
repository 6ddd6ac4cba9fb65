/**
 * Hurts of the meter's line for the fault simulator: frames lost, garbled, somebody else's, or old
 * ones again. Each says when it struck, that is spoilt a frame; its chance is handed in.
 */
import { decodeRegister } from '../../drivers/meters/register';
import { blockOf, type MeterRow } from '../../drivers/meters/row';
import { isIntact, seal } from '../../drivers/modbus/crc16';
import { REPLY_HEADER_BYTES } from '../../drivers/modbus/frame';
import { anotherAddress, asksFor, type Chance, type Wrap } from './line-faults';
import { encodeRegister } from './register-encoding';

export type Struck = () => void;

/** The next `count` answers are lost. */
export function losing(count: number, struck: Struck): Wrap {
  let left = count;
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    if (reply === undefined || left === 0) return reply;
    left--;
    struck();
    return undefined;
  };
}

/** One answer in `oneIn` has a burst of wrong bits, none longer than its checksum can tell. */
export function garbling(oneIn: number, chance: Chance, struck: Struck): Wrap {
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    if (reply === undefined || chance(oneIn) !== 0) return reply;
    const garbled = reply.slice();
    const at = chance(garbled.length);
    // The burst: 1 to 255 in one byte, so that at least one bit is wrong and at most eight are.
    garbled[at] = garbled[at]! ^ (1 + chance(255));
    struck();
    return garbled;
  };
}

/** Another slave's answer, right in itself, comes in place of ours. */
export function answeredByAnother(address: number, oneIn: number, chance: Chance, struck: Struck) {
  const wrap: Wrap = (answer) => {
    const another = anotherAddress(answer, address);
    return (atMs, request) => {
      if (chance(oneIn) !== 0) return answer(atMs, request);
      const reply = another(atMs, request);
      if (reply !== undefined) struck();
      return reply;
    };
  };
  return wrap;
}

/** Another slave's answer, right in itself, comes just before ours. */
export function spokenOver(address: number, oneIn: number, chance: Chance, struck: Struck): Wrap {
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    if (reply === undefined || chance(oneIn) !== 0) return reply;
    const both = new Uint8Array(reply.length * 2);
    both.set(reply);
    both[0] = address;
    both.set(seal(both.slice(0, reply.length)));
    both.set(reply, reply.length);
    struck();
    return both;
  };
}

/**
 * Another slave has our address and speaks first now and then: its register is `milli` thousandths
 * away from ours. Never twice in a row, so that what it says is garbage and no new beginning.
 */
export function sharedAddress(row: MeterRow, milli: number, chance: Chance, struck: Struck): Wrap {
  const register = row.importEnergy;
  const block = row.blocks[blockOf(row, register)]!;
  const offset = REPLY_HEADER_BYTES + (register.at - block.start) * 2;
  let isOursDue = true;
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    // Asked for its serial number, the board begins anew: what it hears first is its base.
    if (asksFor(request, row.serial?.block)) isOursDue = true;
    if (!isAnswer(reply) || !asksFor(request, block)) return reply;
    if (isOursDue || chance(2) === 0) {
      isOursDue = false;
      return reply;
    }
    isOursDue = true;
    const other = reply.slice();
    const view = new DataView(other.buffer);
    const count = decodeRegister(view, offset, register.encoding);
    encodeRegister(view, offset, register, Math.max(0, count * register.milliPerCount + milli));
    struck();
    return seal(other);
  };
}

/** So many old answers are remembered for each kind of request. */
const REMEMBERED = 16;
/** Of one request's answers in a row: three old ones that fit each other are a new meter. */
const OLD_IN_A_ROW_MAX = 2;

/**
 * Old answers come again, right in every byte, from a converter that buffers them. It has its power
 * from the board and so forgets what it heard before a boot.
 */
export function replaying(row: MeterRow, chance: Chance, struck: Struck): Wrap {
  const heard = new Map<number, { readonly replies: Uint8Array[]; oldInARow: number }>();
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    if (!isAnswer(reply)) return reply;
    if (asksFor(request, row.serial?.block)) {
      heard.clear();
      return reply;
    }
    // Start and length tell the blocks of a row apart.
    const kind = request[3]! * 0x100 + request[5]!;
    const of = heard.get(kind) ?? { replies: [], oldInARow: 0 };
    heard.set(kind, of);
    const { replies } = of;
    const again = chance(3) === 0 ? replies[chance(replies.length || 1)] : undefined;
    replies.push(reply);
    if (replies.length > REMEMBERED) replies.shift();
    if (again === undefined || of.oldInARow >= OLD_IN_A_ROW_MAX || isSame(again, reply)) {
      of.oldInARow = 0;
      return reply;
    }
    of.oldInARow++;
    struck();
    return again.slice();
  };
}

/** A whole, sound answer: what another hurt has garbled already is passed on as it is. */
export const isAnswer = (reply: Uint8Array | undefined): reply is Uint8Array =>
  reply !== undefined && reply[1]! < 0x80 && isIntact(reply, 0, reply.length);

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
