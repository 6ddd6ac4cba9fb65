import { bytesToHex } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deliver, QUEUE_MAX } from '../src/hands';
import { durationMs, journalSequence } from '../src/units';
import { BoardDesk } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { at, close, created, entropy, Recorder, reading, request, written } from './desk/recorder';

const hands = suite('hands');

hands('the gate: a request waits for the record it stands on, in the order it was made', () => {
  const desk = new BoardDesk(deskConfig('ev'));
  desk.flashMs = 700;
  desk.run(5_000);
  desk.offer();
  desk.run(20_000);
  const waits: number[] = [];
  let flashed = 0;
  for (const command of desk.done) {
    if (command.kind === 'flash-write') flashed = Math.max(flashed, command.sequence);
    else if (command.after !== undefined) waits.push(command.after);
  }
  assert.ok(flashed > 4 && waits.length > 4);
  assert.equal(
    waits,
    [...waits].sort((a, b) => a - b),
  );
});

hands('the gate: nothing that stands on a record leaves before flash has acknowledged it', () => {
  const desk = new BoardDesk(deskConfig('ev'));
  desk.flashMs = 300;
  const written = { sequence: 0 };
  const flash = desk.chip.memory.write.bind(desk.chip.memory);
  const told = new Map<string, number>();
  desk.chip.memory.write = (at, bytes) => {
    flash(at, bytes);
    written.sequence = Math.max(written.sequence, told.get(bytesToHex(bytes)) ?? 0);
  };
  const perform = desk.perform.bind(desk);
  desk.perform = (command) => {
    if (command.kind === 'flash-write') told.set(command.bytes, command.sequence);
    else {
      assert.ok((command.after ?? 0) <= written.sequence, command.kind);
    }
    perform(command);
  };
  desk.run(5_000);
  desk.offer();
  desk.run(60_000);
  assert.ok(desk.book.pulls.settled > 0 && desk.state.supply.told === 'closed');
});

hands('the gate: releases what is written, and keeps what is not', () => {
  const host = new Recorder();
  const made = created();
  made.held.push(request('a', 1), request('b', 2), request('c', 3));
  deliver(made, at(0), written(2), host);
  assert.equal(host.done, [request('a', 1), request('b', 2)]);
  deliver(made, at(0), written(2), host);
  assert.is(host.done.length, 2);
  deliver(made, at(0), written(3), host);
  assert.is(host.done.length, 3);
});

hands('the gate: an acknowledgement out of order does not take back a later one', () => {
  const host = new Recorder();
  const made = created();
  deliver(made, at(0), written(5), host);
  deliver(made, at(0), written(4), host);
  assert.is(made.flashed, 5);
});

hands('opening is never held, and cancels every close that is', () => {
  const host = new Recorder();
  const made = created();
  made.held.push(close(9), request('a', 9), close(9));
  made.state!.supply.told = 'closed';
  // No reading was ever taken, so the first event opens.
  deliver(made, at(1), { kind: 'journal-failed' }, host);
  assert.equal(host.kinds.filter((kind) => kind === 'open').length, 1);
  deliver(made, at(1), written(9), host);
  assert.not(host.kinds.includes('closed'));
});

hands('the gate: a factory reset lets nothing go that stands on the journal it erases', () => {
  const host = new Recorder();
  const made = created();
  deliver(made, at(0), entropy('0a'), host);
  made.held.push(request('hand-over', 9), close(9));
  deliver(made, at(1), { kind: 'owner-command', command: 'factory-reset' }, host);
  // It was on its way into flash as the reset was told.
  deliver(made, at(2), written(9), host);
  assert.is(host.kinds.at(-1), 'restart');
  assert.not(host.kinds.includes('http-request') || host.kinds.includes('closed'));
});

hands('a lease that flash has kept waiting counts from its reading', () => {
  for (const [afterMs, told] of [
    [0, [2_500]],
    [1_100, [1_400]],
    [2_500, []],
  ] as const) {
    const host = new Recorder();
    const made = created();
    made.state!.supply.leaseUntilMono = at(2_600).mono;
    const validForMs = durationMs(2_500);
    made.held.push({ kind: 'supply', state: 'closed', validForMs, after: journalSequence(9) });
    deliver(made, at(100 + afterMs), written(9), host);
    const leases = host.done.flatMap((each) => (each.kind === 'supply' ? [each.validForMs] : []));
    assert.equal(leases, told, `${afterMs} ms`);
  }
});

hands('a close that is being released is cancelled by what the release brings about', () => {
  const host = new Recorder();
  const made = created();
  made.state!.supply.told = 'closed';
  made.held.push(request('a', 1), close(1));
  host.answer = (command) => {
    if (command.kind !== 'http-request') return;
    // The driver fails at once; the board finds no ground for a closed contactor.
    deliver(made, at(9_000), { kind: 'http-failed', id: 'a', fault: 'not-connected' }, host);
  };
  deliver(made, at(9_000), written(1), host);
  assert.equal(
    host.kinds.filter((kind) => kind === 'open' || kind === 'closed'),
    ['open'],
  );
});

