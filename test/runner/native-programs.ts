/**
 * Compiles the programs of test/native/ with the native parts and the desk's stand-ins, and runs
 * them. Each prints a line per rule, `ok N - rule` or `not ok N - rule`, and its plan at the end.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const NATIVE = 'drivers/esp32/native';
const OUT = 'build/test/native-parts';
const SECONDS_MAX = 100;

export const PARTS = [
  'guard',
  'rs485',
  'pulses',
  'open-eth',
  'board-system',
  'journal-flash',
] as const;

/**
 * How a program is made: under the sanitizers, plain for valgrind, or for a chip without PCNT and
 * a board that is not the emulator's.
 */
export type Flavour = 'sanitized' | 'plain' | 'without-pcnt' | 'without-open-eth';

const WARNINGS = ['-std=c11', '-D_DEFAULT_SOURCE', '-D_XOPEN_SOURCE=700', '-Wall', '-Wextra'];
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const FLAGS: Readonly<Record<Flavour, readonly string[]>> = {
  sanitized: SANITIZERS,
  plain: ['-O1'],
  'without-pcnt': [...SANITIZERS, '-DDC_DESK_WITHOUT_PCNT'],
  'without-open-eth': [...SANITIZERS, '-DDC_DESK_WITHOUT_OPEN_ETH'],
};

export type Rule = { readonly name: string; readonly isKept: boolean };
/** `complaint`: why there are no rules, or what was wrong beside them. */
export type Verdict = { readonly rules: readonly Rule[]; readonly complaint: string | undefined };

export const hasTool = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** Compiles `test/native/NAME-test.c`, runs it through `runner` and takes down what it says. */
export function runProgram(name: string, flavour: Flavour, runner: readonly string[]): Verdict {
  const { program, complaint } = makeProgram(`${name}-test`, flavour);
  if (complaint !== undefined) return { rules: [], complaint };
  const [command = program, ...parameters] = [...runner, program];
  return verdictOf(run(command, parameters, resolve(OUT, flavour)));
}

/** `test/native/NAME.c` with all parts and stand-ins. `complaint`: what the compiler said. */
export function makeProgram(name: string, flavour: Flavour) {
  const folder = resolve(OUT, flavour);
  const program = resolve(folder, name);
  const objects = objectsOf(folder, flavour);
  if (typeof objects === 'string') return { program, complaint: objects };
  const parameters = [resolve(`test/native/${name}.c`), ...objects, '-o', program, '-lpthread'];
  return { program, complaint: compile(flavour, folder, parameters) };
}

/** What the sections of a part's object, `.iram1` say, refer to: symbols and other sections. */
export function referencesOf(part: string, section: string): readonly string[] {
  const folder = resolve(OUT, 'optimised');
  mkdirSync(folder, { recursive: true });
  const object = `${part}.o`;
  const parameters = [...WARNINGS, ...includes(), '-Os', '-c', resolve(NATIVE, `${part}.c`)];
  run('gcc', [...parameters, '-o', object], folder);
  const { output } = run('objdump', ['-r', '-j', section, object], folder);
  const found = [...output.matchAll(/^[0-9a-f]+ R_\S+\s+([\w.]+)/gm)].map((match) => match[1]);
  return [...new Set(found.map(String))];
}

const made = new Map<Flavour, readonly string[] | string>();

/** The parts and the stand-ins, compiled once; a text: what the compiler said. */
function objectsOf(folder: string, flavour: Flavour): readonly string[] | string {
  const before = made.get(flavour);
  if (before !== undefined) return before;
  mkdirSync(folder, { recursive: true });
  const desk = readdirSync(`${NATIVE}/desk`).filter((file) => /^desk-.*\.c$/.test(file));
  const files = [...PARTS.map((part) => `${part}.c`), ...desk.map((file) => `desk/${file}`)];
  const sources = files.map((file) => resolve(NATIVE, file));
  const wrong = compile(flavour, folder, ['-c', ...sources]);
  const objects = files.map((file) =>
    resolve(folder, file.replace(/^.*\//, '').replace('.c', '.o')),
  );
  const outcome = wrong ?? objects;
  made.set(flavour, outcome);
  return outcome;
}

const includes = (): readonly string[] =>
  ['test/native', NATIVE, `${NATIVE}/desk`].map((folder) => `-I${resolve(folder)}`);

function compile(flavour: Flavour, folder: string, rest: readonly string[]): string | undefined {
  const flags = [...WARNINGS, '-Werror', '-g', ...FLAGS[flavour], ...includes()];
  const { code, output } = run('gcc', [...flags, ...rest], folder);
  return code === 0 ? undefined : output;
}

function run(command: string, parameters: readonly string[], folder: string) {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const { DC_FLASH_FILE, DC_PINS_FILE, DC_PULSES_FIFO, DC_RS485_TTY, ...env } = process.env;
  const ended = spawnSync(command, parameters, { cwd: folder, env, timeout: SECONDS_MAX * 1_000 });
  return { code: ended.status, output: `${ended.stdout}${ended.stderr}`.trim() };
}

function verdictOf({ code, output }: { code: number | null; output: string }): Verdict {
  const rules = [...output.matchAll(/^(not )?ok \d+ - (.+)$/gm)].map((match) => ({
    name: match[2] ?? '',
    isKept: match[1] === undefined,
  }));
  const planned = Number(/^1\.\.(\d+)$/m.exec(output)?.[1] ?? -1);
  const areAllKept = rules.every((rule) => rule.isKept);
  const isWhole = planned === rules.length && planned > 0 && (code === 0) === areAllKept;
  return { rules, complaint: isWhole ? undefined : `ended with ${code}\n${output}` };
}
