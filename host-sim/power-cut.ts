/**
 * When the power goes: armed beforehand, so that it can hit between two commands, between two
 * bytes on their way into flash, or within an erase.
 */
import type { CellOutput } from './border';
import type { FlashOrder } from './flash/board-flash';
import { recordsIn } from './flash/written-records';

/** Counted from now, or from the next boot on when `afterBoot`. */
export type ArmedCut = {
  /**
   * A command: before the next one. Sent: as soon as the last one is. Edge: in the last bytes of
   * the next write that says something new, and after each boot again as often as `times` says.
   */
  readonly at: 'command' | 'sent' | 'byte' | 'erase' | 'edge';
  /** Commands, bytes or erases that still get through; of an erase also the share that is done. */
  readonly after: number;
  readonly afterBoot: boolean;
  readonly times?: number;
};

/** Where a cut hit, as the world saw it. */
export type CutPlace = {
  readonly during: 'write' | 'erase' | 'neither';
  /** Since its last boot the board had not written yet what it found. */
  readonly isRecovery: boolean;
  readonly isPullOpen: boolean;
  /** At a command or a byte of the board's. */
  readonly isMidway: boolean;
};

/** How much a board has told and written since the world began. */
export type BoardCourse = { bytes: number; commands: number; erases: number };

/** A write that says something new, or every other time the first end of a snapshot. */
function isEdge({ sequence, bytes }: FlashOrder & { readonly out: 'write' }, after: number) {
  if (after % 2 === 0) return sequence > 0;
  return sequence > 0 || recordsIn(bytes).at(-1)?.record.kind === 'snapshot-ended';
}

/** Counts down to the armed cut, and watches what a cut would hit. */
export class PowerCuts {
  #armed: ArmedCut | undefined;
  #left = 0;
  isPullOpen = false;
  isRecovering = true;
  readonly course: BoardCourse = { bytes: 0, commands: 0, erases: 0 };

  /** A cut is still to come. */
  get isArmed(): boolean {
    return this.#armed !== undefined;
  }

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

  /** True when the power goes now that this command is sent. What the world asks is none. */
  hitsSent(output: CellOutput): boolean {
    if (output.out === 'view') return false;
    this.course.commands++;
    if (this.#armed?.at !== 'sent' || this.#armed.afterBoot) return false;
    if (--this.#left > 0) return false;
    this.#armed = undefined;
    return true;
  }

  /** How far flash gets with this order before the power goes; undefined: to its end. */
  hitsFlash(order: FlashOrder): number | undefined {
    const isErase = order.out === 'erase';
    const size = isErase ? 1 : order.bytes.length / 2;
    if (isErase) this.course.erases++;
    else this.course.bytes += size;
    const armed = this.#armed;
    if (armed?.at === 'edge' && !armed.afterBoot && !isErase && isEdge(order, armed.after)) {
      const { times = 1 } = armed;
      this.#armed = times > 1 ? { ...armed, times: times - 1, afterBoot: true } : undefined;
      return size - 1 - armed.after;
    }
    if (armed?.at !== (isErase ? 'erase' : 'byte') || armed.afterBoot) return undefined;
    const done = this.#left;
    this.#left -= size;
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
