/**
 * Faults of people: cables, links, prices and configurations at the wrong moment, and too much of
 * everything. Hardly any excuses the board: whose credit it is stays so whatever people do.
 */

import type { Place } from '../../place';
import { REFUSED_WAYS } from '../../place-config';
import type { FaultRow, FaultTable } from '../stage';
import { command, isLatched, isSelling, mendPlace } from './mend';
import { chanceOf, struckOf, whenever } from './strikes';

const REPLUG_MS = 5_000;
/** How long an armed fault waits for its moment, in seconds. */
const WAITS_SEC = 60;
const STORM_EVENTS = 200;
const UNHEARD_MS = { least: 1_000, most: 8_000 };
/** A new price is 0.8 to 1.2 times the scenario's. */
const PRICE_PER_MILLE = { least: 800, most: 1_200 };
/** What is shown is anything but a link. */
const NO_LINKS = ['', 'lnurl1qqqq', 'https://', 'x'.repeat(3_000)] as const;

const INSTANT = [0, 0] as const;

/**
 * The owner changes the price while a pull is open, and restarts the board. A price is lowered by
 * writing another number, or either way by adding a line to the table: only the table lets the
 * board price what it finds after the restart, so that no owner who raises it may leave that out.
 */
const PRICE: FaultRow = {
  begin: (stage, fault) =>
    whenever(stage, WAITS_SEC, async () => {
      const place = stage.place(fault.board);
      if (!place.board.isPowered || place.record.refusal !== undefined) return false;
      const view = await place.look();
      if (view === undefined || view.pulls.open === 0) return false;
      const { prices, documents, book } = place;
      const { least, most } = PRICE_PER_MILLE;
      const perMille = least + ((fault.size * 100) % 1) * (most - least);
      const price = Math.round((prices.first * perMille) / 1_000);
      const isLower = price < prices.present;
      const atSec = Math.ceil(place.epochMs / 1_000);
      if (!prices.change(atSec, price, view.meter.importMilliWattHours)) return true;
      book.takeTariff(stage.queue.now, prices.tariff);
      documents.takeTariff(prices.document(fault.size < 0.5 || !isLower));
      stage.struck(fault.kind, fault.board);
      await restart(place);
      return true;
    }),
  weight: 1,
  forMs: INSTANT,
  // What is found after the restart goes at the lowest price since the last record.
  excuses: ['charge'],
};

const REFUSED: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    if (!place.board.isPowered) return;
    place.documents.refuse(Math.floor(fault.size * REFUSED_WAYS));
    stage.struck(fault.kind, fault.board);
    return restart(place);
  },
  end(stage, fault) {
    const place = stage.place(fault.board);
    place.documents.refuse(undefined);
    if (place.record.refusal === undefined) return;
    place.record.refusal = undefined;
    if (!place.board.isPowered) return;
    return restart(place);
  },
  weight: 1,
  forMs: [1_000, 20_000],
};

const STORM: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    if (!place.board.isPowered) return;
    const { below } = chanceOf(fault);
    stage.struck(fault.kind, fault.board);
    for (let i = 0; i < STORM_EVENTS; i++) await stormAt(place, below(100));
    // A tenant has no cable to show that the sale goes on.
    if (place.load.isPlugged || place.scenario.standing) await place.offer();
  },
  weight: 1,
  forMs: INSTANT,
};

async function stormAt(place: Place, lot: number): Promise<void> {
  // Nobody shows a link where no cable is: the board could not know that none is.
  if (lot < 60 && place.load.isPlugged) return place.offer();
  if (lot < 70) return command(place, 'clear-latch');
  if (lot < 80) return command(place, 'confirm-meter');
  if (lot < 82) return command(place, 'stop-sale');
  const link = { secret: NO_LINKS[lot % NO_LINKS.length]! };
  await place.board.deliver({ kind: 'link-offered', link });
}

const STOPS: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    if (!(await isSelling(place))) return;
    stage.struck(fault.kind, fault.board);
    await command(place, 'stop-sale');
  },
  // A tenant's link is offered again by the owner here, and by the board itself at its next boot.
  end(stage, fault) {
    const place = stage.place(fault.board);
    // No tenant needs a cable: who waited for one would never be offered anything again.
    if (place.load.isPlugged || place.scenario.standing) return place.offer();
  },
  weight: 2,
  forMs: [1_000, 30_000],
};

/** While JavaScript stands still, and more waits than the queue takes, the cable is pulled. */
const UNHEARD: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    if (!place.board.isPowered || !place.load.isPlugged) return;
    const stallMs = UNHEARD_MS.least + fault.size * (UNHEARD_MS.most - UNHEARD_MS.least);
    await place.board.stall(Math.floor(stallMs));
    stage.struck(fault.kind, fault.board);
    for (let i = 0; i < STORM_EVENTS; i++) await place.offer();
    return place.load.pull();
  },
  end(stage, { board, forMs }) {
    const place = stage.place(board);
    // Plugged in while it still stands still, it is not heard either: the link is shown again.
    if (forMs <= UNHEARD_MS.most) {
      stage.queue.after(UNHEARD_MS.most, () => {
        if (place.board.isPowered && place.load.isPlugged) return place.offer();
      });
    }
    return place.load.plugIn();
  },
  weight: 1,
  forMs: [45_000, 120_000],
};

async function restart(place: Place): Promise<void> {
  place.cutPower();
  await place.powerOn();
}

export const PEOPLE_FAULTS: FaultTable = {
  unplug: {
    begin(stage, fault) {
      const { load } = stage.place(fault.board);
      if (load.isPlugged) stage.struck(fault.kind, fault.board);
      return load.pull();
    },
    end: (stage, fault) => stage.place(fault.board).load.plugIn(),
    weight: 2,
    forMs: [500, 40_000],
  },
  'cable-unheard': UNHEARD,
  replugged: {
    begin: (stage, fault) =>
      stage.place(fault.board).load.replug(fault, REPLUG_MS, struckOf(stage, fault)),
    end: (stage, fault) => stage.place(fault.board).load.mend(fault),
    weight: 2,
    forMs: [6_000, 60_000],
  },
  'price-changed': PRICE,
  'config-refused': REFUSED,
  'web-storm': STORM,
  'owner-stops': STOPS,
  'latch-cleared': {
    begin: (stage, fault) =>
      whenever(stage, WAITS_SEC, async () => {
        const place = stage.place(fault.board);
        if (!(await isLatched(place))) return false;
        stage.struck(fault.kind, fault.board);
        await mendPlace(place);
        return true;
      }),
    weight: 4,
    forMs: INSTANT,
  },
};
