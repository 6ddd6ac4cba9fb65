/**
 * The firmware as a process of this machine: started by our loader in a folder that is its flash
 * and its documents, heard line by line, and ended as a power cut ends a board.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { LinBuild } from './build';
import { type BoardEvents, type BoardProcess, Spoken } from './spoken';

export type FirmwareOptions = BoardEvents & {
  readonly build: Pick<LinBuild, 'host' | 'runtime'>;
  /** `HOME` of the process. */
  readonly folder: string;
  /** PEM of the public authorities, as the bundle of an image holds them. */
  readonly authorities: string;
};

const METER_FD = 3;

export class Firmware implements BoardProcess {
  readonly #options: FirmwareOptions;
  #process: ChildProcess | undefined;

  constructor(options: FirmwareOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  powerOn(): void {
    const { build, folder, authorities, onMeter } = this.#options;
    const { host, runtime } = build;
    const child = spawn(host, [runtime, '--meter', String(METER_FD)], {
      cwd: folder,
      env: { HOME: folder, DC_CA_FILE: authorities, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    this.#process = child;
    const spoken = new Spoken(this.#options);
    const wire = child.stdio[METER_FD] as Duplex;
    wire.on('data', (bytes: Uint8Array) => {
      if (this.#process !== child) return;
      onMeter(bytes, (answer) => void (wire.destroyed ? undefined : wire.write(answer)));
    });
    wire.on('error', () => {}); // it ends with the process
    child.stdout?.on('data', (bytes: Buffer) => {
      if (this.#process === child) spoken.take(bytes.toString('utf8'));
    });
    child.on('close', (code) => {
      if (this.#process === child) this.#ended(code ?? -1);
    });
  }

  /** Nothing that it said and that was not heard yet counts any more. */
  cutPower(): void {
    const child = this.#process;
    if (child === undefined) return;
    child.kill('SIGKILL');
    this.#ended(-1);
  }

  #ended(code: number): void {
    this.#process = undefined;
    this.#options.onContactor(false);
    this.#options.onEnd(code);
  }
}
