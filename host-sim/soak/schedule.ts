/** Begins the faults of a life at their times, and ends them. */
import type { CutCounter } from './cut-counter';
import { rowOf } from './faults/faults';
import type { Fault, Life } from './life';
import type { Stage } from './stage';

/** Returns how to end all that is under way. */
export function scheduleFaults(life: Life, stage: Stage, cuts: CutCounter): () => Promise<void> {
  const { queue } = stage;
  const underWay = new Set<Fault>();

  function end(fault: Fault): void | Promise<void> {
    if (underWay.delete(fault)) return rowOf(fault.kind).end?.(stage, fault);
  }
  for (const fault of life.faults) {
    const row = rowOf(fault.kind);
    queue.after(fault.atMs, () => {
      if (cuts.isOver) return;
      if (row.end !== undefined) underWay.add(fault);
      return cuts.begin(fault, row, () => row.begin(stage, fault));
    });
    // What is armed (0) waits until it strikes, or to the end of the faults' time.
    if (fault.forMs > 0) queue.after(fault.atMs + fault.forMs, () => end(fault));
  }
  return async () => {
    for (const fault of [...underWay]) await end(fault);
    for (const place of stage.world.places) {
      place.board.arm({ at: 'command', after: Number.POSITIVE_INFINITY, afterBoot: false });
    }
  };
}
