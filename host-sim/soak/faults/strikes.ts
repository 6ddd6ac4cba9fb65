/** How faults strike: each time, at each sample, at their moment; and by what chance. */

import type { Wrap } from '../../meters/line-faults';
import { isAnswer, type Struck } from '../../meters/line-hurts';
import type { Place } from '../../place';
import { type Stream, stream } from '../../prng';
import type { Fault } from '../life';
import type { Stage } from '../stage';

const WATCH_MS = 1_000;

export const struckOf =
  (stage: Stage, { kind, board }: Fault): Struck =>
  () =>
    stage.struck(kind, board);

/** Strikes at each answer of the meter while power flows. */
export const whileFlowing =
  (place: Place, struck: Struck): Wrap =>
  (answer) =>
  (atMs, request) => {
    const reply = answer(atMs, request);
    if (isAnswer(reply) && place.book.milliWatts > 0) struck();
    return reply;
  };

/** Tries once a second until `strike` says that it has struck, at most `tries` times. */
export async function whenever(
  stage: Stage,
  tries: number,
  strike: () => Promise<boolean>,
): Promise<void> {
  if (tries === 0 || (await strike())) return;
  stage.queue.after(WATCH_MS, () => whenever(stage, tries - 1, strike));
}

/** Chance of this one fault's own, the same at each replay. */
export const chanceOf = ({ kind, atMs, size }: Fault): Stream =>
  stream(Math.floor(size * 2 ** 32), `${kind} ${atMs}`);
