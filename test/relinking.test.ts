/** LGPL-3.0 of the runtime: who owns a board is told how to run it with another XS, and may. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const text = (path: string) => readFileSync(path, 'utf8');
const joined = (path: string) => text(path).replaceAll(/\s+/g, ' ');
/** Of `docs/release.md`, without its line breaks. */
function section(title: string): string {
  const [, behind = ''] = text('docs/release.md').split(`\n## ${title}\n`);
  return behind.slice(0, `${behind}\n## `.indexOf('\n## ')).replaceAll(/\s+/g, ' ');
}

const relinking = suite('relinking');

relinking('NOTICE names the runtime, whose it is and its licence, and the file of them all', () => {
  const notice = joined('NOTICE');
  for (const part of [
    'the XS engine and the runtime of the Moddable SDK, copyright (c) Moddable Tech, Inc., GNU ' +
      'Lesser General Public License version 3 or later',
    'docs/licences.md lists each part',
  ]) {
    assert.ok(notice.includes(part), part);
  }
});

for (const [step, words] of [
  ['which SDK to change', 'Get the SDK at the commit of `docs/device-run.json` (`sdkCommit`)'],
  ['how to build with it', 'Build as above, with `MODDABLE` set to the changed SDK.'],
  ['that our own parts are there in source', 'Our own parts are MIT, in source, here.'],
  ['whose key signs it', 'Sign with **your** key and send it as an update.'],
  ['how it gets onto a board without a lock', 'takes it unsigned, by serial port too.'],
  ['what goes with each board', 'the text of LGPL-3.0 and of the GPL-3.0 it builds on, a notice'],
  ['that no lock stands in the way', 'these steps, **with the key or without a lock**.'],
] as const) {
  relinking(`docs/release.md says ${step}`, () => {
    const said = section('An image with another XS');
    assert.ok(said.includes(words), words);
  });
}

relinking('the steps that it refers to are there: build, sign with the key, write', () => {
  const said = section('Step by step');
  for (const words of ['**Build** with', '**Sign** bootloader and image', '**Write**']) {
    assert.ok(said.includes(words), words);
  }
  assert.match(said, 'espsecure sign-data --version 2 --keyfile owner.pem');
  assert.ok(section('Whose key').includes('The key belongs to the **owner of the board**'));
});

relinking('the commit of the SDK is kept where the page says', () => {
  const { sdkCommit } = JSON.parse(text('docs/device-run.json')) as { sdkCommit: string };
  assert.match(sdkCommit, /^[0-9a-f]{40}$/);
});

relinking(
  'no build signs: the key that a locked board asks for is nowhere but with its owner',
  () => {
    const profile = text('drivers/esp32/sdkconfig/release-profile.defaults').split('\n');
    assert.ok(profile.includes('CONFIG_SECURE_BOOT_BUILD_SIGNED_BINARIES=n'));
    assert.not(profile.some((line) => line.includes('SIGNING_KEY')));
  },
);

relinking('a build without the release profile locks nothing', () => {
  const locks = /^CONFIG_(SECURE_|NVS_ENCRYPTION)[A-Z0-9_]*=y/m;
  assert.not.match(text('drivers/esp32/sdkconfig/sdkconfig.defaults'), locks);
  assert.match(text('drivers/esp32/sdkconfig/release-profile.defaults'), locks);
});

relinking.run();
