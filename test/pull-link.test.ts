import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LINK, OTHER_LINK } from './desk/board-desk';
import { selling, stepOf } from './desk/selling';

const NEXT = 'https://wallet.example/next?q=2';

const pull = suite('pull');

/** URLs that were asked for their limits, in order. */
const asked = (desk: ReturnType<typeof selling>): string[] =>
  desk.requests.filter((each) => stepOf(each) === 'ask-link').map((each) => each.path.secret);

pull('a balanceCheck replaces the link, and its absence brings the shown one back (LUD-14)', () => {
  const desk = selling((made) => {
    made.link.balanceCheck = NEXT;
  });
  desk.run(60_000, () => desk.book.pulls.settled === 2);
  assert.equal(asked(desk).slice(0, 2), [LINK, NEXT]);
  desk.link.balanceCheck = undefined;
  desk.run(600_000, () => desk.book.pulls.settled === 4);
  assert.equal(asked(desk).slice(-2), [NEXT, LINK]);
});

pull('a balanceCheck that gives nothing is left for the link that was shown', () => {
  const desk = selling((made) => {
    made.link.balanceCheck = NEXT;
  });
  desk.run(60_000, () => asked(desk).length === 2);
  desk.link.maximum = 1;
  desk.run(600_000, () => asked(desk).length >= 4);
  assert.equal(asked(desk).slice(0, 2), [LINK, NEXT]);
  assert.ok(asked(desk).slice(3).includes(LINK));
});

pull('one buyer’s balanceCheck is never asked for the next buyer', () => {
  const desk = selling((made) => {
    made.link.balanceCheck = NEXT;
  });
  desk.run(60_000, () => desk.book.pulls.settled === 1);
  desk.deliver({ kind: 'unplugged' });
  const before = asked(desk).length;
  desk.link.balanceCheck = undefined;
  desk.offer(OTHER_LINK);
  desk.run(30_000, () => desk.book.pulls.settled === 2);
  assert.equal(asked(desk).slice(before), [OTHER_LINK]);
});

pull(
  'LUD-08: a link that holds its answer in its query is asked, and only its answer counts',
  () => {
    const fields = 'k1=stale&minWithdrawable=1&maxWithdrawable=5&callback=https%3A%2F%2Fa.b%2Fcb';
    const fast = `${LINK}?tag=withdrawRequest&${fields}&defaultDescription=`;
    const desk = selling();
    desk.deliver({ kind: 'unplugged' });
    desk.offer(fast);
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.equal(asked(desk), [fast]);
    const [handed] = desk.link.handed;
    assert.ok(handed?.url.startsWith(`${fast}/callback&k1=secret-k1-1&pr=`), handed?.url);
  },
);

pull('LUD-17: lnurlw is asked over https, and as the same buyer as the plain link', () => {
  const desk = selling();
  desk.deliver({ kind: 'unplugged' });
  desk.offer(LINK.replace('https:', 'LNURLW:'));
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.equal(asked(desk), [LINK]);
  assert.is(desk.book.accounts.length, 1);
});

pull.run();
