/**
 * The C of the board under the drivers that stand over it on a device: each call is a line to the
 * program of test/native/face.c and waits for its answer, as a call through the SDK's FFI does.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeGuard } from '../../drivers/esp32/guarded-contactor';
import type { NativeFlash } from '../../drivers/esp32/partition';
import type { NativePulses } from '../../drivers/esp32/pulse-counter';
import type { NativeRs485 } from '../../drivers/esp32/rs485-line';

const PIECE_BYTES = 32_768;

export class NativeFace implements NativeGuard, NativeFlash, NativeRs485, NativePulses {
  readonly folder = mkdtempSync(join(tmpdir(), 'native-face-'));
  readonly #child: ChildProcess;
  readonly #to: number;
  readonly #from: number;
  readonly #piece = Buffer.alloc(PIECE_BYTES);

  constructor(program: string, environment: Readonly<Record<string, string>> = {}) {
    const [to, from] = [join(this.folder, 'to'), join(this.folder, 'from')];
    spawnSync('mkfifo', [to, from]);
    // Each end of a pipe waits for the other to open it.
    this.#child = spawn('sh', ['-c', 'exec "$1" <"$2" >"$3"', 'sh', program, to, from], {
      env: { ...process.env, DC_FLASH_FILE: join(this.folder, 'flash'), ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#to = openSync(to, 'w');
    this.#from = openSync(from, 'r');
  }

  close(): void {
    closeSync(this.#to);
    closeSync(this.#from);
    this.#child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  byHand(): void {
    this.#ask('by-hand 1000000');
  }

  advance(ms: number): void {
    this.#ask(`advance ${ms * 1_000}`);
  }

  pin(pin: number): number {
    return this.#ask(`pin ${pin}`).code;
  }

  dc_guard_begin(pin: number, activeHigh: number): number {
    return this.#ask(`guard_begin ${pin} ${activeHigh}`).code;
  }

  dc_guard_lease(ms: number, decision: number): number {
    return this.#ask(`guard_lease ${ms} ${decision}`).code;
  }

  dc_guard_open_by(decision: number): number {
    return this.#ask(`guard_open_by ${decision}`).code;
  }

  dc_guard_state(): number {
    return this.#ask('guard_state').code;
  }

  dc_flash_open(label: string): number {
    return this.#ask(`flash_open ${label}`).code;
  }

  dc_flash_read(at: number, buffer: ArrayBuffer, length: number): number {
    return this.#into(buffer, `flash_read ${at} ${length}`);
  }

  dc_flash_erase(sector: number): number {
    return this.#ask(`flash_erase ${sector}`).code;
  }

  dc_flash_write(at: number, buffer: ArrayBuffer, length: number): number {
    return this.#ask(`flash_write ${at} ${hexOf(buffer, length)}`).code;
  }

  dc_rs485_open(...line: readonly (number | string)[]): number {
    return this.#ask(`rs485_open ${line.join(' ')}`).code;
  }

  dc_rs485_read(buffer: ArrayBuffer, length: number): number {
    return this.#into(buffer, `rs485_read ${length}`);
  }

  dc_rs485_write(buffer: ArrayBuffer, length: number): number {
    return this.#ask(`rs485_write ${hexOf(buffer, length)}`).code;
  }

  dc_pulses_begin(pin: number, filterNs: number): number {
    return this.#ask(`pulses_begin ${pin} ${filterNs}`).code;
  }

  dc_pulses_count(): number {
    return this.#ask('pulses_count').code >>> 0;
  }

  dc_pulses_level(): number {
    return this.#ask('pulses_level').code;
  }

  /** What the meter does at the far end. */
  pulses(count: number): void {
    this.#ask(`pulses_add ${count}`);
  }

  input(pin: number, level: number): void {
    this.#ask(`pin_input ${pin} ${level}`);
  }

  #into(buffer: ArrayBuffer, line: string): number {
    const { code, bytes } = this.#ask(line);
    new Uint8Array(buffer).set(bytes);
    return code;
  }

  #ask(line: string): { readonly code: number; readonly bytes: Uint8Array } {
    writeSync(this.#to, `${line}\n`);
    let said = '';
    while (!said.endsWith('\n')) {
      const count = readSync(this.#from, this.#piece, 0, PIECE_BYTES, null);
      if (count === 0) throw new Error(`the native parts ended at: ${line.slice(0, 80)}`);
      said += this.#piece.toString('latin1', 0, count);
    }
    const [code = '', hex = ''] = said.trim().split(' ');
    return { code: Number(code), bytes: Buffer.from(hex, 'hex') };
  }
}

const hexOf = (buffer: ArrayBuffer, length: number): string =>
  Buffer.from(buffer, 0, length).toString('hex');
