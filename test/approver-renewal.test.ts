/** What the buyer's board says to renewals, to accounts that differ, and to ends. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Request } from '../src/protocol/message';
import { pull, timesPaid } from './approver-bench';
import { PERIOD_SEC } from './approver-samples';
import { NEXT, offer, REFERENCE, reasonsOf, renewal, running } from './approver-talks';
import { idOf, START_SEC } from './protocol-bench';

const renewals = suite('approver renewal');

renewals('renewal: takes over at its second, and each tariff counts for its own time', () => {
  const { desk, seller } = running();
  assert.is(seller.say(renewal(seller.statement(150_000, 200_000)))?.kind, 'accept');
  const before = desk.state.metered.chargedMilliSat;
  assert.is(before, 150_000);
  // 120 s before and 120 s after the second of change, evenly: half at each price.
  desk.pass(240);
  desk.meter(2_700_000);
  assert.is(desk.state.metered.chargedMilliSat - before, 10_000 + 11_000);
  assert.is(pull(desk, 2, 50_000), 'OK');
});

renewals('renewal: the same again is the same answer, before and after it took over', () => {
  const { desk, seller } = running();
  const said = renewal(seller.statement(150_000, 200_000));
  const first = seller.say(said);
  assert.equal(seller.say(said), first);
  desk.restart();
  desk.meter(2_500_000);
  desk.pass(130);
  assert.is(seller.say(said)?.kind, 'accept');
  assert.is(desk.flash.filter(({ kind }) => kind === 'terms-renewed').length, 1);
});

renewals('renewal: and another one after it', () => {
  const { desk, seller } = running();
  seller.say(renewal(seller.statement(150_000, 200_000)));
  desk.pass(120 + PERIOD_SEC - 60);
  const startSec = START_SEC + 2 * PERIOD_SEC;
  const third = {
    ...renewal(seller.statement(150_000, 200_000), { startSec, stopSec: startSec + PERIOD_SEC }),
    reference: idOf(0xa3),
    replaces: NEXT,
  } as Request;
  assert.is(seller.say(third)?.kind, 'accept');
  assert.equal(
    [desk.state.book.terms?.reference, desk.state.book.next?.reference],
    [NEXT, idOf(0xa3)],
  );
});

renewals('renewal: a gap, an overlap, a deposit and a price are told with both numbers', () => {
  const stopSec = START_SEC + PERIOD_SEC;
  const { seller } = running();
  const agreed = seller.statement(150_000, 200_000);
  const said = (change: object) => reasonsOf(seller.say(renewal(agreed, change)));
  assert.equal(said({ startSec: stopSec + 1 }), [
    { why: 'starts-too-late', offered: stopSec + 1, limit: stopSec },
  ]);
  assert.equal(said({ startSec: stopSec - 1 }), [
    { why: 'starts-too-early', offered: stopSec - 1, limit: stopSec },
  ]);
  assert.equal(said({ depositSat: 1 }), [{ why: 'deposit-in-renewal', offered: 1_000, limit: 0 }]);
});

renewals('renewal: of terms that are not in force is unexpected', () => {
  const { desk, seller } = running();
  const said = { ...renewal(seller.statement(150_000, 200_000)), replaces: idOf(5) } as Request;
  assert.is(seller.say(said)?.kind, 'fault');
  assert.is(desk.state.book.next, undefined);
});

/** 150,000 x 2.5 % + 5,000 = 8,750; of the larger, rounded up. */
const DIFFERENCES: readonly (readonly [
  label: string,
  charged: number,
  paid: number,
  standing: string,
])[] = [
  ['as far below as is allowed', 141_250, 200_000, 'accept'],
  ['1 mSat below that', 141_249, 200_000, 'suspended'],
  ['as far above as is allowed', 158_975, 200_000, 'accept'],
  ['1 mSat above that', 158_976, 200_000, 'suspended'],
  ['one payment of the first size not seen yet', 150_000, 0, 'accept'],
  ['a payment that the buyer did not make', 150_000, 400_001, 'suspended'],
];

