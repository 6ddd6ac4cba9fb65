/** Reads the parts of a board definition that have pins: contactor, meter line, network, LEDs. */
import { child, choice, type Fields, flag, has, report, whole } from '../../src/config/fields';
import { RMII_PINS } from './chip';
import type {
  BoardDefinition,
  ContactorPins,
  Feedback,
  MeterLine,
  NetworkPart,
  OutputPin,
} from './definition';
import { optionalPin, type PinBook, type PinUse, pin, takeAll } from './pins';

/** 1,023 cycles of 80 MHz: the longest glitch that the pulse counter suppresses. */
const PULSE_FILTER_NS_MAX = 12_787;
/**
 * A pulse of 4 Wh: what a load uses before its second one is within the reserve of a sale at 16 A.
 * 6 kW at the most pulses that an S0 output gives, 16 a second.
 */
const IMPULSES_MIN = 250;
const IMPULSES_MAX = 10_000;
const OUTPUT_FIELDS: readonly string[] = Object.freeze(['pin', 'activeHigh']);
const NETWORK_KINDS = Object.freeze(['wifi', 'ethernet', 'open-eth', 'host'] as const);
const METER_KINDS = Object.freeze(['rs485', 'pulses', 'ade7953'] as const);
const METER_FIELDS = Object.freeze({
  rs485: Object.freeze(['kind', 'port', 'rx', 'tx', 'de']),
  pulses: Object.freeze(['kind', 'pin', 'filterNs', 'impulsesPerKilowattHour']),
  ade7953: Object.freeze(['kind', 'sda', 'scl', 'irq', 'reset']),
});

export function readContactor(top: Fields, book: PinBook): ContactorPins {
  const of = child(top, 'contactor', ['pin', 'activeHigh', 'feedback', 'trip']);
  const output = readOutput(of, 'mains', book);
  const feedback = readFeedback(of, book);
  if (feedback.kind === 'meter' && kindOf(top, 'meter') === 'pulses') {
    report(of.errors, 'contactor.feedback.kind', '"meter"', 'mirror, as pulses show no current');
  }
  const trip = has(of, 'trip')
    ? readOutput(child(of, 'trip', OUTPUT_FIELDS), 'mains', book)
    : undefined;
  return { ...output, feedback, ...(trip === undefined ? {} : { trip }) };
}

function readFeedback(contactor: Fields, book: PinBook): Feedback {
  const isMirror = kindOf(contactor, 'feedback') === 'mirror';
  const known = isMirror ? ['kind', 'pin', 'openLevel'] : ['kind'];
  const of = child(contactor, 'feedback', known);
  const kind = choice(of, 'kind', ['meter', 'mirror']);
  if (kind === 'meter') return { kind };
  const openLevel = choice(of, 'openLevel', [0, 1]);
  return { kind, pin: pin(of, 'pin', 'input', book), openLevel };
}

export function readMeter(top: Fields, book: PinBook): MeterLine {
  const named = METER_KINDS.find((each) => each === kindOf(top, 'meter'));
  const of = child(top, 'meter', named === undefined ? ['kind'] : METER_FIELDS[named]);
  const kind = choice(of, 'kind', METER_KINDS);
  if (kind === 'pulses') {
    const filterNs = whole(of, 'filterNs', 0, PULSE_FILTER_NS_MAX);
    const impulsesPerKilowattHour = whole(
      of,
      'impulsesPerKilowattHour',
      IMPULSES_MIN,
      IMPULSES_MAX,
    );
    return { kind, pin: pin(of, 'pin', 'input', book), filterNs, impulsesPerKilowattHour };
  }
  if (kind === 'ade7953') {
    const sda = pin(of, 'sda', 'output', book);
    const scl = pin(of, 'scl', 'output', book);
    const irq = pin(of, 'irq', 'input', book);
    return { kind, sda, scl, irq, reset: pin(of, 'reset', 'output', book) };
  }
  const port = choice(of, 'port', book.chip?.uarts ?? [1, 2]);
  const rx = pin(of, 'rx', 'input', book);
  const tx = pin(of, 'tx', 'output', book);
  const de = optionalPin(of, 'de', 'output', book);
  return { kind, port, rx, tx, ...(de === undefined ? {} : { de }) };
}

export function readNetwork(top: Fields, book: PinBook): NetworkPart {
  const isWired = kindOf(top, 'network') === 'ethernet';
  const known = ['kind', ...(isWired ? ['phyAddress', 'reset', 'mdc', 'mdio', 'clock'] : [])];
  const of = child(top, 'network', known);
  const kind = choice(of, 'kind', book.chip?.networks ?? NETWORK_KINDS);
  if (kind !== 'ethernet') return { kind };
  takeAll(of, RMII_PINS, book);
  const reset = optionalPin(of, 'reset', 'output', book);
  return {
    kind,
    phyAddress: whole(of, 'phyAddress', 0, 31),
    ...(reset === undefined ? {} : { reset }),
    mdc: pin(of, 'mdc', 'output', book),
    mdio: pin(of, 'mdio', 'output', book),
    clock: pin(of, 'clock', 'input', book),
  };
}

export function readLeds(top: Fields, book: PinBook): BoardDefinition['leds'] {
  if (!has(top, 'leds')) return {};
  const of = child(top, 'leds', ['status', 'supply']);
  const read = (name: string) => readOutput(child(of, name, OUTPUT_FIELDS), 'output', book);
  return {
    ...(has(of, 'status') ? { status: read('status') } : {}),
    ...(has(of, 'supply') ? { supply: read('supply') } : {}),
  };
}

const readOutput = (of: Fields, use: PinUse, book: PinBook): OutputPin => ({
  pin: pin(of, 'pin', use, book),
  activeHigh: flag(of, 'activeHigh'),
});

/** The kind decides which fields there may be, before the part is opened. */
function kindOf(of: Fields, name: string): unknown {
  const part = of.values[name];
  return typeof part === 'object' && part !== null && 'kind' in part ? part.kind : undefined;
}
