import { hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsIn } from '../host-sim/flash/written-records';
import { hashOfPreimage } from '../src/account/book';
import { formatLog } from '../src/log';
import type { Command } from '../src/ports';
import { viewOf } from '../src/web/view';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';

const board = suite('board');

/** A life with everything in it: payments, a refusal, a lost answer, unplugging, a power cut. */
function live(desk: BoardDesk): void {
  desk.run(4_000);
  desk.offer();
  desk.run(200_000);
  desk.link.pays = 'never';
  desk.meter.load = 7_000_000;
  desk.run(150_000);
  desk.link.pays = 'error-and-pays';
  desk.bend = ({ id }) => (id.endsWith('9.look-up') ? 'answer-lost' : undefined);
  desk.run(200_000);
  desk.deliver({ kind: 'unplugged' });
  desk.link.pays = 'late';
  desk.run(3_000);
  desk.offer(OTHER_LINK);
  desk.run(400_000);
  desk.cutPower(0);
  desk.powerOn();
  desk.link.pays = 'at-once';
  desk.run(100_000);
}

/** The preimages that the journal holds. */
const preimages = (desk: BoardDesk): readonly string[] =>
  desk.chip.writes
    .flatMap(recordsIn)
    .flatMap(({ record }) => (record.kind === 'pull-planned' ? [record.preimage.secret] : []));

board('goes on identically after a JSON round trip at any point', () => {
  const plain = new BoardDesk(deskConfig('ev'), 7);
  const tripped = new BoardDesk(deskConfig('ev'), 7);
  tripped.isRoundTripped = true;
  live(plain);
  live(tripped);
  assert.ok(plain.book.pulls.settled >= 5 && plain.book.pulls.void >= 1);
  assert.is(tripped.done.length, plain.done.length);
  for (const [index, command] of plain.done.entries()) {
    assert.equal(tripped.done[index], command, `command ${index}`);
  }
  assert.equal(tripped.state, JSON.parse(JSON.stringify(plain.state)));
});

board('is deterministic: the same seeds and events give the same commands', () => {
  const [first, second] = [new BoardDesk(deskConfig('ev'), 3), new BoardDesk(deskConfig('ev'), 3)];
  live(first);
  live(second);
  assert.equal(JSON.stringify(second.done), JSON.stringify(first.done));
});

board('two boards of one configuration and jitter seed ask for different preimages', () => {
  const first = new BoardDesk(deskConfig('ev'), 3, 100);
  const second = new BoardDesk(deskConfig('ev'), 3, 200);
  live(first);
  live(second);
  const all = [...preimages(first), ...preimages(second)];
  assert.ok(all.length >= 12);
  assert.is(new Set(all).size, all.length);
});

board(
  'a preimage is in its journal record and in the one request that creates, nowhere else',
  () => {
    const desk = new BoardDesk(deskConfig('ev'), 7);
    live(desk);
    const known = preimages(desk);
    assert.ok(known.length >= 6);
    for (const preimage of known) {
      assert.ok(desk.node.invoices.has(hashOfPreimage({ secret: preimage })), 'a preimage');
      const spelled = [preimage, base64.encode(hexToBytes(preimage))];
      const isIn = (text: string) => spelled.some((each) => text.includes(each));
      const holding = desk.done.filter((command) => isIn(JSON.stringify(command)));
      const kinds = holding.map((each) =>
        each.kind === 'http-request' ? each.path.secret : each.kind,
      );
      assert.equal([...new Set(kinds)], ['flash-write', '/v1/invoices']);
      assert.is(isIn(JSON.stringify(viewOf(desk.state, desk.now, 0))), false);
    }
  },
);

board('no log line and no view holds a link, a k1 or an invoice', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  const shown: string[] = [];
  for (const step of [4_000, 30_000, 60_000, 60_000]) {
    if (step === 30_000) desk.offer();
    desk.run(step);
    shown.push(JSON.stringify(viewOf(desk.state, desk.now, 0)));
  }
  live(desk);
  shown.push(JSON.stringify(viewOf(desk.state, desk.now, 0)));
  for (const command of desk.done) if (command.kind === 'log') shown.push(formatLog(command.event));
  assert.ok(shown.length > 20);
  for (const text of shown) {
    for (const secret of [LINK, OTHER_LINK, 'wallet.example', 'secret-k1', 'lnbc']) {
      assert.not(text.includes(secret), text);
    }
  }
});

board('every request has an id of its own', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  desk.run(4_000);
  desk.offer();
  desk.run(600_000);
  const ids = desk.requests.map(({ id }) => id);
  assert.ok(ids.length >= 16);
  assert.is(new Set(ids).size, ids.length);
});

board('boot opens the contactor before anything else, and stands on no record', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  const first = desk.done[0];
  assert.is(first?.kind, 'supply');
  assert.is(first?.kind === 'supply' && first.state, 'open');
  assert.is(first?.after, undefined);
});

board('the first entropy becomes the epoch, and is no part of any preimage', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  desk.run(4_000);
  const { epoch } = desk.book;
  assert.is(epoch.length, 16);
  assert.is(desk.state.entropy?.secret.includes(epoch), false);
});

board('entropy that is not 48 bytes of hex is refused, and asked for again a second later', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  desk.run(4_000);
  const asked = () => desk.done.filter((each) => each.kind === 'entropy-request').length;
  desk.state.entropy = undefined;
  desk.state.entropyAsked = true;
  const before = asked();
  for (const secret of ['', 'ab'.repeat(47), 'AB'.repeat(48), 'zz'.repeat(48)]) {
    desk.deliver({ kind: 'entropy', bytes: { secret } });
  }
  assert.is(asked(), before, 'a generator that is stuck is not asked in a loop');
  assert.is(desk.state.faults['entropy-malformed'], 4);
  desk.run(1_500);
  assert.ok(asked() > before && desk.state.entropy !== undefined);
});

board('a generator that repeats itself never has one payment counted twice', () => {
  const desk = new BoardDesk(deskConfig('ev'), 7);
  const perform = desk.perform.bind(desk);
  desk.perform = (command: Command) => {
    if (command.kind !== 'entropy-request') return perform(command);
    desk.after(1, () => desk.deliver({ kind: 'entropy', bytes: { secret: '5a'.repeat(48) } }));
  };
  desk.run(4_000);
  // The first was asked for before this generator broke.
  desk.state.entropy = { secret: '5a'.repeat(48) };
  desk.offer();
  desk.run(120_000);
  assert.equal(desk.crashes, []);
  assert.is(desk.book.accounts[0]?.paid, 100_000);
  assert.ok((desk.state.faults['entropy-repeated'] ?? 0) > 1);
});

board.run();
