/**
 * Writes the owner's documents to a board: an image of its settings partition (NVS), made by
 * ESP-IDF's own tool and flashed to where the partition table says. The journal is elsewhere and
 * stays. The image is the whole partition, so all documents are given each time.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wifiNetworkOf } from '../../drivers/esp32/settings';
import { formatConfigError } from '../../src/config/fields';
import { fail, ok, type Result } from '../../src/result';
import { readDocuments } from '../../src/wiring';
import { targetOf } from './board-image';
import { lastLines } from './build';
import { checkIdf, runTool } from './sdk';

/** As `drivers/esp32/settings.ts` reads them. */
const NAMESPACE = 'board';
const ROW = /^nvs,\s*data,\s*nvs,\s*(0x[0-9a-f]+),\s*(0x[0-9a-f]+),/im;
/** ESP-IDF's Python is known to its own shell only. */
const IN_IDF = 'source "$IDF_PATH/export.sh" >/dev/null && exec python "$@"';

/** Paths of the documents; without Wi-Fi a wired board has no third. */
export type SettingsFiles = {
  readonly config: string;
  readonly secrets: string;
  readonly wifi?: string | undefined;
};

export type SettingsOptions = {
  readonly root: string;
  readonly board: string;
  readonly files: SettingsFiles;
  readonly environment: NodeJS.ProcessEnv;
  readonly tell: (text: string) => void;
};

/** Nothing is written when a document is wrong. No message has a value of the secrets in it. */
export async function writeSettings(options: SettingsOptions): Promise<Result<string, string>> {
  const { root, board, files, environment, tell } = options;
  const target = targetOf(root, board, false);
  if (!target.ok) return target;
  const texts = readTexts(files);
  if (!texts.ok) return texts;
  const idf = checkIdf(environment);
  if (!idf.ok) return idf;

  // Of this user alone, and gone again whatever happens.
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  try {
    const made = await settingsImage({ ...options, folder, texts: texts.value });
    if (!made.ok) return made;
    const { chip, hexAt, path } = made.value;
    const step = ['-m', 'esptool', '--chip', chip, 'write_flash', hexAt, path];
    const done = await runTool('bash', ['-c', IN_IDF, 'bash', ...step], environment, tell);
    if (done.code !== 0) return fail(`esptool could not:\n${lastLines(done.output)}`);
    return ok(Object.keys(texts.value).join(', '));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type SettingsImage = {
  readonly path: string;
  readonly chip: string;
  /** Where the partition table has it, as a number and as it stands there. */
  readonly at: number;
  readonly hexAt: string;
};

/** Makes the image of the settings partition in `folder`, from documents that were checked. */
export async function settingsImage(
  options: Omit<SettingsOptions, 'files'> & {
    readonly folder: string;
    readonly texts: Readonly<Record<string, string>>;
  },
): Promise<Result<SettingsImage, string>> {
  const { root, board, folder, texts, environment, tell } = options;
  const target = targetOf(root, board, false);
  if (!target.ok) return target;
  const [, hexAt = '', size = ''] = ROW.exec(target.value['partitions.csv'] ?? '') ?? [];
  const { build } = JSON.parse(target.value['manifest.json'] ?? '');
  const rows = ['key,type,encoding,value', `${NAMESPACE},namespace,,`];
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    rows.push(`${name},file,binary,${path}`);
  }
  const [table, path] = [join(folder, 'settings.csv'), join(folder, 'settings.bin')];
  writeFileSync(table, `${rows.join('\n')}\n`);
  const step = ['-m', 'esp_idf_nvs_partition_gen', 'generate', table, path, size];
  const done = await runTool('bash', ['-c', IN_IDF, 'bash', ...step], environment, tell);
  if (done.code !== 0) return fail(`${step[1]} could not:\n${lastLines(done.output)}`);
  return ok({ path, chip: build.ESP32_SUBCLASS, at: Number(hexAt), hexAt });
}

/** Checked as the board will check them, and the network's: a silent board says nothing of it. */
function readTexts(files: SettingsFiles): Result<Readonly<Record<string, string>>, string> {
  const texts: Record<string, string> = {};
  for (const [name, path] of Object.entries(files)) {
    if (path === undefined) continue;
    try {
      texts[name] = readFileSync(path, 'utf8');
    } catch {
      return fail(`There is no ${name} document at ${path}.`);
    }
  }
  const read = readDocuments(texts['config'], texts['secrets']);
  if (!read.ok) return fail(read.fault.map(formatConfigError).join('\n'));
  if (texts['wifi'] !== undefined && wifiNetworkOf(texts['wifi']) === undefined) {
    return fail('The wifi document must be {"name": TEXT, "password": TEXT}.');
  }
  return ok(texts);
}
