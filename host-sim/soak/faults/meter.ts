/**
 * Faults of the meter and its line. A line that is silent or garbled excuses nothing: the board
 * must open within its bound, and what flowed shows in the register later. A register that stands,
 * starts elsewhere or counts the wrong way hides energy from everybody but the world; as long as it
 * does, it strikes at each sample, so that the checkers know when the board can know better again.
 *
 * A coarse or fine quantum and a float32 register near its end are no faults but meters: the
 * scenario has them.
 */
import { exchanged, standing } from '../../meters/display-hurts';
import type { Wrap } from '../../meters/line-faults';
import {
  answeredByAnother,
  garbling,
  losing,
  replaying,
  type Struck,
  sharedAddress,
  spokenOver,
} from '../../meters/line-hurts';
import { deadPhase, lostPhase, reversed } from '../../meters/wiring';
import type { Place } from '../../place';
import type { Fault } from '../life';
import type { FaultRow, FaultTable } from '../stage';
import { mendLater, mendPlace } from './mend';
import { chanceOf, struckOf, whileFlowing } from './strikes';

const ONE_KILOWATT_HOUR = 1_000_000;
/** More than any breaker of a street lets through in the longest life. */
const JUMP_KILOWATT_HOURS = { least: 100, most: 1_000 };
/** Of an address of its own on the line. */
const ADDRESSES = 247;
const FRAMES_LOST_MAX = 60;
const CONFIRMED_AFTER_MS = 12_000;

/** A fault of the line alone, which is mended by taking it off. */
const onTheLine = (
  weight: number,
  forMs: FaultRow['forMs'],
  wrapOf: (place: Place, fault: Fault, struck: Struck) => Wrap,
  excuses: NonNullable<FaultRow['excuses']> = [],
): FaultRow => ({
  begin(stage, fault) {
    const place = stage.place(fault.board);
    place.meter.wrap(fault, wrapOf(place, fault, struckOf(stage, fault)));
  },
  end(stage, fault) {
    stage.place(fault.board).meter.mend(fault);
    mendLater(stage, fault);
  },
  weight,
  forMs,
  excuses,
});

/** The register goes on from elsewhere, once and for good. */
const moving = (weight: number, to: (now: number, size: number) => number): FaultRow => ({
  begin(stage, fault) {
    stage.place(fault.board).meter.moveRegister((now) => {
      const moved = to(now, fault.size);
      if (moved !== now) stage.struck(fault.kind, fault.board);
      return moved;
    });
  },
  weight,
  forMs: [0, 0],
  // What flowed between the last reading before and the third one after is in neither register.
  excuses: ['unseen', 'charge'],
});

function otherSlave(place: Place, fault: Fault, struck: Struck): Wrap {
  const { below } = chanceOf(fault);
  const { address } = place.meter;
  const other = 1 + ((address + below(ADDRESSES - 1)) % ADDRESSES);
  if (fault.size < 0.5) return answeredByAnother(other, 1 + below(3), below, struck);
  return spokenOver(other, 1 + below(3), below, struck);
}

function addressShared(place: Place, fault: Fault, struck: Struck): Wrap {
  const { below } = chanceOf(fault);
  const { row } = place.meter;
  const away = (20 + below(1_000)) * ONE_KILOWATT_HOUR;
  return sharedAddress(row, fault.size < 0.5 ? away : -away, below, struck);
}

const SWAPPED: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const { below } = chanceOf(fault);
    place.meter.swap(fault, below(1_000_000), below(50_000) * ONE_KILOWATT_HOUR);
    stage.struck(fault.kind, fault.board);
    // Some owners know of it, and sell from the other meter meanwhile.
    if (fault.size < 0.5) return;
    stage.queue.after(CONFIRMED_AFTER_MS, () => mendPlace(place));
  },
  end(stage, fault) {
    stage.place(fault.board).meter.mend(fault);
    stage.struck(fault.kind, fault.board);
    mendLater(stage, fault);
  },
  weight: 1,
  forMs: [8_000, 60_000],
  excuses: ['energy', 'charge'],
};

/**
 * The board is off while its meter is exchanged, as an electrician does it. The other one may show
 * just what the first one did: then its serial number alone tells.
 */
const EXCHANGED: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    if (!place.board.isPowered) return;
    const { below } = chanceOf(fault);
    let shown = 0;
    place.meter.moveRegister((now) => {
      shown = now;
      return now;
    });
    if (fault.size >= 0.7) shown = below(50_000) * ONE_KILOWATT_HOUR;
    place.cutPower();
    place.meter.swap(fault, below(1_000_000), shown);
    stage.struck(fault.kind, fault.board);
    await place.powerOn();
    // Some owners know of it; where nothing is latched nobody asks them.
    const isKnown = (fault.size * 100) % 1 < 0.5;
    if (isKnown) stage.queue.after(2 * CONFIRMED_AFTER_MS, () => mendPlace(place));
  },
  async end(stage, fault) {
    const place = stage.place(fault.board);
    const isOn = place.board.isPowered;
    place.cutPower();
    place.meter.mend(fault);
    mendLater(stage, fault);
    if (isOn) await place.powerOn();
  },
  weight: 0.5,
  forMs: [15_000, 90_000],
  excuses: ['energy', 'charge'],
};

