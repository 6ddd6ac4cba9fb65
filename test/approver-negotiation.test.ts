/** What the buyer's board says to demands and offers, and to what is no message at all. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CONTENT_TYPE } from '../src/protocol/frame';
import { pull } from './approver-bench';
import { ApproverDesk } from './approver-desk';
import { DEMAND_DOCUMENT, PATH } from './approver-samples';
import { NEXT, offer, REFERENCE, reasonsOf, running, talking } from './approver-talks';

const negotiation = suite('approver negotiation');

negotiation('demand: what the buyer wants, before anything is offered', () => {
  const answer = talking().seller.say({ kind: 'demand' });
  assert.is(answer?.kind, 'demand');
  if (answer?.kind !== 'demand') return;
  assert.equal(answer.demand, { ...answer.demand, ...DEMAND_DOCUMENT });
});

negotiation('offer: accepted with the sizes that both allow, and then the link takes money', () => {
  const { desk, seller } = talking();
  const answer = seller.say(offer());
  assert.is(answer?.kind, 'accept');
  if (answer?.kind !== 'accept') return;
  const payment = { minimumSat: 20, desiredSat: 50, maximumSat: 100 };
  assert.equal(answer.acceptance, { agrees: true, payment });
  assert.is(desk.state.book.terms?.reference, REFERENCE);
  assert.is(pull(desk, 1, 200_000), 'OK');
});

negotiation(
  'offer: rejected with every reason, both numbers and a counter that is accepted',
  () => {
    const { desk, seller } = talking();
    const answer = seller.say(
      offer({ depositSat: 301, prepaymentSat: 151, currentMaxMilliAmps: 1 }),
    );
    assert.equal(reasonsOf(answer), [
      { why: 'prepayment-too-high', offered: 151_000, limit: 150_000 },
      { why: 'deposit-too-high', offered: 301_000, limit: 300_000 },
      { why: 'current-too-low', offered: 1, limit: 16_000 },
    ]);
    assert.is(desk.state.book.terms, undefined);
    if (answer?.kind !== 'reject') return;
    const { counter } = answer.acceptance as { counter: object };
    assert.is(seller.say(offer(counter, NEXT))?.kind, 'accept');
  },
);

negotiation('offer: the same again is the same answer, also after a power cut', () => {
  const { desk, seller } = talking();
  const first = seller.say(offer());
  const records = desk.flash.length;
  assert.equal(seller.say(offer()), first);
  desk.restart();
  assert.equal(seller.say(offer()), first);
  assert.is(desk.flash.length, records);
});

negotiation('offer: before anything is paid a better one takes the place of the first', () => {
  const { desk, seller } = talking();
  seller.say(offer());
  assert.is(seller.say(offer({ depositSat: 100 }, NEXT))?.kind, 'accept');
  assert.is(desk.state.book.terms?.reference, NEXT);
});

negotiation('offer: not while terms are in force that something was paid under', () => {
  const { seller } = running();
  const answer = seller.say(offer({}, NEXT));
  assert.is(answer?.kind, 'fault');
  if (answer?.kind === 'fault') assert.is(answer.fault, 'unexpected');
});

negotiation('offer: one that cannot be read says which field', () => {
  const answer = talking().seller.say(offer({ depositSat: 1.5 }));
  assert.is(answer?.kind, 'fault');
  if (answer?.kind === 'fault') assert.match(answer.reason, 'depositSat: expected');
});

negotiation('offer: without a clock there is no second at which terms begin', () => {
  const { desk, seller } = talking();
  desk.isClockKnown = false;
  const answer = seller.say(offer());
  if (answer?.kind === 'fault') assert.is(answer.reason, 'the clock of this board is not set');
  assert.is(answer?.kind, 'fault');
  assert.is(desk.flash.length, 0);
});

const UNSEALED: readonly (readonly [label: string, body: string, type: string, status: number])[] =
  [
    ['no frame', '{}', CONTENT_TYPE, 400],
    ['another secret', `${'0'.repeat(64)}\n{}`, CONTENT_TYPE, 403],
    ['what a page could post', `${'0'.repeat(64)}\n{}`, 'text/plain', 415],
    ['too much', 'x'.repeat(40_000), CONTENT_TYPE, 413],
  ];

for (const [label, body, type, status] of UNSEALED) {
  negotiation(`talk: ${label} is ${status}, without a MAC and without an effect`, () => {
    const { desk } = talking();
    const answer = desk.request('POST', `${PATH}/talk`, body, type);
    assert.is(answer?.status, status);
    assert.is((JSON.parse(answer?.body ?? '{}') as { status: string }).status, 'ERROR');
    assert.is(desk.flash.length, 0);
  });
}

negotiation('talk: eleven messages in a minute are one too many', () => {
  const { desk } = talking();
  for (let i = 0; i < 10; i += 1) desk.request('POST', `${PATH}/talk`, '', CONTENT_TYPE);
  assert.is(desk.request('POST', `${PATH}/talk`, '', CONTENT_TYPE)?.status, 429);
});

negotiation('talk: without a shared secret there is none', () => {
  const desk = new ApproverDesk({ peer: undefined });
  const answer = desk.request('POST', `${PATH}/talk`, 'x', CONTENT_TYPE);
  assert.is(answer?.status, 403);
});

negotiation.run();
