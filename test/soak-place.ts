/** A board of the judge’s stage that says what it is told to say, and its meter’s book. */
import { EnergyBook } from '../host-sim/energy-book';
import type { JudgedPlace } from '../host-sim/soak/checks/evidence';
import { buyerKey } from '../src/payment/lnurl';
import { secret } from '../src/secret';
import { parseTariff } from '../src/tariff/tariff';
import type { AccountView, View } from '../src/web/view';

export const STARTS_AT_MS = Date.parse('2026-01-01T00:00:00.000Z');
/** 250,000 mSat/kWh: 4,000 mWh cost 1 sat. */
export const PRICE = 250_000;
export const KILOWATT = 1_000_000;
export type Knots = readonly { readonly atSec: number; readonly price: number }[];
type Money = { paid?: number; late?: number; charged?: number; credit?: number };

export const linkOf = (buyer: string): string => `https://${buyer}.example/w`;
export const keyOf = (buyer: string): string => buyerKey(secret(linkOf(buyer)));

const EMPTY = {
  lastSale: undefined,
  link: undefined,
  talk: undefined,
  guest: undefined,
  priceMilliSatPerKilowattHour: PRICE,
  faults: {},
  latchStaysMs: 0,
  supply: { state: 'open', reason: 'no-credit', closedMs: 0, openMs: {}, operations: 0 },
} as const;
const PULL = { step: 'look-up', isUnknown: false, linkFault: '' } as const;

export class FakePlace implements JudgedPlace {
  readonly id: string;
  readonly tariff;
  readonly quantumMilliWattHours = 2_000;
  readonly board = { isPowered: true };
  readonly contactor = { isClosed: false, isToldClosed: false };
  readonly load = { milliWatts: 0, isPlugged: true };
  readonly book;
  readonly record = { sales: [] as { buyer: string; endedAt: number | null }[] };
  lastAnswerAtMs = Number.POSITIVE_INFINITY;
  lastView: View | undefined;
  readonly accounts: AccountView[] = [];
  saleOf = -1;
  latch: View['latch'];
  blocked = '';
  billed = 0;
  readonly readings = { good: 0, failed: 0, implausible: 0, frames: 0 };
  unauthorised = 0;
  pull = { planned: 0, isOpen: false, watchedMilliSat: 0, amountMilliSat: 0 };
  readonly #clock: { now: number };

  constructor(id: string, knots: Knots, clock: { now: number }) {
    this.id = id;
    this.#clock = clock;
    const tariff = parseTariff({
      shape: 'steps',
      knots: knots.map(({ atSec, price }) => ({ atSec, priceMilliSatPerKilowattHour: price })),
    });
    if (!tariff.ok) throw new Error('no tariff');
    this.tariff = tariff.value;
    this.book = new EnergyBook(this.tariff, (at) => STARTS_AT_MS + at);
  }

  draw(kilowatts: number): void {
    this.load.milliWatts = kilowatts * KILOWATT;
    this.book.flows(this.#clock.now, this.contactor.isClosed ? this.load.milliWatts : 0);
  }

  beginSale(buyer: string): void {
    this.account(buyer, {});
    this.saleOf = this.accounts.findIndex(({ buyer: key }) => key === keyOf(buyer));
    this.record.sales.push({ buyer: keyOf(buyer).slice(0, 8), endedAt: null });
  }

  endSale(): void {
    this.saleOf = -1;
    this.record.sales.at(-1)!.endedAt = 1;
  }

  /** What the board says of this buyer's account. */
  account(buyer: string, { paid = 0, late = 0, charged = 0, credit }: Money, key = keyOf(buyer)) {
    const at = this.accounts.findIndex((account) => account.buyer === key);
    this.accounts[at === -1 ? this.accounts.length : at] = {
      buyer: key,
      role: 'seller',
      paidMilliSat: paid,
      lateMilliSat: late,
      grantedMilliSat: 0,
      chargedMilliSat: charged,
      earnedMilliSat: 0,
      refundedMilliSat: 0,
      leavingMilliSat: 0,
      heldMilliSat: 0,
      creditMilliSat: credit ?? paid + late - charged,
    };
  }

  look(): Promise<View> {
    const { planned, isOpen, watchedMilliSat, amountMilliSat } = this.pull;
    const times = { standing: false, startedAtSec: 1, lastsMs: -1, steadyMilliWatts: -1 };
    const started = { ...times, creditLeftMilliSat: 0, reserveMilliSat: 0 };
    const sale = this.saleOf === -1 ? undefined : { account: this.saleOf, ...started };
    return Promise.resolve({
      ...EMPTY,
      id: this.id,
      readings: this.readings,
      meter: {
        importMilliWattHours: this.billed,
        exportMilliWattHours: 0,
        unauthorisedMilliWattHours: this.unauthorised,
        importRegisterMilliWattHours: 0,
        powerMilliWatts: 0,
      },
      accounts: this.accounts,
      sale,
      pulls: { settled: 0, void: 0, lapsed: 0, late: 0, unknown: 0, open: isOpen ? 1 : 0 },
      pull: { ...PULL, planned, amountMilliSat, watchedMilliSat },
      latch: this.latch,
      blocked: this.blocked,
    });
  }
}
