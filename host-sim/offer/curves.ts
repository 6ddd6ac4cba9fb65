/**
 * Two prices over a period, drawn in characters that survive a pipe. Each column shows the most of
 * the one and the least of the other that fall into its time, so that nothing between is hidden.
 */
import type { Tariff } from '../../src/tariff/tariff';
import { largestExcess } from '../../src/terms/excess';
import { pieceAt } from '../../src/terms/piece';
import { dim, red } from '../colours';
import { instant } from './words';

export type Curves = {
  readonly title: string;
  /** Should nowhere be above the other. */
  readonly low: { readonly name: string; readonly tariff: Tariff | undefined };
  readonly high: { readonly name: string; readonly tariff: Tariff | undefined };
  readonly startSec: number;
  readonly stopSec: number;
};

const COLUMNS = 72;
const ROWS = 13;
const LABEL_WIDTH = 11;

const [LOW, HIGH, SAME, ABOVE] = ['*', '-', '=', '!'];

/** The highest and the lowest price from a second until just before another. */
export function extremesOf(tariff: Tariff, fromSec: number, toSec: number) {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let sec = fromSec; sec < toSec; ) {
    const { startSec, startPrice, endSec, endPrice } = pieceAt(tariff, sec);
    const untilSec = Math.min(endSec, toSec);
    for (const at of [sec, untilSec]) {
      const isFlat = startPrice === endPrice;
      const share = isFlat ? 0 : (at - startSec) / (endSec - startSec);
      const price = startPrice + (endPrice - startPrice) * share;
      [lowest, highest] = [Math.min(lowest, price), Math.max(highest, price)];
    }
    sec = untilSec;
  }
  return { lowest, highest };
}

export function drawCurves(curves: Curves): string {
  const { title, low, high, startSec, stopSec } = curves;
  const count = Math.min(COLUMNS, stopSec - startSec);
  const edgeSec = (column: number) =>
    startSec + Math.floor(((stopSec - startSec) * column) / count);
  const columns = Array.from({ length: count }, (_, column) =>
    columnOf(curves, edgeSec(column), edgeSec(column + 1)),
  );
  const { bottom, step } = scaleOf(columns.flatMap(({ lowest, highest }) => [lowest, highest]));

  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const isHere = (price: number | undefined) =>
      price !== undefined && Math.round((price - bottom) / step) === row;
    const marks = columns.map(({ highest, lowest, isAbove }) => {
      if (isHere(highest)) return isAbove ? red(ABOVE) : isHere(lowest) ? SAME : LOW;
      return isHere(lowest) ? HIGH : ' ';
    });
    const price = (bottom + row * step) / 1_000;
    const label = row % 2 === 0 ? price.toLocaleString('en', { maximumFractionDigits: 3 }) : '';
    lines.push(`${dim(`${label.padStart(LABEL_WIDTH)} |`)}${marks.join('').trimEnd()}`);
  }
  const [from, to] = [instant(startSec), `${instant(stopSec)} UTC`];
  const gap = ' '.repeat(Math.max(1, count - from.length - to.length));
  const isAbove = columns.some((column) => column.isAbove);
  return [
    `${title}, sat/kWh: ${legend(LOW, low)}, ${legend(HIGH, high)}, ${SAME} both`,
    ...lines,
    dim(`${' '.repeat(LABEL_WIDTH)} +${'-'.repeat(count)}`),
    dim(`${' '.repeat(LABEL_WIDTH + 2)}${from}${gap}${to}`),
    ...(isAbove ? [red(`${ABOVE} marks where ${low.name} is above ${high.name}.`)] : []),
  ].join('\n');
}

/** The one may be above the other's least without being above it at any instant: that is exact. */
function columnOf({ low, high }: Curves, fromSec: number, toSec: number) {
  const lower = low.tariff && extremesOf(low.tariff, fromSec, toSec);
  const upper = high.tariff && extremesOf(high.tariff, fromSec, toSec);
  const isAbove =
    low.tariff !== undefined &&
    high.tariff !== undefined &&
    largestExcess(low.tariff, high.tariff, fromSec, toSec) !== undefined;
  return { highest: lower?.highest, lowest: upper?.lowest, isAbove };
}

const legend = (mark: string, { name, tariff }: Curves['low']): string =>
  tariff === undefined ? `${name}: none` : `${mark} ${name}`;

const FACTORS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** From 0, or a round price below it, in round steps that reach the highest. */
function scaleOf(prices: readonly (number | undefined)[]) {
  let [least, most] = [0, 0];
  for (const price of prices) {
    [least, most] = [Math.min(least, price ?? 0), Math.max(most, price ?? 0)];
  }
  for (let unit = 10; ; unit *= 10) {
    for (const factor of FACTORS) {
      const step = unit * factor;
      const bottom = Math.floor(least / step) * step;
      if (bottom + (ROWS - 1) * step >= most) return { bottom, step };
    }
  }
}
