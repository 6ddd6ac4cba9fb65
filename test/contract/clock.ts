/**
 * What a clock is to a driver, whatever stands behind it: it never runs back, a timer rings once,
 * not before its time and soon after it, and not at all once it was cancelled.
 */
import * as assert from 'uvu/assert';
import type { Clock } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { Rule } from './flash';

/** `live`: the machine lives so long. */
export type ClockBench = { readonly clock: Clock; live(ms: number): void };

/** The looks of a clock that has one timer for all of ours. */
const LATE_MS_MAX = 5;

export function clockContract(test: Rule, name: string, open: () => ClockBench): void {
  const rule = (text: string, check: (bench: ClockBench) => void) =>
    test(`clock, ${name}: ${text}`, () => check(open()));

  rule('it begins at zero, in whole milliseconds, and goes on as time does', ({ clock, live }) => {
    assert.is(clock.now(), 0);
    live(1_000);
    assert.is(clock.now(), 1_000);
    for (let i = 1; i <= 100; i++) {
      live(995); // asked within each minute: a longer silence was a machine that slept
      assert.is(clock.now(), 1_000 + i * 995);
    }
  });

  rule('a timer rings once, not before its time, and soon after it', ({ clock, live }) => {
    const rang: number[] = [];
    clock.after(durationMs(250), () => rang.push(clock.now()));
    live(245);
    assert.equal(rang, []);
    live(1_000);
    assert.is(rang.length, 1);
    assert.ok(rang[0]! >= 250 && rang[0]! <= 250 + LATE_MS_MAX, String(rang[0]));
  });

  rule('one without delay does not ring within the call that asked for it', ({ clock, live }) => {
    let isBack = false;
    let rangLate = false;
    clock.after(durationMs(0), () => {
      rangLate = isBack;
    });
    isBack = true;
    live(10);
    assert.ok(rangLate);
  });

  rule('timers ring in the order of their times', ({ clock, live }) => {
    const rang: string[] = [];
    for (const ms of [300, 100, 200]) clock.after(durationMs(ms), () => rang.push(String(ms)));
    live(400);
    assert.equal(rang, ['100', '200', '300']);
  });

  rule('a cancelled one does not ring; to cancel again, or late, is nothing', ({ clock, live }) => {
    let rang = 0;
    const gone = clock.after(durationMs(100), () => rang++);
    const kept = clock.after(durationMs(100), () => rang++);
    gone.cancel();
    gone.cancel();
    live(200);
    assert.is(rang, 1);
    kept.cancel();
    live(200);
    assert.is(rang, 1);
  });

  rule('a timer may cancel another that is due at the same time', ({ clock, live }) => {
    let rang = 0;
    const timers = [0, 1].map((each) =>
      clock.after(durationMs(100), () => {
        rang++;
        timers[1 - each]!.cancel();
      }),
    );
    live(200);
    assert.is(rang, 1);
  });

  rule('a timer may ask for the next, for as long as it lives', ({ clock, live }) => {
    let rang = 0;
    const again = () => {
      clock.now();
      rang++;
      clock.after(durationMs(1_000), again);
    };
    clock.after(durationMs(1_000), again);
    for (let i = 0; i < 200; i++) live(1_000);
    assert.ok(rang >= 198 && rang <= 200, String(rang));
    assert.is(clock.now(), 200_000);
  });
}
