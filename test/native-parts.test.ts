/**
 * The native parts of the board on the desk: each rule that a program of test/native/ prints is a
 * test here; what the guard's interrupt needs is in internal RAM; the manifest, the headers and
 * the typings name the same functions.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Flavour, hasTool, PARTS, referencesOf, runProgram } from './runner/native-programs';

const native = suite('native parts');
const FOLDER = 'drivers/esp32/native';
/** A thread that still runs at the end holds its own stack: "possibly lost", and no leak. */
const LEAKS = ['--leak-check=full', '--errors-for-leak-kinds=definite'];
const VALGRIND = ['valgrind', '-q', '--error-exitcode=9', ...LEAKS];

type Run = readonly [program: string, flavour: Flavour];
const RUNS: readonly Run[] = [
  ['guard', 'sanitized'],
  ['guard-lease', 'sanitized'],
  ['guard-thread', 'sanitized'],
  ['rs485', 'sanitized'],
  ['pulses', 'sanitized'],
  ['pulses', 'without-pcnt'],
  ['open-eth', 'sanitized'],
  ['open-eth', 'without-open-eth'],
  ['system', 'sanitized'],
  ['flash', 'sanitized'],
];

if (hasTool('gcc')) {
  for (const [program, flavour] of RUNS) addRules(program, flavour);
} else {
  console.log('skipped: native parts: no gcc to compile the C of the board');
}

function addRules(program: string, flavour: Flavour): void {
  const { rules, complaint } = runProgram(program, flavour, []);
  native(`${program} (${flavour}): compiles, ends well, and prints every rule it planned`, () => {
    assert.is(complaint, undefined);
  });
  for (const { name, isKept } of rules) native(name, () => assert.ok(isKept));
}

if (hasTool('gcc') && hasTool('valgrind')) {
  for (const [program, flavour] of RUNS.filter((run) => run[1] === 'sanitized')) {
    native(
      `${program}: valgrind finds nothing, in what the sanitizers passed as ${flavour}`,
      () => {
        const { rules, complaint } = runProgram(program, 'plain', VALGRIND);
        assert.is(complaint, undefined);
        assert.ok(rules.length > 0);
      },
    );
  }
} else {
  console.log('skipped: native parts: no valgrind to run the C of the board in');
}

/** Own sections, the clock, the pin write (inlined on the chip), and the panic that goes on. */
const IN_RAM = /^(\.iram1|\.dram1|esp_timer_get_time|GPIO|desk_pin_write|__real_esp_panic_handler)/;

if (hasTool('gcc') && hasTool('objdump')) {
  native('guard: its interrupt needs no flash: all that it refers to is in internal RAM', () => {
    const references = referencesOf('guard', '.iram1');
    assert.ok(references.includes('desk_pin_write'), references.join());
    assert.equal(
      references.filter((name) => !IN_RAM.test(name)),
      [],
    );
  });
}

const sorted = (names: readonly string[]): readonly string[] => [...names].sort();

type Signature = { readonly arguments: readonly string[]; readonly returns: string };
type Manifest = {
  readonly ffi: { readonly functions: Readonly<Record<string, Signature>> };
  readonly platforms: Readonly<Record<string, { ffi?: { sources?: readonly string[] } }>>;
};

const read = (file: string): string => readFileSync(`${FOLDER}/${file}`, 'utf8');
const manifest = JSON.parse(read('manifest.json')) as Manifest;
const MANIFESTS = [manifest, JSON.parse(read('manifest_tls.json')) as Manifest];

/** As a header declares it: `name(type, type) -> type`, without parameter names and `const`. */
function declared(text: string): readonly string[] {
  const found = text.matchAll(/^([\w ]+?[ *]+)(dc_\w+)\(([^)]*)\);/gm);
  return [...found].map(([, returns = '', name, list = '']) => {
    const types = list.split(',').map((each) => typeOf(each.trim().replace(/\w+$/, '')));
    return `${name}(${list === 'void' ? '' : types.join(', ')}) -> ${typeOf(returns)}`;
  });
}

const typeOf = (text: string): string => text.replace(/\bconst\b/, '').replaceAll(' ', '');

const listed = ([name, { arguments: types, returns }]: [string, Signature]): string =>
  `${name}(${types.map(typeOf).join(', ')}) -> ${typeOf(returns)}`;

native('the manifest gives every function of the headers its signature, and no other', () => {
  const headers = PARTS.flatMap((part) => declared(read(`${part}.h`)));
  assert.equal(sorted(Object.entries(manifest.ffi.functions).map(listed)), sorted(headers));
});

native('the typings have every function of the manifests with as many arguments', () => {
  const counts = [...read('native.d.ts').matchAll(/^ {4}(dc_\w+)\(([^)]*)\)/gm)].map(
    ([, name, list = '']) => `${name} ${[...list.matchAll(/:/g)].length}`,
  );
  const wanted = MANIFESTS.flatMap(({ ffi }) =>
    Object.entries(ffi.functions).map(([name, each]) => `${name} ${each.arguments.length}`),
  );
  assert.equal(sorted(counts), sorted(wanted));
});

native('a build for a chip has every part, one for the desk all stand-ins too', () => {
  const parts = PARTS.map((part) => `./${part}.c`);
  const desk = readdirSync(`${FOLDER}/desk`).filter((file) => /^desk-.*\.c$/.test(file));
  const sourcesOf = (platform: string) => sorted(manifest.platforms[platform]?.ffi?.sources ?? []);
  assert.equal(sourcesOf('esp32'), sorted(parts));
  assert.equal(sourcesOf('lin'), sorted([...parts, ...desk.map((file) => `./desk/${file}`)]));
});

native.run();
