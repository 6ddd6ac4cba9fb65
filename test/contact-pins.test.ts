/** The pins beside the contactor: what the mirror contact says, and a pulse that trips upstream. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ContactorPins } from '../drivers/boards/definition';
import { ContactPins } from '../drivers/esp32/contact-pins';
import type { Contacts } from '../src/ports';
import { ManualClock } from './manual-clock';

const levels = new Map<number, number>();
const opened: object[] = [];

class FakeDigital {
  static readonly Input = 0;
  static readonly Output = 8;
  readonly #pin: number;

  constructor(options: { pin: number; mode: number; initialValue?: 0 | 1 }) {
    opened.push(options);
    this.#pin = options.pin;
    if (options.initialValue !== undefined) levels.set(options.pin, options.initialValue);
  }

  read(): number {
    return levels.get(this.#pin) ?? 0;
  }

  write(level: 0 | 1): void {
    levels.set(this.#pin, level);
  }
}

function begin(pins: Partial<ContactorPins>) {
  levels.clear();
  opened.length = 0;
  const clock = new ManualClock();
  const contactor: ContactorPins = {
    pin: 33,
    activeHigh: true,
    feedback: { kind: 'meter' },
    ...pins,
  };
  return { clock, contacts: new ContactPins({ clock, digital: FakeDigital, pins: contactor }) };
}

const test = suite('contact pins');

for (const openLevel of [0, 1] as const) {
  test(`mirror: level ${openLevel} is open; said at once, and then on each change`, () => {
    const { clock, contacts } = begin({ feedback: { kind: 'mirror', pin: 32, openLevel } });
    const heard: Contacts[] = [];
    levels.set(32, openLevel);
    let told: Contacts = 'open';
    const isTold = () => told;
    contacts.watch((are) => heard.push(are), isTold);
    clock.advance(5_000);
    assert.equal(heard, ['open']);
    levels.set(32, 1 - openLevel);
    told = 'closed';
    clock.advance(1_000);
    assert.equal(heard, ['open', 'closed']);
    clock.advance(5_000);
    assert.is(heard.length, 2);
  });

  test(`mirror: level ${openLevel} is open; said at each look that finds them not as told`, () => {
    const { clock, contacts } = begin({ feedback: { kind: 'mirror', pin: 32, openLevel } });
    const heard: Contacts[] = [];
    let told: Contacts = 'open';
    levels.set(32, openLevel);
    const isTold = () => told;
    contacts.watch((are) => heard.push(are), isTold);
    told = 'closed';
    clock.advance(3_000);
    assert.equal(heard, ['open', 'open', 'open', 'open']);
    told = 'open';
    clock.advance(3_000);
    assert.is(heard.length, 4);
  });
}

for (const activeHigh of [true, false]) {
  test(`trip (active high: ${activeHigh}): off from the start, on for half a second`, () => {
    const { clock, contacts } = begin({ trip: { pin: 23, activeHigh } });
    const [on, off] = activeHigh ? [1, 0] : [0, 1];
    assert.equal(opened, [{ pin: 23, mode: 8, initialValue: off }]);
    contacts.trip();
    clock.advance(499);
    assert.is(levels.get(23), on);
    clock.advance(1);
    assert.is(levels.get(23), off);
    assert.is(clock.waiting, 0);
  });
}

test('without a mirror contact and a trip no pin is touched and nothing is said', () => {
  const { clock, contacts } = begin({});
  contacts.watch(
    () => assert.unreachable(),
    () => 'open',
  );
  contacts.trip();
  clock.advance(10_000);
  assert.equal(opened, []);
  assert.is(clock.waiting, 0);
});

test.run();
