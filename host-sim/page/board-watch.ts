/** Looks at one board: what it says of itself and what the street knows around it, for people. */
import { openObject } from '../../src/config/fields';
import { readTerms, TERMS_FIELDS } from '../../src/config/terms-config';
import type { Payments } from '../payments';
import type { Place } from '../place';
import type { ScenarioBoard } from '../scenario';
import { faultRow } from './faults';
import type { Hurts } from './hurts';
import { depositWords, invitationOf } from './invitation';
import { PullLog } from './pull-log';
import { creditShown, type SentenceContext, sentence } from './sentence';
import type { BoardSnapshot, Control, Currency, HistoryValues } from './snapshot';

/** What the page needs of `config.json`; the board itself checks the whole of it. */
type Config = {
  readonly board: { readonly id: string; readonly name: string };
  readonly supply: { readonly breakerMilliAmps: number; readonly minimumOffMs?: number };
  readonly currency?: Currency;
};

const MINIMUM_OFF_MS_DEFAULT = 10_000;
/** A node that keeps failing is asked again within this time; after it the fault is history. */
const NODE_FAULT_LASTS_MS = 20_000;

export type Surroundings = {
  readonly place: Place;
  readonly scenario: ScenarioBoard;
  readonly payments: Payments;
  readonly hurts: Hurts;
};

export class BoardWatch {
  readonly place: Place;
  readonly #around: Surroundings;
  readonly #config: Config;
  readonly #terms;
  readonly #pulls = new PullLog();
  #faults: Readonly<Record<string, number>> = {};
  #nodeFault: { readonly name: string; readonly atMs: number } | undefined;
  #settledBefore = 0;

  constructor(around: Surroundings) {
    this.place = around.place;
    this.#around = around;
    const config = around.scenario.config as unknown as Config & { readonly terms: unknown };
    this.#config = config;
    const fields = openObject(config.terms, 'terms', TERMS_FIELDS, []);
    this.#terms = readTerms(fields, config.supply.breakerMilliAmps);
  }

  /** Something was journalled since the last look. */
  get hasNews(): boolean {
    return this.#pulls.recordsRead !== this.place.record.writes.length;
  }

  /** A payment is under way: worth looking more often. */
  get isPaying(): boolean {
    const step = this.place.lastView?.pull.step;
    return step !== undefined && step !== 'none';
  }

