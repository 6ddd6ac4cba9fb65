/**
 * The figures to reach (design, section 8), each a row: what is measured, in which unit, and what
 * would be good enough. A verdict is made here and nowhere else.
 */

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

export type Figure = {
  readonly id: string;
  readonly unit: string;
  /** What the value is, in a few words. */
  readonly what: string;
  readonly bound: Bound;
  /** The issue that brings what it takes to measure this. */
  readonly issue?: number;
};

/** What a measurement found for one figure. */
export type Measured = {
  readonly id: string;
  readonly value: number;
  readonly samples: number;
  readonly note?: string;
  /** Something besides the value that keeps the figure from being met. */
  readonly isSpoilt?: boolean;
};

export type Verdict = 'met' | 'not met' | `not measured (issue ${number})`;

/** A row of the table, and of the JSON. */
export type Row = {
  readonly id: string;
  readonly value: number | null;
  readonly unit: string;
  readonly target: string;
  readonly verdict: Verdict;
  readonly samples: number;
  readonly note?: string;
};

const figure = (id: string, unit: string, bound: Bound, what: string, issue?: number): Figure => ({
  id,
  unit,
  what,
  bound,
  ...(issue === undefined ? {} : { issue }),
});

/** In the order of design.md. */
export const FIGURES: readonly Figure[] = [
  figure('reaction', 'ms', { atMost: 1_500 }, 'credit gone to coil off, p99, Modbus at 1 Hz'),
  figure('reaction-pulses', 'ms', { atMost: 200 }, 'the same from the deciding pulse', 4),
  figure('beyond-credit', 'mWh', { atMost: 0 }, 'delivered beyond credit at most, reserveSat 0'),
  figure('interruptions', 'cuts', { atMost: 0 }, 'in 10,000 pulls at each of four powers'),
  figure('money-lost', 'lives', { atMost: 0 }, 'of the soak that lost or gave away anything'),
  figure('cost-constant', 'intervals', { atMost: 0 }, 'constant price: not as exact arithmetic'),
  figure('cost-table', 'mSat', { atMost: 0.1 }, 'table: most charged too little in a day'),
  figure('cost-sinusoid', 'mSat/kWh', { atMost: 1 }, 'sinusoid: distance from the real sine', 6),
  figure('xs-memory', 'bytes', { atMost: 65_536 }, 'dynamic XS memory of a running sale, peak', 4),
  figure('outside-heap', 'bytes', { atLeast: 40_960 }, 'heap left outside XS, two TLS links', 4),
  figure('reading-steps', 'steps', { atMost: 5_000 }, 'of the engine for one reading inside step'),
  figure('tls-handshakes', 'per pull', { atMost: 2 }, 'connections opened for a pull'),
  figure('sim-speed', 'x', { atLeast: 50_000 }, 'one board, one core, Node: times real time'),
  figure('flash-pull-records', 'per pull', { atMost: 3 }, 'journal records of a pull, mean'),
  figure('flash-record-bytes', 'bytes', { atMost: 96 }, 'the longest of them'),
  figure('flash-other-records', 'a day', { atMost: 40 }, 'all other records, on the busier board'),
  figure('flash-years', 'years', { atLeast: 20 }, 'life of 64 KB at 2,000 pulls a day'),
];

/** `undefined`: nothing was measured, because it cannot be yet, or because it went wrong. */
export function rowOf(figure: Figure, measured: Measured | undefined): Row {
  const verdict = verdictOf(figure, measured);
  const isCounted = measured !== undefined && figure.issue === undefined && measured.samples > 0;
  const note = measured?.note;
  return {
    id: figure.id,
    value: isCounted && Number.isFinite(measured.value) ? measured.value : null,
    unit: figure.unit,
    target: targetOf(figure.bound),
    verdict,
    samples: isCounted ? measured.samples : 0,
    ...(note === undefined ? {} : { note }),
  };
}

/** Never `met` without samples, nor by a value that is no number. */
export function verdictOf(figure: Figure, measured: Measured | undefined): Verdict {
  if (figure.issue !== undefined) return `not measured (issue ${figure.issue})`;
  if (measured === undefined || measured.isSpoilt === true) return 'not met';
  const { value, samples } = measured;
  if (!(samples > 0) || !Number.isFinite(value)) return 'not met';
  const isWithin =
    'atMost' in figure.bound ? value <= figure.bound.atMost : value >= figure.bound.atLeast;
  return isWithin ? 'met' : 'not met';
}

export const targetOf = (bound: Bound): string =>
  'atMost' in bound ? `<= ${bound.atMost}` : `>= ${bound.atLeast}`;
