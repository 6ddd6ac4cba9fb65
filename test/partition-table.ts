/** Reads an ESP-IDF partition table with explicit offsets, as the shipped ones are. */

export type Partition = {
  readonly name: string;
  readonly type: string;
  readonly subtype: string;
  readonly offset: number;
  readonly size: number;
  readonly flags: readonly string[];
};

export function readPartitions(csv: string): readonly Partition[] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [name = '', type = '', subtype = '', offset = '', size = '', flags = ''] = line
      .split(',')
      .map((cell) => cell.trim());
    return {
      name,
      type,
      subtype,
      offset: numberOf(offset),
      size: numberOf(size),
      flags: flags === '' ? [] : flags.split(':'),
    };
  });
}

/** Only hexadecimal: NaN for everything else, which no check lets through. */
const numberOf = (text: string): number => (/^0x[0-9A-F]+$/.test(text) ? Number(text) : Number.NaN);

const SECTOR = 0x1000;
const APP_ALIGNMENT = 0x10000;
const MEGABYTE = 0x100000;
export const TABLE_OFFSET = 0xe000;
const KILOBYTE = 1024;

/** What is wrong with a table for a flash of that size; nothing when a board can live with it. */
export function proveTable(table: readonly Partition[], megabytes: number): readonly string[] {
  const said: string[] = [];
  let end = TABLE_OFFSET + SECTOR;
  for (const { name, type, offset, size } of table) {
    const alignment = type === 'app' ? APP_ALIGNMENT : SECTOR;
    if (!(size > 0) || offset % alignment !== 0 || size % alignment !== 0) {
      said.push(`${name} is not aligned to ${alignment}`);
    }
    if (!(offset >= end)) said.push(`${name} overlaps what is before it`);
    end = offset + size;
    if (!(end <= megabytes * MEGABYTE)) said.push(`${name} ends behind the flash`);
  }
  return [...said, ...proveNeeds(table)];
}

function proveNeeds(table: readonly Partition[]): readonly string[] {
  const find = (name: string) => table.find((each) => each.name === name);
  const sizeOf = (name: string) => find(name)?.size ?? 0;
  const isOf = (name: string, type: string, subtype: string) =>
    find(name)?.type === type && find(name)?.subtype === subtype;
  const needs: readonly (readonly [boolean, string])[] = [
    [isOf('ota_0', 'app', 'ota_0') && isOf('ota_1', 'app', 'ota_1'), 'two app slots'],
    [sizeOf('ota_0') === sizeOf('ota_1'), 'app slots of one size'],
    [!table.some(({ subtype }) => subtype === 'factory'), 'no factory image'],
    [isOf('otadata', 'data', 'ota') && sizeOf('otadata') === 2 * SECTOR, 'otadata of 2 sectors'],
    [isOf('nvs', 'data', 'nvs') && sizeOf('nvs') > 24 * KILOBYTE, 'nvs larger than the usual'],
    [find('nvs')?.flags.length === 0, 'nvs without the flag of flash encryption'],
    [isOf('nvs_keys', 'data', 'nvs_keys') && sizeOf('nvs_keys') === SECTOR, 'keys for nvs'],
    [sizeOf('journal') === 64 * KILOBYTE, 'a journal of 64 KB'],
    [isOf('journal', 'data', '0x40'), 'a journal that the SDK takes for nothing of its own'],
    [isOf('coredump', 'data', 'coredump') && sizeOf('coredump') >= 48 * KILOBYTE, 'a core dump'],
    ...['nvs_keys', 'journal', 'coredump'].map(
      (name) => [find(name)?.flags.includes('encrypted') === true, `${name} encrypted`] as const,
    ),
  ];
  return needs.filter(([isMet]) => !isMet).map(([, need]) => `needs ${need}`);
}
