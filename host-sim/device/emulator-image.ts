/**
 * The flash of a chip in Espressif's emulator, as one file: what ESP-IDF built, each piece at its
 * address, and the owner's documents in the settings partition. The rest is erased.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../src/result';
import { OUT } from './build';

const ERASED = 0xff;
/** Written by ESP-IDF's build, beside what it lists. */
const LIST = 'flasher_args.json';

/** An ESP32-C3 of revision 0.3, as ESP-IDF's own start of the emulator has it. */
export function fusesOfC3(): Uint8Array {
  const fuses = new Uint8Array(1_024);
  fuses[38] = 0x0c;
  return fuses;
}

export type FlashPiece = { readonly at: number; readonly bytes: Uint8Array };

/** The pieces of the image that was built last for this board, or how to build one. */
export function builtPieces(root: string, board: string): Result<readonly FlashPiece[], string> {
  const folder = join(root, OUT, board);
  const list = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(LIST))
    : undefined;
  if (list === undefined) {
    const how = `npm run device -- build ${board} --measure`;
    return fail(`There is no image of ${board} to run: build one with ${how} (docs/device.md).`);
  }
  const path = join(folder, list);
  const { flash_files: files = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
    flash_files?: Readonly<Record<string, string>>;
  };
  const pieces = Object.entries(files).map(([at, name]) => ({
    at: Number(at),
    path: join(dirname(path), name),
  }));
  const missing = pieces.find((piece) => !existsSync(piece.path));
  if (missing !== undefined || pieces.length === 0) {
    return fail(`The image of ${board} is not whole: ${missing?.path ?? path}; build it again.`);
  }
  return ok(pieces.map((piece) => ({ at: piece.at, bytes: readFileSync(piece.path) })));
}

/** Two pieces at one place, or one beyond the end, would be an image of something else. */
export function flashOf(pieces: readonly FlashPiece[], bytes: number): Result<Uint8Array, string> {
  const flash = new Uint8Array(bytes).fill(ERASED);
  let free = 0;
  for (const piece of [...pieces].sort((a, b) => a.at - b.at)) {
    const end = piece.at + piece.bytes.length;
    if (piece.at < free || end > bytes) return fail(`flash: no room at 0x${piece.at.toString(16)}`);
    flash.set(piece.bytes, piece.at);
    free = end;
  }
  return ok(flash);
}
