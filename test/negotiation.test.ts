/** The seller's side of the talk with the buyer's board: terms before energy, and without a gap. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { milliSat } from '../src/units';
import type { BoardDesk } from './desk/board-desk';
import { START_SEC } from './desk/board-desk';
import { boardConfig, negotiating, PERIOD_SEC, price, showLink, talkOf } from './desk/negotiating';
import { steps } from './desk/selling';

const negotiation = suite('negotiation');

const account = (desk: BoardDesk) => desk.book.accounts[0]!;

negotiation('nothing is asked for and nothing flows before both hold the same terms', () => {
  const { desk, peer } = negotiating();
  desk.run(60_000, () => desk.book.period !== undefined);
  // The other side's nonce is not known before it has said so.
  assert.equal(steps(desk), ['talk-link', 'talk', 'talk']);
  assert.is(desk.isClosed, false);
  assert.equal(desk.book.period?.terms.offer, peer.accepted[0]?.offer);
  desk.run(60_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
  assert.is(account(desk).paid, 100_000);
});

negotiation(
  'an offer that is refused: every reason is shown, nothing is sold, offered again',
  () => {
    const { desk, peer } = negotiating((each) => {
      each.demand = { ...each.demand, importTariff: price(200_000), depositMax: milliSat(50_000) };
    });
    desk.run(120_000);
    assert.is(desk.book.period, undefined);
    assert.is(desk.isClosed, false);
    assert.equal(
      talkOf(desk)?.reasons.map(({ why, offered, limit }) => [why, offered, limit]),
      [
        ['import-price-too-high', 250_000, 200_000],
        ['deposit-too-high', 100_000, 50_000],
      ],
    );
    assert.is(peer.requests.length, 1);
    peer.demand = { ...peer.demand, importTariff: price(300_000), depositMax: milliSat(200_000) };
    desk.run(300_000, () => desk.isClosed);
    assert.is(desk.isClosed, true);
    assert.is(peer.requests.length, 2);
  },
);

negotiation('the next terms take over at the exact second, and what flows is never cut off', () => {
  const { desk, peer } = negotiating();
  desk.run(60_000, () => desk.isClosed);
  let open = 0;
  desk.run(3 * PERIOD_SEC * 1_000, () => {
    if (!desk.isClosed) open += 1;
    return false;
  });
  assert.is(open, 0);
  const offers = peer.accepted.map(({ offer }) => offer);
  assert.is(offers.length, 4);
  for (let i = 1; i < offers.length; i++) {
    assert.is(offers[i]!.startSec, offers[i - 1]!.stopSec);
    assert.is(offers[i]!.kind, 'renewal');
  }
});

negotiation('what another price file says counts from the next period on, to the mSat', () => {
  const { desk, peer } = negotiating();
  desk.run(60_000, () => desk.isClosed);
  desk.cutPower();
  const dearer = boardConfig({
    tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: 280_000 }] },
  });
  Object.assign(desk, { config: dearer });
  desk.powerOn();
  showLink(desk);
  desk.run(60_000, () => desk.isClosed);
  const stopSec = peer.accepted[0]!.offer.stopSec;
  const before = { charged: account(desk).charged, billed: desk.book.billed };
  desk.run((stopSec - START_SEC) * 1_000 - desk.at - 5_000);
  assert.is(peer.accepted.length, 2);
  const billed = desk.book.billed - before.billed;
  assert.ok(billed > 0);
  const spent = account(desk).charged - before.charged;
  assert.ok(Math.abs(spent - (billed * 250_000) / 1_000_000) <= 1, `${spent} for ${billed} mWh`);
  desk.run(10_000);
  const then = { charged: account(desk).charged, billed: desk.book.billed };
  desk.run(600_000);
  const more = desk.book.billed - then.billed;
  const cost = account(desk).charged - then.charged;
  assert.ok(Math.abs(cost - (more * 280_000) / 1_000_000) <= 1, `${cost} for ${more} mWh`);
});

negotiation(
  'a board that is away when terms end: they end, and it goes on when it is there',
  () => {
    const { desk, peer } = negotiating();
    desk.run(60_000, () => desk.isClosed);
    const { stopSec } = peer.accepted[0]!.offer;
    desk.bend = ({ target }) => (target === 'peer' ? { fault: 'not-connected' } : undefined);
    desk.run((stopSec - START_SEC) * 1_000 - desk.at - 2_000);
    assert.is(desk.isClosed, true);
    desk.run(4_000);
    assert.is(desk.isClosed, false);
    assert.is(desk.state.supply.reason, 'terms-ended');
    desk.run(600_000);
    assert.is(desk.isClosed, false);
    desk.bend = () => undefined;
    desk.run(180_000, () => desk.isClosed);
    assert.is(desk.isClosed, true);
    assert.is(peer.accepted.at(-1)?.offer.kind, 'initial');
  },
);

negotiation(
  'an answer that is lost is asked for again, with the same bytes, and counts once',
  () => {
    let lost = 0;
    const { desk, peer } = negotiating((_, each) => {
      each.bend = ({ target }) => {
        if (target !== 'peer' || lost === 3) return undefined;
        lost += 1;
        return 'answer-lost';
      };
    });
    desk.run(180_000, () => desk.isClosed);
    assert.is(desk.isClosed, true);
    assert.is(peer.requests.length, 1);
    assert.is(peer.accepted.length, 1);
    const frames = desk.requests.filter(({ target }) => target === 'peer').map(({ body }) => body);
    assert.is(new Set(frames.slice(0, 4).map((body) => body?.secret)).size, 1);
  },
);

negotiation('whoever does not share the secret is not heard', () => {
  const { desk, peer } = negotiating(() => {}, '77'.repeat(32));
  desk.run(300_000);
  assert.is(desk.book.period, undefined);
  assert.is(desk.isClosed, false);
  assert.is(peer.requests.length, 0);
  assert.ok((desk.state.faults['peer-refused'] ?? 0) > 1);
});

negotiation('payment sizes that were not offered are refused', () => {
  const { desk } = negotiating((peer) => {
    peer.instead = (request) =>
      request.kind !== 'offer'
        ? undefined
        : {
            kind: 'accept',
            reference: request.reference,
            acceptance: {
              agrees: true,
              payment: { minimumSat: 1, desiredSat: 1, maximumSat: 1 },
            },
            statement: peer.statement,
          };
  });
  desk.run(60_000);
  assert.is(desk.book.period, undefined);
  assert.ok((desk.state.faults['peer-payment-outside-offer'] ?? 0) > 0);
});

negotiation('accounts that differ suspend the sale, with both figures', () => {
  const { desk, peer } = negotiating();
  desk.run(60_000, () => desk.isClosed);
  peer.standing = 'suspended';
  peer.statement = { ...peer.statement, chargedMilliSat: 77_000 };
  desk.run(660_000, () => !desk.isClosed);
  assert.is(desk.isClosed, false);
  assert.is(talkOf(desk)?.standing, 'suspended');
  assert.is(talkOf(desk)?.theirs?.chargedMilliSat, 77_000);
  assert.ok((talkOf(desk)?.ours?.chargedMilliSat ?? 0) > 0);
  peer.standing = 'agreed';
  desk.run(660_000, () => desk.isClosed);
  assert.is(desk.isClosed, true);
});

negotiation('the end of the sale is said to the other board', () => {
  const { desk, peer } = negotiating();
  desk.run(60_000, () => desk.isClosed);
  desk.deliver({ kind: 'owner-command', command: 'stop-sale' });
  desk.run(30_000);
  const end = peer.requests.find(({ kind }) => kind === 'end');
  assert.is(end?.kind === 'end' && end.reference, peer.accepted[0]?.reference);
  assert.is(desk.state.talk.ending, undefined);
});

negotiation('terms survive a power cut before every command, and are agreed on once', () => {
  let cuts = 0;
  for (let at = 0; ; at++) {
    const { desk, peer } = negotiating((_, each) => {
      let left = at;
      each.cut = ({ kind }) => {
        const isLasting = kind.startsWith('flash-') || kind === 'http-request';
        return isLasting && left-- === 0 ? { kept: at % 3, share: (at % 4) / 3 } : undefined;
      };
    });
    desk.run(40_000);
    if (desk.hands !== undefined) break;
    cuts += 1;
    desk.powerOn();
    showLink(desk);
    desk.run(120_000, () => desk.isClosed);
    assert.is(desk.isClosed, true, `cut ${at}`);
    const held = desk.book.period?.terms;
    const theirs = peer.accepted.find(({ reference }) => reference === held?.reference);
    assert.equal(held?.offer, theirs?.offer, `cut ${at}`);
    assert.equal(desk.crashes, []);
  }
  assert.ok(cuts > 8, `${cuts} cuts`);
});

negotiation('the state of a talk survives JSON at any moment', () => {
  const { desk, peer } = negotiating((_, each) => {
    each.isRoundTripped = true;
  });
  desk.run(60_000, () => desk.isClosed);
  desk.run(PERIOD_SEC * 1_000);
  assert.is(desk.isClosed, true);
  assert.is(peer.accepted.length, 2);
});

negotiation.run();
