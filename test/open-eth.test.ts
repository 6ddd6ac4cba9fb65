/** The emulator's network card over a fake native part, and that no other image has it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openEthernet } from '../drivers/esp32/open-eth';
import { ManualClock } from './manual-clock';
import { BOARDS } from './vectors/boards';

const network = suite('open_eth');

function opened(answer: number) {
  const clock = new ManualClock();
  const lines: string[] = [];
  let status = 200;
  let looks = 0;
  const native = {
    dc_open_eth_begin: () => answer,
    dc_open_eth_status: () => {
      looks += 1;
      return status;
    },
  };
  openEthernet({ clock, native, print: (line) => lines.push(line) });
  const become = (next: number) => {
    status = next;
    clock.advance(1_000);
  };
  return { clock, lines, become, looks: () => looks };
}

network('what it comes to is said once each time, as wired Ethernet says it', () => {
  const { clock, lines, become } = opened(0);
  clock.advance(10_000);
  for (const status of [400, 500, 500, 200, 500]) become(status);
  assert.equal(
    lines,
    [200, 400, 500, 200, 500].map((status) => `ethernet connection=${status}`),
  );
});

network('it is looked at once a second, and nobody waits for it', () => {
  const { clock, looks } = opened(0);
  clock.advance(60_000);
  assert.is(looks(), 61);
  assert.is(clock.waiting, 1);
});

network('a card that is not there is said, and leaves no timer', () => {
  const { clock, lines } = opened(-1);
  assert.equal(lines, ['ethernet refused code=-1']);
  assert.is(clock.waiting, 0);
});

network('its driver is in the image of the board in the emulator, and in no other', () => {
  for (const [name, board] of Object.entries(BOARDS)) {
    const lines = 'sdkconfig' in board ? board.sdkconfig : [];
    const isOpenEth = board.network.kind === 'open-eth';
    assert.is(lines.includes('CONFIG_ETH_USE_OPENETH=y'), isOpenEth, name);
    assert.is(isOpenEth, name === 'esp32c3-emulator');
  }
});

network.run();