const DIRECTION: FaultRow = {
  begin(stage, fault) {
    const { meter } = stage.place(fault.board);
    const struck = struckOf(stage, fault);
    // Wired the wrong way round, or set to show one for the other.
    if (fault.size < 0.5) meter.rewire(fault, reversed);
    stage.struck(fault.kind, fault.board);
    const showing: Wrap = fault.size < 0.5 ? (answer) => answer : exchanged(meter.row);
    const flowing = whileFlowing(stage.place(fault.board), struck);
    meter.wrap(fault, (answer) => flowing(showing(answer)));
  },
  end(stage, fault) {
    stage.place(fault.board).meter.mend(fault);
    mendLater(stage, fault);
  },
  weight: 1,
  forMs: [5_000, 60_000],
  // Register and power agree that it is export: nothing tells the board that a buyer draws it.
  excuses: ['energy', 'supply', 'charge'],
};

/** In the street: volts and current are gone, and the load's share with them. */
const LOST: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const phases = place.meter.row.volts.length;
    place.meter.rewire(fault, lostPhase(Math.floor(fault.size * phases)));
    place.load.scale(fault, 1 - 1 / phases);
    stage.struck(fault.kind, fault.board);
  },
  end(stage, fault) {
    const place = stage.place(fault.board);
    place.meter.mend(fault);
    return place.load.mend(fault);
  },
  weight: 2,
  forMs: [2_000, 60_000],
};

/** In the meter: the load goes on, and a share of it is seen by nobody. */
const DEAD: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const phases = place.meter.row.volts.length;
    place.meter.rewire(fault, deadPhase(Math.floor(fault.size * phases)));
    // Also where nobody reads it meanwhile.
    stage.struck(fault.kind, fault.board);
    place.meter.wrap(fault, whileFlowing(place, struckOf(stage, fault)));
  },
  end: (stage, fault) => stage.place(fault.board).meter.mend(fault),
  weight: 1,
  forMs: [2_000, 60_000],
  excuses: ['energy', 'supply', 'charge'],
};

export const METER_FAULTS: FaultTable = {
  'meter-silent': onTheLine(2, [500, 30_000], (_, __, struck) =>
    losing(Number.POSITIVE_INFINITY, struck),
  ),
  'meter-timeouts': onTheLine(2, [1_000, 60_000], (_, { size }, struck) =>
    losing(1 + Math.floor(size * FRAMES_LOST_MAX), struck),
  ),
  'frames-corrupt': onTheLine(2, [1_000, 30_000], (_, fault, struck) =>
    garbling(1 + Math.floor(fault.size * 4), chanceOf(fault).below, struck),
  ),
  'other-slave': onTheLine(2, [2_000, 40_000], otherSlave),
  // Every word of it is right: for as long as it answers alone it is the meter.
  'address-shared': onTheLine(1, [2_000, 40_000], addressShared, ['energy', 'charge', 'estimate']),
  // Old answers in their order are a register that began anew, and what it shows is billed.
  'frames-replayed': onTheLine(
    2,
    [3_000, 40_000],
    ({ meter }, fault, struck) => replaying(meter.row, chanceOf(fault).below, struck),
    ['energy', 'charge', 'estimate'],
  ),
  'register-stuck': onTheLine(
    1,
    [5_000, 150_000],
    ({ meter: { row } }, _, struck) =>
      standing(
        row,
        row.exportEnergy ? [row.importEnergy, row.exportEnergy] : [row.importEnergy],
        struck,
      ),
    ['energy', 'supply', 'charge'],
  ),
  // The register is right; what it does not show yet is taken for less, or more, than it is.
  'power-stuck': onTheLine(
    1,
    [5_000, 150_000],
    ({ meter: { row } }, _, struck) => standing(row, [row.power, ...row.current], struck),
    ['charge', 'estimate'],
  ),
  'register-restarts': moving(1, () => 0),
  'register-backwards': moving(
    1,
    (now, size) => now - Math.min(now, Math.floor(10 ** (3 + 6 * size))),
  ),
  'register-jumps': moving(1, (now, size) => {
    const { least, most } = JUMP_KILOWATT_HOURS;
    return now + Math.floor(least + size * (most - least)) * ONE_KILOWATT_HOUR;
  }),
  'meter-swapped': SWAPPED,
  'meter-exchanged': EXCHANGED,
  'direction-swapped': DIRECTION,
  'phase-lost': LOST,
  'phase-dead': DEAD,
};
