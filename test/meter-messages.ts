/** How `npm run meter` fails on a pseudo-terminal, and what it must say. */
import { chmodSync } from 'node:fs';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { METER_ROWS } from '../drivers/meters/rows';
import { seal } from '../drivers/modbus/crc16';
import { flippedBit } from '../host-sim/meters/line-faults';
import { openSerialLine } from '../host-sim/meters/serial-line';
import type { Command } from './command-bench';
import type { MessageRow } from './message-row';
import type { SerialBench } from './serial-bench';

const NOBODY = 65_534;

/** Of the meter on the bench. */
export const ADDRESS = 2;

/** `command`: made before the first row is provoked. */
export function meterRows(bench: SerialBench, command: () => Command): readonly MessageRow[] {
  const read = (...more: string[]) => {
    const parameters = ['--type', 'sdm120', '--port', bench.port];
    return command().run([...parameters, '--address', String(ADDRESS), ...more]);
  };
  const healthy = (at: number, request: Uint8Array) => bench.meter.answer(at, request);
  return [
    {
      name: 'a port that another program has open is busy',
      provoke: async () => {
        const taken = await openSerialLine(bench.port, METER_ROWS.sdm120.line);
        assert.ok(taken.ok);
        const ended = await read();
        await taken.value.close();
        return ended;
      },
      code: 1,
      happened: /is busy: another program has it open/,
      done: /The port was left alone/,
      todo: /lsof .*near/,
    },
    {
      name: 'a serial device that is missing',
      provoke: () => command().run(['--type', 'sdm120', '--port', `${bench.port}-gone`]),
      code: 1,
      happened: /There is no serial port .*near-gone/,
      done: /Nothing was read/,
      todo: /give one of them to --port|plug the RS-485 adapter in/,
    },
    {
      name: 'a serial device that this user may not open',
      provoke: async () => {
        const parameters = ['--type', 'sdm120', '--port', bench.port];
        // Nothing is forbidden to root, but root may run it as somebody else.
        if (process.getuid?.() === 0) return command().run(parameters, { userId: NOBODY });
        chmodSync(bench.port, 0);
        const ended = await command().run(parameters);
        chmodSync(bench.port, 0o600);
        return ended;
      },
      code: 1,
      happened: /This user may not open .*near/,
      done: /Nothing was read/,
      todo: /usermod -aG dialout/,
    },
    {
      name: 'a path that is no serial port',
      provoke: () => command().run(['--type', 'sdm120', '--port', '/dev/null']),
      code: 1,
      happened: /it is not a serial port/,
      done: /Nothing was read/,
      todo: /give the path of the RS-485 adapter/,
    },
    {
      name: 'a wrong address, with the one that answers',
      provoke: () => read('--address', '5'),
      code: 1,
      happened: /Wrong address: nobody answers at address 5 on .* \(2400 8N1\)/,
      done: /asked three times. Address 2 on the same line does answer/,
      todo: /--address 2$/m,
    },
    {
      name: 'silence, with what was tried and what to check',
      provoke: () => {
        bench.answerBy(() => undefined);
        return read();
      },
      code: 1,
      happened: /Silence: not one byte came back from address 2/,
      done: /asked three times. Then addresses 1 to 10/,
      todo: /A and B [\s\S]*the address and the baud[\s\S]*power[\s\S]*120 ohm[\s\S]*--scan/,
    },
    {
      name: 'only CRC errors are not silence',
      provoke: () => {
        bench.answerBy(flippedBit(healthy, (below) => (below > 60 ? 60 : 0)));
        return read();
      },
      code: 1,
      happened: /Only CRC errors: bytes come from address 2/,
      done: /The line is alive, so this is not silence/,
      todo: /baud rate or parity[\s\S]*share address 2[\s\S]*noise/,
    },
    {
      name: 'a meter that knows no such register',
      provoke: () => {
        bench.answerBy((_, request) => seal(Uint8Array.of(request[0]!, 0x84, 0x02, 0, 0)));
        return read();
      },
      code: 1,
      happened: /has no such register as the Eastron SDM120/,
      done: /Nothing was read/,
      todo: /check --type/,
    },
    {
      name: 'a scan that finds noise says so, and what was tried',
      provoke: () => {
        bench.answerBy(flippedBit(healthy, (below) => (below > 60 ? 60 : 0)));
        return read('--scan', '--baud', '2400', '--parity', 'none');
      },
      code: 1,
      happened: /answers with a whole frame, but the line is not silent/,
      done: /Tried address 2 at 2400 8N1/,
      todo: /two may share an address/,
    },
  ];
}
