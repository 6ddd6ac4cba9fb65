/**
 * What every kind of node must be good for: one pull through each thing that goes wrong between a
 * board and its owner's node. In all of them the board credits what the node took, neither more
 * nor less, and no buyer is shown a second invoice.
 */
import { NODE_KINDS } from '../../src/payment/nodes/kinds';
import type { PullStep } from '../../src/payment/pulling';
import { assert } from '../../src/result';
import { CUTS, quoted, unquoted } from './bent-bodies';
import { ASKED_MILLI_SAT, NodeBench } from './node-bench';
import {
  benchOf,
  bending,
  type Change,
  closesUnpaid,
  isPaidLate,
  isUnderstood,
  isUnderWay,
  isWarnedOf,
  LAPSED_MS,
  never,
  settles,
} from './node-ends';
import type { KindUnderContract } from './node-kinds';

export type ContractCase = {
  readonly name: string;
  /** Why a kind of node cannot come into this case. */
  readonly notApplicable?: (kind: KindUnderContract) => string | undefined;
  /** Throws when the contract is broken. */
  readonly run: (kind: KindUnderContract) => void;
};

const cancels = ({ kind }: KindUnderContract): boolean => NODE_KINDS[kind].hashBy === 'board';
const cancelsNothing = (kind: KindUnderContract): string | undefined =>
  cancels(kind) ? undefined : 'it cancels nothing, a pull lapses';

const LOST = ['lost', 'answer-lost'] as const;
/** Of a proxy in front of the node, in nobody's own words. */
const TOO_MANY = { status: 429, body: 'Too Many Requests' } as const;

const IN_FRONT_OF_NODE: readonly PullStep[] = ['create', 'look-up', 'cancel'];

