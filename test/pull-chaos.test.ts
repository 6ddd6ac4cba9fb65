import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runChaos } from './desk/chaos';

const pull = suite('pull');

/** One run in seven brings money after its pull was closed; these hold three of them. */
const SEEDS: readonly number[] = [30, 31, 32, 33, 34, 35, 36, 37, 38, 39];
const SECONDS = 900;

/**
 * What every run asserts: at most one payable invoice with a buyer, none of them another's, no
 * callback before its record, no crash, and at the end each settled mSat credited once.
 */
const NODES = [
  ['a node that can cancel', { kind: 'lnd', canCancel: true }],
  ['a node that cannot cancel', { kind: 'lnd', canCancel: false }],
  ['a node that chooses the hash', { kind: 'phoenixd', canCancel: false }],
  ['an address, which chooses the hash too', { kind: 'lightning-address', canCancel: false }],
] as const;

for (const [what, node] of NODES) {
  const { canCancel } = node;
  pull(`chaos, and power cuts between any two commands: ${what}`, () => {
    const seen = { cuts: 0, bent: 0, late: 0, settled: 0, void: 0, lapsed: 0 };
    for (const seed of SEEDS) {
      const { desk, cuts, bent, late } = runChaos(seed, node, SECONDS);
      seen.cuts += cuts;
      seen.bent += bent;
      seen.late += late;
      seen.settled += desk.book.pulls.settled;
      seen.void += desk.book.pulls.void;
      seen.lapsed += desk.book.pulls.lapsed;
    }
    // That the runs reached what they claim to test.
    assert.ok(seen.cuts > 10 && seen.bent > 20, JSON.stringify(seen));
    assert.ok(seen.settled > 10, JSON.stringify(seen));
    assert.ok(canCancel ? seen.void > 5 && seen.late > 0 : seen.lapsed > 5, JSON.stringify(seen));
  });
}

pull.run();
