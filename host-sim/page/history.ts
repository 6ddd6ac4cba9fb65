/** The chart's memory: a ring of the last points, oldest first. */
import type { HistoryPoint } from './snapshot';

/** At two points a second, twenty minutes of the wall clock. */
export const HISTORY_POINTS_MAX = 2_400;

export class History {
  #points: HistoryPoint[] = [];

  add(point: HistoryPoint): void {
    this.#points.push(point);
    if (this.#points.length > HISTORY_POINTS_MAX) this.#points.shift();
  }

  get points(): readonly HistoryPoint[] {
    return this.#points;
  }
}
