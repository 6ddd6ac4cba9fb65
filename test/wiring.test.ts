/** What stands around every board: one question to the meter at a time, and an image on trial. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blankJournal } from '../src/journal/recover';
import type { BoardEvent, HttpRequest, Meter, MeterFault, Now, Reading } from '../src/ports';
import type { Result } from '../src/result';
import { secret } from '../src/secret';
import { type Around, type PlainCommand, readDocuments, Wiring } from '../src/wiring';
import { deskConfig } from './desk/desk-config';
import { at, entropy, reading, written } from './desk/recorder';
import { flatBoardDocument } from './vectors/config';

/** Flash and chance answer at once, the meter when the test says so. */
class Bench implements Around, Meter {
  readonly wiring = new Wiring(this);
  readonly done: PlainCommand[] = [];
  readonly sent: HttpRequest[] = [];
  readonly frames = 7;
  confirmations = 0;
  canConfirm = true;
  isFlashGood = true;
  isClockKnown = true;
  sampled: ((result: Result<Reading, MeterFault>) => void) | undefined;
  #mono = 0;

  begin(
    isImageConfirmed = false,
    { tenants = deskConfig('flat').tenants, credential = '00' } = {},
  ): this {
    const config = { ...deskConfig('flat'), tenants };
    const named = ['one', 'two'].map((name) => [name, secret(`https://a.b/${name}`)] as const);
    const own = [['flat-link', secret('')] as const, ['node', secret(credential)] as const];
    const documents = { config, secrets: new Map([...own, ...named]) };
    const common = { documents, meter: this, jitterSeed: 1, hardware: 'bench', isImageConfirmed };
    this.wiring.start({ ...common, journal: blankJournal() });
    return this;
  }

