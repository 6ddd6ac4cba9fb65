/**
 * The firmware as a process of this machine: started by our loader in a folder that is its flash
 * and its documents, heard line by line, and ended as a power cut ends a board.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { View } from '../../src/web/view';
import type { LinBuild } from './build';

export type FirmwareOptions = {
  readonly build: Pick<LinBuild, 'host' | 'runtime'>;
  /** `HOME` of the process. */
  readonly folder: string;
  /** PEM of the public authorities, as the bundle of an image holds them. */
  readonly authorities: string;
  /** Bytes that the firmware sent to its meter; `answer` sends some back. */
  readonly onMeter: (bytes: Uint8Array, answer: (bytes: Uint8Array) => void) => void;
  readonly onContactor: (isClosed: boolean) => void;
  /** Of a firmware in a hurry: its clock, and whether it asks its meter just now. */
  readonly onClock?: (monoMs: number, isAsking: boolean) => void;
  readonly onView: (view: View) => void;
  readonly onLine: (line: string) => void;
  /** Once a second, of an instrumented build: by the SDK's own names. */
  readonly onMeasured?: (values: Readonly<Record<string, number>>) => void;
  /** 75: it wants to be started again. -1: it was killed. */
  readonly onEnd: (code: number) => void;
};

const VIEW = 'view ';
const PIN = 'pin contactor=';
const CLOCK = 'clock ';
const ASKS = 'asks ';
const MONO = 'mono=';
const NAMES = 'instruments key: ';
const VALUES = 'instruments: ';
const METER_FD = 3;

export class Firmware {
  readonly #options: FirmwareOptions;
  #process: ChildProcess | undefined;
  #rest = '';
  #names: readonly string[] = [];

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
    this.#rest = '';
    const wire = child.stdio[METER_FD] as Duplex;
    wire.on('data', (bytes: Uint8Array) => {
      if (this.#process !== child) return;
      onMeter(bytes, (answer) => void (wire.destroyed ? undefined : wire.write(answer)));
    });
    wire.on('error', () => {}); // it ends with the process
    child.stdout?.on('data', (bytes: Buffer) => {
      if (this.#process === child) this.#take(bytes.toString('utf8'));
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

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith(VIEW)) this.#options.onView(JSON.parse(line.slice(VIEW.length)) as View);
      else if (line.startsWith(PIN)) this.#pin(line);
      else if (line.startsWith(CLOCK)) this.#clock(line.slice(CLOCK.length));
      else if (line.startsWith(NAMES)) this.#names = line.slice(NAMES.length).split(',');
      else if (line.startsWith(VALUES)) this.#measured(line.slice(VALUES.length).split(','));
      else this.#options.onLine(line);
    }
  }

  #measured(values: readonly string[]): void {
    const byName = this.#names.map((name, at) => [name.trim(), Number(values[at])] as const);
    this.#options.onMeasured?.(Object.fromEntries(byName));
  }

  #clock(text: string): void {
    const mono = text.slice(text.indexOf(MONO) + MONO.length);
    this.#options.onClock?.(Number(mono), text.startsWith(ASKS));
  }

  #pin(line: string): void {
    this.#options.onContactor(line.startsWith(`${PIN}closed`));
    this.#options.onLine(line);
  }
}
