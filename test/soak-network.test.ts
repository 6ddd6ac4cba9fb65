import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NETWORK_FAULTS } from '../host-sim/soak/faults/network';
import { type Heard, NODE_TIMEOUT_MS, type SoakDesk, soakDesk } from './soak-desk';

const network = suite('soak network');

/** Sizes that spoil every request: in the lowest quarter of the node's half, and of the link's. */
const SIZE = { node: 0.1, link: 0.6 } as const;
const SIDES = ['node', 'link'] as const;
type Side = (typeof SIDES)[number];
const TRIES = 24;

/** A request to that side: a new invoice, or the link's offer. */
const requestTo = (desk: SoakDesk, side: Side) =>
  side === 'node' ? desk.creation() : desk.offer();

/** How many invoices the node has made: 1 where the request reached it. */
function reached({ owner }: SoakDesk, request: { readonly body?: string }): boolean {
  const preimage = Buffer.from(JSON.parse(request.body ?? '{}').r_preimage, 'base64');
  const probe = { preimage: { secret: preimage.toString('hex') }, valueMilliSat: 1 };
  return !owner.addInvoice({ ...probe, memo: '', expirySec: 60 }).ok;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isTimeout = ({ fault, afterMs }: Heard) => fault === 'timeout' && afterMs === NODE_TIMEOUT_MS;

// kind → whether the far side acts, and what the board hears
const KINDS: [kind: string, acts: boolean, hears: (heard: Heard, good: Heard) => boolean][] = [
  ['request-lost', false, (heard) => isTimeout(heard) && heard.parts === 0],
  ['connection-refused', false, (heard) => heard.fault === 'not-connected'],
  ['tls-refused', false, (heard) => heard.fault === 'certificate-refused'],
  ['reply-lost', true, (heard) => isTimeout(heard) && heard.parts === 0],
  [
    'reply-truncated',
    true,
    ({ body, fault, isWhole }, good) =>
      body.length < good.body.length && !isJson(body) && (isWhole || fault === 'broken'),
  ],
  ['reply-garbled', true, ({ body, isWhole }) => isWhole && !isJson(body)],
  ['reply-wrong-type', true, ({ body, isWhole }, good) => isWhole && body !== good.body],
  ['reply-slow-drip', true, (heard) => isTimeout(heard) && heard.parts > 5],
  ['reply-oversized', true, ({ body, isWhole }) => isWhole && body.length > 300_000],
];

for (const [kind, acts, hears] of KINDS) {
  for (const side of SIDES) {
    network(`${kind}, ${side}: the far side ${acts ? 'acts' : 'does not act'}`, async () => {
      for (let seed = 1; seed <= TRIES; seed++) {
        const desk = soakDesk(NETWORK_FAULTS, seed);
        const good = await desk.ask(requestTo(desk, side));
        assert.is(good.status, 200);
        const end = desk.hurt(kind, SIZE[side]);
        const request = requestTo(desk, side);
        const heard = await desk.ask(request);
        assert.ok(hears(heard, good), `seed ${seed}: ${JSON.stringify(heard).slice(0, 300)}`);
        if (side === 'node') assert.is(reached(desk, request), acts);
        assert.equal(desk.strikes(kind), [0]);
        end();
        assert.is((await desk.ask(requestTo(desk, side))).status, 200);
        assert.equal(desk.strikes(kind), [0]);
      }
    });
  }
}

network('every kind has a row, and one of a side leaves the other alone', async () => {
  for (const kind of Object.keys(NETWORK_FAULTS)) {
    for (const side of SIDES) {
      const other = side === 'node' ? 'link' : 'node';
      const desk = soakDesk(NETWORK_FAULTS);
      desk.hurt(kind, SIZE[other]);
      const heard = await desk.ask(requestTo(desk, side));
      assert.ok(heard.isWhole && heard.status === 200, `${kind} of the ${other} at the ${side}`);
      assert.equal(desk.strikes(kind), []);
    }
  }
});

network('a fault of one board leaves the others alone', async () => {
  const desk = soakDesk(NETWORK_FAULTS);
  desk.hurt('connection-refused', SIZE.node, 1);
  assert.is((await desk.ask(desk.creation(), 0)).status, 200);
  assert.is((await desk.ask(desk.creation(), 1)).fault, 'not-connected');
  assert.equal(desk.strikes('connection-refused'), [1]);
});

network('a greater size spoils one of four, a small one all', async () => {
  const desk = soakDesk(NETWORK_FAULTS);
  const end = desk.hurt('connection-refused', 0.49);
  for (let i = 0; i < 100; i++) await desk.ask(desk.creation());
  const some = desk.strikes('connection-refused').length;
  assert.ok(some > 10 && some < 40, `${some} of 100`);
  end();
  desk.hurt('connection-refused', SIZE.node);
  for (let i = 0; i < 100; i++) await desk.ask(desk.creation());
  assert.is(desk.strikes('connection-refused').length, some + 100);
});

network('request-doubled: the node hears it twice, the board one of two answers', async () => {
  const statuses = new Set<number>();
  for (let seed = 1; seed <= TRIES; seed++) {
    const desk = soakDesk(NETWORK_FAULTS, seed);
    desk.hurt('request-doubled', SIZE.node);
    const heard = await desk.ask(desk.creation());
    statuses.add(heard.status);
    if (heard.status === 500) assert.match(heard.body, 'payment hash already exists');
    assert.equal(desk.strikes('request-doubled'), [0]);
  }
  assert.equal([...statuses].sort(), [200, 500]);
});

network('request-doubled: a callback heard twice is paid once', async () => {
  const desk = soakDesk(NETWORK_FAULTS);
  const { hash, request } = await desk.invoice();
  desk.hurt('request-doubled', SIZE.link);
  await desk.ask(desk.callback(request));
  await desk.run(60_000);
  assert.is(desk.owner.lookup(hash)?.state, 'SETTLED');
  assert.is(desk.spentMilliSat(), 20_000);
});

network(
  'reply-late: it comes minutes after the time-out, of which not every board hears',
  async () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= TRIES; seed++) {
      const desk = soakDesk(NETWORK_FAULTS, seed);
      desk.hurt('reply-late', 0.1);
      const heard = desk.send(desk.creation());
      await desk.run(NODE_TIMEOUT_MS + 3_000);
      assert.is(heard.parts, 0);
      ends.add(heard.fault);
      await desk.run(300_000);
      assert.ok(heard.isWhole && heard.status === 200);
      assert.is.not(JSON.parse(heard.body).r_hash, undefined);
      assert.equal(desk.strikes('reply-late'), [0]);
    }
    assert.equal([...ends].sort(), ['', 'timeout']);
  },
);

network('replies-reordered: an answer from before comes for a later request, once', async () => {
  const desk = soakDesk(NETWORK_FAULTS);
  desk.hurt('replies-reordered', SIZE.node);
  const first = await desk.ask(desk.creation());
  assert.equal(desk.strikes('replies-reordered'), [], 'there was no answer before');
  const [second, third] = [desk.creation(), desk.creation()];
  assert.is((await desk.ask(second)).body, first.body);
  assert.ok(reached(desk, second));
  assert.is.not((await desk.ask(third)).body, first.body);
  assert.equal(desk.strikes('replies-reordered'), [0]);
});

network('one seed bends one way, and kinds do not reshuffle each other', async () => {
  async function heardWith(kinds: readonly string[]) {
    const desk = soakDesk(NETWORK_FAULTS, 7);
    for (const kind of kinds) desk.hurt(kind, 0.25);
    desk.hurt('reply-garbled', SIZE.link);
    return (await desk.ask(desk.offer())).body;
  }
  assert.is(await heardWith([]), await heardWith(['reply-wrong-type', 'reply-truncated']));
});

network.run();
