/**
 * After the faults: the world is healthy, and all accounts must come right. First everything goes
 * on as it is; then loads leave, the power goes once more, late money arrives while it is dark, and
 * the boards look for it when they are back; last they sell again.
 */
import type { Pace } from '../pace';
import type { Life } from './life';
import type { Stage } from './stage';

const UNPLUGGED_MS = 3_000;
/** An invoice that nobody could cancel has lapsed by then: 120 s and 60 s, and a minute. */
const DARK_MS = 240_000;
/** So long after the end of an invoice the last late payment comes. */
const LATE_MS = 7_200_000;
const LOOKS_MS = 30_000;
const SELLS_MS = 60_000;
/** Whatever else a life's calm lasts, it begins like this. */
const AS_IT_IS_MS_MIN = 20_000;
const LATE_KIND = 'paid-late';

/** What a calm must last at the least: `Life.calmMs`. The dark comes on top. */
export const CALM_MS_MIN = AS_IT_IS_MS_MIN + UNPLUGGED_MS + LOOKS_MS + SELLS_MS;

/** How long nobody had power, which is no simulated time worth counting. */
export async function liveCalm(life: Life, stage: Stage, pace: Pace): Promise<number> {
  const { queue, payments, world } = stage;
  const goOn = (ms: number) => pace.runUntil(queue.now + ms);
  for (const place of world.places) if (!place.board.isPowered) await place.powerOn();
  await goOn(life.calmMs - UNPLUGGED_MS - LOOKS_MS - SELLS_MS);

  for (const place of world.places) await place.load.pull();
  await goOn(UNPLUGGED_MS);
  for (const place of world.places) place.cutPower();
  const isLate = life.faults.some(({ kind }) => kind === LATE_KIND);
  const darkMs = DARK_MS + (isLate ? LATE_MS : 0);
  await goOn(darkMs);

  payments.calm();
  for (const place of world.places) if (!place.board.isPowered) await place.powerOn();
  await goOn(LOOKS_MS);
  for (const place of world.places) await place.load.plugIn();
  await goOn(SELLS_MS);
  return darkMs;
}
