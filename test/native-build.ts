/**
 * Compiles the C of the board for the desk, under the address and undefined-behaviour sanitizers.
 * `DC_MBEDTLS` names the folder where another Mbed TLS than the machine's is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const OUT = 'build/native';
export const NATIVE = 'drivers/esp32/native';
const FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-g'] as const;
const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'] as const;
const MBEDTLS = ['-lmbedtls', '-lmbedx509', '-lmbedcrypto'] as const;
const COMPILE_MS_MAX = 100_000;

const prefix = process.env['DC_MBEDTLS'];
const includes = [`-I${NATIVE}`, `-I${NATIVE}/desk`];
if (prefix !== undefined) {
  const threads = ['-DMBEDTLS_THREADING_C', '-DMBEDTLS_THREADING_PTHREAD'];
  includes.push(`-I${join(prefix, 'include')}`, `-L${join(prefix, 'lib')}`, ...threads);
}

/** Which Mbed TLS the tests are compiled with, as it names itself. */
export const mbedtlsVersion = (): string => preprocess('MBEDTLS_VERSION_STRING') ?? 'none';

/** Why nothing can be compiled here; undefined when all is there. */
export function missingForNative(): string | undefined {
  if (spawnSync('gcc', ['--version']).status !== 0) return 'no gcc to compile the C of the board';
  return preprocess('1') === undefined ? 'no Mbed TLS (libmbedtls-dev) to compile with' : undefined;
}

function preprocess(word: string): string | undefined {
  const program = `#include <mbedtls/version.h>\n#include <mbedtls/ssl.h>\nDC_WORD ${word}\n`;
  const { status, stdout } = spawnSync('gcc', [...includes, '-E', '-P', '-'], { input: program });
  if (status !== 0) return undefined;
  return /^DC_WORD (.*)$/m.exec(stdout.toString())?.[1]?.replaceAll('"', '');
}

/** All C files of one noun, `tls` for instance: `tls.c` and `tls-*.c`. */
export const sourcesOf = (noun: string): readonly string[] =>
  readdirSync(NATIVE)
    .filter((file) => file === `${noun}.c` || (file.startsWith(`${noun}-`) && file.endsWith('.c')))
    .map((file) => `${NATIVE}/${file}`);

/**
 * `test/native/NAME.c` with `sources`; the path of the program, which is made again only when
 * something that it is made of has changed. Throws what the compiler says.
 */
export async function buildNative(
  name: string,
  sources: readonly string[],
  defines: readonly string[] = [],
): Promise<string> {
  const parameters = [
    ...[...FLAGS, ...defines, ...SANITIZERS, ...includes, `test/native/${name}.c`, ...sources],
    ...[...MBEDTLS, '-lpthread', '-o'],
  ];
  const program = `${OUT}/${name}-${digestOf([...parameters, mbedtlsVersion()], sources, name)}`;
  if (existsSync(program)) return program;
  mkdirSync(OUT, { recursive: true });
  const unfinished = `${program}.${process.pid}`; // another test may make the same just now
  const complaint = await said('gcc', [...parameters, unfinished]);
  if (complaint.code !== 0) throw new Error(complaint.text);
  renameSync(unfinished, program);
  return program;
}

function digestOf(words: readonly string[], sources: readonly string[], name: string): string {
  const hash = createHash('sha256').update(words.join('\0'));
  const headers = [NATIVE, `${NATIVE}/desk`].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.h'))
      .map((file) => `${folder}/${file}`),
  );
  for (const file of [...headers, ...sources, `test/native/${name}.c`]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Runs a program to its end: its code, and all that it printed. */
export function said(
  program: string,
  parameters: readonly string[],
  input = '',
): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(program, parameters, { timeout: COMPILE_MS_MAX });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(input);
  return new Promise((done) => {
    child.on('error', (error) => done({ code: null, text: error.message }));
    child.on('close', (code) => done({ code, text }));
  });
}
