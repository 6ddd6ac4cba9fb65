/**
 * Hurts of what a meter shows, for the fault simulator: values that stand still, or change places,
 * while the line is healthy and every checksum right.
 */
import { decodeRegister, type Register, registersOf } from '../../drivers/meters/register';
import type { MeterRow } from '../../drivers/meters/row';
import { seal } from '../../drivers/modbus/crc16';
import { REPLY_HEADER_BYTES, type RegisterBlock } from '../../drivers/modbus/frame';
import { asksFor, type Wrap } from './line-faults';
import { isAnswer, type Struck } from './line-hurts';
import { encodeRegister } from './register-encoding';

/** These registers stand at what they first showed; all others go on. Says when one differs. */
export function standing(row: MeterRow, registers: readonly Register[], struck: Struck): Wrap {
  const shown = new Map<RegisterBlock, Uint8Array>();
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    const block = row.blocks.find((each) => asksFor(request, each));
    if (block === undefined || !isAnswer(reply)) return reply;
    const first = shown.get(block);
    if (first === undefined) {
      shown.set(block, reply.slice());
      return reply;
    }
    const bent = reply.slice();
    let isBent = false;
    for (const register of registers) {
      if (!isIn(block, register)) continue;
      const from = offsetIn(block, register);
      for (let at = from; at < from + registersOf(register.encoding) * 2; at++) {
        if (bent[at] === first[at]) continue;
        bent[at] = first[at]!;
        isBent = true;
      }
    }
    if (!isBent) return reply;
    struck();
    return seal(bent);
  };
}

/** Import and export change places in the display, and the power its sign. */
export function exchanged(row: MeterRow): Wrap {
  const { importEnergy, exportEnergy, power } = row;
  return (answer) => (atMs, request) => {
    const reply = answer(atMs, request);
    const block = row.blocks.find((each) => asksFor(request, each));
    if (block === undefined || !isAnswer(reply)) return reply;
    const bent = reply.slice();
    const view = new DataView(bent.buffer);
    const milliOf = (register: Register) =>
      decodeRegister(view, offsetIn(block, register), register.encoding) * register.milliPerCount;
    if (isIn(block, power)) encodeRegister(view, offsetIn(block, power), power, -milliOf(power));
    if (isIn(block, importEnergy) && exportEnergy !== undefined) {
      const [imported, exported] = [milliOf(importEnergy), milliOf(exportEnergy)];
      encodeRegister(view, offsetIn(block, importEnergy), importEnergy, exported);
      encodeRegister(view, offsetIn(block, exportEnergy), exportEnergy, imported);
    }
    return seal(bent);
  };
}

const isIn = ({ start, count }: RegisterBlock, { at }: Register): boolean =>
  at >= start && at < start + count;

const offsetIn = ({ start }: RegisterBlock, { at }: Register): number =>
  REPLY_HEADER_BYTES + (at - start) * 2;
