/**
 * Faults of contactor, wires and load. What flows with the contactor commanded closed is paid for
 * whatever the load does; welded or bridged, power flows that no board can stop but by tripping the
 * breaker upstream, where it is told what its contactor does. ("Feedback stuck" is not among them:
 * a mirror contact that does not follow is a contactor that is broken.)
 */
import type { ContactorTroubleKind } from '../../contactor';
import type { FaultRow, FaultTable } from '../stage';
import { mendLater } from './mend';
import { struckOf, whileFlowing } from './strikes';

/** Between two movements of a chattering contactor. */
const CHATTER_MS = { least: 100, most: 2_000 };

const contactor = (
  kind: ContactorTroubleKind,
  weight: number,
  forMs: FaultRow['forMs'],
  excuses: NonNullable<FaultRow['excuses']> = [],
): FaultRow => ({
  begin(stage, fault) {
    const { least, most } = CHATTER_MS;
    stage.place(fault.board).contactor.hurt(fault, {
      kind,
      everyMs: Math.floor(least + fault.size * (most - least)),
      struck: struckOf(stage, fault),
    });
  },
  end(stage, fault) {
    const place = stage.place(fault.board);
    place.contactor.mend(fault);
    // Without feedback nothing was latched by it.
    if (place.scenario.feedback !== undefined) mendLater(stage, fault);
  },
  weight,
  forMs,
  excuses,
});

/** The load draws `least` to `most` times as much, as the size says, and then as before. */
const load = (weight: number, forMs: FaultRow['forMs'], least: number, most: number): FaultRow => ({
  begin(stage, fault) {
    const place = stage.place(fault.board);
    const struck = struckOf(stage, fault);
    place.load.scale(fault, least + fault.size * (most - least));
    if (place.book.milliWatts > 0) struck();
    place.meter.wrap(fault, whileFlowing(place, struck));
  },
  end(stage, fault) {
    const place = stage.place(fault.board);
    place.meter.mend(fault);
    mendLater(stage, fault);
    return place.load.mend(fault);
  },
  weight,
  forMs,
  // So much at once is no plausible step of the register: what is refused is never billed.
  excuses: ['energy', 'charge'],
});

export const MAINS_FAULTS: FaultTable = {
  'contactor-welded': contactor('welded', 3, [4_000, 60_000], ['supply']),
  // Within what the reserve promises to cover.
  'contactor-late': contactor('late', 2, [5_000, 60_000]),
  'contactor-chatters': contactor('chattering', 1, [1_000, 15_000], ['coil']),
  'coil-broken': contactor('coil-broken', 2, [1_000, 40_000], ['coil']),
  bridged: contactor('bridged', 2, [1_000, 40_000], ['supply']),
  'load-steps': load(2, [2_000, 30_000], 1.1, 3),
  'load-inrush': load(2, [20, 500], 3, 8),
};
