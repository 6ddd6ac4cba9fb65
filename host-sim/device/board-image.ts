/**
 * Builds the image of a board with `mcconfig` and ESP-IDF, and writes it to one. The board becomes
 * a target folder of its own under `build/`, made anew each time from what the repository holds.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseBoard } from '../../drivers/boards/board';
import { formatConfigError } from '../../src/config/fields';
import { fail, ok, type Result } from '../../src/result';
import { type BuildOptions, lastLines, OUT } from './build';
import { checkIdf, runTool } from './sdk';
import { type TargetBoard, type TargetFiles, targetFiles } from './target';

const BOARDS = 'drivers/boards';
const ENDING = '.json';

export type BoardOptions = BuildOptions & {
  readonly board: string;
  /** `deploy`: built, and written to the board at the serial port. */
  readonly target: 'build' | 'deploy';
  /** With the profile that burns fuses: secure boot and flash encryption, for good. */
  readonly isRelease: boolean;
};

/** Where the image is. The path is relative: `mcconfig` takes a platform's in small letters. */
export async function buildBoard(options: BoardOptions): Promise<Result<string, string>> {
  const { root, sdk, board, target, isRelease, isInstrumented = false, tell } = options;
  const files = targetOf(root, board, isRelease);
  if (!files.ok) return files;
  const idf = checkIdf(sdk.environment);
  if (!idf.ok) return idf;
  const folder = join(OUT, board);
  for (const [name, text] of Object.entries(files.value)) {
    const path = join(root, folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const out = join(root, folder, 'out');
  mkdirSync(out, { recursive: true });
  // What is deployed was built just now: the SDK's own `deploy` takes whatever is there.
  for (const step of target === 'deploy' ? ['build', 'deploy'] : ['build']) {
    const built = await runTool(
      'mcconfig',
      [
        ...(isInstrumented ? ['-i'] : []),
        ...['-m', '-p', `esp32:./${folder}`, '-t', step],
        ...['-o', out, join(root, 'manifest.json')],
      ],
      sdk.environment,
      tell,
    );
    if (built.code !== 0) return fail(`mcconfig could not:\n${lastLines(built.output)}`);
  }
  return ok(out);
}

/** The target folder of a board of `drivers/boards`, or one sentence on why there is none. */
export function targetOf(
  root: string,
  name: string,
  isRelease: boolean,
): Result<TargetFiles, string> {
  const names = readdirSync(join(root, BOARDS))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length));
  if (!names.includes(name)) {
    return fail(`There is no board ${name}; there are ${names.join(', ')}.`);
  }
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const document = JSON.parse(read(`${BOARDS}/${name}${ENDING}`)) as object;
  const parsed = parseBoard(document);
  if (!parsed.ok) return fail(parsed.fault.map(formatConfigError).join('\n'));
  const { chip, flashMegabytes, meter } = parsed.value;
  if (chip === 'lin') return fail(`${name} is no board: run it with npm run device -- run lin.`);
  if (meter.kind === 'ade7953')
    return fail(`${name}: no driver reads its meter (${meter.kind}) yet.`);
  const sdkconfig = 'drivers/esp32/sdkconfig';
  const board: TargetBoard = { ...parsed.value, chip };
  return ok(
    targetFiles(board, document, {
      sdkconfig: read(`${sdkconfig}/sdkconfig.defaults`),
      partitions: read(`drivers/esp32/partitions/${flashMegabytes}mb.csv`),
      ...(isRelease ? { releaseProfile: read(`${sdkconfig}/release-profile.defaults`) } : {}),
    }),
  );
}
