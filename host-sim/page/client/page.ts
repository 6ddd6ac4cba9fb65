/// <reference lib="dom" />
/** The page: takes what the street tells and shows it. Everything is built once, then updated. */
import type { BoardSnapshot, Hello, HistoryPoint, Snapshot } from '../snapshot';
import { type BoardCard, boardCard } from './board-card';
import { boardChart, emptySeries, type Series } from './chart';
import { connect } from './connection';
import { byId, element, part, setRows, setText } from './elements';
import { moneyCard } from './money-card';

/** As many as the street keeps. */
const POINTS_MAX = 2_400;
/** A change is spoken when it has lasted so long: what flickers is not read out. */
const SPOKEN_AFTER_MS = 1_500;

/** Long enough to be read. */
const FAILED_SHOWN_MS = 8_000;

type Shown = {
  readonly card: BoardCard;
  readonly series: Series;
  readonly chart: ReturnType<typeof boardChart>;
  spokenKey: string;
};

const connection = byId('connection');
const spoken = byId('spoken');
const money = moneyCard(byId('money'), controlFailed);
const shown = new Map<string, Shown>();
let failedUntil = 0;
let hello: Hello | undefined;
let history: readonly HistoryPoint[] = [];

function speak(text: string): void {
  spoken.append(element('p', {}, text));
  while (spoken.children.length > 4) spoken.firstElementChild?.remove();
}

function notice(text: string, isLost: boolean): void {
  connection.hidden = false;
  setText(connection, text);
  document.body.classList.toggle('lost', isLost);
}

function allIsWell(): void {
  if (performance.now() < failedUntil) return;
  connection.hidden = true;
  document.body.classList.remove('lost');
}

function controlFailed(text: string): void {
  failedUntil = performance.now() + FAILED_SHOWN_MS;
  notice(text, false);
}

function show(snapshot: Snapshot): void {
  allIsWell();
  showFacts(snapshot);
  snapshot.boards.forEach((board, index) => {
    const one = shown.get(board.id) ?? build(board, index);
    one.card.show(board);
    one.chart.show(board);
    speakLater(one, board);
  });
  money.show(snapshot);
  setText(byId('rates'), ratesOf(snapshot.boards));
}

function build(board: BoardSnapshot, index: number): Shown {
  const card = boardCard(board, controlFailed);
  byId('boards').append(card.root);
  const series = emptySeries();
  for (const point of history) add(series, point, index);
  const chart = boardChart(card.chart, board, series);
  const one: Shown = { card, series, chart, spokenKey: '' };
  shown.set(board.id, one);
  return one;
}

/** Only when the board does something else, not while it counts down. */
function speakLater(one: Shown, board: BoardSnapshot): void {
  const { key, text } = board.sentence;
  if (one.spokenKey === key) return;
  one.spokenKey = key;
  window.setTimeout(() => {
    if (one.spokenKey === key) speak(`${board.name}: ${text}`);
  }, SPOKEN_AFTER_MS);
}

function add(series: Series, point: HistoryPoint, index: number): void {
  const values = point.boards[index];
  if (values === undefined) return;
  series.atSec.push(point.atSec);
  series.watts.push(values.watts);
  series.sat.push(values.sat);
  series.price.push(values.satPerKilowattHour);
  series.payments.push(values.payments > 0 ? values.sat : null);
  if (series.atSec.length <= POINTS_MAX) return;
  for (const list of [series.atSec, series.watts, series.sat, series.price, series.payments]) {
    list.shift();
  }
}

function showFacts({ simulatedMs, epochMs }: Snapshot): void {
  const facts: readonly (readonly [string, string])[] = [
    ['Engine', hello?.engine === 'xs' ? 'XS, as on the ESP32' : 'Node'],
    ['Lightning', LIGHTNING[hello?.lightning ?? ''] ?? ''],
    ['Speed', `${hello?.speed ?? 1} \u00d7 real time`],
    ['Simulated time', clock(simulatedMs)],
    ['Simulated date', date(epochMs)],
  ];
  setRows(
    byId('facts'),
    facts,
    () => element('div', {}, element('dt'), element('dd')),
    (row, [name, value]) => {
      setText(part(row, 0), name);
      setText(part(row, 1), value);
    },
  );
}

const LIGHTNING: Readonly<Record<string, string>> = {
  ldk: 'real (LDK)',
  ledger: 'a ledger in its place',
  real: 'a real node',
};

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const time = `${two((seconds / 3_600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days === 0 ? time : `${days} d ${time}`;
}

function date(epochMs: number): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat('en-GB', options).format(epochMs)} UTC`;
}

function ratesOf(boards: readonly BoardSnapshot[]): string {
  const rates = new Set<string>();
  for (const { currency } of boards) {
    if (currency === null) continue;
    rates.add(`1 bitcoin = ${currency.perBitcoin.toLocaleString('en-GB')} ${currency.code}`);
  }
  if (rates.size === 0) return '';
  return `Local currency at the configured rate, ${[...rates].join(', ')}: not a market price.`;
}

connect({
  hello(next) {
    hello = next;
  },
  history(points) {
    history = points;
    [...shown.values()].forEach((one, index) => {
      for (const list of Object.values(one.series)) list.length = 0;
      for (const point of points) add(one.series, point, index);
      one.chart.draw();
    });
  },
  point(point) {
    [...shown.values()].forEach((one, index) => {
      add(one.series, point, index);
      one.chart.draw();
    });
  },
  snapshot: show,
  lost(stopped) {
    const what = stopped ? 'The street has stopped.' : 'The street does not answer.';
    const then = 'What you see is how it was. This page comes back by itself when it runs again.';
    notice(`${what} ${then}`, true);
  },
});
