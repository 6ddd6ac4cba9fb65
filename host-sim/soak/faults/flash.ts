/**
 * Faults of the flash and of what is in it: writes and erases that fail, bits that flip, a journal
 * in a chip it was not made in, a factory reset, and images that come and go.
 */
import { UNIT_BYTES } from '../../../src/journal/record';
import { SECTOR_BYTES } from '../../../src/journal/sector';
import type { Place } from '../../place';
import type { Fault } from '../life';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { command, mendLater, restart } from './mend';
import { flipMissed } from './rot';
import { chanceOf, struckOf } from './strikes';

const INSTANT = [0, 0] as const;
const BITS_OF_BYTE = 8;
/** An owner who sees that nothing is sold any more restarts the board. */
const RESTARTED_AFTER_MS = 6_000;
/** The last record of all cannot be told from a torn one. */
const LAST_UNITS = 8;
/** What data sheets allow an old chip for an erase, and five times as much. */
const SLOW_MS_MIN = 400;
const SLOW_MS_MAX = 2_000;
/** A close waits from the next reading on. */
const LEAVES_MS_MAX = 2_000;
const GUEST_MS = 250;
const GUESTS_MIN = 5;
const GUESTS_MORE = 66;
const ANOTHER = 'another than ';
const FORMAT_BEFORE = 1;
const FORMAT_AFTER = 2;
/** Of the updates some stay. */
const STAYS_FROM = 0.85;

const isCloned = ({ chip }: Place): boolean => chip.hardware.startsWith(ANOTHER);

/** `doneOf`: the share that is in flash all the same. */
const failing = (weight: number, doneOf: (size: number) => number): FaultRow => ({
  begin(stage, fault) {
    const struck = struckOf(stage, fault);
    stage.place(fault.board).board.flash.failsNext = {
      done: doneOf(fault.size),
      struck() {
        struck();
        stage.queue.after(RESTARTED_AFTER_MS, () => restart(stage.place(fault.board)));
      },
    };
  },
  end({ place }, { board }) {
    place(board).board.flash.failsNext = undefined;
  },
  weight,
  forMs: INSTANT,
});

/** Each erase and each write takes its time, and what waits for it waits long. */
function slow(stage: Stage, fault: Fault, onOrder: () => void): void {
  const { below } = chanceOf(fault);
  stage.place(fault.board).board.flash.slowness.set(fault, () => {
    onOrder();
    return SLOW_MS_MIN + below(SLOW_MS_MAX - SLOW_MS_MIN);
  });
}

const SLOW: FaultRow = {
  begin: (stage, fault) => slow(stage, fault, struckOf(stage, fault)),
  end: ({ place }, fault) => void place(fault.board).board.flash.slowness.delete(fault),
  weight: 1,
  forMs: [10_000, 150_000],
};

/** What is held behind a record is, by the time that it is there, of a sale that is over. */
const LEAVES: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    let isLeaving = false;
    slow(stage, fault, () => {
      if (isLeaving || !place.contactor.isToldClosed) return;
      isLeaving = true;
      stage.queue.after(Math.floor(fault.size * LEAVES_MS_MAX), () => {
        // Who left after the end would never be back.
        const isOver = !place.board.flash.slowness.has(fault);
        if (isOver || !place.board.isPowered || !place.load.isPlugged) return;
        stage.struck(fault.kind, fault.board);
        return place.scenario.standing ? command(place, 'stop-sale') : place.load.pull();
      });
    });
  },
  end(stage, fault) {
    const place = stage.place(fault.board);
    place.board.flash.slowness.delete(fault);
    return place.scenario.standing ? place.offer() : place.load.plugIn();
  },
  weight: 3,
  forMs: [10_000, 60_000],
};

/** From this size on: of what the board must miss, where there is such, and it boots at once. */
const MISSED_FROM = 0.5;
/** A bit of what is in use or was, seen at the next boot. */
/** A second bit in the same chip is beyond what one journal can tell. */
const hurt = new WeakSet<object>();
const FLIPS: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    const { below } = chanceOf(fault);
    // Header and first record of one sector, and nothing is left that says it is a journal.
    if (hurt.has(place.flash)) return;
    hurt.add(place.flash);
    if (fault.size >= MISSED_FROM && (await flipMissed(stage, fault))) return;
    // Anywhere, or in what is written: of a small journal most of the flash is empty.
    const written = place.flash.written(LAST_UNITS);
    const isAnywhere = written.length === 0 || below(4) === 0;
    const at = isAnywhere
      ? below(place.flash.sectors * SECTOR_BYTES)
      : written[below(written.length)]! + below(UNIT_BYTES);
    place.flash.flipBit(at, below(BITS_OF_BYTE));
    stage.struck(fault.kind, fault.board);
    mendLater(stage, fault);
  },
  weight: 0.5,
  forMs: INSTANT,
  excuses: ['damaged', 'complete', 'energy', 'charge'],
};

