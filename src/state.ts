/**
 * The board's whole state: plain data with one owner, changed in place, the same after a round
 * trip through JSON. What must outlive a power cut is in `book`; all else starts anew at boot.
 */

import type { Book } from './account/book';
import type { Charging } from './account/charging';
import type { BoardConfig } from './config/board-config';
import type { TermsConfig } from './config/terms-config';
import type { SaleEnd } from './journal/records';
import type { Ring } from './journal/ring';
import type { MeteringState } from './metering/metering-state';
import type { Talk } from './negotiation/talk';
import type { Pulling } from './payment/pulling';
import type { Secret } from './ports';
import type { ContactWatch } from './sale/contacts';
import type { OverCurrent } from './sale/current';
import type { Guests } from './sale/guest';
import type { Supply } from './sale/supply';
import type { Tariff } from './tariff/tariff';
import type { MilliAmps } from './units';

/** Why something went wrong, counted for the page and the report. A closed list per module. */
export type FaultCounts = Record<string, number>;

export type SaleTerms = TermsConfig & {
  /** Of the terms that soon take over: what is kept back must do for them too. */
  nextTariff?: Tariff | undefined;
};

export type BoardState = {
  readonly version: 1;
  readonly config: BoardConfig;
  /** What is sold under: the configuration's, or what was agreed with the buyer's board. */
  terms: SaleTerms;
  /** The smaller of the terms' and the breaker's limit, per phase. */
  readonly currentMax: MilliAmps;
  /** The same on all phases, x 1.05, in mW. */
  readonly powerMax: number;
  /** What P_max uses while the end of the credit is noticed, in mWh. */
  readonly reserveEnergy: number;
  readonly metering: MeteringState;
  readonly book: Book;
  readonly charging: Charging;
  readonly pulling: Pulling;
  readonly supply: Supply;
  readonly overCurrent: OverCurrent;
  readonly contacts: ContactWatch;
  /** Names this board; empty where it was not told. */
  hardware: string;
  /** The meter's serial number, once it answered. */
  serial: string;
  /** The last reading's power in mW, import positive. */
  powerNow: number;
  termsEnded: boolean;
  /** Without power drawn since; -1 while power flows or nothing is sold. */
  idleSinceMono: number;
  /** The sale has ended but for its deposit since. */
  dueSinceMono: number;
  journalFailed: boolean;
  /** The owner has cleared a latch that must stay a little longer. */
  clearing: boolean;
  /** Where in flash the journal is. */
  readonly ring: Ring;
  /** Why the journal may not be touched, in words; empty when it may. */
  blocked: string;
  /** An end that waits for the first reading after a boot: it closes what flowed before it. */
  ending: SaleEnd | undefined;
  /** Links that wait for the meter, the clock or the journal. */
  offer: { readonly links: readonly Secret[]; readonly tenant: string } | undefined;
  readonly guests: Guests;
  readonly talk: Talk;
  entropy: Secret | undefined;
  entropyAsked: boolean;
  /** When the meter was last asked; -1 before. */
  sampledMono: number;
  /** Seeded generator for jitter only; never makes a secret. */
  jitter: number;
  readonly faults: FaultCounts;
};
