/** When the power goes: armed beforehand, so that it can hit between two commands or two bytes. */

/** Counted from now, or from the next boot on when `afterBoot`. */
export type ArmedCut = {
  /** Before so many commands more, after so many bytes more into flash, or within an erase. */
  readonly at: 'command' | 'byte' | 'erase';
  /** Commands or bytes to come; of an erase, the share that is done, 0 to 1. */
  readonly after: number;
  readonly afterBoot: boolean;
};

/** Where a cut hit. A pull may be open besides. */
export type CutPlace = {
  readonly where: 'idle' | 'write' | 'erase';
  readonly isRecovery: boolean;
  readonly isPullOpen: boolean;
};
