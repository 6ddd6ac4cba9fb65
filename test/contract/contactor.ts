/**
 * What a contactor is to the board, whatever stands behind it: open from the start, closed for as
 * long as it was leased and not longer, and never closed by anything but a word of the board's.
 */
import * as assert from 'uvu/assert';
import type { SupplyState } from '../../src/ports';
import type { Rule } from './flash';

export type ContactorBench = {
  tell(state: SupplyState, validForMs: number): void;
  advance(ms: number): void;
  /** At the coil. */
  isClosed(): boolean;
  close(): void;
};

/** A guard looks every 5 ms, and a coil takes 20. */
const SOON_MS = 30;
const LEASE_MS = 2_500;

export function contactorContract(test: Rule, name: string, open: () => ContactorBench): void {
  const rule = (text: string, check: (bench: ContactorBench) => void) =>
    test(`contactor, ${name}: ${text}`, () => {
      const bench = open();
      bench.advance(100);
      try {
        check(bench);
      } finally {
        bench.close();
      }
    });
  const closed = (bench: ContactorBench) => {
    bench.tell('closed', LEASE_MS);
    bench.advance(SOON_MS);
    assert.ok(bench.isClosed());
  };

  rule('it is open from the start, and stays so by itself', (bench) => {
    assert.not(bench.isClosed());
    bench.advance(600_000);
    assert.not(bench.isClosed());
  });

  rule('a lease closes it, and it opens when that has run out', (bench) => {
    closed(bench);
    bench.advance(LEASE_MS - 2 * SOON_MS);
    assert.ok(bench.isClosed());
    bench.advance(2 * SOON_MS);
    assert.not(bench.isClosed());
  });

  rule('another lease before the end carries on, without a moment open', (bench) => {
    closed(bench);
    for (let i = 0; i < 20; i++) {
      bench.advance(1_000);
      assert.ok(bench.isClosed());
      bench.tell('closed', LEASE_MS);
    }
    bench.advance(LEASE_MS + SOON_MS);
    assert.not(bench.isClosed());
  });

  rule('a shorter lease counts from now on', (bench) => {
    closed(bench);
    bench.tell('closed', 500);
    bench.advance(500 + SOON_MS);
    assert.not(bench.isClosed());
  });

  rule('told to open it opens, and no lease is left over', (bench) => {
    closed(bench);
    bench.tell('open', 0);
    bench.advance(SOON_MS);
    assert.not(bench.isClosed());
    bench.advance(10_000);
    assert.not(bench.isClosed());
  });

  rule('told to open twice, or when it is open, it is open', (bench) => {
    bench.tell('open', 0);
    bench.tell('open', 0);
    bench.advance(SOON_MS);
    assert.not(bench.isClosed());
    closed(bench);
  });

  rule('a wind-down keeps it closed for its time and not longer', (bench) => {
    closed(bench);
    bench.tell('wind-down', 6_000);
    bench.advance(5_900);
    assert.ok(bench.isClosed());
    bench.advance(200);
    assert.not(bench.isClosed());
  });

  rule('after a lease that ran out the next word closes it again', (bench) => {
    closed(bench);
    bench.advance(60_000);
    closed(bench);
  });

  rule('a thousand words in a row leave it where the last one put it', (bench) => {
    for (let i = 0; i < 1_000; i++) bench.tell(i % 3 === 0 ? 'open' : 'closed', LEASE_MS);
    bench.tell('open', 0);
    bench.advance(SOON_MS);
    assert.not(bench.isClosed());
  });
}
