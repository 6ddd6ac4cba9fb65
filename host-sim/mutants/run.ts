/**
 * One run: the unbroken board must pass, then each mutant meets the soak and, apart from it, the
 * unit tests. A life in which the unbroken board fails as well proves nothing and is left out.
 */
import { hunt, type Prey } from './hunt';
import type { Mutant } from './mutant';
import { startProgress } from './progress';
import type { TreeCopy } from './tree-copy';
import { findUnitTests, firstFailing, type UnitTest } from './unit-tests';

export type MutantsOptions = {
  readonly mutants: readonly Mutant[];
  readonly copy: TreeCopy;
  readonly program: URL;
  readonly seeds: number;
  readonly workers: number;
  /** What is said of each as soon as it is known. */
  readonly lineOf: (tried: Tried) => string;
};

/** `lives`: how many it took. */
export type Caught = Prey & { readonly lives: number };

export type Tried = {
  readonly mutant: Mutant;
  /** Why it could not be tried. */
  readonly broken: string | undefined;
  readonly soak: Caught | undefined;
  /** The first test that failed. */
  readonly unit: string | undefined;
};

export type MutantsRun = {
  readonly baseline: {
    readonly seeds: number;
    readonly unitFiles: number;
    readonly soak: Prey | undefined;
    readonly unit: string | undefined;
  };
  readonly tried: readonly Tried[];
  readonly wallMs: number;
};

/** So many lives of the unbroken board come first. */
export const BASELINE_SEEDS = 300;

export async function runMutants(options: MutantsOptions): Promise<MutantsRun> {
  const { copy, mutants, seeds, workers } = options;
  const startedMs = performance.now();
  const progress = startProgress(mutants.length);
  const sound = await copy.sound();
  const tests = await findUnitTests(copy.root);
  /** Seeds whose lives say nothing, and those that are known to say something. */
  const [mute, telling] = [new Set<number>(), new Set<number>()];

  async function hunted(script: string, to: number, from = 1): Promise<Prey | undefined> {
    const onLife = () => progress.life();
    const { program } = options;
    return hunt({ program, script, workers, from, to, without: mute, onLife });
  }

  async function caught(script: string, to: number): Promise<Caught | undefined> {
    for (let from = 1; from <= to; ) {
      const prey = await hunted(script, to, from);
      if (prey === undefined) return undefined;
      const { seed } = prey;
      const isTelling =
        seed <= baselineSeeds ||
        telling.has(seed) ||
        (await hunted(sound, seed, seed)) === undefined;
      if (isTelling) {
        telling.add(seed);
        return { ...prey, lives: seed - [...mute].filter((each) => each < seed).length };
      }
      mute.add(seed);
      from = seed + 1;
    }
    return undefined;
  }

  async function tried(mutant: Mutant): Promise<Tried> {
    const { files } = mutant;
    const script = files.ok ? await copy.broken(files.value) : files;
    if (!script.ok) return { mutant, broken: script.fault, soak: undefined, unit: undefined };
    const patched = files.ok ? files.value.map(({ path }) => path) : [];
    const unit = await firstFailing(copy.root, touching(tests, patched));
    // The soak need not find it: so long it may try all the same.
    const isEnough = unit !== undefined && mutant.area === 'other';
    const lives = isEnough ? baselineSeeds : seeds;
    // A part that no board has yet: no life can tell the difference.
    const soak = script.value === sound ? undefined : await caught(script.value, lives);
    return { mutant, broken: undefined, unit, soak };
  }

  const baselineSeeds = Math.min(BASELINE_SEEDS, seeds);
  try {
    progress.begin('the board as it is');
    const baseline = {
      seeds: baselineSeeds,
      unitFiles: tests.length,
      unit: await firstFailing(copy.root, tests),
      soak: await hunted(sound, baselineSeeds),
    };
    const all: Tried[] = [];
    const isSound = baseline.soak === undefined && baseline.unit === undefined;
    for (const mutant of isSound ? mutants : []) {
      progress.begin(mutant.name);
      const outcome = await tried(mutant);
      all.push(outcome);
      progress.done(options.lineOf(outcome));
    }
    return { baseline, tried: all, wallMs: performance.now() - startedMs };
  } finally {
    progress.stop();
  }
}

/** All others cannot tell the difference. */
const touching = (tests: readonly UnitTest[], paths: readonly string[]): readonly UnitTest[] =>
  tests.filter(({ inputs }) => inputs.some((path) => paths.includes(path)));
