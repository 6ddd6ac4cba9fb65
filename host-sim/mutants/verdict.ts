/** What the mutants came to, as JSON and as a table for people. */
import { bold, dim, green, red, yellow } from '../colours';
import type { Prey } from './hunt';
import type { Area } from './mutant';
import type { Caught, MutantsRun, Tried } from './run';

const SCHEMA = 1;
const NAME_WIDTH = 36;
const AREA_WIDTH = 9;
const SOAK_WIDTH = 32;
const UNIT_WIDTH = 60;

export type MutantsJson = {
  readonly schema: typeof SCHEMA;
  readonly baseline: {
    /** Nothing failed while nothing was broken. */
    readonly isWhole: boolean;
    /** `violation`: the first of the unbroken board. */
    readonly soak: { readonly seeds: number; readonly violation: Prey | null };
    readonly unit: { readonly files: number; readonly failed: string | null };
  };
  readonly mutants: readonly {
    readonly name: string;
    readonly area: Area;
    readonly soak: Caught | null;
    readonly unit: string | null;
  }[];
  readonly survived: readonly Survivor[];
  readonly broken: readonly { readonly name: string; readonly why: string }[];
  readonly wallSeconds: number;
};

/** `by`: neither noticed; or the soak did not, whose business it is. */
type Survivor = { readonly name: string; readonly area: Area; readonly by: 'neither' | 'soak' };

export function mutantsJson({ baseline, tried, wallMs }: MutantsRun): MutantsJson {
  const whole = tried.filter(({ broken }) => broken === undefined);
  return {
    schema: SCHEMA,
    baseline: {
      isWhole: baseline.soak === undefined && baseline.unit === undefined,
      soak: { seeds: baseline.seeds, violation: baseline.soak ?? null },
      unit: { files: baseline.unitFiles, failed: baseline.unit ?? null },
    },
    mutants: whole.map(({ mutant: { name, area }, soak, unit }) => ({
      name,
      area,
      soak: soak ?? null,
      unit: unit ?? null,
    })),
    survived: whole.flatMap(survivorOf),
    broken: tried.flatMap(({ mutant: { name }, broken }) =>
      broken === undefined ? [] : [{ name, why: broken }],
    ),
    wallSeconds: Math.round(wallMs) / 1_000,
  };
}

/** Money, journal and supply are what the soak is for: it must notice without any help. */
function survivorOf({ mutant: { name, area }, soak, unit }: Tried): readonly Survivor[] {
  if (soak !== undefined) return [];
  if (unit === undefined) return [{ name, area, by: 'neither' }];
  return area === 'other' ? [] : [{ name, area, by: 'soak' }];
}

/** Lines for a terminal or a pipe. */
export function mutantsTable(json: MutantsJson): string {
  const { baseline, mutants, broken, wallSeconds } = json;
  const { soak, unit } = baseline;
  const lines = [
    '',
    bold(`As it is: ${soak.seeds} lives and ${unit.files} files of unit tests`),
    ...(soak.violation === null
      ? []
      : [red(`  soak: ${told(soak.violation)}: ${soak.violation.detail}`)]),
    ...(unit.failed === null ? [] : [red(`  unit tests: ${unit.failed}`)]),
  ];
  if (!baseline.isWhole)
    return [...lines, red('Nothing was broken yet. Mend this first.'), ''].join('\n');
  return [
    ...lines,
    bold(row('mutant', 'area', 'caught by the soak', 'by the unit tests')),
    ...mutants.map(({ name, area, soak: caught, unit: failed }) =>
      row(
        name,
        area,
        caught === null ? '-' : `${told(caught)}, ${caught.lives} lives`,
        failed === null ? '-' : failed.slice(0, UNIT_WIDTH),
      ),
    ),
    ...json.survived.map(({ name, area, by }) =>
      by === 'neither'
        ? red(`survived: ${name} (${area}): caught by neither`)
        : yellow(`survived: ${name} (${area}): not caught by the soak`),
    ),
    ...broken.map(({ name, why }) => red(`broken: ${name}: ${why}`)),
    verdict(json),
    dim(`${Math.round(wallSeconds)} s`),
    '',
  ].join('\n');
}

const told = ({ checker, seed }: Pick<Prey, 'checker' | 'seed'>): string =>
  `${checker}, seed ${seed}`;

function verdict({ mutants, survived, broken }: MutantsJson): string {
  const count = mutants.length;
  const bad = survived.length + broken.length;
  if (bad === 0) return green(`All ${count} mutants were caught.`);
  return red(`${count} mutants; ${survived.length} survived, ${broken.length} broken.`);
}

/** One, as soon as it is known. */
export function outcomeLine({ mutant: { name, area }, broken, soak, unit }: Tried): string {
  if (broken !== undefined) return `${name}: broken: ${broken}`;
  const bySoak = soak === undefined ? 'not by the soak' : `${told(soak)}: ${soak.detail}`;
  return `${name} (${area}): ${bySoak}; ${unit === undefined ? 'by no unit test' : unit}`;
}

const row = (name: string, area: string, soak: string, unit: string): string =>
  `${name.padEnd(NAME_WIDTH)} ${area.padEnd(AREA_WIDTH)}${soak.padEnd(SOAK_WIDTH)} ${unit}`;
