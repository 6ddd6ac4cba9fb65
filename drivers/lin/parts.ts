/**
 * The parts of a board that runs on this machine: everything is real but the pins. Documents and
 * flash are files of the folder that `HOME` names when the loader starts.
 */
import HttpClient from 'embedded:network/http/client';
import FFI from 'mc/ffi';
import Modules from 'modules';
import Time from 'time';
import Timer from 'timer';
import type { OpenSocket } from '../http/socket';
import { openTlsSocket } from '../http/tls-socket';
import { JournalOrders } from '../journal-orders';
import type { HttpClientClass, OpenParts } from '../parts';
import { openTcpSocket } from '../sdk/tcp-socket';
import { PrintedContactor } from './contactor';
import { type FlashFile, JournalFile } from './journal-file';
import { openMeterLine } from './meter-line';
import { Outside } from './outside';
import { PulseFile } from './pulse-file';
import { RunClock } from './run-clock';

const RESTART_CODE = 75;
const FLASH_FILE = 'flash.bin';
const PULSES_FILE = 'pulses';
const ERASED = 0xff;
const PIECE_BYTES = 256;

/** As much of `embedded:storage/files` as is used; npm's types of the SDK do not have it. */
type Files = {
  openFile(options: { readonly path: string; readonly mode?: 'r' | 'r+' | 'w' }): FlashFile & {
    status(): { readonly size: number };
    close(): void;
  };
  status(path: string): { isFile(): boolean };
};

/** `run.json`, beside the two documents of the owner. */
type RunDocument = {
  readonly hardware: string;
  /** A path such as /dev/pts/3 or /dev/ttyUSB0. */
  readonly meterDevice: string;
  /** Instead of it: each byte that is added to the file `pulses` is one pulse of such a meter. */
  readonly impulsesPerKilowattHour?: number;
  /** The clock does not wait: see `run-clock.ts`. The world must follow it. */
  readonly isHurried?: boolean;
  /** As after an update; whoever started the firmware keeps its word that it is confirmed. */
  readonly isImageOnTrial?: boolean;
};

export const openParts: OpenParts = ({ sectors, sectorBytes, isPublicAddress, caught }) => {
  // Bound to its folder when it is loaded, which must not be when the firmware is built.
  const files = Modules.importNow('embedded:storage/files') as Files;
  const native = new FFI();
  const run = JSON.parse(readText(files, 'run.json')) as RunDocument;
  const tell = (line: string) => trace(`${line}\n`);
  const outside = run.isHurried === true ? new Outside(tell) : undefined;
  const clock = new RunClock({
    ticks: () => Time.ticks,
    repeat: (ring, ms) => void Timer.repeat(ring, ms),
    caught,
    ...(outside === undefined ? {} : { isAwaiting: () => outside.isAwaited }),
  });
  const print = (line: string) => {
    outside?.tellTime(clock);
    tell(line);
  };
  const plain = openTcpSocket({ clock, isPublicAddress, caught });
  const secure = openTlsSocket({ clock, native });
  const openSocket: OpenSocket = (target, events) =>
    (target.isSecure ? secure : plain)(target, events);
  const openLine = openMeterLine(run.meterDevice, caught);
  const { impulsesPerKilowattHour } = run;
  return {
    clock,
    meter:
      impulsesPerKilowattHour === undefined
        ? {
            kind: 'line',
            open: (line) => outside?.line(clock, openLine(line)) ?? openLine(line),
          }
        : { kind: 'pulses', counter: openPulses(files), impulsesPerKilowattHour },
    contactor: new PrintedContactor(clock, print, {
      hasMirror: impulsesPerKilowattHour !== undefined,
    }),
    journal: new JournalOrders(
      new JournalFile(openFlash(files, sectors * sectorBytes), { sectors, sectorBytes }),
      clock,
    ),
    openSocket: outside?.sockets(openSocket) ?? openSocket,
    http: HttpClient as unknown as HttpClientClass,
    settings: () => ({
      config: readText(files, 'config.json'),
      secrets: readText(files, 'secrets.json'),
      hardware: run.hardware,
    }),
    isImageConfirmed: run.isImageOnTrial !== true,
    confirmImage: () => true,
    entropy: (count) => {
      const bytes = new Uint8Array(count);
      if (native.dc_random(bytes.buffer, count) !== 0) throw new Error('no random bytes');
      return { secret: hexOf(bytes) };
    },
    print,
    show: (view) => print(`view ${JSON.stringify(view)}`),
    restart: () => native.dc_end(RESTART_CODE) as never,
  };
};

function readText(files: Files, path: string): string {
  const file = files.openFile({ path });
  const text = String.fromArrayBuffer(file.read(file.status().size, 0));
  file.close();
  return text;
}

const openPulses = (files: Files): PulseFile =>
  new PulseFile(() => {
    if (!files.status(PULSES_FILE).isFile()) return undefined;
    const file = files.openFile({ path: PULSES_FILE });
    const { size } = file.status();
    file.close();
    return size;
  });

/** A chip out of the factory is erased. */
function openFlash(files: Files, bytes: number): FlashFile {
  if (!files.status(FLASH_FILE).isFile()) {
    const blank = files.openFile({ path: FLASH_FILE, mode: 'w' });
    const piece = new Uint8Array(PIECE_BYTES).fill(ERASED);
    for (let at = 0; at < bytes; at += PIECE_BYTES) blank.write(piece.buffer, at);
    blank.close();
  }
  return files.openFile({ path: FLASH_FILE, mode: 'r+' });
}

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (let i = 0; i < bytes.length; i++) hex += bytes[i]!.toString(16).padStart(2, '0');
  return hex;
}
