/** Three links that come and go, lost answers and power cuts: the rule of money holds. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createChance } from './chance';
import { LINK, OTHER_LINK } from './desk/board-desk';
import { empty, type LinkServer, lnbitsWithdraw, silent, stubborn } from './desk/link-servers';
import { showing } from './desk/showing';

const chaos = suite('links');

const THIRD = 'https://wallet.example/3';

for (let seed = 1; seed <= 12; seed++) {
  chaos(`money: seed ${seed}: one payable invoice at most, each payment credited once`, () => {
    const chance = createChance(seed);
    const flaky = (link: string): LinkServer => {
      const good = lnbitsWithdraw(link);
      const other = () => (chance() < 0.5 ? silent(link) : stubborn('Insufficient balance.'));
      return {
        ...good,
        first: (at) => (chance() < 0.7 ? good.first(at) : empty().first(at)),
        callback: (handed) => (chance() < 0.6 ? good : other()).callback(handed),
      };
    };
    const desk = showing(
      { [LINK]: flaky(LINK), [OTHER_LINK]: flaky(OTHER_LINK), [THIRD]: flaky(THIRD) },
      seed % 2 === 0,
    );
    desk.meter.load = 7_000_000;
    let most = 0;
    let isCalm = false;
    desk.bend = () => {
      most = Math.max(most, desk.node.payable(desk.nowSec).length);
      return isCalm || chance() > 0.1 ? undefined : 'answer-lost';
    };
    desk.cut = () => {
      if (isCalm || chance() > 0.01) return undefined;
      desk.after(2_000, () => desk.hands === undefined && desk.powerOn());
      return { kept: Math.floor(chance() * 4), share: chance() };
    };
    desk.run(900_000);
    isCalm = true;
    if (desk.hands === undefined) desk.powerOn();
    desk.run(4_000_000);
    assert.is(most, 1);
    assert.equal(desk.crashes, []);
    const received = desk.node.settled.reduce((sum, { milliSat }) => sum + milliSat, 0);
    const [account] = desk.book.accounts;
    assert.ok(received > 0);
    assert.is((account?.paid ?? 0) + (account?.late ?? 0), received);
  });
}

chaos.run();