/** The flash in another board: it may not sell what the first one owes. */
const CLONED: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    // A reset that is under way would go on in the other chip, and be that chip's.
    const view = place.board.isPowered ? await place.look() : undefined;
    if (isCloned(place) || view === undefined || view.blocked !== '') return;
    // What is not formatted yet would be formatted there.
    if (view.accounts.length === 0) return;
    place.chip.hardware = `${ANOTHER}${place.chip.hardware}`;
    stage.struck(fault.kind, fault.board);
    await restart(place);
  },
  async end(stage, fault) {
    const place = stage.place(fault.board);
    place.chip.hardware = place.chip.hardware.replace(ANOTHER, '');
    await restart(place);
  },
  weight: 0.5,
  forMs: [2_000, 20_000],
};

const RESET: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    // In a chip that is not its own it would make the journal that chip's.
    if (!place.board.isPowered || isCloned(place)) return;
    stage.struck(fault.kind, fault.board);
    await command(place, 'factory-reset');
  },
  weight: 0.35,
  forMs: INSTANT,
  // The owner was told: whatever the board owed or watched, it knows no more.
  excuses: ['forgotten', 'complete', 'energy', 'charge'],
};

/** Where the older image runs; others have nothing to update. */
async function install(stage: Stage, { board, kind }: Fault, format: number): Promise<void> {
  const place = stage.place(board);
  place.chip.firmware = { format, isConfirmed: format === FORMAT_BEFORE };
  stage.struck(kind, board);
  await restart(place);
}

const UPDATE: FaultRow = {
  async begin(stage, fault) {
    if (stage.place(fault.board).chip.firmware.format !== FORMAT_BEFORE) return;
    await install(stage, fault, FORMAT_AFTER);
  },
  async end(stage, fault) {
    const { chip, board } = stage.place(fault.board);
    if (chip.firmware.isConfirmed || fault.size < STAYS_FROM) return;
    chip.firmware = { ...chip.firmware, isConfirmed: true };
    await board.deliver({ kind: 'image-confirmed' });
  },
  weight: 0.15,
  forMs: [1_000, 20_000],
};

const ROLLBACK: FaultRow = {
  async begin(stage, fault) {
    if (stage.place(fault.board).chip.firmware.isConfirmed) return;
    await install(stage, fault, FORMAT_BEFORE);
  },
  weight: 0.18,
  forMs: INSTANT,
};

/** A key each: more accounts than a small ring can restate, or than any board keeps. */
const GUESTS: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    if (place.scenario.standing) return;
    const most = GUESTS_MIN + Math.floor(fault.size * GUESTS_MORE);
    async function next(guest: number): Promise<void> {
      if (!place.board.isPowered) return;
      await place.board.deliver({ kind: 'unplugged' });
      if (guest === most) return place.load.isPlugged ? place.offer() : undefined;
      const link = { secret: `lnurlw://guest-${guest}.wallet.example/w` };
      stage.struck(fault.kind, fault.board);
      await place.board.deliver({ kind: 'link-offered', link });
      stage.queue.after(GUEST_MS, () => next(guest + 1));
    }
    return next(0);
  },
  weight: 0.15,
  forMs: INSTANT,
  // A board that is full sells to whom it knows, or not at all.
  excuses: ['service', 'complete'],
};

export const FLASH_FAULTS: FaultTable = {
  'write-fails': failing(1, () => 0),
  'write-differs': failing(1, (size) => size),
  'slow-flash': SLOW,
  'leaves-while-writing': LEAVES,
  'bit-flips': FLIPS,
  'image-cloned': CLONED,
  'factory-reset': RESET,
  'guests-many': GUESTS,
  'firmware-update': UPDATE,
  'firmware-rollback': ROLLBACK,
};
