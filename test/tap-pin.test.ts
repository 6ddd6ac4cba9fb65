import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boltcard, boltcardHub } from './desk/link-servers';
import { asked, guestOf, outcome, payShown, saying, shown, tap, why } from './desk/visiting';

const card = suite('tap');

card('a PIN is asked for with the amount, and goes with the next tap, once', () => {
  const desk = shown();
  const withPin = saying(boltcard, { pinLimit: 100_000 });
  tap(desk, withPin());
  desk.run(10_000, () => outcome(desk) === 'failed');
  assert.is(why(desk), 'needs-pin');
  assert.is(guestOf(desk)?.tap.pinForMilliSat, 100_000);
  desk.deliver({ kind: 'pin-given', pin: { secret: '4711' } });
  tap(desk, withPin());
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  const [paid, ...more] = asked(desk, 'card-pays');
  assert.is(more.length, 0);
  assert.is(paid?.path.secret.includes('pin=4711'), true);
  assert.is(desk.book.pulls.settled, 1);
  assert.is(JSON.stringify(desk.state).includes('4711'), false);
});

card('a PIN meant for one card is not said to the next', () => {
  const desk = shown();
  tap(desk, saying(boltcard, { pinLimit: 1_000 })());
  desk.run(10_000, () => outcome(desk) === 'failed');
  desk.deliver({ kind: 'pin-given', pin: { secret: '4711' } });
  tap(desk, boltcard());
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(asked(desk, 'card-pays')[0]?.path.secret.includes('pin='), false);
  assert.is(JSON.stringify(desk.state).includes('4711'), false);
});

card('no PIN is asked for below its limit', () => {
  const desk = shown();
  tap(desk, saying(boltcard, { pinLimit: 100_001 })());
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.book.pulls.settled, 1);
});

card('the card that paid is where money goes back; one that did not is not', () => {
  const payLink = (name: string) => ({ payLink: `lnurlp://wallet.example/${name}` });
  const desk = shown();
  tap(desk, saying(boltcardHub, { ...payLink('poor'), maxWithdrawable: 50_000 })());
  desk.run(10_000, () => outcome(desk) === 'failed');
  assert.is(desk.state.pulling.payLink, undefined);
  tap(desk, saying(boltcard, payLink('paid'))());
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(desk.state.pulling.payLink?.secret, 'https://wallet.example/paid');
  assert.is(guestOf(desk)?.tap.takesMoneyBack, true);

  const phone = shown();
  tap(phone, saying(boltcardHub, { ...payLink('poor'), maxWithdrawable: 50_000 })());
  phone.run(10_000, () => outcome(phone) === 'failed');
  payShown(phone);
  phone.run(20_000, () => phone.book.pulls.settled === 1);
  assert.is(phone.state.pulling.payLink, undefined);
});

card.run();
