/**
 * Connections that pulls need. Over real sockets with LDK, where servers keep them; and by the
 * ledger's latencies, what a board would need where servers hang up soon.
 */
import type { EventQueue } from '../event-queue';
import type { Payments } from '../payments';
import type { ScenarioBoard } from '../scenario';
import type { Measured } from './figures';
import { type LoneOptions, type LonePlace, lonePlace } from './lone-place';
import type { Measurement, Surroundings } from './measurement';
import { DAY_MS, scenarioOf } from './street-run';

const PULLS = 24;
const PULLS_QUICK = 4;
const LEDGER_PULLS = 1_000;
const SPEED = 40;
const WATTS = 7_400;
const PAYMENT_SAT = 25;
/** A server that keeps nothing for long: Node's own default. */
const IDLE_MS = 5_000;

export const handshakes: Measurement = {
  ids: ['tls-handshakes'],
  seconds: { full: 50, quick: 12 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const board = payingOften(scenarioOf(root, 'street', 'yard').boards[0]!);
  const pulls = isQuick ? PULLS_QUICK : PULLS;
  const lone = await untilSettled({ root, board, seed: 1, ldkSpeed: SPEED }, pulls, progress);
  const { node, link } = lone.payments.opened ?? { node: Number.NaN, link: Number.NaN };
  const settled = lone.place.record.latenciesMs.length;
  await lone.stop();

  let counted: Payments['opened'];
  const wrap = (payments: Payments, queue: EventQueue) => {
    const wrapped = hangingUp(payments, queue);
    counted = wrapped.opened;
    return wrapped;
  };
  const soon = await untilSettled({ root, board, seed: 1, wrap }, LEDGER_PULLS, () => {});
  await soon.stop();
  const each = (count: number | undefined) => ((count ?? 0) / LEDGER_PULLS).toFixed(3);
  const note =
    `over LDK at speed ${SPEED}, where servers keep a connection longer than a board waits, the ` +
    `node was connected to ${node} and the link ${link} times in ${settled} pulls ` +
    `(http on the desk: each counts as a handshake); on the ledger with servers that hang up ` +
    `after ${IDLE_MS / 1_000} s: node ${each(counted?.node)}, link ${each(counted?.link)} a pull ` +
    `over ${LEDGER_PULLS} pulls`;
  // While its server keeps the connection the node costs one handshake, once.
  const isSpoilt = node > 1;
  const value = Math.round(((node + link) / settled) * 1_000) / 1_000;
  return [{ id: 'tls-handshakes', value, samples: settled, note, isSpoilt }];
}

async function untilSettled(
  options: LoneOptions,
  pulls: number,
  progress: (share: number) => void,
): Promise<LonePlace> {
  const lone = await lonePlace({
    ...options,
    onLine() {
      const settled = lone.place.record.latenciesMs.length;
      progress(settled / pulls);
      if (settled >= pulls) lone.pace.stop();
    },
  });
  await lone.runUntilStopped(DAY_MS);
  return lone;
}

/** The same payments, counting the connections a board would need if idle ones were closed. */
function hangingUp(payments: Payments, queue: EventQueue): Payments {
  const opened = { node: 0, link: 0, peer: 0 };
  const never = Number.NEGATIVE_INFINITY;
  const usedAt = { node: never, link: never, peer: never };
  return {
    ...payments,
    opened,
    request(outgoing, sink) {
      const { target } = outgoing;
      if (queue.now - usedAt[target] > IDLE_MS) opened[target] += 1;
      usedAt[target] = queue.now;
      return payments.request(outgoing, {
        part(status, bytes) {
          usedAt[target] = queue.now;
          return sink.part(status, bytes);
        },
        end: (status) => sink.end(status),
        failed: (fault) => sink.failed(fault),
      });
    },
  };
}

/** A heater that pays a little at a time, so that many pulls take little time. */
function payingOften(yard: ScenarioBoard): ScenarioBoard {
  const payment = { minimumSat: 10, desiredSat: PAYMENT_SAT, maximumSat: 200 };
  const terms = { ...(yard.config['terms'] as object), payment };
  return {
    ...yard,
    standing: true,
    load: [{ watts: WATTS }],
    config: { ...yard.config, terms },
  };
}
