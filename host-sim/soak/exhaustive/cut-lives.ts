/** Where the power can go in a life, and one life for each of these places. */
import type { BoardCourse } from '../../power-cut';
import type { WarmCells } from '../cells';
import type { Violation } from '../checks/evidence';
import type { Life, LifeCut } from '../life';
import { runLife } from '../run-life';

export type CutViolation = Violation & { readonly life: Life };

export type CutsLived = {
  /** How many of the cuts struck. */
  readonly struck: BoardCourse;
  readonly violations: readonly CutViolation[];
};

/** Back soon, so that the rest of the history is lived; after the coil has let go. */
const DARK_MS = 700;
export const SHARES_OF_ERASE = [0, 0.25, 0.5, 0.75] as const;

const COUNTED = {
  byte: 'bytes',
  erase: 'erases',
  sent: 'commands',
  command: 'commands',
  edge: 'bytes',
} as const;

export const noCourse = (): BoardCourse => ({ bytes: 0, commands: 0, erases: 0 });

/** Before each byte, at shares of each erase, after each command: each once. */
export function cutsOf({ bytes, commands, erases }: BoardCourse): readonly LifeCut[] {
  const counted = (count: number, at: LifeCut['at'], after: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => ({ at, after: after(index), darkMs: DARK_MS }));
  return [
    ...counted(bytes, 'byte', (index) => index),
    ...SHARES_OF_ERASE.flatMap((share) => counted(erases, 'erase', (index) => index + share)),
    ...counted(commands, 'sent', (index) => index + 1),
  ];
}

export async function liveCuts(
  life: Life,
  cuts: readonly LifeCut[],
  cells: WarmCells,
): Promise<CutsLived> {
  const struck = noCourse();
  const violations: CutViolation[] = [];
  for (const cut of cuts) {
    const cutLife = { ...life, name: nameOf(life, cut), cut };
    const { tally, isCut } = await runLife(cutLife, { cells, isLogged: false });
    if (isCut) struck[COUNTED[cut.at]]++;
    for (const violation of tally.violations) violations.push({ ...violation, life: cutLife });
  }
  return { struck, violations };
}

/** Tells one file of a failing life from another. */
function nameOf({ name, options }: Life, { at, after }: LifeCut): string {
  return `${name}-${options.isEncrypted ? 'encrypted' : 'plain'}-${at}-${after}`;
}
