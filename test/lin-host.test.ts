/** The loader of the desktop runtime, over a runtime that a test stands for: no SDK is needed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hasTool } from './runner/native-programs';

const OUT = resolve('build/test/lin-host');
const WIRE_FD = 3;
const HOST = join(OUT, 'host');
const RUNTIME = join(OUT, 'runtime.so');

const test = suite('lin host');

function compile(): string {
  mkdirSync(OUT, { recursive: true });
  const flags = ['-std=c11', '-D_DEFAULT_SOURCE', '-Wall', '-Wextra', '-Werror', '-g'];
  const glib = spawnSync('pkg-config', ['--cflags', '--libs', 'glib-2.0'], { encoding: 'utf8' });
  const runs: readonly (readonly string[])[] = [
    [...flags, '-Itest/native/sdk', '-shared', '-fPIC', 'test/native/runtime.c', '-o', RUNTIME],
    [
      ...[...flags, '-Itest/native/sdk', 'host-sim/lin/host.c', '-o', HOST, '-ldl', '-lpthread'],
      ...glib.stdout.trim().split(/\s+/),
    ],
  ];
  return runs.map((run) => spawnSync('gcc', [...run], { encoding: 'utf8' }).stderr).join('');
}

type Ended = { readonly code: number | null; readonly said: string; readonly asked: Buffer };

/** `answer` goes back when the runtime has asked its meter. */
function run(parameters: readonly string[], env: object = {}, answer = ''): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'lin-host-'));
  const child = spawn(HOST, [...parameters], {
    env: { ...process.env, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let asked = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8');
    });
  }
  const wire = child.stdio[WIRE_FD] as Duplex;
  wire.on('data', (bytes: Buffer) => {
    asked = Buffer.concat([asked, bytes]);
    if (answer !== '') wire.write(answer);
  });
  wire.on('error', () => {}); // it ends with the process
  return new Promise((done) => {
    child.on('close', (code) => {
      rmSync(folder, { recursive: true, force: true });
      done({ code, said, asked });
    });
  });
}

const METER = ['--meter', String(WIRE_FD)];

function addRules(): void {
  test('it compiles without a warning', () => assert.is(compile(), ''));

  test('wrong arguments end with 64, and say how it is called', async () => {
    for (const wrong of [[], [RUNTIME, '--meter'], [RUNTIME, '--mater', '3'], [RUNTIME, 'x']]) {
      const { code, said } = await run(wrong);
      assert.is(code, 64);
      assert.match(said, 'usage: host RUNTIME');
    }
  });

  test('what is no runtime ends with 65', async () => {
    assert.is((await run(['/nowhere/mc.so'])).code, 65);
    assert.is((await run([HOST])).code, 65, 'a program without the entry');
  });

  test('a runtime that cannot make its VM ends with 70', async () => {
    const { code, said } = await run([RUNTIME], { DC_RUNTIME: 'no-machine' });
    assert.is(code, 70);
    assert.match(said, 'the VM could not be made');
  });

  test('the runtime is given all it calls, runs, and when it gives up that is said', async () => {
    const { code, said } = await run([RUNTIME]);
    assert.is(code, 70);
    assert.match(said, 'runtime launched whole=1');
    assert.match(said, 'host gave-up status=12');
  });

  test('the meter is on a raw pseudo-terminal: every byte goes out and comes back', async () => {
    const { said, asked } = await run([RUNTIME, ...METER], {}, 'told you so');
    assert.equal([...asked], [...Buffer.from('ask\r\n\x04\xff', 'latin1')]);
    assert.match(said, 'runtime heard=told you so');
  });
}

const missing = ['gcc', 'pkg-config'].find((tool) => !hasTool(tool));
const hasGlib = spawnSync('pkg-config', ['--exists', 'glib-2.0']).status === 0;
if (missing !== undefined) console.log(`skipped: lin host: no ${missing}`);
else if (!hasGlib) console.log('skipped: lin host: no headers of glib (libglib2.0-dev)');
else addRules();

test.run();
