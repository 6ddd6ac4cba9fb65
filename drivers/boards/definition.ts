/** What a board definition says once it is parsed: which pin does what, and what is on the line. */
import type { ChipName } from './chip';

export type BoardDefinition = {
  readonly name: string;
  readonly chip: ChipName;
  /** Chooses the partition table. */
  readonly flashMegabytes: 4 | 8 | 16;
  readonly network: NetworkPart;
  readonly meter: MeterLine;
  readonly contactor: ContactorPins;
  readonly leds: { readonly status?: OutputPin; readonly supply?: OutputPin };
  /** The owner's button; pressed is low. */
  readonly button?: number;
  /** Lines that this board adds to `drivers/esp32/sdkconfig`. */
  readonly sdkconfig: readonly string[];
};

export type OutputPin = { readonly pin: number; readonly activeHigh: boolean };

export type NetworkPart =
  | { readonly kind: 'wifi' | 'open-eth' | 'host' }
  | {
      readonly kind: 'ethernet';
      readonly phyAddress: number;
      /** Also switches the clock on, where the board is wired so. */
      readonly reset?: number;
      readonly mdc: number;
      readonly mdio: number;
      /** 50 MHz from outside. */
      readonly clock: number;
    };

export type MeterLine =
  /** `de` drives the transceiver; absent where it switches by itself. */
  | {
      readonly kind: 'rs485';
      readonly port: number;
      readonly rx: number;
      readonly tx: number;
      readonly de?: number;
    }
  | {
      readonly kind: 'pulses';
      readonly pin: number;
      readonly filterNs: number;
      /** As the label of the meter says. */
      readonly impulsesPerKilowattHour: number;
    }
  | {
      readonly kind: 'ade7953';
      readonly sda: number;
      readonly scl: number;
      readonly irq: number;
      readonly reset: number;
    };

export type ContactorPins = OutputPin & {
  readonly feedback: Feedback;
  /** Trips a breaker upstream when the contactor is welded. */
  readonly trip?: OutputPin;
};
export type Feedback =
  /** A mirror contact (IEC 60947-4-1 annex F): the level that it has while the mains are open. */
  | { readonly kind: 'mirror'; readonly pin: number; readonly openLevel: 0 | 1 }
  | { readonly kind: 'meter' };
