/** What mcconfig is given for a board: our sdkconfig and table, and a fuse only when asked. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBoard } from '../drivers/boards/board';
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
  return targetFiles({ ...parsed.value, chip }, sources);
};
const linesOf = (text = '') => text.split('\n').filter((line) => /^CONFIG_/.test(line));

const target = suite('device target');

target('names its chip, and its own sdkconfig and partitions', () => {
  const files = filesOf('esp32c3-mini');
  assert.equal(JSON.parse(files['manifest.json'] ?? ''), {
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
    ethernet: { internal: { phy: { address: 1, reset: 16 }, mac: { MDC: 23, MDIO: 18 } } },
  });
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

target.run();
