/**
 * Loads LDK's WASM once per process; all nodes share it. It prints a line when it loads, which is
 * kept from the console. This folder is the only part of the project that knows LDK.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ldk from 'lightningdevkit';

let loading: Promise<void> | undefined;

export function loadLdk(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('lightningdevkit');
  const wasm = readFileSync(join(dirname(main), 'liblightningjs.wasm'));
  const { log } = globalThis.console;
  globalThis.console.log = () => {};
  try {
    await ldk.initializeWasmFromBinary(wasm);
  } finally {
    globalThis.console.log = log;
  }
}
