/**
 * One suite for what stands in and for what is real: the desk's fakes, the drivers of the desktop
 * runtime, and those of an ESP32 over their own C. So no fake can drift from what it stands for.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import { GuardedContactor } from '../drivers/esp32/guarded-contactor';
import { Partition } from '../drivers/esp32/partition';
import type { FlashChip } from '../drivers/journal-orders';
import { PrintedContactor } from '../drivers/lin/contactor';
import { type FlashFile, JournalFile } from '../drivers/lin/journal-file';
import { Contactor } from '../host-sim/contactor';
import { EventQueue } from '../host-sim/event-queue';
import { MemoryFlash } from '../host-sim/flash/memory-flash';
import { SECTOR_BYTES } from '../src/journal/sector';
import { durationMs } from '../src/units';
import { clockContract } from './contract/clock';
import { manualBench, runBench, sdkBench } from './contract/clock-benches';
import { type ContactorBench, contactorContract } from './contract/contactor';
import { type FlashBench, flashContract } from './contract/flash';
import { httpContract } from './contract/http';
import { adapterBench, portBench } from './contract/http-benches';
import { lineContract } from './contract/line';
import { missingTerminal, nativeBench, scriptedBench, serialBench } from './contract/line-benches';
import { NativeFace } from './contract/native-face';
import { pulsesContract } from './contract/pulses';
import { fileCounter, pinCounter, scriptedCounter } from './contract/pulses-benches';
import { ManualClock } from './manual-clock';
import { hasTool, makeProgram } from './runner/native-programs';

const SECTORS = 16;
const PIN = 33;

const contract = suite('contract');

// ---- clock

clockContract(contract, 'by hand', manualBench);
clockContract(contract, 'of the SDK', sdkBench);
clockContract(contract, 'of a run', runBench);

// ---- http

httpContract(contract, 'of the desk', adapterBench);
httpContract(contract, 'of the device', portBench);

// ---- flash

/** The desk's flash throws where a rule is broken: there it is a bug of ours. */
function memoryBench(): FlashBench {
  const memory = new MemoryFlash({ sectors: SECTORS, isEncrypted: false, below: () => 0 });
  const told = (run: () => void) => {
    try {
      run();
      return true;
    } catch {
      return false;
    }
  };
  const chip: FlashChip = {
    sectors: SECTORS,
    read: (at, count) => {
      const offset = at % SECTOR_BYTES;
      return memory.read(Math.floor(at / SECTOR_BYTES)).slice(offset, offset + count);
    },
    erase: (sector) => told(() => memory.erase(sector)),
    write: (at, bytes) => told(() => memory.write(at, bytes)),
  };
  const reopen = () => {
    memory.boot();
    return chip;
  };
  return { chip, reopen, close: () => {} };
}

/** As the SDK's file does it, with Node's. */
function fileBench(): FlashBench {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const file = openSync(join(folder, 'flash'), 'w+');
  writeSync(file, Buffer.alloc(SECTORS * SECTOR_BYTES, 0xff), 0, undefined, 0);
  const flash: FlashFile = {
    read: (count, position) => {
      const bytes = new Uint8Array(count);
      readSync(file, bytes, 0, count, position);
      return bytes.buffer;
    },
    write: (bytes, position) => {
      writeSync(file, new Uint8Array(bytes), 0, undefined, position);
    },
  };
  const reopen = () => new JournalFile(flash, { sectors: SECTORS, sectorBytes: SECTOR_BYTES });
  const close = () => {
    closeSync(file);
    rmSync(folder, { recursive: true });
  };
  return { chip: reopen(), reopen, close };
}

flashContract(contract, 'of the desk', memoryBench);
flashContract(contract, 'in a file', fileBench);

// ---- contactor

function worldBench(): ContactorBench {
  const queue = new EventQueue();
  const contactor = new Contactor(queue, () => {});
  return {
    tell: (state, validForMs) => contactor.tell(state, validForMs),
    advance: (ms) => {
      const until = queue.now + ms;
      for (let at = queue.nextAt; at !== undefined && at <= until; at = queue.nextAt) {
        void queue.step();
      }
      queue.advanceTo(until);
    },
    isClosed: () => contactor.isClosed,
    close: () => {},
  };
}

function printedBench(): ContactorBench {
  const clock = new ManualClock();
  let isClosed = false;
  const contactor = new PrintedContactor(clock, (line) => {
    isClosed = line.startsWith('pin contactor=closed');
  });
  return {
    tell: (state, validForMs) => contactor.tell(supply(state, validForMs)),
    advance: (ms) => clock.advance(ms),
    isClosed: () => isClosed,
    close: () => {},
  };
}

const supply = (state: 'open' | 'wind-down' | 'closed', validForMs: number) =>
  ({ kind: 'supply', state, validForMs: durationMs(validForMs) }) as const;

contactorContract(contract, 'of the desk', worldBench);
contactorContract(contract, 'printed', printedBench);

// ---- pulses

pulsesContract(contract, 'scripted', scriptedCounter);
pulsesContract(contract, 'in a file', fileCounter);

// ---- line of the meter

const noTerminal = await missingTerminal();
if (noTerminal !== undefined) console.log(`skipped: contract: ${noTerminal}`);
lineContract(contract, 'scripted', scriptedBench);
if (noTerminal === undefined) lineContract(contract, 'of a serial port', serialBench);

// ---- the same over the C of the board

class NoPins {
  static readonly Input = 0;
  static readonly Output = 8;
  read(): number {
    return 0;
  }
  write(): void {}
}

function guardBench(program: string): ContactorBench {
  const native = new NativeFace(program);
  native.byHand();
  const clock = new ManualClock();
  const contactor = new GuardedContactor({
    clock,
    native,
    digital: NoPins,
    pins: { pin: PIN, activeHigh: true, feedback: { kind: 'meter' } },
    print: () => {},
  });
  return {
    tell: (state, validForMs) => contactor.tell(supply(state, validForMs)),
    advance: (ms) => native.advance(ms),
    isClosed: () => native.pin(PIN) === 1,
    close: () => native.close(),
  };
}

function partitionBench(program: string): FlashBench {
  const native = new NativeFace(program);
  const reopen = () => new Partition(native);
  return { chip: reopen(), reopen, close: () => native.close() };
}

if (hasTool('gcc')) {
  const { program, complaint } = makeProgram('face', 'sanitized');
  contract('the C of the board compiles behind a pipe', () => {
    if (complaint !== undefined) throw new Error(complaint);
  });
  if (complaint === undefined) {
    flashContract(contract, 'native', () => partitionBench(program));
    contactorContract(contract, 'native', () => guardBench(program));
    pulsesContract(contract, 'native', () => pinCounter(program));
    if (noTerminal === undefined) lineContract(contract, 'native', () => nativeBench(program));
  }
} else {
  console.log('skipped: contract: no gcc to compile the C of the board');
}

contract.run();
