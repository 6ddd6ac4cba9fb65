/// <reference lib="dom" />
/**
 * Power, credit and price of one board over simulated time: three panels over one axis, with one
 * cursor. The credit's panel also shows when a payment came and when the next one is asked for.
 */
import uPlot from 'uplot';
import type { BoardSnapshot } from '../snapshot';
import { grouped } from '../words';
import { element, setAttribute, setText } from './elements';

export type Series = {
  readonly atSec: number[];
  readonly watts: (number | null)[];
  readonly sat: (number | null)[];
  readonly price: (number | null)[];
  /** Where a payment came: the credit then, else null. */
  readonly payments: (number | null)[];
};

export const emptySeries = (): Series => ({
  atSec: [],
  watts: [],
  sat: [],
  price: [],
  payments: [],
});

type Panel = {
  readonly name: string;
  readonly unit: string;
  readonly colour: string;
  readonly height: number;
  readonly valuesOf: (series: Series) => (number | null)[];
};

const PANELS: readonly Panel[] = [
  { name: 'Power', unit: 'W', colour: '--power', height: 96, valuesOf: ({ watts }) => watts },
  { name: 'Credit', unit: 'sat', colour: '--credit', height: 128, valuesOf: ({ sat }) => sat },
  { name: 'Price', unit: 'sat/kWh', colour: '--price', height: 90, valuesOf: ({ price }) => price },
];
const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 26;
const LABEL_HEIGHT = 20;
/** Below this width the words beside the lines are short. */
const NARROW = 420;
const gutter = (width: number): number => (width < NARROW ? 48 : 84);
/** The least an axis spans, so that a constant is not drawn as a cliff. */
const SPANS: Readonly<Record<string, number>> = { W: 500, sat: 20, 'sat/kWh': 100 };

export function boardChart(root: HTMLElement, first: BoardSnapshot, series: Series) {
  let plots: readonly uPlot[] = [];
  let labels: readonly HTMLElement[] = [];
  let limits = limitsOf(first);

  function build(): void {
    for (const plot of plots) plot.destroy();
    root.replaceChildren();
    labels = PANELS.map((panel) => element('p', { class: 'panel-name' }, nameOf(panel)));
    const colours = getComputedStyle(document.documentElement);
    const colour = (name: string) => colours.getPropertyValue(name).trim();
    plots = PANELS.map((panel, index) => {
      const box = element('div', { class: 'panel', role: 'img' });
      const label = labels[index];
      if (label !== undefined) box.append(label);
      root.append(box);
      const isLast = index === PANELS.length - 1;
      const options = optionsOf(panel, isLast, root.clientWidth, colour, () => limits);
      return new uPlot({ ...options, cursor: cursorOf(first.id) }, rows(panel, series), box);
    });
    describe();
  }

  function describe(): void {
    PANELS.forEach((panel, index) => {
      const values = panel.valuesOf(series).filter((value) => value !== null);
      const last = panel.valuesOf(series).at(-1) ?? null;
      const now = last === null ? 'unknown' : `${Math.floor(last)} ${panel.unit}`;
      const most = values.length === 0 ? '' : `, highest ${Math.ceil(Math.max(...values))}`;
      const box = labels[index]?.parentElement;
      if (box) setAttribute(box, 'aria-label', `${panel.name} over time: now ${now}${most}`);
    });
  }

  const sizes = new ResizeObserver(() => {
    plots.forEach((plot) => {
      plot.setSize({ width: root.clientWidth, height: plot.height });
    });
  });
  sizes.observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build);
  build();

  return {
    /** `series` was changed in place. */
    draw(): void {
      plots.forEach((plot, index) => {
        const panel = PANELS[index];
        if (panel !== undefined) plot.setData(rows(panel, series));
      });
      if (series.atSec.length % DESCRIBE_EVERY === 0) describe();
    },
    show(board: BoardSnapshot): void {
      limits = limitsOf(board);
      const under = plots[0]?.cursor.idx ?? null;
      PANELS.forEach((panel, index) => {
        const value = under === null ? undefined : panel.valuesOf(series)[under];
        const hasValue = value !== undefined && value !== null;
        const label = labels[index];
        if (label)
          setText(
            label,
            hasValue ? `${panel.name} ${grouped(value)} ${panel.unit}` : nameOf(panel),
          );
      });
    },
  };
}

