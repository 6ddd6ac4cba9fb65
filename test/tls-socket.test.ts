/** The TLS socket over the native client: nothing waits, nothing throws, every end has a name. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTlsSocket } from '../drivers/http/tls-socket';
import {
  BUSY,
  bench,
  CLOSED,
  FakeTls,
  HANDSHAKING,
  OPEN,
  put,
  RING_BYTES,
  TARGET,
} from './fake-tls';
import { ManualClock } from './manual-clock';

const tls = suite('tls-socket');

tls('says nothing before the opening has returned, and is writable when it is open', () => {
  const { clock, native, open } = bench();
  const { heard } = open();
  assert.is(native.opened, 0);
  clock.advance(500);
  assert.equal(heard, [], 'still in its handshake');
  assert.equal(native.slots[0]?.asked, ['node.example', 8080, '', 'bundle', 1, 14_990]);
  native.slots[0]!.status = OPEN;
  clock.advance(10);
  assert.equal(heard, ['writable 1024']);
});

tls('hands the trust over as it is, a buyer may not reach private addresses', () => {
  const { clock, native, open } = bench();
  const trust = `pin:${'0a'.repeat(32)}` as const;
  open({ trust, allowPrivate: false, host: '[2001:db8::1]' });
  clock.advance(10);
  assert.equal(native.slots[0]?.asked.slice(0, 5), ['2001:db8::1', 8080, '', trust, 0]);
});

for (const [status, fault] of [
  [-1, 'not-connected'],
  [-2, 'address-refused'],
  [-3, 'certificate-refused'],
  [-4, 'timeout'],
  [-5, 'broken'],
] as const) {
  tls(`${fault} is the last that is heard, and leaves nothing behind`, () => {
    for (const before of [HANDSHAKING, OPEN]) {
      const { clock, native, open, fail } = bench();
      const { socket, heard } = open();
      clock.advance(10);
      native.slots[0]!.status = before;
      clock.advance(10);
      fail(0, status, fault);
      assert.is(heard.pop(), fault);
      assert.equal(heard, before === OPEN ? ['writable 1024'] : []);
      assert.is(native.slots[0], undefined);
      assert.is(clock.waiting, 0);
      socket.close();
      assert.is(socket.write(Uint8Array.of(1)), 0);
      assert.is(socket.read(1).length, 0);
    }
  });
}

tls('a fault of a name that is not known is broken', () => {
  const { clock, open, fail } = bench();
  const { heard } = open();
  clock.advance(10);
  fail(0, -9, 'eaten');
  assert.equal(heard, ['broken']);
});

tls('brings every byte in order, a ring at a look at most', () => {
  const { clock, native, open } = bench();
  const { heard, received } = open();
  clock.advance(10);
  const slot = native.slots[0]!;
  slot.status = OPEN;
  const all = Array.from({ length: 5_000 }, (_, i) => i % 251);
  put(slot.inbox, all);
  clock.advance(10);
  assert.equal(heard, ['writable 1024', 'readable 1024', 'readable 1024']);
  clock.advance(100);
  assert.equal(received, all);
});

for (const [what, status, last] of [
  ['that the peer ended', CLOSED, 'broken'],
  ['that broke', -5, 'broken'],
] as const) {
  tls(`what came before the end of a connection ${what} is read first`, () => {
    const { clock, native, open } = bench();
    const { heard, received } = open();
    clock.advance(10);
    native.slots[0]!.status = OPEN;
    clock.advance(10);
    put(native.slots[0]!.inbox, new Uint8Array(3_000));
    Object.assign(native.slots[0]!, { status, fault: 'broken' });
    clock.advance(100);
    assert.is(received.length, 3_000);
    assert.is(heard.pop(), last);
    assert.is(clock.waiting, 0);
  });
}

tls('what the native ring has no room for goes out later, in order, before more is taken', () => {
  const { clock, native, open } = bench();
  const { socket, heard } = open();
  clock.advance(10);
  const slot = native.slots[0]!;
  slot.status = OPEN;
  slot.room = 600;
  clock.advance(10);
  const request = Uint8Array.from({ length: 1_100 }, (_, i) => i % 251).subarray(100);
  assert.is(socket.write(request), 0);
  request.fill(0);
  assert.is(socket.write(Uint8Array.of(9)), 0, 'nothing is taken now');
  clock.advance(10);
  assert.equal(heard, ['writable 1024'], 'there is still no room');
  slot.room = RING_BYTES;
  clock.advance(10);
  assert.equal(heard, ['writable 1024', 'writable 1024']);
  assert.equal(
    slot.sent,
    Array.from({ length: 1_000 }, (_, i) => (i + 100) % 251),
  );
  assert.is(socket.write(Uint8Array.of(9)), 1_024);
});

tls('a third waits for one of the two slots, and is not connected when none comes free', () => {
  const { clock, native, open } = bench();
  const first = open();
  open();
  const third = open({ host: 'third.example' });
  const fourth = open({ deadlineMs: 1_000 });
  clock.advance(900);
  assert.is(native.opened, 2);
  first.socket.close();
  clock.advance(10);
  assert.is(native.slots[0]?.asked[0], 'third.example');
  assert.equal(third.heard, []);
  clock.advance(100);
  assert.equal(fourth.heard, ['not-connected']);
});

tls('while closed connections still end, the opening is asked for again', () => {
  const { clock, native, open } = bench();
  native.answer = BUSY;
  const { heard } = open();
  clock.advance(1_000);
  assert.equal(heard, []);
  native.answer = 0;
  clock.advance(10);
  assert.is(native.opened, 1);
  for (const answer of [-6, -1]) {
    native.answer = answer;
    const refused = open();
    clock.advance(10);
    assert.equal(refused.heard, ['not-connected'], `answer ${answer}`);
  }
});

tls('a handshake that outlasts its deadline is a timeout, whatever the native part says', () => {
  const { clock, native, open } = bench();
  const { heard } = open();
  clock.advance(14_990);
  assert.equal(heard, []);
  clock.advance(20);
  assert.equal(heard, ['timeout']);
  assert.is(native.slots[0], undefined);
});

tls('a connection that rests is looked at seldom, and at once when it is used again', () => {
  const { clock, native, open } = bench();
  const { socket } = open();
  clock.advance(10);
  native.slots[0]!.status = OPEN;
  clock.advance(5_000);
  native.looks = 0;
  clock.advance(10_000);
  assert.is(native.looks, 100);
  assert.is(clock.waiting, 1, 'one timer for all');
  native.looks = 0;
  socket.write(Uint8Array.of(1));
  clock.advance(1_000);
  assert.is(native.looks, 100);
});

tls('who closes within an event hears nothing more', () => {
  const clock = new ManualClock();
  const native = new FakeTls();
  const heard: string[] = [];
  const socket = openTlsSocket({ clock, native })(TARGET, {
    onWritable: () => heard.push('writable'),
    onReadable: () => {
      heard.push('readable');
      socket.close();
    },
    onFault: (fault) => heard.push(fault),
  });
  clock.advance(10);
  native.slots[0]!.status = OPEN;
  put(native.slots[0]!.inbox, new Uint8Array(2_000));
  clock.advance(1_000);
  assert.equal(heard, ['writable', 'readable']);
  assert.is(native.slots[0], undefined);
  assert.is(clock.waiting, 0);
});

tls.run();
