/**
 * Faults of people: cables, links, prices and configurations at the wrong moment, and too much of
 * everything. Hardly any excuses the board: whose credit it is stays so whatever people do.
 */

import type { Place } from '../../place';
import { REFUSED_WAYS } from '../../place-config';
import type { Fault } from '../life';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { command, isLatched, mendPlace } from './mend';
import { chanceOf, struckOf, whenever } from './strikes';

const REPLUG_MS = 5_000;
/** Between unplugging and the other buyer's cable. */
const SWAP_MS = 2_000;
/** And where the next one waits already. */
const CHANGE_MS = { least: 50, most: 1_500 };
/** How long an armed fault waits for its moment, in seconds. */
const WAITS_SEC = 60;
const STORM_EVENTS = 200;
const UNHEARD_MS = { least: 1_000, most: 8_000 };
/** A new price is 0.8 to 1.2 times the scenario's. */
const PRICE_PER_MILLE = { least: 800, most: 1_200 };
/** What is shown is anything but a link. */
const NO_LINKS = ['', 'lnurl1qqqq', 'https://', 'x'.repeat(3_000)] as const;

const INSTANT = [0, 0] as const;

/** Whose link is offered instead: any other place's buyer. */
function strangerOf({ world }: Stage, { board, size }: Fault): string | undefined {
  const { places } = world;
  const others = places.filter((each) => each.buyer !== places[board]?.buyer);
  return others[Math.floor(size * others.length)]?.buyer;
}

/** Another place where buyers come and go. */
function otherWalkUp({ world }: Stage, { board, size }: Fault): Place | undefined {
  const place = world.places[board];
  if (place?.scenario.standing !== false) return undefined;
  const others = world.places.filter((each) => !each.scenario.standing && each !== place);
  return others[Math.floor(size * others.length)];
}

/** Both cables out, another buyer at each, both in again. */
async function seat(stage: Stage, seats: readonly (readonly [Place, string])[]): Promise<void> {
  for (const [place] of seats) await place.load.pull();
  for (const [place, buyer] of seats) place.buyer = buyer;
  stage.queue.after(SWAP_MS, async () => {
    for (const [place] of seats) await place.load.plugIn();
  });
}

const SWAP: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const other = otherWalkUp(stage, fault);
    if (other === undefined || other.buyer === place.buyer) return;
    stage.struck(fault.kind, fault.board);
    return seat(stage, [
      [place, other.buyer],
      [other, place.buyer],
    ]);
  },
  end(stage, fault) {
    const other = otherWalkUp(stage, fault);
    if (other === undefined) return;
    const places = [stage.place(fault.board), other];
    return seat(
      stage,
      places.map((each) => [each, each.scenario.buyer] as const),
    );
  },
  // Only few streets have two places where buyers come and go.
  weight: 8,
  forMs: [5_000, 60_000],
};

/** One is hardly gone when the next one is there. */
const CHANGE: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    const other = strangerOf(stage, fault);
    if (place.scenario.standing || other === undefined || !place.load.isPlugged) return;
    stage.struck(fault.kind, fault.board);
    const { least, most } = CHANGE_MS;
    const waitsMs = Math.floor(least + ((fault.size * 100) % 1) * (most - least));
    await place.load.pull();
    place.buyer = other;
    stage.queue.after(waitsMs, () => place.load.plugIn());
  },
  async end(stage, fault) {
    const place = stage.place(fault.board);
    if (place.buyer === place.scenario.buyer) return;
    await place.load.pull();
    place.buyer = place.scenario.buyer;
    stage.queue.after(SWAP_MS, () => place.load.plugIn());
  },
  // Only where another buyer is.
  weight: 6,
  forMs: [10_000, 90_000],
};

const LINK: FaultRow = {
  begin: (stage, fault) =>
    whenever(stage, WAITS_SEC, async () => {
      const place = stage.place(fault.board);
      const stranger = strangerOf(stage, fault);
      if (stranger === undefined || !(await isSelling(place))) return false;
      stage.struck(fault.kind, fault.board);
      await place.offer(stranger);
      return true;
    }),
  // Only where another buyer is.
  weight: 6,
  forMs: INSTANT,
};

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
    if (place.load.isPlugged) await place.offer();
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
    if (place.load.isPlugged) return place.offer();
  },
  weight: 2,
  forMs: [1_000, 30_000],
};

async function isSelling(place: Place): Promise<boolean> {
  if (!place.board.isPowered) return false;
  return (await place.look())?.sale !== undefined;
}

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
  end: ({ place }, { board }) => place(board).load.plugIn(),
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
  'buyers-swap': SWAP,
  'buyer-changes': CHANGE,
  'link-swapped': LINK,
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
