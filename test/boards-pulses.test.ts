/** A board that counts pulses: what its definition must say, and the meter that comes of it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBoard } from '../drivers/boards/board';
import { chosenMeter, type MeterWire } from '../drivers/meters/chosen-meter';
import { PulseMeter } from '../drivers/meters/pulse-meter';
import { formatConfigError } from '../src/config/fields';
import { milliWattHours, milliWatts } from '../src/units';
import { ManualClock } from './manual-clock';
import { BOARDS } from './vectors/boards';

const boards = suite('boards of pulses');
const DEVKIT = BOARDS['esp32-devkit'];
const complaints = (document: object): readonly string[] => {
  const parsed = parseBoard(JSON.stringify(document));
  return parsed.ok ? [] : parsed.fault.map(formatConfigError);
};

const PULSES = { kind: 'pulses', pin: 34, filterNs: 0, impulsesPerKilowattHour: 1_000 };
const BAD_PULSES: readonly (readonly [string, object, string])[] = [
  [
    'a constant whose pulse is more than the reserve of a sale holds',
    { impulsesPerKilowattHour: 100 },
    'meter.impulsesPerKilowattHour: expected a whole number from 250 to 10000, got 100',
  ],
  [
    'a broken constant',
    { impulsesPerKilowattHour: 312.5 },
    'meter.impulsesPerKilowattHour: expected a whole number from 250 to 10000, got 312.5',
  ],
  [
    'no constant',
    { impulsesPerKilowattHour: undefined },
    'meter.impulsesPerKilowattHour: expected a whole number from 250 to 10000, got nothing',
  ],
  ['the pin of the contactor', { pin: 33 }, 'meter.pin: expected a pin of its own'],
  [
    'an object that is no number and no text',
    { pin: { toString: 1 } },
    'meter.pin: expected the number of a pin, got an object',
  ],
];
for (const [name, change, said] of BAD_PULSES) {
  boards(`pulses: refuses ${name}`, () => {
    const [line = '', ...more] = complaints({ ...DEVKIT, meter: { ...PULSES, ...change } });
    assert.ok(line.startsWith(said) && more.length === 0, line);
  });
}

boards('pulses: a definition with pin, filter and constant is accepted', () => {
  assert.equal(complaints({ ...DEVKIT, meter: PULSES }), []);
});

boards('pulses: a contactor must have a mirror contact, because no current is seen', () => {
  const contactor = { ...DEVKIT.contactor, feedback: { kind: 'meter' } };
  assert.equal(complaints({ ...DEVKIT, meter: PULSES, contactor }), [
    'contactor.feedback.kind: expected mirror, as pulses show no current, got "meter"',
  ]);
});

// ---- what a configuration makes of it

const WIRE: MeterWire = {
  kind: 'pulses',
  counter: { count: () => 0, isOn: () => false },
  impulsesPerKilowattHour: 1_000,
};
const LINE: MeterWire = {
  kind: 'line',
  open: () => () => ({ read: () => undefined, write: () => {} }),
};
const CHOICE = { type: 'pulses', address: 1, upsideDown: false };
const choose = (change: object, wire: MeterWire = WIRE) =>
  chosenMeter({ ...CHOICE, ...change }, new ManualClock(), wire);

boards('meter: a board that counts pulses has the meter pulses', () => {
  const chosen = choose({});
  assert.ok(chosen.ok && chosen.value instanceof PulseMeter);
});

boards('meter: without a journal the register begins at 0, and else where it was left', () => {
  for (const [written, expected] of [
    [-1, 0],
    [5_000, 5_000],
  ] as const) {
    const since = { importRegister: written, exportRegister: written };
    const chosen = chosenMeter(CHOICE, new ManualClock(), WIRE, since);
    assert.ok(chosen.ok);
    chosen.value.sample((answer) => {
      assert.ok(answer.ok);
      const { importRegister, exportRegister } = answer.value;
      assert.equal([importRegister, exportRegister], [expected, expected]);
    });
  }
});

const CONTRADICTIONS: readonly (readonly [string, object, MeterWire, string])[] = [
  ['a meter on a line', { type: 'sdm120' }, WIRE, 'meter.type: sdm120 is not one of pulses'],
  ['pulses on a line', {}, LINE, 'meter.type: pulses is not one of sdm120, sdm230'],
  ['upside down', { upsideDown: true }, WIRE, 'meter.upsideDown: pulses tell one direction'],
  ['another step', { registerStep: milliWattHours(500) }, WIRE, 'meter.registerStepMilliWatt'],
];
for (const [name, change, wire, said] of CONTRADICTIONS) {
  boards(`meter: ${name}: what contradicts the wiring is refused by name`, () => {
    const chosen = choose(change, wire);
    assert.ok(!chosen.ok && chosen.fault.startsWith(said), chosen.ok ? 'taken' : chosen.fault);
  });
}

boards('meter: a breaker that lets more through than pulses can tell is refused', () => {
  const wire = { ...WIRE, impulsesPerKilowattHour: 10_000 };
  const chosen = (watts: number) =>
    chosenMeter(CHOICE, new ManualClock(), wire, undefined, milliWatts(watts * 1_000));
  assert.ok(chosen(6_000).ok);
  const { fault = '' } = chosen(6_001) as { fault?: string };
  assert.is(fault, 'supply.breakerMilliAmps: pulses of this meter tell 6000 W at most');
});

boards.run();
