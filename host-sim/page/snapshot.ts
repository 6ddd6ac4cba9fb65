/**
 * What the page is told, as JSON: shapes shared by the street's side and the browser's. Money in
 * mSat, power in mW, energy in mWh; `null` where nobody can know. No link, preimage or credential;
 * of invoices the one that a guest is shown.
 */
import type { AccountView } from '../../src/web/view';

/** `attention`: a person should look. `dead`: there is no power to say anything with. */
export type Tone = 'on' | 'off' | 'attention' | 'dead';

export type Sentence = {
  /** Changes only when the board does something else; the text counts down. */
  readonly key: string;
  /** A word for the state, such as `On`. */
  readonly state: string;
  readonly text: string;
  readonly tone: Tone;
};

export const CONTROL_KINDS = [
  'unplug',
  'empty-wallet',
  'power-cut',
  'guest',
  'phone-pays',
  'card-tapped',
  'node-away',
] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];

export type Control = {
  readonly kind: ControlKind;
  /** Done to the world now; the button offers the opposite. */
  readonly isHurt: boolean;
  readonly label: string;
  /** Why it cannot be done now. */
  readonly note: string;
};

export const PULL_STAGES = ['planned', 'invoice', 'handed over', 'settled'] as const;
export type PullRow = {
  /** Of the journal record that planned it; 0 while only the link is asked. */
  readonly planned: number;
  readonly amountMilliSat: number;
  readonly atEpochMs: number;
  /** How many of `PULL_STAGES` are done. */
  readonly stagesDone: number;
  readonly outcome: 'open' | 'settled' | 'void' | 'lapsed' | 'late' | 'unknown';
  readonly words: string;
};

export type FaultRow = {
  readonly name: string;
  readonly count: number;
  readonly happened: string;
  readonly did: string;
  readonly todo: string;
};

export type Currency = { readonly code: string; readonly perBitcoin: number };

export type Invitation = {
  readonly pays: 'ahead' | 'deposit' | 'used';
  /** For any wallet, as it goes into a QR code. */
  readonly code: string;
  readonly amountMilliSat: number;
  /** -1 where energy costs nothing. */
  readonly milliWattHours: number;
  readonly leftMs: number;
  /** What became of the last card that was tapped for it; empty where none was. */
  readonly card: string;
};

export type BoardSnapshot = {
  readonly id: string;
  readonly name: string;
  readonly buyer: string;
  readonly sentence: Sentence;
  readonly powerMilliWatts: number | null;
  readonly creditMilliSat: number | null;
  readonly reserveMilliSat: number | null;
  readonly thresholdMilliSat: number;
  readonly priceMilliSatPerKilowattHour: number | null;
  readonly soldMilliWattHours: number;
  readonly unauthorisedMilliWattHours: number;
  readonly currency: Currency | null;
  readonly controls: readonly Control[];
  /** What a guest may pay just now. */
  readonly invitation: Invitation | null;
  /** What becomes of a guest's deposit, in words; empty where none is held. */
  readonly deposit: string;
  readonly pulls: readonly PullRow[];
  readonly settled: number;
  readonly accounts: readonly AccountView[];
  readonly faults: readonly FaultRow[];
};

export type WalletSnapshot = {
  readonly buyer: string;
  readonly leftMilliSat: number;
  readonly spentMilliSat: number;
  readonly feesMilliSat: number;
  readonly isEmptied: boolean;
};

export type Snapshot = {
  readonly simulatedMs: number;
  readonly epochMs: number;
  readonly boards: readonly BoardSnapshot[];
  readonly node: {
    readonly isAway: boolean;
    readonly receivedMilliSat: number | null;
    readonly control: Control;
  };
  readonly wallets: readonly WalletSnapshot[];
  readonly violations: readonly string[];
};

/** Sent once, at connect. */
export type Hello = {
  /** Of this start of the street; a page of another start loads itself again. */
  readonly street: string;
  readonly engine: string;
  readonly lightning: string;
  readonly speed: number;
};

/** One instant of the chart: seconds since 1970, then per board what was true then. */
export type HistoryPoint = {
  readonly atSec: number;
  readonly boards: readonly HistoryValues[];
};
export type HistoryValues = {
  readonly watts: number | null;
  readonly sat: number | null;
  readonly satPerKilowattHour: number | null;
  /** Payments settled since the point before. */
  readonly payments: number;
};
