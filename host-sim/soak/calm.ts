/**
 * After the faults: the world is healthy, and all accounts must come right. First everything goes
 * on as it is; then loads leave, the power goes once more, late money arrives while it is dark, and
 * the boards look for it when they are back, now and then while they sell to somebody else; last
 * they sell again.
 */
import type { Pace } from '../pace';
import type { Place } from '../place';
import { stream } from '../prng';
import { onceIn } from './chance';
import type { Judge } from './checks/judge-calls';
import type { CalmTimes, Life } from './life';
import type { Stage } from './stage';

const TIMES: CalmTimes = {
  unpluggedMs: 3_000,
  looksMs: 30_000,
  sellsMs: 60_000,
  isBrief: false,
};
/** An invoice that nobody could cancel has lapsed by then: 120 s and 60 s, and a minute. */
const DARK_MS = 240_000;
/** What a guest is shown lives so much longer. */
const SHOWN_MS = 480_000;
/** So long after the end of an invoice the last late payment comes. */
const LATE_MS = 7_200_000;
/** Whatever else a life's calm lasts, it begins like this. */
const AS_IT_IS_MS_MIN = 20_000;
const LATE_KIND = 'paid-late';
/** An invoice that was dated by a clock so far ahead lapses so much later. */
const CLOCK_MS = 300_000;
const CLOCK_KIND = 'node-clock-off';
const SECOND_MS = 1_000;
/** In one life of so many another buyer's cable is in as the boards look for late money. */
const GUESTS_ONE_IN = 2;
/** From the guest's cable to the buyer's own. */
const GUEST_LEAVES_MS = 5_000;
/** A board rests ten seconds when boots follow one another. */
const RESTS_MS_MAX = 20_000;

const after = ({ unpluggedMs, looksMs, sellsMs }: CalmTimes): number =>
  unpluggedMs + looksMs + sellsMs;

/** What a calm must last at the least: `Life.calmMs`. The dark comes on top. */
export const CALM_MS_MIN = AS_IT_IS_MS_MIN + after(TIMES);

/** A tenant's link that a busy board refused is shown again by whoever was told so. */
async function offerAgain(place: Place): Promise<void> {
  if (!place.scenario.standing || (await place.look())?.sale !== undefined) return;
  await place.offer();
}

/** How long nobody had power, which is no simulated time worth counting. */
export async function liveCalm(
  life: Life,
  stage: Stage,
  pace: Pace,
  judge: Pick<Judge, 'ended'>,
): Promise<number> {
  const { queue, payments, world } = stage;
  const times = life.calm ?? TIMES;
  const goOn = (ms: number) => pace.runUntil(queue.now + ms);
  async function goOnUntil(isDone: Asked, mostMs: number): Promise<void> {
    const untilMs = queue.now + mostMs;
    for (const place of world.places) {
      while (queue.now < untilMs && !(await isDone(place))) await goOn(SECOND_MS);
    }
  }
  for (const place of world.places) if (!place.board.isPowered) await place.powerOn();
  const asItIsMs = life.calmMs - after(times);
  const untilOffersMs = Math.min(AS_IT_IS_MS_MIN, asItIsMs);
  await goOn(untilOffersMs);
  for (const place of world.places) await offerAgain(place);
  await goOn(asItIsMs - untilOffersMs);

  for (const place of world.places) await place.load.pull();
  await goOn(times.unpluggedMs);
  for (const place of world.places) place.cutPower();
  const isLate = life.faults.some(({ kind }) => kind === LATE_KIND);
  const isAhead = life.faults.some(({ kind }) => kind === CLOCK_KIND);
  const isShown = life.scenario.boards.some(({ guests }) => guests === true);
  const darkMs =
    DARK_MS + (isShown ? SHOWN_MS : 0) + (isLate ? LATE_MS : 0) + (isAhead ? CLOCK_MS : 0);
  await goOn(darkMs);

  payments.calm();
  const guests = times.isBrief ? [] : await seatGuests(life, world.places);
  for (const place of world.places) if (!place.board.isPowered) await place.powerOn();
  if (times.isBrief) await goOnUntil(hasRead, RESTS_MS_MAX);
  await goOn(times.looksMs - (guests.length === 0 ? 0 : GUEST_LEAVES_MS));
  if (guests.length > 0) {
    for (const place of guests) await place.load.pull();
    for (const place of guests) place.buyer = place.scenario.buyer;
    await goOn(GUEST_LEAVES_MS);
  }
  if (times.isBrief) await judge.ended();
  for (const place of world.places) await place.load.plugIn();
  if (times.isBrief) await goOnUntil(isSupplied, times.sellsMs);
  else await goOn(times.sellsMs);
  return darkMs;
}

/** Where buyers come and go somebody else may be there when the power comes back. */
async function seatGuests({ seed }: Life, places: readonly Place[]): Promise<readonly Place[]> {
  if (!onceIn(stream(seed, 'guests of the calm'), GUESTS_ONE_IN)) return [];
  const guests: Place[] = [];
  for (const place of places) {
    const other = places.find(({ scenario }) => scenario.buyer !== place.scenario.buyer);
    if (place.scenario.standing || other === undefined) continue;
    place.buyer = other.scenario.buyer;
    await place.load.plugIn();
    guests.push(place);
  }
  return guests;
}

type Asked = (place: Place) => boolean | Promise<boolean>;

const hasRead: Asked = async (place) => ((await place.look())?.readings.good ?? 0) > 0;

const isSupplied: Asked = ({ load, contactor }) => contactor.isClosed || !load.isPlugged;
