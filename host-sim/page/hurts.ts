/** What the page has done to the world and not undone. The world does it; this remembers it. */
import type { Run } from '../run';
import type { ControlKind } from './snapshot';

export class Hurts {
  readonly #run: Run;
  readonly #active = new Set<string>();
  readonly #onChange: () => void;

  constructor(run: Run, onChange: () => void) {
    this.#run = run;
    this.#onChange = onChange;
  }

  has(kind: ControlKind, board: string): boolean {
    return this.#active.has(nameOf(kind, board));
  }

  /** In the world's time, as soon as that may be. The node is one for all boards. */
  set(kind: ControlKind, isHurt: boolean, board: string | undefined): void {
    const { pace, world } = this.#run;
    pace.inject(async () => {
      for (const place of world.places) {
        if (board !== undefined && place.id !== board) continue;
        if (isHurt) this.#active.add(nameOf(kind, place.id));
        else this.#active.delete(nameOf(kind, place.id));
      }
      await world.hurt(kind, isHurt, board);
      this.#onChange();
    });
  }
}

const nameOf = (kind: ControlKind, board: string): string => `${kind} ${board}`;
