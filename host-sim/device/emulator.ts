/**
 * A chip in Espressif's emulator as a process of this machine: its console on standard output, UART
 * 1 over TCP to whoever plays the meter, Ethernet in the emulator's user network, flash in a file
 * that outlives it. A power cut is the end of the process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Place } from './servers';
import { type BoardEvents, type BoardProcess, Spoken } from './spoken';

export const QEMU = 'qemu-system-riscv32';

/** This machine's loopback, as the emulator's user network shows it to the chip. */
export const FROM_EMULATOR: Place = { host: '10.0.2.2', isLinkPlain: true };

export type EmulatorFiles = { readonly flash: string; readonly fuses: string };

/** As `idf.py qemu` starts it; its own watchdogs run by a clock that may stall, so they are off. */
export const emulatorOptions = (
  { flash, fuses }: EmulatorFiles,
  meterPort: number,
): readonly string[] => [
  ...['-M', 'esp32c3', '-display', 'none', '-monitor', 'none'],
  ...['-drive', `file=${flash},if=mtd,format=raw`],
  ...['-drive', `file=${fuses},if=none,format=raw,id=efuse`],
  ...['-global', 'driver=nvram.esp32c3.efuse,property=drive,value=efuse'],
  ...['-global', 'driver=timer.esp32c3.timg,property=wdt_disable,value=true'],
  ...['-nic', 'user,model=open_eth'],
  ...['-serial', 'stdio'],
  ...['-serial', `tcp:127.0.0.1:${meterPort}`],
];

export type EmulatorOptions = BoardEvents & {
  readonly program: string;
  readonly files: EmulatorFiles;
  /** Writes the files, once the owner's documents are written. */
  readonly makeFiles: () => Promise<void>;
};

export class Emulator implements BoardProcess {
  readonly #options: EmulatorOptions;
  readonly #line: Server;
  #wire: Socket | undefined;
  #process: ChildProcess | undefined;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.#line = createServer((wire) => this.#connected(wire));
  }

  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  async prepare(): Promise<void> {
    await this.#options.makeFiles();
    await new Promise<void>((listening, failed) => {
      this.#line.once('error', failed);
      this.#line.listen(0, '127.0.0.1', listening);
    });
    this.#line.unref();
  }

  powerOn(): void {
    const { program, files } = this.#options;
    const { port } = this.#line.address() as AddressInfo;
    const child = spawn(program, emulatorOptions(files, port), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const spoken = new Spoken(this.#options);
    this.#process = child;
    child.stdout?.on('data', (bytes: Buffer) => {
      // A console ends its lines with both.
      if (this.#process === child) spoken.take(bytes.toString('utf8').replaceAll('\r', ''));
    });
    child.on('error', () => this.#ended(child, -1));
    child.on('close', (code) => this.#ended(child, code ?? -1));
  }

  /** Nothing that it said and that was not heard yet counts any more. */
  cutPower(): void {
    const child = this.#process;
    if (child === undefined) return;
    child.kill('SIGKILL');
    this.#ended(child, -1);
  }

  #ended(child: ChildProcess, code: number): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    this.#wire?.destroy();
    this.#wire = undefined;
    this.#options.onContactor(false);
    this.#options.onEnd(code);
  }

  #connected(wire: Socket): void {
    this.#wire?.destroy();
    this.#wire = wire;
    wire.on('error', () => {}); // it ends with the process
    wire.on('data', (bytes: Uint8Array) => {
      if (this.#wire !== wire) return;
      this.#options.onMeter(
        bytes,
        (answer) => void (wire.destroyed ? undefined : wire.write(answer)),
      );
    });
  }
}
