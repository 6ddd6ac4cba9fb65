/** How a pull against a node is bent, and what its end must be: the parts of a contract's case. */
import { NODE_KINDS } from '../../src/payment/nodes/kinds';
import type { PullStep } from '../../src/payment/pulling';
import { assert } from '../../src/result';
import { ASKED_MILLI_SAT, type Bend, NodeBench } from './node-bench';
import type { KindUnderContract } from './node-kinds';

/** Long enough for a late look after a pull that lapsed. */
const DAY_MS = 86_400_000;
export const LAPSED_MS = 200_000;

export type Change = (bench: NodeBench) => void;

export function benchOf(kind: KindUnderContract, change: Change): NodeBench {
  const bench = new NodeBench(kind);
  change(bench);
  return bench;
}

/** Bends this step, the first `times` that it is asked. */
export const bending =
  (step: PullStep, bend: Bend, times = 1): Change =>
  (bench) => {
    let left = times;
    bench.bend = (asked) => (asked === step && left-- > 0 ? bend : undefined);
  };

export const never =
  (change: Change = () => {}): Change =>
  (bench) => {
    bench.pays = 'never';
    change(bench);
  };

function books(bench: NodeBench): void {
  const { creditedMilliSat: credited, receivedMilliSat: received } = bench;
  assert(credited === received, `credited ${credited} mSat of ${received}`);
  assert(bench.shown.size <= 1, `${bench.shown.size} invoices were shown to the buyer`);
  // Where the node chooses the hash, one more that nobody was given does no harm.
  const { hashBy } = NODE_KINDS[bench.state.config.node.kind];
  assert(hashBy === 'node' || bench.made <= 1, `the node made ${bench.made} invoices`);
}

/** Ends as settled, with this much. */
export function settles(bench: NodeBench, withinMs = 60_000, milliSat = ASKED_MILLI_SAT): void {
  bench.run(withinMs, () => bench.pulls.settled === 1);
  assert(bench.pulls.settled === 1, `not settled within ${withinMs} ms`);
  assert(bench.payments === 1, `${bench.payments} payments`);
  assert(bench.creditedMilliSat === milliSat, `credited ${bench.creditedMilliSat} mSat`);
  books(bench);
}

/** Ends as void, or as lapsed where the node may not say more; nobody has paid. */
export function closesUnpaid(bench: NodeBench, withinMs: number): void {
  bench.run(withinMs, () => bench.pulls.void + bench.pulls.lapsed === 1);
  assert(bench.pulls.void + bench.pulls.lapsed === 1, `not closed within ${withinMs} ms`);
  assert(!bench.isOpen && bench.creditedMilliSat === 0, 'closed with credit');
  assert(bench.payAgain() === 0, 'it can be paid after it was closed');
  books(bench);
}

/** Closed, then paid all the same: found on the late list, credited once. */
export function isPaidLate(bench: NodeBench): void {
  bench.run(LAPSED_MS, () => bench.pulls.void + bench.pulls.lapsed === 1);
  assert(bench.pulls.void + bench.pulls.lapsed === 1, 'not closed');
  assert(bench.arrive(ASKED_MILLI_SAT, 'late'), 'the node does not take late money');
  bench.run(2 * DAY_MS, () => bench.pulls.late === 1);
  assert(bench.creditedMilliSat === ASKED_MILLI_SAT, 'late money is not credited');
  bench.run(DAY_MS);
  assert(bench.payments === 1 && bench.pulls.late === 1, 'credited more than once');
  books(bench);
}

/** What came was an answer that the board knows, not one that it gets over. */
export function isUnderstood(bench: NodeBench): void {
  const faults = Object.keys(bench.state.faults).filter((name) => name.startsWith('node-'));
  assert(faults.length === 0, `taken for ${faults.join()}`);
}

export const isUnderWay = (bench: NodeBench) => () => bench.underWay !== undefined;

/** By what the credential says itself, or by what the node says of it after a payment. */
export function isWarnedOf(kind: KindUnderContract, credential: string): boolean {
  const { isTooStrong } = NODE_KINDS[kind.kind];
  if (isTooStrong !== undefined) return isTooStrong(credential);
  const bench = new NodeBench(kind);
  bench.credential = credential;
  settles(bench);
  bench.run(5_000);
  return bench.state.faults['credential-too-strong'] !== undefined;
}