for (const [label, charged, paid, standing] of DIFFERENCES) {
  renewals(`accounts: ${label}: ${standing}`, () => {
    const { seller } = running();
    const answer = seller.say(renewal(seller.statement(charged, paid)));
    assert.is(answer?.kind === 'state' ? answer.standing : answer?.kind, standing);
  });
}

renewals('suspended: nothing is paid, both figures are shown, until the owner has looked', () => {
  const { desk, seller } = running();
  const said = renewal(seller.statement(250_000, 200_000));
  const answer = seller.say(said);
  assert.is(answer?.kind === 'state' && answer.statement.chargedMilliSat, 150_000);
  desk.restart();
  desk.meter(2_500_000);
  const reason =
    "suspended: charged by the buyer's account 150000 mSat, by the seller's 250000 mSat, " +
    'tolerance 11250 mSat';
  assert.is(pull(desk, 2, 50_000), reason);
  assert.is(seller.say(said)?.kind, 'state');
  assert.is(seller.say(offer({}, NEXT))?.kind, 'state');
  desk.deliver({ kind: 'owner-command', command: 'resume' });
  assert.is(pull(desk, 2, 50_000), 'OK');
});

const ending = (by: string, atSec: number) => ({
  by,
  why: by,
  atSec,
  importRegisterMilliWattHours: 2_500_000,
  exportRegisterMilliWattHours: 0,
});

renewals('end by the seller: said back with the own account, and nothing more is paid', () => {
  const { desk, seller } = running();
  const atSec = Math.floor(desk.atMs / 1_000);
  const statement = seller.statement(150_000, 200_000);
  const said: Request = {
    kind: 'end',
    reference: REFERENCE,
    ending: ending('seller', atSec),
    statement,
  };
  for (let i = 0; i < 2; i += 1) {
    const answer = seller.say(said);
    assert.is(answer?.kind, 'end');
    if (answer?.kind !== 'end') return;
    assert.equal(answer.ending, said.ending);
    assert.is(answer.statement.paidMilliSat, 200_000);
    desk.restart();
  }
  desk.meter(2_500_000);
  assert.is(pull(desk, 2, 50_000), `the sale was ended by the seller at ${atSec} s`);
  assert.is(timesPaid(desk, 2), 0);
});

renewals('end by the buyer: told in the answer to the next state', () => {
  const { desk, seller } = running();
  const statement = seller.statement(150_000, 200_000);
  const said: Request = { kind: 'state', reference: REFERENCE, statement };
  assert.is(seller.say(said)?.kind, 'state');
  desk.deliver({ kind: 'owner-command', command: 'end-sale' });
  const answer = seller.say(said);
  const atSec = Math.floor(desk.atMs / 1_000);
  assert.equal(answer?.kind === 'end' && answer.ending, ending('buyer', atSec));
});

renewals('end: nobody announces the other’s, and not of terms that are unknown', () => {
  const { seller } = running();
  const statement = seller.statement(150_000, 200_000);
  const said = {
    kind: 'end',
    reference: REFERENCE,
    ending: ending('buyer', 1),
    statement,
  } as const;
  assert.is(seller.say(said)?.kind, 'fault');
  const other = { ...said, ending: ending('seller', 1), reference: idOf(6) };
  assert.is(seller.say(other)?.kind, 'fault');
});

renewals('a new sale after the end: what was left over is carried', () => {
  const { desk, seller } = running();
  desk.pass(130);
  const period = { startSec: START_SEC + PERIOD_SEC, stopSec: START_SEC + 2 * PERIOD_SEC };
  assert.is(seller.say(offer(period, NEXT))?.kind, 'accept');
  assert.is(desk.state.book.paid.carriedMilliSat, 50_000);
});

renewals.run();
