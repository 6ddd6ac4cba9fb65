/** The partition tables fit their flash and hold what a board needs; each rule can fail. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Partition, proveTable, readPartitions, TABLE_OFFSET } from './partition-table';
import { BOARDS } from './vectors/boards';

const FOLDER = 'drivers/esp32/partitions';
const MEGABYTES = [4, 8, 16];
const tableOf = (megabytes: number) =>
  readPartitions(readFileSync(`${FOLDER}/${megabytes}mb.csv`, 'utf8'));

const partitions = suite('partitions');

for (const megabytes of MEGABYTES) {
  partitions(
    `${megabytes} MB: aligned, apart, inside the flash, with all that a board needs`,
    () => {
      const table = tableOf(megabytes);
      assert.equal(proveTable(table, megabytes), []);
      assert.is(table.length, 8);
    },
  );
}

partitions('journal, nvs and keys are at one place whatever the size of the flash', () => {
  const fixed = (megabytes: number) =>
    tableOf(megabytes).filter(({ type, name }) => type === 'data' || name === 'ota_0');
  const places = MEGABYTES.map((each) => fixed(each).map(({ name, offset }) => [name, offset]));
  assert.equal(places[1], places[0]);
  assert.equal(places[2], places[0]);
});

/** What is changed in one partition of the 4 MB table -> what is said. */
const BAD: readonly (readonly [name: string, change: Partial<Partition>, said: string])[] = [
  ['nvs', { offset: 0x10800 }, 'nvs is not aligned to 4096'],
  ['ota_1', { offset: 0x221000 }, 'ota_1 is not aligned to 65536'],
  ['ota_0', { size: 0x1d8000 }, 'ota_0 is not aligned to 65536'],
  ['phy_init', { offset: 0xe000 }, 'phy_init overlaps what is before it'],
  ['journal', { offset: 0x22000 }, 'journal overlaps what is before it'],
  ['ota_1', { offset: 0x230000 }, 'ota_1 ends behind the flash'],
  ['nvs', { size: Number.NaN }, 'nvs is not aligned to 4096'],
  ['ota_1', { size: 0x1d0000 }, 'needs app slots of one size'],
  ['ota_1', { subtype: 'factory' }, 'needs no factory image'],
  ['ota_1', { subtype: 'ota_2' }, 'needs two app slots'],
  ['otadata', { size: 0x1000 }, 'needs otadata of 2 sectors'],
  ['nvs', { size: 0x6000 }, 'needs nvs larger than the usual'],
  ['nvs', { flags: ['encrypted'] }, 'needs nvs without the flag of flash encryption'],
  ['nvs_keys', { name: 'keys' }, 'needs keys for nvs'],
  ['journal', { size: 0xf000 }, 'needs a journal of 64 KB'],
  ['journal', { type: '0x40', subtype: '0x01' }, 'needs a journal that the SDK takes for nothing'],
  ['journal', { flags: [] }, 'needs journal encrypted'],
  ['coredump', { size: 0x8000 }, 'needs a core dump'],
];

for (const [name, change, said] of BAD) {
  partitions(`finds: ${said}`, () => {
    const table = tableOf(4).map((each) => (each.name === name ? { ...each, ...change } : each));
    assert.match(proveTable(table, 4).join('\n'), said);
  });
}

partitions('a size that is not plain hexadecimal is not taken for one', () => {
  const [row] = readPartitions('nvs, data, nvs, 0x10000, 64K,');
  assert.ok(Number.isNaN(row?.size));
});

partitions('the table is where sdkconfig.defaults says', () => {
  const text = readFileSync('drivers/esp32/sdkconfig/sdkconfig.defaults', 'utf8');
  const line = `CONFIG_PARTITION_TABLE_OFFSET=0x${TABLE_OFFSET.toString(16).toUpperCase()}`;
  assert.ok(text.split('\n').includes(line));
});

partitions('every shipped board is tested, and there is a table for its flash', () => {
  const files = readdirSync('drivers/boards').filter((name) => name.endsWith('.json'));
  assert.equal(
    files.sort(),
    Object.keys(BOARDS)
      .map((name) => `${name}.json`)
      .sort(),
  );
  for (const { flashMegabytes } of Object.values(BOARDS)) {
    assert.ok(MEGABYTES.includes(flashMegabytes));
  }
});

partitions.run();
