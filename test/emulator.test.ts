/**
 * What stands around Espressif's emulator, with a program in its place that does as a chip would:
 * what it is started with, what is in its flash, and what is said when something is missing.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LifeTime } from '../host-sim/device/desk-time';
import { Emulator, emulatorOptions, FROM_EMULATOR, QEMU } from '../host-sim/device/emulator';
import { builtPieces, flashOf, fusesOfC3 } from '../host-sim/device/emulator-image';
import { readyToEmulate } from '../host-sim/device/run-emulator';
import { startServers } from '../host-sim/device/servers';
import { createLedger } from '../host-sim/lightning/ledger';
import { parseConfig } from '../src/config/board-config';
import { decodeLink } from '../src/payment/lnurl';
import { secret } from '../src/secret';
import { flatBoardDocument } from './vectors/config';

const test = suite('emulator');
const folder = mkdtempSync(join(tmpdir(), 'emulator-test-'));
test.after(() => rmSync(folder, { recursive: true }));

const install = (path: string, text: string): string => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
};

// ---- what it is started with

test('flash and fuses are files, the meter is UART 1 over TCP, the network its own', () => {
  const text = emulatorOptions({ flash: 'f.bin', fuses: 'e.bin' }, 4_711).join(' ');
  assert.match(text, '-M esp32c3 ');
  assert.match(text, '-drive file=f.bin,if=mtd,format=raw ');
  assert.match(text, '-drive file=e.bin,if=none,format=raw,id=efuse ');
  assert.match(text, '-nic user,model=open_eth ');
  assert.match(text, /-serial stdio -serial tcp:127\.0\.0\.1:4711$/);
});

// ---- what is in the flash

const bytes = (...list: number[]) => Uint8Array.from(list);

test('each piece is at its address, and the rest is erased', () => {
  const flash = flashOf(
    [
      { at: 6, bytes: bytes(3) },
      { at: 0, bytes: bytes(1, 2) },
    ],
    8,
  );
  assert.ok(flash.ok);
  assert.equal(Array.from(flash.value), [1, 2, 255, 255, 255, 255, 3, 255]);
});

for (const [name, at] of [
  ['over another', 1],
  ['beyond the end', 7],
] as const) {
  test(`a piece ${name} is refused`, () => {
    const pieces = [
      { at: 0, bytes: bytes(1, 2) },
      { at, bytes: bytes(3, 4) },
    ];
    assert.equal(flashOf(pieces, 8), { ok: false, fault: `flash: no room at 0x${at}` });
  });
}

test('its fuses are those of a C3 of revision 0.3, and else not burned', () => {
  const fuses = fusesOfC3();
  assert.is(fuses.length, 1_024);
  assert.equal(
    [...fuses].flatMap((byte, at) => (byte === 0 ? [] : [[at, byte]])),
    [[38, 12]],
  );
});

// ---- what must be there

const built = join(folder, 'build/device/esp32c3-emulator/out/tmp/xsProj/build');
const NO_TOOLS = { PATH: join(folder, 'nothing'), IDF_PATH: '' };
const WITH_QEMU = { ...NO_TOOLS, PATH: join(folder, 'bin') };
const WITH_IDF = { ...WITH_QEMU, IDF_PATH: join(folder, 'idf') };

test('what is missing is one sentence each: emulator, ESP-IDF, image, a piece of it', () => {
  const missing = (environment: NodeJS.ProcessEnv) => {
    const ready = readyToEmulate(folder, environment);
    return ready.ok ? 'nothing' : ready.fault;
  };
  assert.match(missing(NO_TOOLS), /^qemu-system-riscv32 is not on the path: .*idf_tools\.py/);
  install(join(folder, 'bin', QEMU), '');
  assert.match(missing(WITH_QEMU), /^IDF_PATH does not name ESP-IDF: .*xs-dev/);
  install(join(folder, 'idf/tools/idf.py'), '');
  assert.match(missing(WITH_IDF), /no image .*npm run device -- build esp32c3-emulator --measure/);
  const list = { flash_files: { '0x0': 'boot.bin', '0x40000': 'xs.bin' } };
  install(join(built, 'flasher_args.json'), JSON.stringify(list));
  install(join(built, 'boot.bin'), 'boot');
  assert.match(missing(WITH_IDF), /not whole: .*xs\.bin; build it again/);
  install(join(built, 'xs.bin'), 'xs');
  assert.is(missing(WITH_IDF), 'nothing');
  const pieces = builtPieces(folder, 'esp32c3-emulator');
  assert.ok(pieces.ok);
  assert.equal(
    pieces.value.map((piece) => [piece.at, String(piece.bytes)]),
    [
      [0, 'boot'],
      [0x40000, 'xs'],
    ],
  );
});

test('a chip in it is given a link and a node that its board admits', async () => {
  const time = new LifeTime();
  const epochMs = () => 1_700_000_000_000;
  const ledger = createLedger({ epochMs, buyers: ['flat'] });
  const servers = await startServers({
    ledger,
    buyer: 'flat',
    time,
    epochMs,
    onMoment: () => {},
    place: FROM_EMULATOR,
  });
  const { link, nodeUrl, nodeTrust, localHosts } = servers;
  await servers.stop();
  const node = { kind: 'lnd', url: nodeUrl, ...nodeTrust, credential: 'node' };
  const config = parseConfig({ ...flatBoardDocument(), network: 'regtest', node, localHosts });
  assert.ok(config.ok);
  assert.match(nodeUrl, /^https:\/\/10\.0\.2\.2:/);
  assert.ok(decodeLink(secret(link), config.value).ok);
});

// ---- a program in its place

/** Asks its meter once, says what it heard, and lives until it is killed. */
const CHIP = `#!${process.execPath}
const port = Number(process.argv.join(' ').split('tcp:127.0.0.1:')[1]);
const wire = require('node:net').connect(port, '127.0.0.1', () => wire.write('question'));
const say = (line) => process.stdout.write(line + '\\r\\n');
wire.on('data', (bytes) => (say('pin contactor=closed'), say('heard ' + bytes)));
`;

