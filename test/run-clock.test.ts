/** The clock of a run on this machine, as life goes and in a hurry; what a hurry waits for. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SocketEvents } from '../drivers/http/socket';
import { Outside } from '../drivers/lin/outside';
import { RunClock } from '../drivers/lin/run-clock';
import type { ByteStream } from '../src/ports';
import { durationMs } from '../src/units';
import { TARGET } from './fake-tls';

function bench(isAwaiting?: () => boolean) {
  let ticks = 5;
  const rings: { readonly run: () => void; readonly ms: number }[] = [];
  const clock = new RunClock({
    ticks: () => ticks,
    repeat: (run, ms) => rings.push({ run, ms }),
    caught: (run) => run(),
    ...(isAwaiting === undefined ? {} : { isAwaiting }),
  });
  /** The machine lives so long, and its timer rings each time that it should. */
  const live = (ms: number) => {
    for (let lived = 0; lived < ms; lived += rings[0]!.ms) {
      ticks = (ticks + rings[0]!.ms) | 0;
      rings[0]!.run();
    }
  };
  const heard: string[] = [];
  const after = (ms: number, name: string) =>
    clock.after(durationMs(ms), () => heard.push(`${name} ${clock.now()}`));
  const sleep = (ms: number) => {
    ticks = (ticks + ms) | 0;
  };
  return { clock, rings, live, after, heard, sleep };
}

const run = suite('run-clock');

run('timers ring in the order of time, those of one time as they were asked for', () => {
  const { live, after, heard } = bench();
  after(20, 'late');
  after(10, 'first');
  after(10, 'second');
  after(15, 'gone').cancel();
  live(10);
  assert.equal(heard, ['first 10', 'second 10']);
  live(10);
  assert.equal(heard.slice(2), ['late 20']);
});

run('takes one timer of the SDK, however many are asked for', () => {
  const { clock, rings, live } = bench();
  let rung = 0;
  const again = () => {
    rung += 1;
    if (rung < 70_000) clock.after(durationMs(0), again);
  };
  again();
  live(10_000);
  assert.is(rung, 70_000);
  assert.is(rings.length, 1);
});

run('never steps back, and takes neither a wrap of the ticks nor a long sleep for time', () => {
  const { clock, sleep } = bench();
  sleep(0x7fffffff);
  assert.is(clock.now(), 60_000);
  sleep(1_000);
  assert.is(clock.now(), 61_000, 'the ticks are negative by now');
  sleep(-5_000);
  assert.is(clock.now(), 61_000);
});

run('in a hurry the next timer comes at once, unless something is awaited', () => {
  let isAwaited = false;
  const { live, after, heard } = bench(() => isAwaited);
  after(1_000, 'tick');
  after(90_000, 'later');
  live(1);
  assert.equal(heard, ['tick 1000', 'later 90000']);
  isAwaited = true;
  after(10, 'waits');
  live(9);
  assert.is(heard.length, 2);
  live(1);
  assert.is(heard[2], 'waits 90010');
});

run('in a hurry what a timer asks outside stops the clock where it is', () => {
  let isAwaited = false;
  const { clock, live, heard, after } = bench(() => isAwaited);
  clock.after(durationMs(500), () => {
    isAwaited = true;
  });
  after(1_000, 'tick');
  live(20);
  assert.equal(heard, []);
  assert.is(clock.now(), 519);
});

run('outside: a meter is awaited from the question to the first byte of its answer', () => {
  const { clock } = bench();
  const told: string[] = [];
  const outside = new Outside((line) => told.push(line));
  let hear = () => {};
  const stream: ByteStream = { read: () => undefined, write: () => told.push('written') };
  const line = outside.line(clock, (onReadable) => {
    hear = onReadable;
    return stream;
  })(() => {});
  assert.not.ok(outside.isAwaited);
  line.write(Uint8Array.of(1));
  assert.ok(outside.isAwaited);
  assert.equal(told, ['clock asks mono=0', 'written'], 'the world knows when, before it is asked');
  hear();
  assert.not.ok(outside.isAwaited);
});

run('outside: a server is awaited while it is dialled, and from a request to its answer', () => {
  const outside = new Outside(() => {});
  let events: SocketEvents | undefined;
  const open = outside.sockets((_target, heard) => {
    events = heard;
    return { read: () => new Uint8Array(0), write: () => 7, close: () => {} };
  });
  const socket = open(TARGET, { onWritable: () => {}, onReadable: () => {}, onFault: () => {} });
  const seen = [outside.isAwaited];
  events?.onWritable(10);
  seen.push(outside.isAwaited);
  assert.is(socket.write(Uint8Array.of(1)), 7);
  seen.push(outside.isAwaited);
  events?.onReadable(3);
  seen.push(outside.isAwaited);
  socket.write(Uint8Array.of(1));
  events?.onFault('broken');
  seen.push(outside.isAwaited);
  socket.write(Uint8Array.of(1));
  socket.close();
  seen.push(outside.isAwaited);
  assert.equal(seen, [true, false, true, false, false, false]);
});

run('outside: the time is told once, however much is said at it', () => {
  const { clock, sleep } = bench();
  const told: string[] = [];
  const outside = new Outside((line) => told.push(line));
  outside.tellTime(clock);
  outside.tellTime(clock);
  sleep(7);
  outside.tellTime(clock);
  assert.equal(told, ['clock mono=0', 'clock mono=7']);
});

run.run();