  now(): Now {
    const { mono, wall } = at(this.#mono);
    return { mono, wall: this.isClockKnown ? wall : undefined };
  }

  perform(command: PlainCommand): void {
    this.done.push(command);
    if (command.kind === 'entropy-request') this.wiring.deliver(entropy('5a'));
    if (command.kind !== 'flash-write' || command.sequence === 0 || !this.isFlashGood) return;
    this.wiring.deliver({ kind: 'journal-written', sequence: command.sequence });
  }

  send(request: HttpRequest): void {
    this.sent.push(request);
  }

  confirmImage(): boolean {
    this.confirmations += 1;
    return this.canConfirm;
  }

  refused(): void {}

  crashed(message: string): void {
    throw new Error(message);
  }

  sample(done: (result: Result<Reading, MeterFault>) => void): void {
    assert.is(this.sampled, undefined, 'asked while it is busy');
    this.sampled = done;
  }

  identify(done: (result: Result<string, MeterFault>) => void): void {
    done({ ok: true, value: '20000001' });
  }

  answer(fault?: MeterFault): void {
    const done = this.sampled;
    this.sampled = undefined;
    const good = reading(this.#mono, 1_000_000) as BoardEvent & { kind: 'reading' };
    done?.(fault === undefined ? { ok: true, value: good.reading } : { ok: false, fault });
  }

  /** Each second the meter answers, unless it is told to fail, and time ticks. */
  live(seconds: number, faultEach = 0): void {
    for (let second = 1; second <= seconds; second++) {
      this.#mono += 1_000;
      this.wiring.deliver({ kind: 'tick' });
      this.answer(faultEach > 0 && second % faultEach === 0 ? 'timeout' : undefined);
    }
  }

  get isOfNewestFormat(): boolean {
    const ring = this.wiring.hands?.state?.ring;
    return ring !== undefined && (ring.format === ring.formatNewest || ring.mustMigrate);
  }
}

const wiring = suite('wiring');

wiring('of two documents every error is told', () => {
  const read = readDocuments({ ...flatBoardDocument(), version: 9 }, { version: 9 });
  assert.not.ok(read.ok);
  if (read.ok) return;
  const fields = read.fault.map(({ field }) => field);
  assert.is(fields.filter((field) => field === 'version').length, 2, fields.join());
});

wiring('a tenant’s links are offered together at boot, in the order of the configuration', () => {
  const bench = new Bench().begin(true, {
    tenants: [{ name: 'Flat 1', links: ['one', 'missing', 'two'] }],
  });
  bench.live(3);
  const sale = bench.wiring.hands?.state?.book.sale;
  assert.is(sale?.link.secret, 'https://a.b/one https://a.b/two');
  assert.equal([sale?.standing, bench.wiring.view()?.link?.count], [true, 2]);
});

wiring('a meter that is still busy is not asked a second time', () => {
  const bench = new Bench().begin(true);
  bench.wiring.deliver({ kind: 'tick' });
  assert.ok(bench.sampled !== undefined);
  const state = bench.wiring.hands?.state;
  const { good } = state!.metering;
  for (let second = 0; second < 9; second++) bench.wiring.deliver({ kind: 'tick' });
  bench.answer();
  assert.is(state?.metering.good, good + 1);
  assert.is(bench.wiring.view()?.readings.frames, 7);
});

wiring(
  'image: one on trial is confirmed when all has worked for ten minutes, and then once',
  () => {
    const bench = new Bench().begin();
    assert.not.ok(bench.isOfNewestFormat, 'it writes what the image before it can read');
    bench.live(599);
    assert.is(bench.confirmations, 0);
    bench.live(1);
    assert.is(bench.confirmations, 1);
    assert.ok(bench.isOfNewestFormat);
    bench.live(900);
    assert.is(bench.confirmations, 1);
  },
);

wiring('image: a pull that the node calls settled ends the trial sooner', () => {
  const bench = new Bench().begin();
  bench.live(30);
  assert.is(bench.confirmations, 0);
  const state = bench.wiring.hands?.state;
  state!.book.pulls.settled += 1;
  bench.wiring.deliver(written(1));
  bench.live(1);
  assert.is(bench.confirmations, 1);
});

for (const [what, hurt] of [
  ['its meter fails now and then', (bench: Bench) => bench.live(1_500, 8)],
  [
    'its journal is never written',
    (bench: Bench) => {
      bench.isFlashGood = false;
      bench.live(1_500);
    },
  ],
  [
    'its node is never reached',
    (bench: Bench) => {
      bench.isClockKnown = false;
      bench.live(1_500);
    },
  ],
] as const) {
  wiring(`image: one on trial is not confirmed while ${what}`, () => {
    const bench = new Bench();
    if (what.includes('journal')) bench.isFlashGood = false;
    bench.begin();
    hurt(bench);
    assert.is(bench.confirmations, 0);
    assert.not.ok(bench.isOfNewestFormat);
  });
}

wiring('image: while the confirmation fails, nothing new is written, and it is tried again', () => {
  const bench = new Bench().begin();
  bench.canConfirm = false;
  bench.live(600 + 120);
  assert.is(bench.confirmations, 3, 'once a minute');
  assert.not.ok(bench.isOfNewestFormat);
  bench.canConfirm = true;
  bench.live(60);
  assert.ok(bench.isOfNewestFormat);
});

wiring('image: a confirmed one is told to the board at its start, and nobody is asked', () => {
  const bench = new Bench().begin(true);
  assert.ok(bench.isOfNewestFormat);
  bench.live(900);
  assert.is(bench.confirmations, 0);
});

wiring('a credential that says itself that it can spend is warned of, and never named', () => {
  for (const [macaroon, warnings] of [
    ['0a086f6666636861696e12047265616412057772697465', 1],
    ['0a086f6666636861696e120472656164', undefined],
    ['', undefined],
  ] as const) {
    const bench = new Bench().begin(true, { credential: macaroon });
    assert.is(bench.wiring.hands?.state?.faults['credential-too-strong'], warnings);
    const logged = bench.done.filter(({ kind }) => kind === 'log');
    assert.not(macaroon !== '' && JSON.stringify(logged).includes(macaroon));
  }
});

wiring.run();
