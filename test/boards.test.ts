/** Each shipped board definition is accepted, and each rule about pins refuses by name. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBoard } from '../drivers/boards/board';
import { CHIP_NAMES, CHIPS } from '../drivers/boards/chip';
import { formatConfigError } from '../src/config/fields';
import { BOARDS } from './vectors/boards';

type Json = Record<string, unknown>;

const boards = suite('boards');

const complaints = (document: unknown): readonly string[] => {
  const parsed = parseBoard(document);
  return parsed.ok ? [] : parsed.fault.map(formatConfigError);
};

/** A shipped board with one field set (`undefined` removes it). */
function changed(name: keyof typeof BOARDS, path: string, value: unknown): unknown {
  const document = JSON.parse(JSON.stringify(BOARDS[name])) as Json;
  const names = path.split('.');
  const last = names.pop() ?? '';
  let at = document;
  for (const each of names) at = at[each] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return document;
}

const parsedBoard = (name: keyof typeof BOARDS) => {
  const parsed = parseBoard(BOARDS[name]);
  if (!parsed.ok) throw new Error(parsed.fault.map(formatConfigError).join('\n'));
  return parsed.value;
};

const NAMES = Object.keys(BOARDS) as (keyof typeof BOARDS)[];

for (const name of NAMES) {
  boards(`${name}: is accepted, as an object and as text`, () => {
    assert.equal(complaints(BOARDS[name]), []);
    assert.equal(parseBoard(JSON.stringify(BOARDS[name])), parseBoard(BOARDS[name]));
  });

  boards(`${name}: a high level closes its contactor, so that a pull-down keeps it open`, () => {
    assert.is(parsedBoard(name).contactor.activeHigh, true);
  });

  boards(`${name}: its sdkconfig lines name the size of its flash where it is not 4 MB`, () => {
    const { flashMegabytes, sdkconfig } = parsedBoard(name);
    const sizes = sdkconfig.filter((line) => line.startsWith('CONFIG_ESPTOOLPY_FLASHSIZE_'));
    const expected = [
      'CONFIG_ESPTOOLPY_FLASHSIZE_4MB=n',
      `CONFIG_ESPTOOLPY_FLASHSIZE_${flashMegabytes}MB=y`,
    ];
    assert.equal(sizes, flashMegabytes === 4 ? [] : expected);
  });
}

boards('the parsed type says all that the document says', () => {
  assert.equal(parsedBoard('wt32-eth01').network, {
    kind: 'ethernet',
    phyAddress: 1,
    reset: 16,
    mdc: 23,
    mdio: 18,
    clock: 0,
  });
  assert.equal(parsedBoard('esp32-devkit').contactor, {
    pin: 33,
    activeHigh: true,
    feedback: { kind: 'mirror', pin: 32, openLevel: 0 },
    trip: { pin: 23, activeHigh: true },
  });
  assert.equal(parsedBoard('shelly-em-gen3').leds, { status: { pin: 9, activeHigh: false } });
});

// ---- what is refused: board, field, value -> the one line that is said

const ESP32_STRAPS = 'a pin that is no strapping pin of the ESP32 (0, 2, 5, 12, 15)';
const C3_STRAPS = 'a pin that is no strapping pin of the ESP32-C3 (2, 8, 9)';
const ESP32_QUIET = 'a pin that is quiet while the ESP32 starts (1, 3, 14 are not)';
const OUTPUT = 'a pin that can be an output (34, 35, 36, 37, 38, 39 cannot)';
const FLASH = "a pin that the ESP32's flash does not need (6, 7, 8, 9, 10, 11)";
const LINE = 'a line such as CONFIG_NAME=y';

