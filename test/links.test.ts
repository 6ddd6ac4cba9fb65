/** Several links of one buyer: which is asked, how long one rests, and never two invoices. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buyerKey } from '../src/payment/lnurl';
import { secret } from '../src/secret';
import { viewOf } from '../src/web/view';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { empty, type LinkServer, lnbitsWithdraw, silent, stubborn } from './desk/link-servers';
import { bending, credit, stepOf } from './desk/selling';
import { showing } from './desk/showing';

const links = suite('links');

const THIRD = 'https://wallet.example/3';
const FOURTH = 'https://wallet.example/4';

const asked = (desk: BoardDesk): readonly string[] =>
  desk.requests.filter((each) => stepOf(each) === 'ask-link').map(({ path }) => path.secret);
const inUse = (desk: BoardDesk) => viewOf(desk.state, desk.now, 0).link;

for (const reason of ['Withdraw is spent.', 'Insufficient balance.', 'bad request']) {
  links(`one that says "${reason}" is followed by the next at once, which pays`, () => {
    const desk = showing({ [LINK]: stubborn(reason), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
    desk.run(15_000, () => desk.book.pulls.settled === 1);
    assert.equal(asked(desk), [LINK, OTHER_LINK]);
    assert.is(credit(desk), 100_000);
    assert.equal([inUse(desk)?.place, inUse(desk)?.count], [2, 2]);
  });
}

links('all four are asked in order, then again at a growing distance', () => {
  const all = { [LINK]: empty(), [OTHER_LINK]: empty(), [THIRD]: empty(), [FOURTH]: empty() };
  const desk = showing(all);
  desk.run(4_000);
  assert.equal(asked(desk), [LINK, OTHER_LINK, THIRD, FOURTH]);
  desk.run(60_000);
  const times = asked(desk).length;
  assert.ok(times > 6 && times < 12, `${times}`);
  assert.is(desk.node.invoices.size, 0);
});

links('what does not answer is followed by the next, as what refuses', () => {
  const desk = showing({ [LINK]: lnbitsWithdraw(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.bend = ({ path }) => (path.secret === LINK ? { fault: 'not-connected' } : undefined);
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  assert.equal(asked(desk), [LINK, OTHER_LINK]);
});

links('the first is asked again when it has rested, and stays in use when it pays', () => {
  const desk = showing({ [LINK]: empty(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  desk.link.servers.set(LINK, lnbitsWithdraw());
  desk.meter.load = 7_000_000;
  desk.run(840_000);
  assert.not(asked(desk).slice(1).includes(LINK), 'it rests for a quarter of an hour');
  desk.run(600_000);
  assert.equal(asked(desk).slice(-2), [LINK, LINK]);
});

links(
  'after twenty minutes without a payment the distance is minutes: flash lasts for years',
  () => {
    const good = lnbitsWithdraw();
    const broke = { ...good, callback: stubborn('Insufficient balance.').callback };
    const desk = new BoardDesk(deskConfig('flat'), 11);
    desk.link.servers.set(LINK, broke);
    desk.run(4_000);
    desk.offer(LINK, 'Flat 1');
    desk.run(2_400_000);
    const { void: before } = desk.book.pulls;
    desk.run(3_600_000);
    const anHour = desk.book.pulls.void - before;
    assert.ok(anHour >= 10 && anHour <= 16, `${anHour}`);
    desk.link.servers.set(LINK, good);
    desk.run(400_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.pulls.settled, 1, 'it never ends');
  },
);

links('shown again, links are asked again at once: they were filled, perhaps', () => {
  const desk = showing({ [LINK]: empty(), [OTHER_LINK]: empty() });
  desk.run(120_000);
  desk.link.servers.set(OTHER_LINK, lnbitsWithdraw(OTHER_LINK));
  const before = asked(desk).length;
  desk.offer(LINK);
  desk.run(3_000);
  assert.equal(asked(desk).slice(before), [LINK, OTHER_LINK]);
  assert.is(desk.book.sale?.link.secret, `${LINK} ${OTHER_LINK}`, 'the sale keeps both');
});

links('who wants to wait long is followed by the next meanwhile', () => {
  const first = lnbitsWithdraw();
  const waits = { ...first, callback: stubborn('Wait 300 seconds.').callback };
  const desk = showing({ [LINK]: waits, [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.run(30_000, () => desk.book.pulls.settled === 1);
  assert.equal(asked(desk), [LINK, OTHER_LINK]);
  assert.is(desk.book.pulls.void, 1);
});

links('balanceCheck of one link is not asked in the place of another', () => {
  const NEXT = 'https://wallet.example/next';
  const more = { balanceCheck: NEXT };
  const first = lnbitsWithdraw();
  const said = first.first(0) as { status: number; fields: object };
  let isEmpty = false;
  const drained: LinkServer = {
    ...first,
    first: () =>
      isEmpty ? empty().first(0) : { status: 200, fields: { ...said.fields, ...more } },
  };
  const desk = showing({ [LINK]: drained, [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.link.servers.set(NEXT, drained);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  isEmpty = true;
  desk.run(60_000, () => desk.book.pulls.settled === 2);
  assert.equal(asked(desk), [LINK, NEXT, OTHER_LINK]);
});

for (const canCancel of [true, false]) {
  const node = canCancel ? 'cancels' : 'cannot cancel, so it lapses';
  links(`money: no other invoice while the first link has one that can be paid (${node})`, () => {
    const servers = { [LINK]: silent(LINK), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) };
    const desk = showing(servers, canCancel);
    let most = 0;
    desk.bend = () => {
      most = Math.max(most, desk.node.payable(desk.nowSec).length);
      return undefined;
    };
    desk.run(400_000, () => desk.book.pulls.settled === 1);
    assert.is(most, 1);
    assert.equal(asked(desk), [LINK, OTHER_LINK]);
    assert.is(canCancel ? desk.book.pulls.void : desk.book.pulls.lapsed, 1);
    assert.is(credit(desk), 100_000);
  });
}

links('the buyer is who the first link names, whichever pays', () => {
  const desk = showing({ [LINK]: empty(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  assert.equal(
    desk.book.accounts.map(({ buyer }) => buyer),
    [buyerKey(secret(LINK))],
  );
});

links('after a power cut all of a walk-up’s links are there, and asked from the first on', () => {
  const desk = showing({ [LINK]: empty(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  desk.cutPower(9);
  desk.run(5_000);
  desk.powerOn();
  const before = asked(desk).length;
  desk.run(200_000, () => desk.book.pulls.settled === 2);
  assert.equal(asked(desk).slice(before), [LINK, OTHER_LINK]);
  assert.is(desk.book.accounts[0]?.paid, 150_000);
});

links('a buyer adds a link to the sale that runs; a stranger cannot', () => {
  const desk = showing({ [LINK]: lnbitsWithdraw() });
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  desk.offer(OTHER_LINK, undefined, [LINK]);
  assert.is(desk.state.faults['sale-in-progress'], 1);
  assert.is(desk.book.sale?.link.secret, LINK);
  desk.offer(LINK, undefined, [OTHER_LINK]);
  assert.is(desk.book.sale?.link.secret, `${LINK} ${OTHER_LINK}`);
  assert.is(desk.book.accounts.length, 1);
  assert.is(credit(desk), 100_000);
});

links('a further link that is wrong, one too many or too long is left out, and said', () => {
  const desk = new BoardDesk(deskConfig('ev'), 11);
  desk.run(4_000);
  const long = `https://wallet.example/${'x'.repeat(2_010)}`;
  const wrong = ['https://10.0.0.1/w', 'hello', LINK, long, OTHER_LINK, THIRD, FOURTH];
  desk.offer(LINK, undefined, wrong);
  assert.is(desk.book.sale?.link.secret, [LINK, OTHER_LINK, THIRD, FOURTH].join(' '));
  assert.is(desk.state.faults['link-forbidden-address'], 1);
  assert.is(desk.state.faults['link-not-an-lnurl'], 1);
  assert.is(desk.state.faults['link-too-long'], 1);
  desk.deliver({ kind: 'unplugged' });
  desk.offer('hello', undefined, [LINK]);
  assert.is(desk.book.sale, undefined, 'the first names the buyer');
});

links('a tenant’s further links come with the owner’s configuration, and replace the old', () => {
  const desk = new BoardDesk(deskConfig('flat'), 11);
  desk.link.servers.set(LINK, empty());
  desk.run(4_000);
  desk.offer(LINK, 'Flat 1', [OTHER_LINK]);
  assert.is(desk.book.sale?.link.secret, `${LINK} ${OTHER_LINK}`);
  desk.offer(LINK, 'Flat 1');
  assert.is(desk.book.sale?.link.secret, LINK);
  assert.is(desk.book.accounts.length, 1);
});

links('the first begins as the one in use for the next buyer', () => {
  const desk = showing({ [LINK]: empty(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  desk.run(15_000, () => desk.book.pulls.settled === 1);
  desk.deliver({ kind: 'unplugged' });
  desk.link.servers.set(THIRD, lnbitsWithdraw(THIRD));
  desk.offer(THIRD);
  const before = asked(desk).length;
  desk.run(15_000, () => desk.book.pulls.settled === 2);
  assert.equal(asked(desk).slice(before), [THIRD]);
});

links('a lost first answer of a link is no reason to leave the pull that is open', () => {
  const desk = showing({ [LINK]: lnbitsWithdraw(), [OTHER_LINK]: lnbitsWithdraw(OTHER_LINK) });
  bending('hand-over', 'answer-lost', 1)(desk);
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  assert.ok(desk.link.handed.every(({ url }) => url.startsWith(LINK)));
});

links.run();
