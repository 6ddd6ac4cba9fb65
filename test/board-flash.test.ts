/** Flash behind a board of the desk: its time, and what is there when it is up. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EventQueue } from '../host-sim/event-queue';
import { BoardFlash } from '../host-sim/flash/board-flash';
import { MemoryFlash } from '../host-sim/flash/memory-flash';
import { stream } from '../host-sim/prng';

const boardFlash = suite('board flash');

const UNIT = '00'.repeat(32);
const write = (sequence: number) =>
  ({ out: 'write', at: 32 * sequence, bytes: UNIT, sequence }) as const;

function chip() {
  const queue = new EventQueue();
  const { below } = stream(1, 'flash');
  const news: [sequence: number, atMs: number][] = [];
  const flash = new BoardFlash({
    queue,
    memory: new MemoryFlash({ sectors: 1, isEncrypted: false, below }),
    onWritten: (sequence) => void news.push([sequence, queue.now]),
    onFailed: () => {},
    cutWithin: () => undefined,
    cutPower: () => {},
  });
  return { queue, flash, news };
}

async function run(queue: EventQueue): Promise<void> {
  while (queue.nextAt !== undefined) await queue.step();
}

boardFlash('erases that wait are counted, the one under way among them', async () => {
  const { queue, flash } = chip();
  const waiting: number[] = [];
  const look = () => waiting.push(flash.erasesWaiting);
  look();
  for (const order of [write(0), { out: 'erase', sector: 0 }, write(1)] as const) {
    flash.order(order);
    look();
  }
  flash.order({ out: 'erase', sector: 0 });
  look();
  while (queue.nextAt !== undefined) {
    await queue.step();
    look();
  }
  assert.equal(waiting, [0, 0, 1, 1, 2, 2, 1, 1, 0]);
});

boardFlash('slowness: each order takes so much longer, one after the other', async () => {
  const { queue, flash, news } = chip();
  const [one, other] = [{}, {}];
  flash.slowness.set(one, () => 400);
  flash.slowness.set(other, () => 100);
  flash.order(write(1));
  flash.order(write(2));
  await run(queue);
  flash.slowness.delete(one);
  flash.order(write(3));
  await run(queue);
  assert.equal(news, [
    [1, 503],
    [2, 1_006],
    [3, 1_109],
  ]);
});

boardFlash('slowness: a power cut tears a slow write where it stands', async () => {
  const { queue, flash } = chip();
  flash.slowness.set({}, () => 997);
  flash.order({ ...write(0), bytes: UNIT.repeat(10) });
  queue.advanceTo(500);
  flash.losePower();
  const [sector = ''] = flash.content();
  const bytes = Buffer.from(sector, 'latin1');
  assert.is(bytes[100], 0, 'a half of it is there');
  assert.is(bytes[230], 0xff, 'and no more');
});

boardFlash.run();