const nameOf = ({ name, unit }: Panel): string => `${name} (${unit})`;

/** Points between two descriptions for those who do not see the chart: ten seconds. */
const DESCRIBE_EVERY = 20;

type Limits = { readonly next: number; readonly reserve: number | null };
const limitsOf = (board: BoardSnapshot): Limits => ({
  next: board.thresholdMilliSat / 1_000,
  reserve: board.reserveMilliSat === null ? null : board.reserveMilliSat / 1_000,
});

const rows = (panel: Panel, series: Series): uPlot.AlignedData =>
  panel.unit === 'sat'
    ? [series.atSec, series.sat, series.payments]
    : [series.atSec, panel.valuesOf(series)];

const cursorOf = (board: string): uPlot.Cursor => ({
  sync: { key: board },
  y: false,
  drag: { x: false, y: false },
  points: { size: 6 },
});

function optionsOf(
  panel: Panel,
  isLast: boolean,
  width: number,
  colour: (name: string) => string,
  limits: () => Limits,
): uPlot.Options {
  const ink = colour('--muted');
  const grid = { stroke: colour('--line'), width: 1 };
  const font = `12px ${colour('--font')}`;
  const axis = { stroke: ink, font, grid, ticks: { show: false } };
  const line = colour(panel.colour);
  const isCredit = panel.unit === 'sat';
  return {
    width,
    height: panel.height,
    padding: [LABEL_HEIGHT, gutter(width), isLast ? 0 : 6, 0],
    legend: { show: false },
    tzDate: (atSec) => uPlot.tzDate(new Date(atSec * 1_000), 'Etc/UTC'),
    scales: { y: { range: (_, __, max) => [0, headroom(max, panel, limits())] } },
    axes: [
      { ...axis, show: isLast, size: AXIS_HEIGHT, space: 70, values: '{HH}:{mm}:{ss}' },
      { ...axis, size: AXIS_WIDTH, space: 26, values: (_, ticks) => ticks.map(short) },
    ],
    series: [
      {},
      {
        label: panel.name,
        stroke: line,
        width: 2,
        points: { show: false },
        ...(isCredit ? {} : stepped),
        ...(panel.name === 'Power' ? { fill: colour('--power-fill') } : {}),
      },
      ...(isCredit ? [arrivals(line, colour)] : []),
    ],
    hooks: isCredit ? { draw: [(plot) => drawLimits(plot, limits(), ink, font)] } : {},
  };
}

const stepPaths = uPlot.paths.stepped?.({ align: 1 });
const stepped = stepPaths === undefined ? {} : { paths: stepPaths };

const headroom = (max: number | null, { unit }: Panel, { next }: Limits): number =>
  Math.max(SPANS[unit] ?? 1, (max ?? 0) * 1.15, unit === 'sat' ? next * 1.3 : 0);

const short = (value: number): string => (value >= 1_000 ? `${value / 1_000}k` : String(value));

/** A dot where a payment came, and no line. */
const arrivals = (line: string, colour: (name: string) => string): uPlot.Series => ({
  label: 'payment',
  stroke: line,
  paths: () => null,
  points: { show: true, size: 7, width: 2, stroke: line, fill: colour('--card') },
});

/** Dashed, each with its words: where the next payment is asked for, and what is never sold. */
function drawLimits(plot: uPlot, { next, reserve }: Limits, ink: string, font: string): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.lineWidth = scale;
  ctx.font = font.replace('12px', `${11 * scale}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.setLineDash([4 * scale, 4 * scale]);
  const lines: readonly (readonly [number, string])[] = [
    [next, bbox.width / scale < NARROW - 2 * AXIS_WIDTH ? 'next' : 'next payment'],
    ...(reserve === null ? [] : [[reserve, 'reserve'] as const]),
  ];
  for (const [value, words] of lines) {
    const y = plot.valToPos(value, 'y', true);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(words, bbox.left + bbox.width + 6 * scale, y);
  }
  ctx.restore();
}
