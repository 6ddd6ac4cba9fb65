/**
 * The part of a tariff that answers for a time: a table is its own, a recipe makes one and keeps
 * it for the next readings. Longer times than a window are asked piece by piece.
 */
import { SEC_PER_DAY } from './calendar';
import { knotsFrom, knotsPerDay, type Recipe } from './recipe';
import type { Tariff } from './tariff';

/** Of a sinusoid a quarter of an hour: so often its knots are made while energy flows. */
const KNOTS_AHEAD = 16;
/** Bounds what a board keeps of a recipe: some 5 KB. */
const WINDOW_KNOTS_MAX = 64;
/** On average; so many leave room for those ahead. */
const KNOTS_ASKED_MAX = 40;

/** A table that says the same from `fromMs` to `toMs`; undefined when it would be too long. */
export function tableFor(tariff: Tariff, fromMs: number, toMs: number): Tariff | undefined {
  const { recipe } = tariff;
  if (recipe === undefined) return tariff;
  const fromSec = Math.floor(fromMs / 1_000);
  const toSec = Math.floor(toMs / 1_000);
  const { window } = recipe;
  if (fromSec >= window.fromSec && toSec <= window.toSec) return window;

  if ((toSec - fromSec) * knotsPerDay(recipe.form) > KNOTS_ASKED_MAX * SEC_PER_DAY) {
    return undefined;
  }
  const knots = knotsFrom(recipe, fromSec, toSec, KNOTS_AHEAD, WINDOW_KNOTS_MAX);
  const lastSec = knots[knots.length - 1]!.atSec;
  if (lastSec <= toSec) return undefined;
  window.knots = knots;
  window.fromSec = knots[0]!.atSec;
  // The last knot only ends a line.
  window.toSec = lastSec - 1;
  return window;
}

/** A table that answers for one instant. */
export const tableAt = (tariff: Tariff, atMs: number): Tariff =>
  tableFor(tariff, atMs, atMs) ?? tariff;

/** The first piece of a time that no window holds: it answers up to its last knot. */
export function pieceFrom({ shape }: Tariff, recipe: Recipe, fromMs: number): Tariff {
  const fromSec = Math.floor(fromMs / 1_000);
  const knots = knotsFrom(recipe, fromSec, Number.MAX_SAFE_INTEGER, 0, WINDOW_KNOTS_MAX);
  return { shape, knots };
}
