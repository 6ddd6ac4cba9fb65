/** The power cut at each command of a pull at a node that chooses the hash. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NodeKind } from '../src/payment/nodes/kinds';
import type { BoardDesk } from './desk/board-desk';
import { watchHandOver } from './desk/chaos';
import { selling } from './desk/selling';

const pull = suite('hash by node');

const started = (kind: NodeKind, pays: 'at-once' | 'never'): BoardDesk =>
  selling((made) => Object.assign(made.link, { pays }), false, kind);

/** Of the commands of a pull, the first and last ones. */
const BEGIN = 60;
const END = 20;

/** What the flash had done of its orders when the power went. */
const LEFT = [
  { kept: 0, share: 0 },
  { kept: 0, share: 0.5 },
  { kept: 9, share: 0 },
] as const;

function commandsOf(kind: NodeKind, pays: 'at-once' | 'never'): number {
  const desk = started(kind, pays);
  const before = desk.done.length;
  desk.run(200_000, () => desk.book.pulls.settled + desk.book.pulls.lapsed === 1);
  return desk.done.length - before + 2;
}

for (const [kind, pays] of [
  ['phoenixd', 'at-once'],
  ['phoenixd', 'never'],
  ['lightning-address', 'at-once'],
  ['lightning-address', 'never'],
] as const) {
  pull(`cut at each command (${kind}, paid ${pays}): each mSat once, one payable invoice`, () => {
    const commands = commandsOf(kind, pays);
    let cutOpen = 0;
    for (const left of LEFT) {
      for (let at = 0; at < commands; at++) {
        // What lies between is one reading after the other.
        if (at === BEGIN) at = Math.max(BEGIN, commands - END);
        const desk = started(kind, pays);
        let count = 0;
        desk.bend = (request) => {
          watchHandOver(desk, request);
          return undefined;
        };
        desk.cut = () => (count++ === at ? left : undefined);
        desk.run(250_000, () => desk.hands === undefined);
        if (desk.hands !== undefined) continue;
        desk.link.pays = 'at-once';
        // What was paid before the cut arrives while nobody looks.
        desk.run(3_000);
        desk.powerOn();
        if (desk.book.pull !== undefined) cutOpen++;
        desk.offer();
        desk.run(400_000, () => desk.book.pulls.settled > 0 && desk.book.pull === undefined);
        const settled = desk.node.settled.reduce((sum, each) => sum + each.milliSat, 0);
        const { paid = 0, late = 0 } = desk.book.accounts[0] ?? {};
        assert.is(paid + late, settled, `cut at ${at}, ${left.kept} ${left.share}`);
        assert.ok(settled > 0);
        assert.equal(desk.crashes, []);
      }
    }
    assert.ok(cutOpen > 10, `${cutOpen} of the cuts left a pull open`);
  });
}

pull.run();
