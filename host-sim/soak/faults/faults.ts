/** Every kind of fault, joined from the tables of the families. */
import type { FaultRow, FaultTable } from '../stage';
import { BUYERS_FAULTS } from './buyers';
import { CARD_FAULTS } from './card';
import { CLOCK_FAULTS } from './clock';
import { ENTROPY_FAULTS } from './entropy';
import { FLASH_FAULTS } from './flash';
import { LINK_FAULTS } from './link';
import { MAINS_FAULTS } from './mains';
import { METER_FAULTS } from './meter';
import { NETWORK_FAULTS } from './network';
import { NODE_FAULTS } from './node';
import { PEOPLE_FAULTS } from './people';
import { POWER_FAULTS } from './power';

export const FAULTS: FaultTable = Object.freeze({
  ...POWER_FAULTS,
  ...FLASH_FAULTS,
  ...CLOCK_FAULTS,
  ...ENTROPY_FAULTS,
  ...NETWORK_FAULTS,
  ...NODE_FAULTS,
  ...LINK_FAULTS,
  ...METER_FAULTS,
  ...MAINS_FAULTS,
  ...PEOPLE_FAULTS,
  ...BUYERS_FAULTS,
  ...CARD_FAULTS,
});

export const FAULT_KINDS: readonly string[] = Object.freeze(Object.keys(FAULTS));

export function rowOf(kind: string): FaultRow {
  const row = FAULTS[kind];
  if (row === undefined) throw new Error(`bug: there is no fault ${kind}`);
  return row;
}
