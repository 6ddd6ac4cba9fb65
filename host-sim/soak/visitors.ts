/**
 * Guests of a life: at a place that serves them nobody shows a link. Whoever has plugged in presses
 * the button, looks at the page, and after a while pays what it shows, by phone or by card.
 */
import type { Place } from '../place';
import { type Stream, stream } from '../prng';
import type { Stage } from './stage';

const LOOKS_EVERY_MS = 1_000;
/** A button is found at once, a phone after seconds. */
const PRESSES_ONE_IN = 2;
const PAYS_ONE_IN = 4;
const BY_CARD_PERCENT = 50;

/** Before the world starts. */
export function seatVisitors(stage: Stage, seed: number): void {
  stage.world.places.forEach((place, index) => {
    if (place.scenario.guests !== true) return;
    place.customer.isGuest = true;
    visit(stage, place, stream(seed, `visitor ${index}`));
  });
}

function visit(stage: Stage, place: Place, chance: Stream): void {
  stage.queue.after(LOOKS_EVERY_MS, async () => {
    await act(place, chance);
    visit(stage, place, chance);
  });
}

async function act(place: Place, { below }: Stream): Promise<void> {
  if (!place.board.isPowered || !place.load.isPlugged || !place.customer.isGuest) return;
  const view = await place.look();
  if (view?.sale === undefined) {
    if (below(PRESSES_ONE_IN) === 0) await place.customer.arrive();
    return;
  }
  if (view.guest?.invoice === undefined || below(PAYS_ONE_IN) !== 0) return;
  if (below(100) < BY_CARD_PERCENT) await place.customer.tapCard();
  else await place.customer.payByPhone();
}
