/** What `npm run meter` says when it could not read: one message per cause, for an installer. */
import { METER_ROWS } from '../../drivers/meters/rows';
import type { LineSettings } from '../../drivers/modbus/line';
import type { MeterFault } from '../../src/ports';
import { unreachable } from '../../src/result';
import type { Message } from '../message';
import type { SerialLineFault } from '../meters/serial-line';
import { formatLine, type Station } from './reading';
import type { ScanPlan } from './scan';

const NOTHING_READ = 'Nothing was read.';
const CHECK_WIRES = 'A and B may be swapped: exchange the two wires';
const CHECK_POWER = 'the meter must have mains power for its RS-485 side to answer';
const CHECK_ENDS = 'a 120 ohm resistor belongs at both ends of a long cable, and nowhere else';

/** `present`: the ports this machine has. */
export function portMessage(
  port: string,
  fault: SerialLineFault,
  present: readonly string[],
): Message {
  switch (fault) {
    case 'port-busy':
      return {
        happened: `${port} is busy: another program has it open.`,
        done: 'The port was left alone. Nothing was read.',
        todo: [
          `see which: lsof ${port} (a terminal program, another npm run meter, ModemManager)`,
          'end that program, then run this again',
        ],
      };
    case 'no-such-device': {
      const others = present.filter((path) => path !== port);
      return {
        happened: `There is no serial port ${port}.`,
        done: NOTHING_READ,
        todo: [
          others.length > 0
            ? `this machine has ${others.join(', ')}: give one of them to --port`
            : 'this machine shows no serial port: plug the RS-485 adapter in',
          'unplug the adapter and plug it in again: its name may have changed',
        ],
      };
    }
    case 'not-permitted':
      return {
        happened: `This user may not open ${port}.`,
        done: NOTHING_READ,
        todo: [
          `see who may: ls -l ${port}`,
          'join that group, often dialout or uucp: sudo usermod -aG dialout "$USER"',
          'log out and in again: a group counts from the next login',
        ],
      };
    case 'not-a-serial-port':
      return {
        happened: `${port} is there, but it takes no line settings: it is not a serial port.`,
        done: NOTHING_READ,
        todo: ['give the path of the RS-485 adapter, such as /dev/ttyUSB0'],
      };
    case 'serialport-not-installed':
      return {
        happened: 'The optional package serialport is not installed on this machine.',
        done: NOTHING_READ,
        todo: ['install it: npm install --include=optional serialport'],
      };
    default:
      return unreachable(fault);
  }
}

/** `elsewhere`: addresses that answered on the same line when the asked one kept silent. */
export function meterMessage(
  station: Station,
  fault: MeterFault,
  elsewhere: readonly number[],
): Message {
  const { model } = METER_ROWS[station.type];
  const where = `address ${station.address} on ${station.port} (${formatLine(station.line)})`;
  const tried = 'It was asked three times.';
  switch (fault) {
    case 'timeout':
      return elsewhere.length > 0
        ? {
            happened: `Wrong address: nobody answers at ${where}.`,
            done: `${tried} Address ${elsewhere.join(' and ')} on the same line does answer.`,
            todo: [
              `read that one: --address ${elsewhere[0]}`,
              'or set the address in the menu of the meter',
            ],
          }
        : {
            happened: `Silence: not one byte came back from ${where}.`,
            done: `${tried} Then addresses 1 to 10 were asked once each. ${NOTHING_READ}`,
            todo: [
              CHECK_WIRES,
              'the address and the baud rate are in the menu of the meter',
              CHECK_POWER,
              CHECK_ENDS,
              'try other line settings and addresses: --scan',
            ],
          };
    case 'bad-checksum':
      return {
        happened: `Only CRC errors: bytes come from ${where}, but no whole frame.`,
        done: `${tried} The line is alive, so this is not silence. ${NOTHING_READ}`,
        todo: [
          'the baud rate or parity may be another: --scan tries them',
          `two meters may share address ${station.address}: disconnect all but one`,
          'noise on the line: twist the pair, keep it from mains cables, connect the ground',
          CHECK_ENDS,
        ],
      };
    case 'unexpected-frame':
      return {
        happened: `Sound frames came, but none that answers for ${where}.`,
        done: `${tried} ${NOTHING_READ}`,
        todo: [
          'another master may be asking on this line: only one may',
          `the meter may be another than the ${model}: check --type`,
        ],
      };
    case 'exception':
      return {
        happened: `The device at ${where} answers, but has no such register as the ${model}.`,
        done: NOTHING_READ,
        todo: ['check --type: another model, or another version of it', 'check --address'],
      };
    case 'not-a-number':
      return {
        happened: `The device at ${where} answers with values that no ${model} can have.`,
        done: 'They were refused. Nothing was read.',
        todo: ['check --type: another model counts in other registers'],
      };
    case 'port-closed':
      return {
        happened: `${station.port} went away while it was used.`,
        done: NOTHING_READ,
        todo: ['plug the adapter in again, then see whether its name has changed'],
      };
    // Of meters that give pulses: no line of this command's can be told so.
    case 'line-stuck':
    case 'too-fast':
      return {
        happened: `${station.port} counts pulses.`,
        done: NOTHING_READ,
        todo: [CHECK_WIRES],
      };
    default:
      return unreachable(fault);
  }
}

export function nothingFoundMessage(
  port: string,
  plan: ScanPlan,
  noisy: readonly LineSettings[],
): Message {
  const lines = plan.lines.map(formatLine).join(', ');
  const [first, last] = [plan.addresses[0], plan.addresses.at(-1)];
  const addresses = first === last ? `address ${first}` : `addresses ${first} to ${last}`;
  const tried = `Tried ${addresses} at ${lines}.`;
  if (noisy.length > 0) {
    return {
      happened: `Nothing on ${port} answers with a whole frame, but the line is not silent.`,
      done: `${tried} Bytes came at ${noisy.map(formatLine).join(', ')}.`,
      todo: [
        'disconnect all meters but one: two may share an address',
        'another master may be asking on this line: only one may',
        'noise: twist the pair, keep it from mains cables, connect the ground',
      ],
    };
  }
  return {
    happened: `Silence on ${port}: nothing answers.`,
    done: tried,
    todo: [
      CHECK_WIRES,
      CHECK_POWER,
      CHECK_ENDS,
      'the menu of the meter shows its address and baud rate: give them by --address and --baud',
    ],
  };
}
