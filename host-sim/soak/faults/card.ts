/**
 * Faults of cards and their readers. Only a place that serves guests has a reader: elsewhere they
 * do nothing. None of what a card says moves money.
 */
import type { Place } from '../../place';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { whenever } from './strikes';

/** How long an armed fault waits for an invoice that is shown, in seconds. */
const WAITS_SEC = 60;
/** A service has read the second tap by then. */
const READ_MS = 3_000;
const INSTANT = [0, 0] as const;
/** Only few lives have a reader: the scenario `guests` favours these. */
const SELDOM = 0.001;

const isInvited = async (place: Place): Promise<boolean> =>
  place.board.isPowered && (await place.look())?.guest?.invoice !== undefined;

/** At the moment an invoice is shown. */
const tapping = (read: (stage: Stage, place: Place, tap: () => string) => unknown): FaultRow => ({
  begin: (stage, fault) =>
    whenever(stage, WAITS_SEC, async () => {
      const place = stage.place(fault.board);
      const { guest } = stage.payments;
      if (place.scenario.guests !== true || guest === undefined) return true;
      if (!(await isInvited(place))) return false;
      stage.struck(fault.kind, fault.board);
      await read(stage, place, () => guest.tap(place.buyer));
      return true;
    }),
  weight: SELDOM,
  forMs: INSTANT,
});

/** What a reader read before, and was told only after the service has seen a later tap. */
const BURNT = tapping(async ({ queue }, { customer }, tap) => {
  const [burnt, later] = [tap(), tap()];
  await customer.readTap(later);
  queue.after(READ_MS, () => customer.readTap(burnt));
});

/** The reader says one tap twice, at once and again later. */
const TWICE = tapping(async ({ queue }, { customer }, tap) => {
  const url = tap();
  await customer.readTap(url);
  await customer.readTap(url);
  queue.after(READ_MS, () => customer.readTap(url));
});

/** Two cards, one after the other, for one invoice. */
const HASTY = tapping(async (_, { customer }, tap) => {
  await customer.readTap(tap());
  await customer.payByPhone();
  await customer.readTap(tap());
});

const LIMITED: FaultRow = {
  begin(stage, fault) {
    const place = stage.place(fault.board);
    if (place.scenario.guests !== true) return;
    stage.struck(fault.kind, fault.board);
    stage.payments.guest?.limitCard?.(place.buyer, fault.size < 0.5 ? 'said' : 'hidden');
  },
  end: (stage, fault) => stage.payments.guest?.limitCard?.(stage.place(fault.board).buyer, 'none'),
  weight: SELDOM,
  forMs: [5_000, 40_000],
};

export const CARD_FAULTS: FaultTable = {
  'card-burnt': BURNT,
  'card-twice': TWICE,
  'card-hasty': HASTY,
  'card-limited': LIMITED,
};
