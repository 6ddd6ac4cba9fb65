/** Reads the pins of a board definition, each against what its chip can do and what is taken. */
import { type Fields, join, refuse, report } from '../../src/config/fields';
import type { Chip } from './chip';

/** `mains`: closing it lets current flow, so it must be open while the chip starts. */
export type PinUse = 'input' | 'output' | 'mains';

/** Which field has which pin. An unknown chip is said already: then only numbers are checked. */
export type PinBook = {
  readonly chip: Chip | undefined;
  readonly takenBy: Map<number, string>;
};

export function pin(of: Fields, name: string, use: PinUse, book: PinBook): number {
  const value = of.values[name];
  const expected = expectedOf(value, use, book);
  if (expected !== undefined) {
    refuse(of, name, expected);
    return 0;
  }
  const number = Number(value);
  book.takenBy.set(number, join(of.path, name));
  return number;
}

export function optionalPin(
  of: Fields,
  name: string,
  use: PinUse,
  book: PinBook,
): number | undefined {
  return of.values[name] === undefined ? undefined : pin(of, name, use, book);
}

/** Pins that a part takes without naming them. */
export function takeAll(of: Fields, pins: readonly number[], book: PinBook): void {
  for (const each of pins) {
    const owner = book.takenBy.get(each);
    if (owner !== undefined)
      report(of.errors, owner, String(each), `a pin that is not ${of.path}'s`);
    book.takenBy.set(each, of.path);
  }
}

/** What should stand there instead; undefined when the pin will do. */
function expectedOf(value: unknown, use: PinUse, { chip, takenBy }: PinBook): string | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'the number of a pin';
  if (chip === undefined) return undefined;
  const { title } = chip;
  if (!chip.pins.includes(value)) return `a pin that the ${title} has`;
  if (chip.flash.includes(value)) {
    return `a pin that the ${title}'s flash does not need (${chip.flash.join(', ')})`;
  }
  if (use !== 'input' && chip.inputOnly.includes(value)) {
    return `a pin that can be an output (${chip.inputOnly.join(', ')} cannot)`;
  }
  if (use === 'mains' && chip.strapping.includes(value)) {
    return `a pin that is no strapping pin of the ${title} (${chip.strapping.join(', ')})`;
  }
  if (use === 'mains' && chip.restless.includes(value)) {
    return `a pin that is quiet while the ${title} starts (${chip.restless.join(', ')} are not)`;
  }
  const owner = takenBy.get(value);
  return owner === undefined ? undefined : `a pin of its own (${owner} has it)`;
}
