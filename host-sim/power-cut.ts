/**
 * When the power goes: armed beforehand, so that it can hit between two commands, between two
 * bytes on their way into flash, or within an erase.
 */
import type { FlashOrder } from './flash/board-flash';
import { recordsIn } from './flash/written-records';

/** Counted from now, or from the next boot on when `afterBoot`. */
export type ArmedCut = {
  readonly at: 'command' | 'byte' | 'erase';
  /** Commands or bytes that still get through; of an erase, the share that is done, 0 to 1. */
  readonly after: number;
  readonly afterBoot: boolean;
};

/** Where a cut hit, as the world saw it. */
export type CutPlace = {
  readonly during: 'write' | 'erase' | 'neither';
  /** Since its last boot the board had not written yet what it found. */
  readonly isRecovery: boolean;
  readonly isPullOpen: boolean;
};

/** Counts down to the armed cut, and watches what a cut would hit. */
export class PowerCuts {
  #armed: ArmedCut | undefined;
  #left = 0;
  isPullOpen = false;
  isRecovering = true;

  arm(cut: ArmedCut): void {
    this.#armed = cut;
    this.#left = cut.after;
  }

  booted(): void {
    this.isRecovering = true;
    if (this.#armed?.afterBoot === true) this.arm({ ...this.#armed, afterBoot: false });
  }

  /** True when the power goes before this command. */
  hitsCommand(): boolean {
    if (this.#armed?.at !== 'command' || this.#armed.afterBoot) return false;
    if (this.#left-- > 0) return false;
    this.#armed = undefined;
    return true;
  }

  /** How far flash gets with this order before the power goes; undefined: to its end. */
  hitsFlash(order: FlashOrder): number | undefined {
    const armed = this.#armed;
    if (armed === undefined || armed.afterBoot || armed.at === 'command') return undefined;
    if (order.out === 'erase') {
      if (armed.at !== 'erase') return undefined;
      this.#armed = undefined;
      return armed.after;
    }
    if (armed.at !== 'byte') return undefined;
    const bytes = order.bytes.length / 2;
    const done = this.#left;
    this.#left -= bytes;
    if (this.#left >= 0) return undefined;
    this.#armed = undefined;
    return done;
  }

  sees(order: FlashOrder): void {
    if (order.out !== 'write') return;
    for (const { record } of recordsIn(order.bytes)) {
      if (record.kind === 'pull-planned' || record.kind === 'snapshot-pull') this.isPullOpen = true;
      // A snapshot without a pull says that none is open.
      if (record.kind.startsWith('pull-closed') || record.kind === 'snapshot-began') {
        this.isPullOpen = false;
      }
    }
  }
}
