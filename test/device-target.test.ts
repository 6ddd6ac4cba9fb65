/** What mcconfig is given for a board: our sdkconfig and table, and a fuse only when asked. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBoard } from '../drivers/boards/board';
import { targetOf } from '../host-sim/device/board-image';
import { type Sources, targetFiles } from '../host-sim/device/target';
import { BOARDS } from './vectors/boards';

const read = (path: string) => readFileSync(`drivers/esp32/${path}`, 'utf8');
const SOURCES: Sources = {
  sdkconfig: read('sdkconfig/sdkconfig.defaults'),
  partitions: read('partitions/4mb.csv'),
};
const PROFILE = read('sdkconfig/release-profile.defaults');

const filesOf = (name: keyof typeof BOARDS, sources = SOURCES) => {
  const parsed = parseBoard(BOARDS[name]);
  assert.ok(parsed.ok);
  const { chip } = parsed.value;
  if (chip === 'lin') throw new Error('the desk is no target');
  return targetFiles({ ...parsed.value, chip }, BOARDS[name], sources);
};
const linesOf = (text = '') => text.split('\n').filter((line) => /^CONFIG_/.test(line));

const target = suite('device target');

target('names its chip, and its own sdkconfig and partitions', () => {
  const files = filesOf('esp32c3-mini');
  assert.equal(JSON.parse(files['manifest.json'] ?? ''), {
    include: ['$(MODDABLE)/modules/io/wifi/manifest.json'],
    config: { board: BOARDS['esp32c3-mini'] },
    build: {
      ESP32_SUBCLASS: 'esp32c3',
      SDKCONFIGPATH: './sdkconfig',
      PARTITIONS_FILE: './partitions.csv',
    },
    defines: {},
  });
  assert.is(files['partitions.csv'], SOURCES.partitions);
});

target('wired Ethernet tells its pins as the SDK reads them', () => {
  assert.equal(JSON.parse(filesOf('wt32-eth01')['manifest.json'] ?? '').defines, {
    ethernet: {
      internal: {
        phy: { address: 1, reset: 16, gpio0_clock_input: 1 },
        mac: { MDC: 23, MDIO: 18 },
      },
    },
  });
});

target('an image has the network of its board, and no other', () => {
  const includes = (name: keyof typeof BOARDS) =>
    JSON.parse(filesOf(name)['manifest.json'] ?? '').include as readonly string[];
  assert.equal(includes('wt32-eth01'), ['$(MODDABLE)/modules/io/ethernet/manifest.json']);
  assert.equal(includes('esp32c3-emulator'), []);
});

target("the emulator's card is linked from ESP-IDF, for that board alone", () => {
  const text = (name: keyof typeof BOARDS) => filesOf(name)['manifest.json'] ?? '';
  const { platforms } = JSON.parse(text('esp32c3-emulator'));
  assert.equal(platforms, { esp32: { dependency: [{ idf: 'esp_eth' }] } });
  for (const name of ['esp32-devkit', 'esp32c3-mini', 'wt32-eth01'] as const) {
    assert.not.match(text(name), 'esp_eth');
  }
});

target("a board's lines stand behind those of every board", () => {
  const lines = linesOf(filesOf('wt32-eth01')['sdkconfig/sdkconfig.defaults']);
  const own = BOARDS['wt32-eth01'].sdkconfig;
  assert.equal(lines, [...linesOf(SOURCES.sdkconfig), ...own]);
});

target('no fuse is burned unless the release profile is asked for', () => {
  const text = filesOf('esp32-devkit')['sdkconfig/sdkconfig.defaults'];
  assert.not.match(linesOf(text).join('\n'), 'SECURE');
  const locked = filesOf('esp32-devkit', { ...SOURCES, releaseProfile: PROFILE });
  const lines = linesOf(locked['sdkconfig/sdkconfig.defaults']);
  assert.equal(lines, [...linesOf(SOURCES.sdkconfig), ...linesOf(PROFILE)]);
});

// ---- by the name of a board, as the command is given it

const REFUSED: readonly (readonly [name: string, said: string])[] = [
  ['nonesuch', 'There is no board nonesuch; there are esp32-devkit'],
  ['../boards/lin', 'There is no board ../boards/lin'],
  ['lin', 'run lin'],
  ['shelly-em-gen3', 'no driver reads its meter (ade7953) yet'],
];
for (const [name, said] of REFUSED) {
  target(`${name} is refused in a sentence`, () => {
    const found = targetOf('.', name, false);
    assert.ok(!found.ok && found.fault.includes(said), found.ok ? 'built' : found.fault);
  });
}

target('a board is built from the files of the repository, locked only when asked to', () => {
  const plain = targetOf('.', 'esp32-devkit', false);
  const locked = targetOf('.', 'esp32-devkit', true);
  assert.ok(plain.ok && locked.ok);
  assert.equal(plain.value, filesOf('esp32-devkit'));
  assert.equal(locked.value, filesOf('esp32-devkit', { ...SOURCES, releaseProfile: PROFILE }));
});

target.run();
