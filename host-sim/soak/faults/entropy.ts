/** Faults of what a board draws its ids and preimages from. */
import type { FaultTable } from '../stage';
import { chanceOf } from './strikes';

/** So often it repeats the last one, else any that it still knows: from before a boot, or two. */
const LAST_ONE_IN = 3;

export const ENTROPY_FAULTS: FaultTable = {
  'entropy-repeats': {
    begin(stage, fault) {
      const { below } = chanceOf(fault);
      stage.place(fault.board).entropy.repeats = (given) => {
        if (given === 0) return undefined;
        stage.struck(fault.kind, fault.board);
        return below(LAST_ONE_IN) === 0 ? given - 1 : below(given);
      };
    },
    end({ place }, { board }) {
      place(board).entropy.repeats = undefined;
    },
    weight: 2,
    forMs: [5_000, 90_000],
  },
};
