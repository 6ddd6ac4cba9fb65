/**
 * Faults of buyers: who changes places with another, shows a link that is not the sale's, or has
 * nothing left to pay with. Whose credit it is stays so whatever they do.
 */
import { priceAtRoundedDown } from '../../../src/tariff/price';
import { epochMs } from '../../../src/units';
import { losing } from '../../meters/line-hurts';
import type { Place } from '../../place';
import type { Fault } from '../life';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { isSelling, mendLater } from './mend';
import { whenever } from './strikes';

/** Between unplugging and the other buyer's cable. */
const SWAP_MS = 2_000;
/** And where the next one waits already. */
const CHANGE_MS = { least: 50, most: 1_500 };
/** How long an armed fault waits for its moment, in seconds. */
const WAITS_SEC = 60;
const INSTANT = [0, 0] as const;
const MILLI_SAT_MS_PER_KILOWATT_HOUR = 3.6e12;
/** About what the reserve is for. */
const ENDS_MS = { least: 4_000, most: 16_000 };

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

/** By the world's own books: for how long at full power what was paid and not used will last. */
function lastsMs({ queue }: Stage, place: Place): number {
  const { book, rightMilliSat, load, tariff, epochMs: now } = place;
  const left = rightMilliSat - book.costMilliSat(queue.now);
  const price = Math.max(1, priceAtRoundedDown(tariff, epochMs(now)));
  return (left * MILLI_SAT_MS_PER_KILOWATT_HOUR) / (Math.max(1, load.milliWatts) * price);
}

/** Those whose wallet is empty now. */
const waiting = new WeakSet<Fault>();

/** Just before a buyer's last sat is used the wallet is empty, and the meter falls silent. */
const CREDIT_ENDS: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const wallet = stage.payments.wallet(place.buyer);
    if (wallet === undefined) return;
    wallet.empty();
    waiting.add(fault);
    const leastMs = ENDS_MS.least + ((fault.size * 100) % 1) * (ENDS_MS.most - ENDS_MS.least);
    return whenever(stage, WAITS_SEC, async () => {
      if (!waiting.has(fault)) return true;
      if (!place.contactor.isClosed || lastsMs(stage, place) > leastMs) return false;
      stage.struck(fault.kind, fault.board);
      if (fault.size >= 0.3)
        place.meter.wrap(
          fault,
          losing(Number.POSITIVE_INFINITY, () => {}),
        );
      return true;
    });
  },
  end(stage, fault) {
    waiting.delete(fault);
    const place = stage.place(fault.board);
    stage.payments.wallet(place.buyer)?.refill();
    stage.payments.wallet(place.scenario.buyer)?.refill();
    place.meter.mend(fault);
    mendLater(stage, fault);
  },
  weight: 3,
  forMs: [20_000, 60_000],
};

export const BUYERS_FAULTS: FaultTable = {
  'buyers-swap': SWAP,
  'buyer-changes': CHANGE,
  'link-swapped': LINK,
  'credit-ends': CREDIT_ENDS,
};
