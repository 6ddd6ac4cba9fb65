/** Wi-Fi: every way in which an attempt ends is followed by another, and none blocks anything. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wifiNetworkOf } from '../drivers/esp32/settings';
import { type Radio, type WifiNetwork, WifiStation } from '../drivers/esp32/wifi-station';
import { ManualClock } from './manual-clock';

/** As the SDK's class behaves: the flags change, then `onChanged` runs. */
class FakeRadio implements Radio {
  static last: FakeRadio;
  static connects: number[] = [];
  static disconnects = 0;
  static throws = false;
  static clock: ManualClock;
  connection = 200;
  readonly #onChanged: () => void;

  constructor({ onChanged }: { readonly onChanged: () => void }) {
    this.#onChanged = onChanged;
    FakeRadio.last = this;
  }

  connect(_network: WifiNetwork): void {
    if (FakeRadio.throws) throw new Error('connect failed');
    if (this.connection > 200) throw new Error('already connecting');
    FakeRadio.connects.push(FakeRadio.clock.now());
    this.connection = 300;
  }

  disconnect(): void {
    FakeRadio.disconnects += 1;
    this.connection = 200;
  }

  becomes(connection: number): void {
    this.connection = connection;
    this.#onChanged();
  }
}

const HOME: WifiNetwork = { SSID: 'home', password: 'secret word' };

function begin(network: WifiNetwork | undefined) {
  const clock = new ManualClock();
  const lines: string[] = [];
  Object.assign(FakeRadio, { connects: [], disconnects: 0, throws: false, clock });
  const station = new WifiStation({
    clock,
    network,
    radio: FakeRadio,
    caught: (run) => run(),
    print: (line) => lines.push(line),
  });
  station.start();
  return { clock, lines, radio: FakeRadio.last };
}

const wifi = suite('wifi');

wifi('a refusal is followed by another attempt, after 1 s to 60 s; online, it starts anew', () => {
  const { clock, radio } = begin(HOME);
  const pauses: number[] = [];
  const refuse = () => {
    const before = FakeRadio.connects.length;
    const from = clock.now();
    radio.becomes(200);
    while (FakeRadio.connects.length === before) clock.advance(100);
    pauses.push(clock.now() - from);
  };
  for (let attempt = 0; attempt < 8; attempt++) refuse();
  assert.equal(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  radio.becomes(400);
  radio.becomes(500);
  pauses.length = 0;
  refuse();
  assert.equal(pauses, [1_000]);
});

wifi('an attempt without an end is ended after 30 s, and followed by another', () => {
  const { clock, radio, lines } = begin(HOME);
  radio.becomes(400); // associated, and no address ever comes
  clock.advance(29_999);
  assert.is(FakeRadio.connects.length, 1);
  clock.advance(1_001);
  assert.is(FakeRadio.disconnects, 1);
  assert.is(FakeRadio.connects.length, 2);
  assert.match(lines.join(), 'why=timeout');
});

wifi('online, no timer waits; a lost address has 30 s to come back', () => {
  const { clock, radio, lines } = begin(HOME);
  radio.becomes(500);
  assert.is(clock.waiting, 0);
  radio.becomes(400);
  clock.advance(20_000);
  radio.becomes(500);
  assert.is(clock.waiting, 0);
  assert.is(FakeRadio.connects.length, 1);
  assert.equal(lines, ['wifi online', 'wifi online']);
});

wifi('a radio that throws is a failed attempt like any other', () => {
  FakeRadio.throws = true;
  const clock = new ManualClock();
  const lines: string[] = [];
  Object.assign(FakeRadio, { connects: [], throws: true, clock });
  new WifiStation({
    clock,
    network: { SSID: 'home' },
    radio: FakeRadio,
    caught: (run) => run(),
    print: (line) => lines.push(line),
  }).start();
  FakeRadio.throws = false;
  clock.advance(1_000);
  assert.is(FakeRadio.connects.length, 1);
  assert.equal(lines, ['wifi offline why=refused againMs=1000']);
});

wifi('without a network it connects to nothing, and neither name nor password is printed', () => {
  const { clock, lines } = begin(wifiNetworkOf(''));
  clock.advance(600_000);
  assert.is(FakeRadio.connects.length, 0);
  assert.equal(lines, ['wifi no-network-named']);
  const named = begin(HOME);
  named.radio.becomes(500);
  named.radio.becomes(200);
  assert.not.match(named.lines.join(), /home|secret word/);
});

wifi('its network is a document of its own; without a password it is an open one', () => {
  assert.equal(wifiNetworkOf('{"name":"m\u00fc home","password":"p w"}'), {
    SSID: 'm\u00fc home',
    password: 'p w',
  });
  assert.equal(wifiNetworkOf('{"name":"cafe"}'), { SSID: 'cafe' });
  for (const none of ['', '{', 'null', '7', '{"password":"p"}', '{"name":""}', '{"name":7}']) {
    assert.is(wifiNetworkOf(none), undefined, none);
  }
});

wifi.run();