export const CASES: readonly ContractCase[] = [
  {
    name: 'normal',
    run: (kind) => {
      const bench = new NodeBench(kind);
      settles(bench);
      const asked = bench.steps.slice(0, kind.asks.split(' ').length).join(' ');
      assert(asked === kind.asks, asked);
      isUnderstood(bench);
    },
  },
  ...(['create', 'look-up', 'hand-over'] as const).map((step) => ({
    name: `answer lost at ${step}`,
    run: (kind: KindUnderContract) => {
      for (const how of LOST) settles(benchOf(kind, bending(step, how)));
    },
  })),
  {
    name: 'answer lost at cancel',
    notApplicable: cancelsNothing,
    run: (kind) => {
      for (const how of LOST) {
        const bench = benchOf(kind, never(bending('cancel', how)));
        closesUnpaid(bench, LAPSED_MS);
        assert(bench.steps.includes('cancel'), 'it was not cancelled');
      }
    },
  },
  {
    name: 'duplicate create',
    run: (kind) => {
      const bench = benchOf(kind, bending('create', 'twice'));
      settles(bench);
      isUnderstood(bench);
    },
  },
  {
    name: 'not paid, cancelled',
    notApplicable: cancelsNothing,
    run: (kind) => {
      const bench = benchOf(kind, never());
      closesUnpaid(bench, 60_000);
      assert(bench.pulls.void === 1, 'not closed as void');
      isUnderstood(bench);
    },
  },
  {
    name: 'paid just before its cancel',
    notApplicable: cancelsNothing,
    run: (kind) => {
      const bench = benchOf(kind, never());
      bench.bend = (step) => {
        if (step === 'cancel' && bench.underWay !== undefined) bench.arrive(ASKED_MILLI_SAT);
        return undefined;
      };
      settles(bench);
      assert(bench.steps.includes('cancel'), 'it was not cancelled');
      isUnderstood(bench);
    },
  },
  {
    name: 'expired',
    run: (kind) => {
      const bench = benchOf(kind, never(bending('cancel', 'lost', Number.POSITIVE_INFINITY)));
      closesUnpaid(bench, LAPSED_MS);
      // Where the node chooses the hash, our own clock says so.
      assert(bench.pulls.void === (cancels(kind) ? 1 : 0), 'the node says so itself');
    },
  },
  {
    name: 'paid late, after its cancel',
    notApplicable: (kind) => cancelsNothing(kind) ?? kind.neverLate,
    run: (kind) => {
      const bench = benchOf(kind, never());
      isPaidLate(bench);
      assert(bench.steps.includes('cancel'), 'it was not cancelled');
    },
  },
  {
    name: 'paid late, after its expiry',
    run: (kind) =>
      isPaidLate(benchOf(kind, never(bending('cancel', 'lost', Number.POSITIVE_INFINITY)))),
  },
  {
    name: 'paid double',
    notApplicable: (kind) => kind.neverDouble,
    run: (kind) => {
      const bench = benchOf(kind, never());
      bench.run(10_000, isUnderWay(bench));
      assert(bench.arrive(2 * ASKED_MILLI_SAT), 'the node takes up to twice the amount');
      assert(bench.payAgain() === 0, 'the node takes a second payment');
      settles(bench, 60_000, 2 * ASKED_MILLI_SAT);
      assert(bench.state.faults['paid-another-amount'] !== undefined, 'nobody is told');
    },
  },
  {
    name: 'paid less',
    notApplicable: (kind) => kind.neverLess,
    run: (kind) => {
      const bench = benchOf(kind, never());
      bench.run(10_000, isUnderWay(bench));
      assert(bench.arrive(ASKED_MILLI_SAT - 1), 'the node does not take less');
      settles(bench, 60_000, ASKED_MILLI_SAT - 1);
      assert(bench.state.faults['paid-another-amount'] !== undefined, 'nobody is told');
    },
  },
  {
    name: 'not found for a known hash',
    run: (kind) => {
      const bench = benchOf(kind, never());
      bench.run(10_000, isUnderWay(bench));
      bench.forget();
      bench.run(100_000);
      assert(bench.isOpen, 'a node that forgot is believed');
      assert(bench.state.faults['node-forgot-invoice'] !== undefined, 'nobody is told');
      closesUnpaid(bench, LAPSED_MS);
      assert(bench.pulls.lapsed === 1, 'closed as void');
    },
  },
  {
    name: 'wrong credential',
    notApplicable: ({ credential }) => (credential === '' ? 'it asks for none' : undefined),
    run: (kind) => {
      const bench = new NodeBench(kind);
      bench.credential = kind.wrongCredential;
      bench.run(50_000);
      assert(bench.state.faults['node-refused'] !== undefined, 'nobody is told');
      assert(bench.made === 0 && bench.shown.size === 0, 'an invoice was made');
      assert(bench.steps.length <= 3, `asked ${bench.steps.length} times in 50 s`);
      bench.credential = kind.credential;
      closesUnpaid(bench, LAPSED_MS);
    },
  },
  {
    name: 'a credential that can spend',
    notApplicable: ({ credential }) => (credential === '' ? 'it asks for none' : undefined),
    run: (kind) => {
      assert(!isWarnedOf(kind, kind.credential), 'warned of what cannot spend');
      assert(isWarnedOf(kind, kind.strongCredential), 'nobody is told');
    },
  },
  {
    name: 'certificate changed',
    run: (kind) => {
      for (const step of ['create', 'look-up'] as const) {
        const bench = benchOf(kind, bending(step, 'certificate-refused', 2));
        settles(bench);
        assert(bench.state.faults['node-certificate-refused'] === 2, 'nobody is told');
      }
      const bench = new NodeBench(kind);
      bench.bend = (step) => (IN_FRONT_OF_NODE.includes(step) ? 'certificate-refused' : undefined);
      bench.run(100_000);
      assert(bench.made === 0 && bench.shown.size === 0, 'who poses as the node was heard');
    },
  },
  {
    name: 'rate limit',
    run: (kind) => {
      for (const times of [1, 3]) {
        for (const step of ['create', 'look-up'] as const) {
          const bench = benchOf(kind, bending(step, TOO_MANY, times));
          settles(bench);
          const { 'node-unreachable': busy, ...others } = bench.state.faults;
          assert(busy !== undefined, 'nobody is told');
          assert(Object.keys(others).length === 0, `taken for ${Object.keys(others).join()}`);
        }
      }
      closesUnpaid(benchOf(kind, never(bending('cancel', TOO_MANY))), LAPSED_MS);
      if (kind.tooSoon === undefined) return;
      // A refusal in its own words: asked again in a minute, which is too late to hand over.
      closesUnpaid(benchOf(kind, bending('create', kind.tooSoon)), LAPSED_MS);
      settles(benchOf(kind, bending('look-up', kind.tooSoon)), 100_000);
    },
  },
  {
    name: 'body cut short',
    run: (kind) => {
      for (const edit of CUTS) {
        settles(benchOf(kind, bending('create', { edit })));
        settles(benchOf(kind, bending('look-up', { edit }, 3)));
        closesUnpaid(benchOf(kind, never(bending('cancel', { edit }))), LAPSED_MS);
      }
    },
  },
  {
    name: 'numbers as strings',
    run: (kind) => {
      for (const edit of [quoted, unquoted]) {
        const all: Change = (bench) => {
          bench.bend = (step) => (IN_FRONT_OF_NODE.includes(step) ? { edit } : undefined);
        };
        settles(benchOf(kind, all));
        closesUnpaid(benchOf(kind, never(all)), LAPSED_MS);
      }
    },
  },
];