test('its console and its meter are heard, and a power cut opens the contactor', async () => {
  const lines: string[] = [];
  const contactor: boolean[] = [];
  const ends: number[] = [];
  let prepared = 0;
  const files = { flash: join(folder, 'f'), fuses: join(folder, 'e') };
  let heard = () => {};
  const emulator = new Emulator({
    program: install(join(folder, 'chip.cjs'), CHIP),
    files,
    makeFiles: async () => {
      prepared += 1;
    },
    onMeter: (question, answer) => answer(Buffer.from(`${Buffer.from(question)}!`)),
    onContactor: (isClosed) => contactor.push(isClosed),
    onView: () => {},
    onLine: (line) => {
      lines.push(line);
      if (line.startsWith('heard')) heard();
    },
    onEnd: (code) => ends.push(code),
  });
  await emulator.prepare();
  for (let boot = 1; boot <= 2; boot++) {
    const said = new Promise<void>((resolve) => {
      heard = resolve;
    });
    emulator.powerOn();
    assert.ok(emulator.isRunning);
    await said;
    emulator.cutPower();
    assert.not.ok(emulator.isRunning);
  }
  assert.is(prepared, 1); // the flash of the first boot is that of the second
  assert.equal(lines, Array(2).fill(['pin contactor=closed', 'heard question!']).flat());
  assert.equal(contactor, [true, false, true, false]);
  assert.equal(ends, [-1, -1]);
});

test('a program that cannot be started is an end, and nothing is closed', async () => {
  const ends: number[] = [];
  const contactor: boolean[] = [];
  const end = new Promise<void>((resolve) => {
    const emulator = new Emulator({
      program: join(folder, 'no-such-program'),
      files: { flash: '', fuses: '' },
      makeFiles: async () => {},
      onMeter: () => {},
      onContactor: (isClosed) => contactor.push(isClosed),
      onView: () => {},
      onLine: () => {},
      onEnd: (code) => {
        ends.push(code);
        resolve();
      },
    });
    void emulator.prepare().then(() => emulator.powerOn());
  });
  await end;
  assert.equal(ends, [-1]);
  assert.equal(contactor, [false]);
});

test.run();
