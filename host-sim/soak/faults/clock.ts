/**
 * Faults of time: a time of day that is not known or not right, a count of milliseconds that runs
 * too fast or stands, JavaScript that stands still, and news that comes twice.
 */
import type { WallTrouble } from '../../board-clock';
import type { Fault } from '../life';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { command } from './mend';
import { chanceOf, whenever } from './strikes';

const FOR_MS = [2_000, 90_000] as const;
const INSTANT = [0, 0] as const;
const STRIKES_EVERY_MS = 10_000;
const STANDING_STRIKES_MS = 2_000;
const RETRY_MS = 3_000;
const STALL_MS = { least: 3_000, most: 12_000 };
/** Well beyond what the queue of the hands takes. */
const CROWD_EVENTS = 150;
const PARTS_PER_MILLION = 1_000_000;
const DRIFT_PARTS = 200;
/** How long a board sells without a clock, and then until all is written and the power goes. */
const UNPRICED_MS = { least: 4_000, most: 20_000 };
const ENDS_MS = 6_000;
const UNKNOWN_STILL_MS = 15_000;
/** How long an armed fault waits for its moment, in seconds. */
const WAITS_SEC = 60;
const STANDS_MS = [1_000, 15_000] as const;
/** A jump of 2 s to 1 min, or of that to 28 h: each ten times as far is as likely. */
const nearMs = (size: number): number => Math.round(2_000 * 30 ** size);
const farMs = (size: number): number => Math.round(60_000 * 1_680 ** size);

/** What is wrong is used all the time: it strikes as long as it lasts. */
function strikes(stage: Stage, fault: Fault): void {
  const { clock } = stage.place(fault.board);
  if (!clock.isHurtBy(fault)) return;
  stage.struck(fault.kind, fault.board);
  stage.queue.after(STRIKES_EVERY_MS, () => strikes(stage, fault));
}

const wall = (weight: number, forMs: FaultRow['forMs'], to: (size: number) => WallTrouble) => ({
  begin(stage: Stage, fault: Fault) {
    stage.place(fault.board).clock.hurtWall(fault, to(fault.size));
    strikes(stage, fault);
  },
  end: ({ place, queue }: Stage, fault: Fault) => place(fault.board).clock.mend(queue.now, fault),
  weight,
  forMs,
  // Priced by a time that is not the world's.
  excuses: ['charge'] as const,
});

/** As long as it stands, nothing can be too old. */
function stands(stage: Stage, fault: Fault): void {
  if (!stage.place(fault.board).clock.isHurtBy(fault)) return;
  stage.struck(fault.kind, fault.board);
  stage.queue.after(STANDING_STRIKES_MS, () => stands(stage, fault));
}

const mono = (weight: number, forMs: FaultRow['forMs'], rateOf: (size: number) => number) => ({
  begin({ place, queue, struck }: Stage, fault: Fault) {
    place(fault.board).clock.hurtMono(queue.now, fault, rateOf(fault.size));
    struck(fault.kind, fault.board);
  },
  end: ({ place, queue }: Stage, fault: Fault) => place(fault.board).clock.mend(queue.now, fault),
  weight,
  forMs,
});

async function stall(stage: Stage, { board, kind, size }: Fault): Promise<boolean> {
  const place = stage.place(board);
  if (!place.board.isPowered) return false;
  stage.struck(kind, board);
  await place.board.stall(Math.floor(STALL_MS.least + size * (STALL_MS.most - STALL_MS.least)));
  return true;
}

/** More than the queue takes while nobody empties it: people are refused, and nothing is lost. */
async function crowd(stage: Stage, fault: Fault): Promise<void> {
  if (!(await stall(stage, fault))) return;
  const place = stage.place(fault.board);
  const { below } = chanceOf(fault);
  for (let i = 0; i < CROWD_EVENTS; i++) {
    if (below(2) === 0) await command(place, 'clear-latch');
    else if (place.load.isPlugged) await place.offer();
  }
  // Whoever was told that the board is busy shows the link once more.
  stage.queue.after(STALL_MS.most + RETRY_MS, () =>
    place.load.isPlugged ? place.offer() : undefined,
  );
}

/** While energy waits for the clock the sale ends, is written down, and the power goes. */
const UNPRICED: FaultRow = {
  begin: (stage, fault) =>
    whenever(stage, WAITS_SEC, async () => {
      const place = stage.place(fault.board);
      if (!place.contactor.isClosed || !place.board.isPowered) return false;
      const { least, most } = UNPRICED_MS;
      const flowsMs = Math.floor(least + fault.size * (most - least));
      stage.struck(fault.kind, fault.board);
      place.clock.hurtWall(fault, 'unknown');
      stage.queue.after(flowsMs, () => command(place, 'stop-sale'));
      stage.queue.after(flowsMs + ENDS_MS, () => place.cutPower());
      stage.queue.after(flowsMs + UNKNOWN_STILL_MS, () => {
        place.clock.mend(stage.queue.now, fault);
        return place.load.isPlugged || place.scenario.standing ? place.offer() : undefined;
      });
      return true;
    }),
  end: ({ place, queue }, fault) => place(fault.board).clock.mend(queue.now, fault),
  weight: 0.2,
  forMs: [0, 0],
};

export const CLOCK_FAULTS: FaultTable = {
  'clock-unknown': {
    ...wall(2, FOR_MS, () => 'unknown'),
    // What waits for the clock is reserved at the highest price, and priced when it is known.
    excuses: [],
  },
  'sold-clockless': UNPRICED,
  'clock-jumps': wall(2, FOR_MS, (size) => ({ offMs: nearMs(size) })),
  'clock-leaps': {
    ...wall(0.2, FOR_MS, (size) => ({ offMs: farMs(size) })),
    // No pull before the last time in the journal: the world has to catch up first.
    excuses: ['charge', 'service'],
  },
  'clock-steps-back': wall(2, FOR_MS, (size) => ({ offMs: -farMs(size) })),
  'crystal-drifts': mono(
    1,
    [10_000, 300_000],
    (size) => 1 + ((size < 0.5 ? -1 : 1) * DRIFT_PARTS) / PARTS_PER_MILLION,
  ),
  'mono-stands': {
    ...mono(1, STANDS_MS, () => 0),
    begin(stage, fault) {
      stage.place(fault.board).clock.hurtMono(stage.queue.now, fault, 0);
      stands(stage, fault);
    },
    // In no time no energy can flow: such steps of the register are doubted.
    excuses: ['energy', 'charge'],
  },
  'script-stalls': {
    begin: async (stage, fault) => {
      await stall(stage, fault);
    },
    weight: 2,
    forMs: INSTANT,
  },
  'queue-full': { begin: crowd, weight: 1, forMs: INSTANT },
  'written-twice': {
    begin({ place, struck }, fault) {
      place(fault.board).board.repeatsNews = true;
      struck(fault.kind, fault.board);
    },
    end({ place }, fault) {
      place(fault.board).board.repeatsNews = false;
    },
    weight: 1,
    forMs: [5_000, 120_000],
  },
};