hands('the queue: a driver that answers at once does not enter a step that runs', () => {
  const host = new Recorder();
  const made = created();
  const order: string[] = [];
  host.answer = (command) => {
    order.push(command.kind);
    if (command.kind === 'entropy-request' && order.length < 20) {
      deliver(made, at(0), entropy('0a'), host);
    }
    if (command.kind === 'flash-write') deliver(made, at(0), written(command.sequence), host);
  };
  deliver(made, at(0), { kind: 'boot' }, host);
  const erases = order.filter((kind) => kind === 'flash-erase');
  assert.is(erases.length, 16, 'a new journal begins in flash that is erased to its end');
  assert.equal(
    order.filter((kind) => kind !== 'flash-erase'),
    [
      'supply',
      'bus-request',
      'entropy-request',
      'entropy-request',
      'flash-write',
      'flash-write',
      'flash-write',
    ],
  );
  assert.is(made.queue.length, 0);
  assert.is(made.running, false);
});

hands('the queue: full, it refuses people, merges readings and ticks, and keeps replies', () => {
  const host = new Recorder();
  const made = created();
  const told: Record<string, boolean> = {};
  let isFilled = false;
  host.answer = () => {
    if (isFilled) return;
    isFilled = true;
    // All within one step: nothing is taken out meanwhile.
    deliver(made, at(1), reading(1, 1_000), host);
    for (let i = 1; i < QUEUE_MAX; i++) {
      deliver(made, at(1), { kind: 'http-failed', id: `${i}`, fault: 'timeout' }, host);
    }
    told['link'] = deliver(made, at(1), { kind: 'link-offered', link: { secret: '' } }, host);
    told['owner'] = deliver(made, at(1), { kind: 'owner-command', command: 'stop-sale' }, host);
    told['reading'] = deliver(made, at(2), reading(2, 2_000), host);
    told['reply'] = deliver(
      made,
      at(2),
      { kind: 'http-reply', id: 'x', status: 200, fields: undefined },
      host,
    );
    told['unplugged'] = deliver(made, at(2), { kind: 'unplugged' }, host);
    const readings = made.queue.filter(({ event }) => event.kind === 'reading');
    told['one reading'] = readings.length === 1;
    told['the later one'] = readings[0]?.now.mono === 2;
    told['all replies'] =
      made.queue.filter(({ event }) => event.kind.startsWith('http-')).length === QUEUE_MAX;
  };
  deliver(made, at(0), { kind: 'boot' }, host);
  assert.equal(told, {
    link: false,
    owner: false,
    reading: true,
    reply: true,
    unplugged: true,
    'one reading': true,
    'the later one': true,
    'all replies': true,
  });
});

hands('a throw in step opens the contactor, drops what is held, and is told', () => {
  const host = new Recorder();
  const made = created();
  made.held.push(close(1));
  (made.state as { metering: unknown }).metering = undefined;
  deliver(made, at(0), { kind: 'tick' }, host);
  assert.equal(host.kinds, ['open']);
  assert.is(host.crashes.length, 1);
  assert.is(made.state, undefined);
  deliver(made, at(0), written(1), host);
  deliver(made, at(1), { kind: 'tick' }, host);
  assert.equal(host.kinds, ['open']);
});

hands('a throw while a command is carried out ends in the same place', () => {
  const host = new Recorder();
  const made = created();
  host.answer = (command) => {
    if (command.kind === 'bus-request') throw new Error('bug: the bus');
  };
  deliver(made, at(0), { kind: 'boot' }, host);
  assert.equal(host.crashes, ['bug: the bus']);
  assert.is(host.kinds.at(-1), 'open');
  assert.is(made.running, false);
});

hands('a journal that failed writes nothing behind the gap and lets nothing go', () => {
  const host = new Recorder();
  const made = created();
  deliver(made, at(0), entropy('0a'), host);
  made.held.push(request('a', 1));
  deliver(made, at(0), { kind: 'journal-failed' }, host);
  deliver(made, at(1), written(7), host);
  assert.is(made.flashed, 0, 'what came behind the gap acknowledges nothing');
  const before = host.done.length;
  // Would be latched, with a record.
  for (let mono = 2; mono < 40_000; mono += 1_000) {
    deliver(made, at(mono), reading(mono, 1_000, 60_000), host);
  }
  assert.not(host.kinds.slice(before).includes('flash-write'));
  assert.not(host.kinds.includes('http-request'));
  assert.is(made.held.length, 0);
  assert.is(made.state?.supply.reason, 'journal-failed');
});

hands.run();
