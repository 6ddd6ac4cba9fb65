/** Two tenants with boards of their own take turns, while the board of one of them is away. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BoardDesk, LINK, OTHER_LINK, START_SEC } from './desk/board-desk';
import { FakePeer, PEER_SECRET, PEER_URL } from './desk/fake-peer';
import { boardConfig, DEMAND } from './desk/negotiating';

const turns = suite('negotiation');
const SECRETS = [PEER_SECRET, '66'.repeat(32)] as const;
const LINKS = [LINK, OTHER_LINK] as const;

/** The first tenant's sale is on, under agreed terms. */
function first() {
  const config = boardConfig();
  const [tenant] = config.tenants;
  assert.ok(tenant);
  const desk = new BoardDesk({ ...config, tenants: [tenant, { ...tenant, name: 'Flat 2' }] }, 17);
  const demand = { ...DEMAND, meterNumber: desk.meter.serial };
  const peers = SECRETS.map((each) => new FakePeer(desk, demand, each));
  desk.peer = peers[0];
  desk.link.more = { 'energy.version': 1, 'energy.url': PEER_URL };
  desk.meter.load = 1_000_000;
  desk.run(4_000);
  show(desk, 0);
  desk.run(60_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
  return { desk, peers };
}

function show(desk: BoardDesk, at: 0 | 1): void {
  desk.deliver({
    kind: 'link-offered',
    link: { secret: LINKS[at] },
    tenant: `Flat ${at + 1}`,
    peer: { secret: SECRETS[at] },
  });
}

turns('an end that cannot be said does not keep the next tenant from buying', () => {
  const { desk, peers } = first();
  // From here on only the second tenant's board is there, and does not know the first's secret.
  desk.peer = peers[1];
  show(desk, 1);
  desk.run(900_000, () => desk.isClosed);
  assert.is(peers[1]?.accepted.length, 1);
  assert.is(desk.isClosed, true);
});

turns('terms that are accepted after their sale has ended are nobody’s', () => {
  const { desk, peers } = first();
  const { stopSec } = peers[0]!.accepted[0]!.offer;
  desk.run((stopSec - START_SEC) * 1_000 - desk.at - 310_000);
  desk.bend = ({ target }) => (target === 'peer' ? 'answer-lost' : undefined);
  desk.run(60_000);
  assert.is(peers[0]?.accepted.length, 2);
  show(desk, 1);
  desk.bend = () => undefined;
  desk.run(60_000);
  assert.equal(desk.crashes, []);
  assert.is(desk.book.period, undefined);
});

turns('an image on trial agrees on nothing: the one before it could not read it', () => {
  const desk = new BoardDesk(boardConfig(), 17, 17, { format: 1 });
  desk.peer = new FakePeer(desk, { ...DEMAND, meterNumber: desk.meter.serial });
  desk.link.more = { 'energy.version': 1, 'energy.url': PEER_URL };
  desk.run(4_000);
  show(desk, 0);
  desk.run(60_000);
  assert.equal(desk.crashes, []);
  assert.is(desk.peer.requests.length, 0);
  assert.is(desk.isClosed, false);
});

turns.run();
