/** What the world gives a board for ids and preimages, and a generator that repeats itself. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Entropy } from '../host-sim/entropy';
import { stream } from '../host-sim/prng';

const entropy = suite('entropy');

const BYTES = 48;
const fresh = () => new Entropy(stream(1, 'entropy'));
const drawn = (from: Entropy, count: number) =>
  Array.from({ length: count }, () => from.hex(BYTES));

entropy('gives what its source does, each time something else', () => {
  const source = stream(1, 'entropy');
  const given = drawn(fresh(), 3);
  assert.equal(given, [source.hex(BYTES), source.hex(BYTES), source.hex(BYTES)]);
  assert.is(new Set(given).size, 3);
});

entropy('repeats what it is told to, and goes on where it was', () => {
  const whole = drawn(fresh(), 4);
  const broken = fresh();
  broken.repeats = (given) => given - 1;
  assert.is(broken.hex(BYTES), whole[0], 'nothing was given yet');
  broken.repeats = (given) => (given === 1 ? 0 : undefined);
  assert.equal(drawn(broken, 2), [whole[0], whole[0]]);
  broken.repeats = undefined;
  assert.is(broken.hex(BYTES), whole[1]);
  broken.repeats = () => 1;
  assert.is(broken.hex(BYTES), whole[1]);
  broken.repeats = () => undefined;
  assert.equal(drawn(broken, 2), whole.slice(2));
});

entropy('remembers 64, the oldest first, and nothing of another length', () => {
  const given = drawn(fresh(), 100);
  const broken = fresh();
  drawn(broken, 100);
  const seen: number[] = [];
  broken.repeats = (count) => {
    seen.push(count);
    return 0;
  };
  assert.is(broken.hex(BYTES), given[36]);
  assert.equal(seen, [64]);
  assert.is(broken.hex(4).length, 8);
});

entropy.run();
