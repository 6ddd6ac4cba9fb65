/** A board of the desk whose JavaScript ends: what the world around it does then. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CellOutput } from '../host-sim/border';
import { EventQueue } from '../host-sim/event-queue';
import { createLedgerPayments } from '../host-sim/ledger-payments';
import { unpaced } from '../host-sim/pace';
import { FAULTS } from '../host-sim/soak/faults/faults';
import { lifeOf } from '../host-sim/soak/generator';
import type { BoardCell } from '../host-sim/surroundings';
import { World } from '../host-sim/world';

const board = suite('board of the desk');

const { scenario } = lifeOf(1, FAULTS, 'yard');
const startEpochMs = Date.parse(scenario.startsAt);
const LEASE_MS = 60_000;
const CLOSED = { out: 'supply', state: 'closed', validForMs: LEASE_MS } as const;

/** Closes at its first boot, and comes to this end at its third tick. */
function cellThatEnds(end: CellOutput): () => BoardCell {
  let boots = 0;
  return () => {
    const boot = boots++;
    let ticks = 0;
    return {
      turn(input) {
        if (boot > 0) return [];
        if (input.do === 'start') return [CLOSED];
        return input.do === 'tick' && ++ticks === 3 ? [end] : [];
      },
      memory: () => null,
      stop() {},
    };
  };
}

for (const end of [{ out: 'restart' }, { out: 'crashed', message: 'a bug' }] as const) {
  board(`${end.out}: the coil lets go at once, whatever its lease`, async () => {
    const queue = new EventQueue();
    const epochMs = () => startEpochMs + queue.now;
    const payments = createLedgerPayments({
      queue,
      epochMs,
      buyers: ['buyer-0'],
      seed: 1,
      latePayments: false,
      paymentMedianMs: 1_500,
      roundTripMedianMs: 80,
      onPayment() {},
    });
    const startCell = cellThatEnds(end);
    const world = new World({
      queue,
      scenario,
      seed: 1,
      network: 'regtest',
      payments,
      startCell: () => Promise.resolve(startCell()),
      startEpochMs,
      isPaced: false,
      onLine() {},
    });
    const { contactor } = world.places[0]!;
    await world.start();
    await unpaced(queue).runUntil(1_500);
    assert.ok(contactor.isClosed, 'closed until then');
    await unpaced(queue).runUntil(3_000);
    assert.not.ok(contactor.isClosed);
    await payments.stop();
  });
}

board.run();
