/** What a day writes to the journal: counted from the records themselves. */
import type { RecordKind } from '../../src/journal/records';
import { SECTORS_DEFAULT } from '../../src/journal/ring';
import { nodeEngine } from '../engines/node';
import { recordsIn } from '../flash/written-records';
import type { Place } from '../place';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import { DAY_MS, scenarioOf, unpacedRun } from './street-run';

type Kind = RecordKind;

const OF_PULLS: readonly Kind[] = [
  'pull-planned',
  'pull-handed-over',
  'pull-handed-over-as',
  'pull-closed',
  'pull-closed-charged',
];

/** What the flash of ESP32 modules is specified for, and what the figure asks. */
const ERASES_MAX = 100_000;
const PULLS_A_DAY = 2_000;

export const flash: Measurement = {
  ids: ['flash-pull-records', 'flash-record-bytes', 'flash-other-records', 'flash-years'],
  seconds: { full: 5, quick: 1 },
  measure,
};

type Journal = {
  readonly board: string;
  readonly pulls: number;
  readonly ofPulls: number;
  readonly bytesMax: number;
  readonly others: ReadonlyMap<Kind, number>;
};

async function measure({ root, isQuick }: Surroundings): Promise<readonly Measured[]> {
  const simulatedMs = isQuick ? DAY_MS / 12 : DAY_MS;
  const run = await unpacedRun(root, scenarioOf(root, 'street'), nodeEngine, simulatedMs, 1);
  await run.finish();
  const journals = run.world.places.map((place) => read(place.id, place.record.writes));
  let [pulls, ofPulls, bytesMax, others] = [0, 0, 0, 0];
  for (const journal of journals) {
    pulls += journal.pulls;
    ofPulls += journal.ofPulls;
    bytesMax = Math.max(bytesMax, journal.bytesMax);
    others = Math.max(others, Math.round((total(journal.others) * DAY_MS) / simulatedMs));
  }
  const hours = `${simulatedMs / 3_600_000} h of the street`;
  const perPull = Math.round((ofPulls / pulls) * 1_000) / 1_000;
  return [
    { id: 'flash-pull-records', value: perPull, samples: pulls, note: hours },
    { id: 'flash-record-bytes', value: bytesMax, samples: ofPulls },
    {
      id: 'flash-other-records',
      value: others,
      samples: journals.length,
      note: `${hours}: ${journals.map(inWords).join('; ')}`,
    },
    life(run.world.places.map(wearOf)),
  ];
}

function read(board: string, writes: readonly string[]): Journal {
  const others = new Map<Kind, number>();
  let [pulls, ofPulls, bytesMax] = [0, 0, 0];
  for (const { record, size } of writes.flatMap(recordsIn)) {
    const { kind } = record;
    if (kind === 'pull-planned') pulls += 1;
    if (OF_PULLS.includes(kind)) {
      ofPulls += 1;
      bytesMax = Math.max(bytesMax, size);
      // Restating belongs to the ring: its sectors are counted with its life.
    } else if (!kind.startsWith('snapshot-')) others.set(kind, (others.get(kind) ?? 0) + 1);
  }
  return { board, pulls, ofPulls, bytesMax, others };
}

type Wear = { readonly board: string; readonly erases: number; readonly pulls: number };

function wearOf({ id, flash, record }: Place): Wear {
  const erases = flash.erases.reduce((sum, each) => sum + each, 0);
  return { board: id, erases, pulls: record.latenciesMs.length };
}

/** Of the board that wears most a pull: restating, forgetting and sales are in its erases. */
function life(boards: readonly Wear[]): Measured {
  const perPull = Math.max(...boards.map(({ erases, pulls }) => erases / pulls));
  const erasesADay = perPull * PULLS_A_DAY;
  const years = (ERASES_MAX * SECTORS_DEFAULT) / erasesADay / 365;
  const words = boards.map(({ board, erases, pulls }) => `${board} ${erases} for ${pulls} pulls`);
  const note = `sectors erased: ${words.join(', ')}`;
  return { id: 'flash-years', value: Math.floor(years * 10) / 10, samples: boards.length, note };
}

const total = (counts: ReadonlyMap<Kind, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

const inWords = ({ board, others }: Journal): string =>
  `${board} ${[...others].map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
