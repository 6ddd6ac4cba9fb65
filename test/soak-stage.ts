/** A stage of fakes for the judge of the soak: what flows, what is paid and what a board says. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeInvoice, secretOfHash, signWithZeros } from '../host-sim/lightning/bolt11';
import type { JudgedStage } from '../host-sim/soak/checks/evidence';
import { createJudge } from '../host-sim/soak/checks/judge';
import type { Excuse } from '../host-sim/soak/stage';
import { FakePlace, KILOWATT, type Knots, linkOf, PRICE, STARTS_AT_MS } from './soak-place';

export const FAULT_MS = 600_000;
export type StageOptions = {
  readonly boards?: readonly string[];
  readonly isStanding?: boolean;
  readonly guests?: boolean;
  readonly canCancel?: boolean;
  readonly knots?: Knots;
  readonly allowanceSat?: number;
  readonly watts?: number;
  readonly excuses?: Readonly<Record<string, readonly Excuse[]>>;
};
type Settled = { hash: string; milliSat: number; buyer: string; isForgotten: boolean };

export const hashOf = (name: string): string => bytesToHex(sha256(utf8ToBytes(name)));
export const afterStart = (seconds: number): number => STARTS_AT_MS / 1_000 + seconds;

export class SoakStage {
  readonly judge: ReturnType<typeof createJudge>;
  readonly places: readonly FakePlace[];
  readonly invoices = new Map<string, { state: string }>();
  readonly settlements: Settled[] = [];
  readonly spentMilliSat = new Map<string, number>();
  readonly #clock = { now: 0 };
  #due: { at: number; run: () => void }[] = [];

  constructor(options: StageOptions = {}) {
    const { boards = ['alice'], isStanding = false, canCancel = true, allowanceSat = 0 } = options;
    const { knots = [{ atSec: 0, price: PRICE }], excuses = {}, watts = 0 } = options;
    this.places = boards.map((_, index) => new FakePlace(`board-${index}`, knots, this.#clock));
    const clock = this.#clock;
    const stage: JudgedStage = {
      queue: {
        get now() {
          return clock.now;
        },
        after: (delayMs, run) => this.#due.push({ at: clock.now + delayMs, run }),
      },
      payments: {
        settlements: () => this.settlements,
        link: linkOf,
        wallet: (buyer) => ({
          balanceMilliSat: () => 1_000_000,
          spentMilliSat: () => this.spentMilliSat.get(buyer) ?? 0,
          feesMilliSat: () => 0,
        }),
        lightning: { owner: { lookup: (hash) => this.invoices.get(hash) } },
      },
      place: (index) => this.places[index]!,
    };
    const scenario = {
      version: 1 as const,
      name: 'fake',
      startsAt: new Date(STARTS_AT_MS).toISOString(),
      boards: boards.map((buyer, index) => ({
        buyer,
        standing: isStanding,
        guests: options.guests ?? false,
        load: [{ watts }],
        meter: { stepWattHours: 1, startKilowattHoursMax: 1 },
        config: { board: { id: `board-${index}` }, terms: { prepaymentSat: 10, allowanceSat } },
      })),
    };
    const life = {
      scenario,
      faultMs: FAULT_MS,
      options: { isEncrypted: false, flashSectors: 16, canCancel, format: 2 },
    };
    this.judge = createJudge(stage, life, (kind) => excuses[kind] ?? []);
  }

  get place(): FakePlace {
    return this.places[0]!;
  }

  get checkers(): readonly string[] {
    return this.judge.violations.map(({ checker }) => checker);
  }

  /** Seconds of the world, each board judged in each. */
  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.#clock.now += 1_000;
      const due = this.#due.filter(({ at }) => at <= this.#clock.now);
      this.#due = this.#due.filter(({ at }) => at > this.#clock.now);
      for (const { run } of due) run();
      for (const place of this.places) if (place.board.isPowered) await this.judge.second(place);
    }
  }

  handOver(name: string, place = this.place, datedAtSec = 0, isShown = false): void {
    const paymentHash = hashOf(name);
    this.invoices.set(paymentHash, this.invoices.get(paymentHash) ?? { state: 'OPEN' });
    const terms = { paymentHash, paymentSecret: secretOfHash(paymentHash), memo: '' };
    const amount = { valueMilliSat: 10_000, createdAtSec: afterStart(datedAtSec), expirySec: 120 };
    this.judge.asked(place, '7.3.hand-over');
    const invoice = encodeInvoice({ ...terms, ...amount }, signWithZeros);
    this.judge[isShown ? 'shown' : 'handedOver'](place, invoice);
  }

  /** The wallet pays, and the node takes it. */
  pay(buyer: string, name: string, milliSat: number): void {
    this.judge.beforePayment(buyer);
    this.settlements.push({ hash: hashOf(name), milliSat, buyer, isForgotten: false });
    this.spentMilliSat.set(buyer, (this.spentMilliSat.get(buyer) ?? 0) + milliSat);
    this.invoices.set(hashOf(name), { state: 'SETTLED' });
  }

  switch(isClosed: boolean, place = this.place): void {
    place.contactor.isToldClosed = isClosed;
    place.contactor.isClosed = isClosed;
    place.draw(place.load.milliWatts / KILOWATT);
    this.judge.contactor(place, isClosed);
  }

  cut(place = this.place): void {
    place.board.isPowered = false;
    this.switch(false, place);
    this.judge.powerCut(place);
  }

  /** Paid 10 sat, said so, and drawing 1 kW (69.4 mSat a second) since the last second. */
  async sell(buyer = 'alice', place = this.place): Promise<void> {
    place.beginSale(buyer);
    this.handOver(`first of ${buyer}`, place);
    this.pay(buyer, `first of ${buyer}`, 10_000);
    place.account(buyer, { paid: 10_000 });
    await this.pass(1);
    this.switch(true, place);
    place.draw(1);
  }
}
