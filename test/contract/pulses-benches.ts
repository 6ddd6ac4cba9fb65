/** The counters that the contract is held against: scripted, a file's, and the C of the board. */
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PinCounter } from '../../drivers/esp32/pulse-counter';
import { PulseFile } from '../../drivers/lin/pulse-file';
import { NativeFace } from './native-face';
import type { PulsesBench } from './pulses';

const PIN = 33;
const NO_PIN = 99;

/** As the tests of the driver have it. */
export function scriptedCounter(): PulsesBench {
  let count = 0;
  let isOn = false;
  const counter = { count: () => count, isOn: () => isOn };
  return {
    counter,
    add: (pulses) => {
      count += pulses;
    },
    hold: () => {
      isOn = true;
    },
    powerOn: () => {
      count = 0;
      return counter;
    },
    missing: () => ({ count: () => undefined, isOn: () => false }),
    close: () => {},
  };
}

/** As the SDK's file system does it, with Node's. Bytes of runs before are no pulses of this. */
export function fileCounter(): PulsesBench {
  const folder = mkdtempSync(join(tmpdir(), 'pulses-'));
  const path = join(folder, 'pulses');
  writeFileSync(path, '...');
  const open = (file: string) =>
    new PulseFile(() => statSync(file, { throwIfNoEntry: false })?.size);
  return {
    counter: open(path),
    add: (pulses) => appendFileSync(path, '.'.repeat(pulses)),
    hold: undefined,
    powerOn: () => open(path),
    missing: () => open(join(folder, 'nothing')),
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** A power cut ends the program: what is static in it begins anew. */
export function pinCounter(program: string): PulsesBench {
  const opened: NativeFace[] = [];
  const power = () => {
    const native = new NativeFace(program);
    opened.push(native);
    return native;
  };
  let native = power();
  const pins = { pin: PIN, filterNs: 1_000 };
  return {
    counter: new PinCounter(native, pins),
    add: (pulses) => native.pulses(pulses),
    hold: () => native.input(PIN, 0),
    powerOn: () => {
      native = power();
      return new PinCounter(native, pins);
    },
    missing: () => new PinCounter(native, { ...pins, pin: NO_PIN }),
    close: () => {
      for (const each of opened) each.close();
    },
  };
}
