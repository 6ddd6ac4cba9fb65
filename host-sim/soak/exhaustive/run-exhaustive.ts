/**
 * The exhaustive part of the soak: each history is lived once as it is, in plain and in encrypted
 * flash, and then once for each byte, erase and command at which the power can go.
 */
import type { BoardCourse } from '../../power-cut';
import { hire } from '../crew';
import type { Life, LifeCut } from '../life';
import { keepLife } from '../life-file';
import { startProgress } from '../progress';
import type { Lived } from '../run-life';
import type { Answer, Job } from '../worker';
import { type CutViolation, cutsOf, noCourse } from './cut-lives';
import type { History } from './histories';

export type ExhaustiveOptions = {
  readonly program: URL;
  readonly script: string;
  readonly engine: 'node' | 'xs';
  readonly workers: number;
  readonly histories: readonly History[];
};

/** A history in one kind of flash. */
export type HistoryCuts = {
  readonly history: History;
  readonly isEncrypted: boolean;
  /** What there was to cut, and what a cut struck. */
  readonly written: BoardCourse;
  readonly struck: BoardCourse;
  readonly violations: readonly FoundByCut[];
  /** What the uncut life was to reach and did not. */
  readonly unreached: readonly string[];
};

export type FoundByCut = CutViolation & { readonly replay: string };

export type ExhaustiveRun = {
  readonly histories: readonly HistoryCuts[];
  readonly wallMs: number;
};

type Sums = Omit<HistoryCuts, 'struck'> & {
  readonly life: Life;
  readonly struck: BoardCourse;
  readonly violations: FoundByCut[];
};

const CUTS_PER_JOB = 32;
/** After so many violations the rest would teach nothing. */
const VIOLATIONS_MAX = 50;

/** `onStop` is given how to stop the run early. */
export async function cutEverywhere(
  options: ExhaustiveOptions,
  onStop: (stop: () => void) => void,
): Promise<ExhaustiveRun> {
  const { script, engine, workers, histories, program } = options;
  const startedMs = performance.now();
  const crew = hire(program, workers, { script, engine, isLogged: false, scenario: undefined });
  let isStopped = false;
  onStop(() => {
    isStopped = true;
  });
  const all = histories.flatMap((history) => [stage(history, false), stage(history, true)]);
  const ofLife = new Map<Life, number>(all.map(({ life }, index) => [life, index]));
  let found = 0;

  function ran(answer: Answer, job: Job): void {
    if (answer.kind !== 'ran' || job.kind !== 'course') return;
    const index = ofLife.get(job.life)!;
    const { history, life, isEncrypted, struck, violations } = all[index]!;
    const unreached = unreachedIn(history, answer);
    all[index] = {
      history,
      life,
      isEncrypted,
      struck,
      violations,
      written: answer.course,
      unreached,
    };
    take(
      index,
      answer.tally.violations.map((violation) => ({ ...violation, life })),
    );
  }
  function take(index: number, violations: readonly CutViolation[]): void {
    found += violations.length;
    for (const violation of violations) {
      const replay = `npm run soak -- --replay ${keepLife(violation.life)}`;
      all[index]!.violations.push({ ...violation, replay });
    }
  }

  try {
    const whole: Job[] = all.map(({ life }) => ({ kind: 'course', life }));
    await crew.work(() => (isStopped ? undefined : whole.shift()), ran);
    const jobs = all.flatMap(({ life, written }) => jobsOf(life, cutsOf(written)));
    const progress = startProgress(jobs.reduce((sum, { cuts }) => sum + cuts.length, 0));
    const next = () => (isStopped || found >= VIOLATIONS_MAX ? undefined : jobs.shift());
    await crew.work(next, (answer, job) => {
      if (answer.kind !== 'cut' || job.kind !== 'cuts') return;
      const index = ofLife.get(job.life)!;
      const { struck } = all[index]!;
      for (const what of ['bytes', 'commands', 'erases'] as const) {
        struck[what] += answer.struck[what];
      }
      take(index, answer.violations);
      progress.lived(job.cuts.length, answer.violations.length);
    });
    progress.stop();
    return { histories: all, wallMs: performance.now() - startedMs };
  } finally {
    await crew.dismiss();
  }
}

function stage(history: History, isEncrypted: boolean): Sums {
  const life = { ...history.life, options: { ...history.life.options, isEncrypted } };
  const [written, struck] = [noCourse(), noCourse()];
  return { history, life, isEncrypted, written, struck, violations: [], unreached: [] };
}

function jobsOf(life: Life, cuts: readonly LifeCut[]): (Job & { kind: 'cuts' })[] {
  const jobs: (Job & { kind: 'cuts' })[] = [];
  for (let from = 0; from < cuts.length; from += CUTS_PER_JOB) {
    jobs.push({ kind: 'cuts', life, cuts: cuts.slice(from, from + CUTS_PER_JOB) });
  }
  return jobs;
}

/** A history that does not get where it claims to would prove nothing about it. */
export function unreachedIn(
  { name, reaches }: History,
  { course, tally }: Lived,
): readonly string[] {
  const come: Readonly<Record<string, number>> = { ...course, ...tally.pulls };
  return Object.entries(reaches)
    .filter(([what, least]) => (come[what] ?? 0) < least)
    .map(([what, least]) => `${name}: ${come[what] ?? 0} ${what} of ${least}`);
}
