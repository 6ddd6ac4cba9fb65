/**
 * What the pins of each chip can and cannot do, as Espressif's data sheets and the pin tables of
 * ESP-IDF's GPIO page say. `lin` stands for the desktop runtime, whose pins are numbers only.
 */

export type Chip = {
  /** As people write it. */
  readonly title: string;
  readonly pins: readonly number[];
  /** Flash, or the memory beside it. */
  readonly flash: readonly number[];
  readonly inputOnly: readonly number[];
  /** Their level at reset decides how the chip boots, so something outside may pull them. */
  readonly strapping: readonly number[];
  /** They move while the chip starts: boot log, USB, pulses of the ROM. */
  readonly restless: readonly number[];
  /** UARTs but the console's, which is 0. */
  readonly uarts: readonly number[];
  readonly networks: readonly NetworkKind[];
};
export type ChipName = 'esp32' | 'esp32s3' | 'esp32c3' | 'esp32c6' | 'lin';
/** `open-eth` is the network card of Espressif's emulator, `host` that of the desk. */
export type NetworkKind = 'wifi' | 'ethernet' | 'open-eth' | 'host';

const range = (first: number, last: number): readonly number[] =>
  Object.freeze(Array.from({ length: last - first + 1 }, (_, index) => first + index));

/** Frozen to the bottom, as what is preloaded must be. */
function row(chip: Chip): Chip {
  for (const list of Object.values(chip)) Object.freeze(list);
  return Object.freeze(chip);
}

export const CHIPS: Readonly<Record<ChipName, Chip>> = Object.freeze({
  esp32: row({
    title: 'ESP32',
    pins: [...range(0, 19), ...range(21, 23), ...range(25, 27), ...range(32, 39)],
    flash: range(6, 11),
    inputOnly: range(34, 39),
    strapping: [0, 2, 5, 12, 15],
    restless: [1, 3, 14],
    uarts: [1, 2],
    networks: ['wifi', 'ethernet'],
  }),
  esp32s3: row({
    title: 'ESP32-S3',
    pins: [...range(0, 21), ...range(26, 48)],
    flash: range(26, 37),
    inputOnly: [],
    strapping: [0, 3, 45, 46],
    restless: [19, 20, 21, 43, 44],
    uarts: [1, 2],
    networks: ['wifi'],
  }),
  esp32c3: row({
    title: 'ESP32-C3',
    pins: range(0, 21),
    flash: range(11, 17),
    inputOnly: [],
    strapping: [2, 8, 9],
    restless: [18, 19, 20, 21],
    uarts: [1],
    networks: ['wifi', 'open-eth'],
  }),
  esp32c6: row({
    title: 'ESP32-C6',
    pins: range(0, 30),
    flash: range(24, 30),
    inputOnly: [],
    strapping: [4, 5, 8, 9, 15],
    restless: [12, 13, 16, 17],
    uarts: [1],
    networks: ['wifi'],
  }),
  lin: row({
    title: 'desk',
    pins: range(0, 39),
    flash: [],
    inputOnly: [],
    strapping: [],
    restless: [],
    uarts: [1],
    networks: ['host'],
  }),
});

export const CHIP_NAMES: readonly ChipName[] = Object.freeze([
  'esp32',
  'esp32s3',
  'esp32c3',
  'esp32c6',
  'lin',
]);

/** The ESP32's Ethernet takes these, whatever the board: data and clock of RMII. */
export const RMII_PINS: readonly number[] = Object.freeze([19, 21, 22, 25, 26, 27]);
