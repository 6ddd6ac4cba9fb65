/** `npm run device` in a process of its own: what is missing is one sentence, and what it calls. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleCommand, type Command, removeCommands } from './command-bench';
import { flatBoardDocument, secretsDocument } from './vectors/config';

const test = suite('device command');
const folder = mkdtempSync(join(tmpdir(), 'device-command-'));
let device: Command;

test.before(async () => {
  device = await bundleCommand('device');
});
test.after(removeCommands);
test.after(() => rmSync(folder, { recursive: true }));

const moddable = join(folder, 'moddable');
const idf = join(folder, 'idf');
const calls = join(folder, 'calls');
const tools = join(moddable, 'build/bin/lin/release');
const NOTHING = { MODDABLE: '', IDF_PATH: '' };
const WITH_SDK = { MODDABLE: moddable, IDF_PATH: '' };
const WITH_ALL = { MODDABLE: moddable, IDF_PATH: idf };

/** An SDK whose `mcconfig` writes down how it was called. */
function install(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
install(join(moddable, 'xs/includes/xs.h'), '');
install(join(tools, 'mcconfig'), `#!/bin/sh\necho "$*" >>'${calls}'\n`);
install(join(idf, 'tools/idf.py'), '');

const MISSING: readonly (readonly [
  name: string,
  given: readonly string[],
  env: Readonly<Record<string, string>>,
  said: RegExp,
])[] = [
  ['the SDK', ['build', 'esp32-devkit'], NOTHING, /MODDABLE .*: npx xs-dev setup/],
  ['what MODDABLE names', ['run', 'lin'], { MODDABLE: '/nowhere' }, /no Moddable SDK in \/nowhere/],
  ['ESP-IDF', ['build', 'esp32-devkit'], WITH_SDK, /IDF_PATH .*: npx xs-dev setup --device esp32/],
  ['ESP-IDF, to deploy', ['deploy', 'wt32-eth01'], WITH_SDK, /IDF_PATH/],
  [
    'the emulator',
    ['run', 'esp32c3-emulator'],
    WITH_ALL,
    /qemu-system-riscv32 is not .*idf_tools\.py/,
  ],
  ['the board', ['build', 'esp33'], WITH_ALL, /no board esp33; there are esp32-devkit/],
];
for (const [name, given, env, said] of MISSING) {
  test(`missing: ${name} is one sentence, and exit 1`, async () => {
    const { code, stdout, stderr } = await device.run(given, { env });
    assert.is(code, 1, stderr);
    assert.is(stdout, '');
    assert.is(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, said);
  });
}

test('missing: libraries for 32 bits are one sentence, and nothing is built', async () => {
  // Where pkg-config is told to look there are none.
  const env = { ...WITH_SDK, PKG_CONFIG_LIBDIR: folder };
  rmSync(calls, { force: true });
  const { code, stderr } = await device.run(['build', 'lin', '--bits', '32'], { env });
  assert.is(code, 1);
  assert.match(stderr.trim().split('\n').at(-1) ?? '', /of 32 bits: install gcc-multilib, .* apt/);
  assert.not(existsSync(calls));
});

for (const given of [
  [],
  ['build'],
  ['fly', 'lin'],
  ['run', 'lin', 'x'],
  ['run', 'lin', '--up'],
  ['run', 'lin', '--bits', '31'],
]) {
  test(`usage: "${given.join(' ')}" is one line and exit 64`, async () => {
    const { code, stderr } = await device.run(given, { env: WITH_ALL });
    assert.is(code, 64);
    assert.is(stderr.trim().split('\n').length, 1, stderr);
  });
}

async function called(given: readonly string[]): Promise<readonly string[]> {
  rmSync(calls, { force: true });
  const { code, stderr } = await device.run(given, { env: WITH_ALL });
  assert.is(code, 0, stderr);
  return readFileSync(calls, 'utf8').trim().split('\n');
}

test('build: mcconfig is given the target folder of the board, with its files', async () => {
  const [call = '', ...more] = await called(['build', 'esp32c3-mini']);
  assert.equal(more, []);
  assert.match(call, /^-m -p esp32:\.\/build\/device\/esp32c3-mini -t build -o /);
  const manifest = readFileSync('build/device/esp32c3-mini/manifest.json', 'utf8');
  assert.is(JSON.parse(manifest).build.ESP32_SUBCLASS, 'esp32c3');
  const sdkconfig = 'build/device/esp32c3-mini/sdkconfig/sdkconfig.defaults';
  assert.not.match(readFileSync(sdkconfig, 'utf8'), /^CONFIG_SECURE/m);
});

test('deploy: builds first, and only then writes to the board', async () => {
  const steps = (await called(['deploy', 'esp32-devkit'])).map(
    (call) => / -t (\w+)/.exec(call)?.[1],
  );
  assert.equal(steps, ['build', 'deploy']);
});

test('--release, and nothing else, adds the profile that burns fuses', async () => {
  await called(['build', 'esp32-devkit', '--release']);
  const sdkconfig = 'build/device/esp32-devkit/sdkconfig/sdkconfig.defaults';
  assert.match(readFileSync(sdkconfig, 'utf8'), /^CONFIG_SECURE_BOOT/m);
  await called(['build', 'esp32-devkit']);
  assert.not.match(readFileSync(sdkconfig, 'utf8'), /^CONFIG_SECURE/m);
});

// ---- settings

const config = join(folder, 'config.json');
const secrets = join(folder, 'secrets.json');
const wifi = join(folder, 'wifi.json');
writeFileSync(config, JSON.stringify(flatBoardDocument()));
writeFileSync(secrets, JSON.stringify(secretsDocument()));
writeFileSync(wifi, '{"name":"home","password":"planted-word"}');
/** ESP-IDF's Python, which copies what it is given and does nothing. */
install(join(idf, 'export.sh'), `export PATH='${join(idf, 'bin')}':"$PATH"\n`);
const copies = `[ "$3" = generate ] && cp -r "$(dirname "$4")" '${join(folder, 'seen')}'`;
install(join(idf, 'bin/python'), `#!/bin/sh\necho "$*" >>'${calls}'\n${copies}\nexit 0\n`);
const GIVEN = ['--config', config, '--secrets', secrets];

test('settings: they become the settings partition, and their copies are gone', async () => {
  const steps = await called(['settings', 'esp32c3-mini', ...GIVEN, '--wifi', wifi]);
  assert.is(steps.length, 2);
  const [, made = ''] = /generate (\S+)\/settings\.csv \S+ 0x10000$/.exec(steps[0] ?? '') ?? [];
  assert.match(steps[1] ?? '', /--chip esp32c3 write_flash 0x10000 \S+settings\.bin$/);
  const table = readFileSync(join(folder, 'seen/settings.csv'), 'utf8').replaceAll(made, '');
  assert.is(
    table,
    'key,type,encoding,value\nboard,namespace,,\nconfig,file,binary,/config\n' +
      'secrets,file,binary,/secrets\nwifi,file,binary,/wifi\n',
  );
  assert.equal(readFileSync(join(folder, 'seen/secrets')), readFileSync(secrets));
  assert.is(statSync(join(folder, 'seen/secrets')).mode & 0o77, 0);
  assert.not.ok(existsSync(made), 'the copy of the secrets is still there');
});

const WRONG_SETTINGS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no such file', ['--config', '/nowhere', '--secrets', secrets], /no config document/],
  ['exchanged', ['--config', secrets, '--secrets', config], /./],
  ['a network without a name', [...GIVEN, '--wifi', secrets], /wifi document must be/],
];
for (const [name, given, said] of WRONG_SETTINGS) {
  test(`settings: ${name}: nothing is written, and no secret is said`, async () => {
    rmSync(calls, { force: true });
    const ended = await device.run(['settings', 'esp32c3-mini', ...given], { env: WITH_ALL });
    assert.is(ended.code, 1);
    assert.match(ended.stderr, said);
    assert.not.match(ended.output, 'planted');
    assert.not.ok(existsSync(calls));
  });
}

test.run();