const REFUSED: [keyof typeof BOARDS, string, unknown, string][] = [
  ['esp32-devkit', 'contactor.pin', 12, `contactor.pin: expected ${ESP32_STRAPS}, got 12`],
  ['esp32-devkit', 'contactor.trip.pin', 2, `contactor.trip.pin: expected ${ESP32_STRAPS}, got 2`],
  ['esp32c3-mini', 'contactor.pin', 8, `contactor.pin: expected ${C3_STRAPS}, got 8`],
  ['esp32-devkit', 'contactor.pin', 14, `contactor.pin: expected ${ESP32_QUIET}, got 14`],
  ['esp32-devkit', 'contactor.pin', 35, `contactor.pin: expected ${OUTPUT}, got 35`],
  ['esp32-devkit', 'meter.tx', 34, `meter.tx: expected ${OUTPUT}, got 34`],
  ['esp32-devkit', 'leds.status.pin', 39, `leds.status.pin: expected ${OUTPUT}, got 39`],
  ['esp32-devkit', 'meter.rx', 9, `meter.rx: expected ${FLASH}, got 9`],
  ['esp32-devkit', 'button', 6, `button: expected ${FLASH}, got 6`],
  [
    'shelly-em-gen3',
    'button',
    12,
    "button: expected a pin that the ESP32-C3's flash does not need (11, 12, 13, 14, 15, 16, 17)," +
      ' got 12',
  ],
  [
    'esp32-devkit',
    'meter.rx',
    33,
    'meter.rx: expected a pin of its own (contactor.pin has it), got 33',
  ],
  ['esp32-devkit', 'button', 26, 'button: expected a pin of its own (meter.rx has it), got 26'],
  ['wt32-eth01', 'meter.de', 25, "meter.de: expected a pin that is not network's, got 25"],
  [
    'wt32-eth01',
    'network.mdc',
    27,
    'network.mdc: expected a pin of its own (network has it), got 27',
  ],
  ['esp32-devkit', 'meter.rx', 24, 'meter.rx: expected a pin that the ESP32 has, got 24'],
  ['esp32c3-mini', 'meter.rx', 33, 'meter.rx: expected a pin that the ESP32-C3 has, got 33'],
  ['esp32-devkit', 'meter.rx', '26', 'meter.rx: expected the number of a pin, got "26"'],
  ['esp32-devkit', 'meter.rx', undefined, 'meter.rx: expected the number of a pin, got nothing'],
  ['esp32-devkit', 'meter.port', 0, 'meter.port: expected one of 1, 2, got 0'],
  ['esp32c3-mini', 'meter.port', 2, 'meter.port: expected one of 1, got 2'],
  [
    'esp32-devkit',
    'meter.parity',
    'even',
    'meter.parity: expected a known field (did you mean port?), got a text of 4 characters',
  ],
  [
    'esp32-devkit',
    'network.kind',
    'open-eth',
    'network.kind: expected one of wifi, ethernet, got "open-eth"',
  ],
  [
    'esp32c3-mini',
    'network.kind',
    'host',
    'network.kind: expected one of wifi, open-eth, got "host"',
  ],
  [
    'wt32-eth01',
    'network.phyAddress',
    32,
    'network.phyAddress: expected a whole number from 0 to 31, got 32',
  ],
  [
    'esp32-devkit',
    'contactor.activeHigh',
    undefined,
    'contactor.activeHigh: expected true or false, got nothing',
  ],
  [
    'esp32-devkit',
    'contactor.feedback.openLevel',
    2,
    'contactor.feedback.openLevel: expected one of 0, 1, got 2',
  ],
  [
    'lin',
    'contactor.feedback.pin',
    4,
    'contactor.feedback.pin: expected a known field (one of kind), got 4',
  ],
  ['esp32-devkit', 'flashMegabytes', 2, 'flashMegabytes: expected one of 4, 8, 16, got 2'],
  [
    'esp32-devkit',
    'chip',
    'esp8266',
    'chip: expected one of esp32, esp32s3, esp32c3, esp32c6, lin, got "esp8266"',
  ],
  ['esp32-devkit', 'version', 2, 'version: expected 1, got 2'],
  [
    'esp32-devkit',
    'sdkconfig',
    ['# CONFIG_X is not set'],
    `sdkconfig.0: expected ${LINE}, got "# CONFIG_X is not set"`,
  ],
  ['esp32-devkit', 'sdkconfig', ['CONFIG_X='], `sdkconfig.0: expected ${LINE}, got "CONFIG_X="`],
  ['esp32-devkit', 'sdkconfig', [7], `sdkconfig.0: expected ${LINE}, got 7`],
];

for (const [name, path, value, line] of REFUSED) {
  boards(`refuses ${name} with ${path} ${JSON.stringify(value)}`, () => {
    assert.equal(complaints(changed(name, path, value)), [line]);
  });
}

const closing = (name: keyof typeof BOARDS, pin: number) =>
  complaints(changed(name, 'contactor.pin', pin)).filter((line) =>
    line.startsWith('contactor.pin'),
  );

boards('no chip lets a strapping, flash, input-only or restless pin close the mains', () => {
  for (const chip of CHIP_NAMES) {
    const row = CHIPS[chip];
    const document = { ...BOARDS.lin, chip, network: { kind: row.networks[0] } };
    for (const pin of [...row.strapping, ...row.flash, ...row.inputOnly, ...row.restless]) {
      const contactor = { ...BOARDS.lin.contactor, pin };
      const said = complaints({ ...document, contactor }).join('\n');
      assert.match(said, 'contactor.pin: expected a pin that', `${chip} ${pin}`);
    }
  }
});

boards('a quiet output of the ESP32 may close the mains', () => {
  for (const pin of [4, 13, 16, 17, 18, 19]) assert.equal(closing('esp32-devkit', pin), []);
});

boards('pulses and a transceiver that switches by itself are lines too', () => {
  const pulses = { kind: 'pulses', pin: 34, filterNs: 12_000, impulsesPerKilowattHour: 1_000 };
  assert.equal(complaints(changed('esp32-devkit', 'meter', pulses)), []);
  assert.equal(complaints(changed('esp32-devkit', 'meter.de', undefined)), []);
  const slow = { ...pulses, filterNs: 20_000_000 };
  assert.equal(complaints(changed('esp32-devkit', 'meter', slow)), [
    'meter.filterNs: expected a whole number from 0 to 12787, got 20000000',
  ]);
});

boards('whatever stands in a document, it is refused and nothing is thrown', () => {
  const odd = [undefined, null, 7, '', '{', '[[[[[[[[[[', [], {}, 'null', NaN, { chip: 'esp32' }];
  for (const document of odd) assert.ok(complaints(document).length > 0, String(document));
  for (const name of NAMES) {
    for (const field of Object.keys(BOARDS[name])) {
      for (const value of [null, -1, 0.5, 'x', [], {}, [[]], true]) {
        const parsed = parseBoard(changed(name, field, value));
        if (field !== 'button' && field !== 'name') continue;
        assert.is(parsed.ok, field === 'name' && value === 'x', `${name} ${field}`);
      }
    }
  }
});

boards.run();