  /** Asks the board what it has to show. Only inside the world's queue. */
  async look(nowMs: number): Promise<void> {
    const view = await this.place.look();
    this.#pulls.read(this.place.record.writes, this.place.record.latenciesMs);
    if (view === undefined) return;
    for (const [name, count] of Object.entries(view.faults)) {
      if (name.startsWith('node-') && count > (this.#faults[name] ?? 0)) {
        this.#nodeFault = { name, atMs: nowMs };
      }
    }
    this.#faults = view.faults;
    const isPast = nowMs - (this.#nodeFault?.atMs ?? 0) > NODE_FAULT_LASTS_MS;
    if (view.pulls.open === 0 || isPast) this.#nodeFault = undefined;
  }

  snapshot(epochMs: number): BoardSnapshot {
    const { place } = this;
    const view = place.lastView;
    const context = this.#context();
    const isAlive = place.board.isPowered && view !== undefined;
    const reads = isAlive && view.supply.reason !== 'meter-silent';
    return {
      id: place.id,
      name: this.#config.board.name,
      buyer: place.buyer,
      sentence: sentence(view, context),
      powerMilliWatts: reads ? view.meter.powerMilliWatts : null,
      creditMilliSat: isAlive ? creditShown(view) : null,
      reserveMilliSat: isAlive ? (view.sale?.reserveMilliSat ?? null) : null,
      thresholdMilliSat: this.#terms.threshold,
      priceMilliSatPerKilowattHour: isAlive ? view.priceMilliSatPerKilowattHour : null,
      soldMilliWattHours: view?.meter.importMilliWattHours ?? 0,
      unauthorisedMilliWattHours: view?.meter.unauthorisedMilliWattHours ?? 0,
      currency: this.#config.currency ?? null,
      controls: this.#controls(context),
      invitation: isAlive ? invitationOf(view.guest) : null,
      deposit: isAlive ? depositWords(view.guest) : '',
      pulls: this.#pulls.rows(view, epochMs),
      settled: view?.pulls.settled ?? 0,
      accounts: view?.accounts ?? [],
      faults: Object.entries(view?.faults ?? {}).map(([name, count]) => faultRow(name, count)),
    };
  }

  /** For the chart. Payments are counted once: call once for each point. */
  values(): HistoryValues {
    const { powerMilliWatts, creditMilliSat, priceMilliSatPerKilowattHour } = this.snapshot(0);
    const settled = this.place.record.latenciesMs.length;
    const payments = settled - this.#settledBefore;
    this.#settledBefore = settled;
    const perThousand = (value: number | null) => (value === null ? null : value / 1_000);
    return {
      watts: perThousand(powerMilliWatts),
      sat: perThousand(creditMilliSat),
      satPerKilowattHour: perThousand(priceMilliSatPerKilowattHour),
      payments,
    };
  }

  #context(): SentenceContext {
    const { place, hurts, payments } = this.#around;
    const isPulled = hurts.has('unplug', place.id);
    const wallet = payments.wallet(place.buyer);
    const { minimumOffMs } = this.#config.supply;
    return {
      application: this.#terms.application,
      thresholdMilliSat: this.#terms.threshold,
      currentMaxMilliAmps: this.#terms.currentMax,
      minimumOffMs: minimumOffMs ?? MINIMUM_OFF_MS_DEFAULT,
      isPowered: place.board.isPowered,
      plug: isPulled ? 'pulled' : place.load.isPlugged ? 'in' : 'away',
      isWalletEmpty: wallet === undefined ? undefined : wallet.balanceMilliSat() <= 0,
      isNodeAway: hurts.has('node-away', place.id),
      nodeFault: this.#nodeFault?.name,
    };
  }

  #controls({ application, plug, isWalletEmpty, isPowered }: SentenceContext): readonly Control[] {
    const isEv = application === 'ev';
    const isPulled = plug === 'pulled';
    const [pull, push] = isEv
      ? ['Unplug the car', 'Plug the car in']
      : ['Switch loads off', 'Switch loads on'];
    const note = plug === 'away' ? 'The car is away and comes back by itself.' : '';
    const isEmpty = isWalletEmpty === true;
    const controls: Control[] = [
      { kind: 'unplug', isHurt: isPulled, label: isPulled ? push : pull, note },
      {
        kind: 'power-cut',
        isHurt: !isPowered,
        label: isPowered ? 'Cut the power' : 'Restore the power',
        note: '',
      },
    ];
    controls.push(...this.#guestControls());
    if (isWalletEmpty === undefined) return controls;
    const label = isEmpty ? 'Refill the wallet' : 'Empty the wallet';
    return [...controls, { kind: 'empty-wallet', isHurt: isEmpty, label, note: '' }];
  }

  /** Only where the board serves guests, and the wallets are ours. */
  #guestControls(): readonly Control[] {
    const { place, hurts, payments } = this.#around;
    if (!this.#terms.guests || payments.guest === undefined) return [];
    const isHere = hurts.has('guest', place.id);
    const label = isHere ? 'The guest leaves' : 'A guest arrives';
    const guest = { kind: 'guest', isHurt: isHere, label, note: '' } as const;
    // Who has left may still pay what was used.
    if (!isHere && place.lastView?.guest?.invoice === undefined) return [guest];
    const acts = { isHurt: false, note: '' } as const;
    return [
      guest,
      { kind: 'phone-pays', label: 'Pay by phone', ...acts },
      { kind: 'card-tapped', label: 'Tap a card', ...acts },
    ];
  }
}
