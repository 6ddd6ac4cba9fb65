/** `npm run meter` in a process of its own, on a pseudo-terminal with a virtual SDM120. */
import process from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anotherAddress } from '../host-sim/meters/line-faults';
import { assert as assertBug } from '../src/result';
import { bundleCommand, type Command, removeCommands } from './command-bench';
import { openSerialBench } from './serial-bench';

const command = suite('meter command');
const ADDRESS = 3;
let meter: Command;

command.before(async () => {
  meter = await bundleCommand('meter');
});
command.after(removeCommands);

command('usage: --help explains every option and exits 0', async () => {
  const { code, stdout } = await meter.run(['--help']);
  assert.is(code, 0);
  for (const option of ['type', 'port', 'baud', 'parity', 'address', 'scan', 'watch', 'json']) {
    assert.match(stdout, `--${option}`);
  }
});

const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no type', ['--port', 'x'], /--type is missing: one of sdm120/],
  ['a type nearly right', ['--type', 'sdm12', '--port', 'x'], /did you mean sdm120\?/],
  ['no port', ['--type', 'sdm120'], /--port is missing/],
  ['a baud rate of no meter', ['--type', 'sdm120', '--port', 'x', '--baud', '2401'], /--baud 2401/],
  ['an unknown parity', ['--type', 'sdm120', '--port', 'x', '--parity', 'both'], /none, even or/],
  ['the broadcast address', ['--type', 'sdm120', '--port', 'x', '--address', '0'], /1 to 247/],
  ['scan and watch', ['--type', 'sdm120', '--port', 'x', '--scan', '--watch'], /one of the two/],
  ['an unknown option', ['--typ', 'sdm120'], /Unknown option '--typ'/],
];
for (const [name, parameters, expected] of WRONG) {
  command(`usage: ${name} is one helpful line and exit 64`, async () => {
    const { code, stdout, stderr } = await meter.run(parameters);
    assert.is(code, 64);
    assert.is(stdout, '');
    assert.is(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, expected);
    assert.match(stderr, '--help');
  });
}

const bench = await openSerialBench(ADDRESS);
if (typeof bench === 'string') {
  assertBug(process.env['CI'] !== 'true', `meter command cannot run: ${bench}`);
  console.log(`skipped: meter command on a serial line: ${bench}`);
} else {
  const here = ['--type', 'sdm120', '--port', bench.port];
  const asked = [...here, '--address', String(ADDRESS)];
  command.after(() => bench.close());
  command.after.each(() => bench.answerBy(undefined));

  command('read: a person gets an aligned table and exit 0', async () => {
    const { code, stdout, stderr } = await meter.run(asked);
    assert.is(code, 0, stderr);
    assert.is(
      stdout,
      [
        'Eastron SDM120, serial 21000946, address 3, 2400 8N1',
        '  import  1234.567 kWh',
        '  export    89.010 kWh',
        '  power      0.0   W',
        '  L1       230.0   V',
        '             0.000 A',
        '',
      ].join('\n'),
    );
  });

  command(
    'read: a program gets JSON that begins with its schema, the unit in every key',
    async () => {
      const { code, stdout, stderr } = await meter.run([...asked, '--json']);
      assert.is(code, 0, stderr);
      assert.is(stderr, '');
      assert.ok(stdout.startsWith('{"schema":1,'));
      assert.equal(JSON.parse(stdout), {
        schema: 1,
        type: 'sdm120',
        model: 'Eastron SDM120',
        port: bench.port,
        baud: 2_400,
        parity: 'none',
        address: ADDRESS,
        serial: '21000946',
        importKilowattHours: 1_234.567,
        exportKilowattHours: 89.01,
        powerWatts: 0,
        phases: [{ volts: 230, amps: 0 }],
      });
    },
  );

  command('read: --baud auto finds the line settings first', async () => {
    const { code, stdout } = await meter.run([...asked, '--baud', 'auto', '--json']);
    assert.is(code, 0);
    assert.is(JSON.parse(stdout).importKilowattHours, 1_234.567);
  });

  command('watch: one line a second until Ctrl-C, which exits 0', async () => {
    const running = meter.start([...asked, '--watch']);
    await running.says('import 1234.567 kWh');
    const firstMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.is(code, 0);
    const lines = stdout.trim().split('\n');
    const seconds = (performance.now() - firstMs) / 1_000;
    assert.ok(Math.abs(lines.length - 1 - seconds) <= 1, stdout);
    assert.ok(lines.every((line) => line.startsWith('import 1234.567 kWh  export 89.010 kWh')));
  });

  command('scan: finds the address, stops at that line, and says what is left to try', async () => {
    const { code, stdout, stderr } = await meter.run([...here, '--scan']);
    assert.is(code, 0, stderr);
    assert.match(stderr, /^Trying 2400 8N1; \d+ s left at most$/m);
    assert.not.match(stderr, '9600');
    const [heads, row, ...more] = stdout.trim().split('\n');
    assert.is(more.length, 0);
    assert.match(heads ?? '', /^baud {2}parity {2}address/);
    assert.match(row ?? '', /^2400 {2}none +3 +21000946 +1234\.567 +0\.0 {2}Eastron SDM120$/);
  });

  command('scan: JSON tells what was found and what was tried', async () => {
    const scanning = [...here, '--scan', '--json', '--baud', '2400', '--parity', 'even'];
    const { code, stdout } = await meter.run([...scanning, '--address', String(ADDRESS)]);
    assert.is(code, 0);
    const { schema, found, tried } = JSON.parse(stdout);
    assert.is(schema, 1);
    assert.equal(tried, { lines: [{ baud: 2_400, parity: 'even' }], addresses: [ADDRESS] });
    assert.is(found.length, 1);
    assert.is(found[0].serial, '21000946');
  });

  command(
    'fault: JSON names it; an answer in the name of another station is no reading',
    async () => {
      const healthy = (at: number, request: Uint8Array) => bench.meter.answer(at, request);
      bench.answerBy(anotherAddress(healthy, ADDRESS + 1));
      const { code, stdout } = await meter.run([...asked, '--json']);
      assert.is(code, 1);
      const { schema, fault, todo } = JSON.parse(stdout);
      assert.equal([schema, fault], [1, 'unexpected-frame']);
      assert.match(todo.join(), '--type');
    },
  );

  command('watch: an adapter that is pulled out ends it with exit 1', async () => {
    const running = meter.start([...asked, '--watch']);
    await running.says('import');
    await bench.pullOut();
    const { code, output } = await running.ended;
    assert.is(code, 1);
    assert.match(output, 'went away');
  });
}

command.run();
