/** The contactor of the runtime on Linux: a mirror contact, where the meter sees no current. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PrintedContactor } from '../drivers/lin/contactor';
import { durationMs } from '../src/units';
import { ManualClock } from './manual-clock';

const contactors = suite('printed contactor');

function contactor(options?: { readonly hasMirror: boolean }) {
  const clock = new ManualClock();
  const printed = new PrintedContactor(clock, () => {}, options);
  const seen: string[] = [];
  printed.watch((are) => seen.push(are));
  const tell = (state: 'open' | 'closed', validForMs: number) =>
    printed.tell({ kind: 'supply', state, validForMs: durationMs(validForMs) });
  return { clock, printed, seen, tell };
}

contactors('its mirror contact tells now, and each change after the step that made it', () => {
  const { clock, printed, seen, tell } = contactor({ hasMirror: true });
  assert.is(printed.feedback, 'mirror');
  assert.equal(seen, ['open']);
  tell('closed', 1_000);
  assert.equal(seen, ['open']);
  clock.advance(0);
  tell('closed', 1_000);
  clock.advance(0);
  assert.equal(seen, ['open', 'closed']);
  clock.advance(1_000); // the lease
  clock.advance(0);
  assert.equal(seen, ['open', 'closed', 'open']);
});

contactors('without one the meter tells, and nothing is seen', () => {
  const { clock, printed, seen, tell } = contactor();
  tell('closed', 1_000);
  clock.advance(5_000);
  assert.is(printed.feedback, 'meter');
  assert.equal(seen, []);
});

contactors.run();
