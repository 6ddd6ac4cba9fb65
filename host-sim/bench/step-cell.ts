/**
 * A cell that does nothing but readings: a board in a running sale with plenty of credit, and a
 * turn that takes `readings` further seconds through `step`. Frames, hands and JSON have no part
 * in it. `build` makes the same readings and keeps them from `step`: the difference of the two is
 * what `step` costs.
 */
import { apply } from '../../src/account/apply';
import { emptyBook, hashOfPreimage } from '../../src/account/book';
import { createBoard, step } from '../../src/board';
import { type BoardConfig, parseConfig } from '../../src/config/board-config';
import type { JournalRecord } from '../../src/journal/records';
import { blankJournal } from '../../src/journal/recover';
import { type BoardEvent, ENTROPY_BYTES, type Now, type Reading } from '../../src/ports';
import { assert } from '../../src/result';
import { secret } from '../../src/secret';
import type { BoardState } from '../../src/state';
import {
  durationMs,
  type EpochMs,
  type MilliAmps,
  type MilliWattHours,
  type MilliWatts,
  type MonotonicMs,
  milliVolts,
  milliWattHours,
} from '../../src/units';

export type StepInput =
  | { readonly do: 'start'; readonly config: unknown; readonly watts: number }
  | { readonly do: 'step' | 'build'; readonly readings: number };
/** `isSelling`: the contactor is told to be closed, so the sale is running. */
export type StepOutput = { readonly isSelling: boolean };

const STARTS_AT_SEC = 1_767_225_600;
const START_REGISTER = 12_345_000_000;
const QUANTUM = milliWattHours(1_000);
const NO_ENERGY = milliWattHours(0);
const MAINS = milliVolts(230_000);
const PLUS_MINUS_MS = durationMs(50);
const MS_PER_HOUR = 3_600_000;
const SERIAL = '20000000';
const CREDIT_MILLI_SAT = 1_000_000_000;
/** Longer than the minimum off time of any scenario. */
const WARM_UP_READINGS = 60;
const INTERVAL_MS = 1_000;
const PREIMAGE = secret('01'.repeat(32));

/** What the journal would hold after a first, generous payment. */
const RECORDS: readonly JournalRecord[] = [
  { kind: 'formatted', epoch: '0123456789abcdef' },
  { kind: 'account-opened', account: 0, buyer: hashOfPreimage(PREIMAGE), role: 'seller' },
  {
    kind: 'sale-started',
    account: 0,
    standing: true,
    startedAtSec: STARTS_AT_SEC,
    serial: SERIAL,
    importRegister: START_REGISTER,
    exportRegister: 0,
    link: secret('https://buyer.wallet.example/withdraw'),
  },
  {
    kind: 'pull-planned',
    account: 0,
    id: '00'.repeat(16),
    preimage: PREIMAGE,
    amount: CREDIT_MILLI_SAT,
    plannedAtSec: STARTS_AT_SEC,
    expirySec: 120,
  },
  {
    kind: 'pull-closed',
    planned: 4,
    outcome: 'settled',
    received: CREDIT_MILLI_SAT,
    closedAtSec: STARTS_AT_SEC,
  },
];

class StepCell {
  #state: BoardState | undefined;
  #milliWatts = 0;
  #mono = 0;

  turn(input: StepInput): StepOutput {
    switch (input.do) {
      case 'start':
        this.#start(input.config, input.watts);
        break;
      case 'step':
        for (let i = 0; i < input.readings; i++) this.#read();
        break;
      case 'build':
        for (let i = 0; i < input.readings; i++) {
          nowAt(this.#mono);
          readingAt(this.#mono, this.#milliWatts);
        }
        break;
    }
    return { isSelling: this.#state?.supply.told === 'closed' };
  }

  #start(document: unknown, watts: number): void {
    const config = parseConfig(document);
    assert(config.ok, 'step cell: the configuration is refused');
    this.#state = boardInASale(config.value);
    this.#milliWatts = watts * 1_000;
    this.#step({ kind: 'boot' });
    this.#step({ kind: 'entropy', bytes: secret('02'.repeat(ENTROPY_BYTES)) });
    this.#step({ kind: 'meter-identified', serial: SERIAL });
    for (let i = 0; i < WARM_UP_READINGS; i++) this.#read();
  }

  /** A second passes, and the meter is read. */
  #read(): void {
    this.#mono += INTERVAL_MS;
    this.#step({ kind: 'reading', reading: readingAt(this.#mono, this.#milliWatts) });
  }

  #step(event: BoardEvent): void {
    assert(this.#state !== undefined, 'step cell: not started');
    step(this.#state, nowAt(this.#mono), event);
  }
}

const nowAt = (mono: number): Now => ({
  mono: mono as MonotonicMs,
  wall: {
    epochMs: (STARTS_AT_SEC * 1_000 + mono) as EpochMs,
    plusMinusMs: PLUS_MINUS_MS,
  },
});

/** What the meter shows after `mono` ms of this load. */
function readingAt(mono: number, power: number): Reading {
  const used = Math.floor((power * mono) / MS_PER_HOUR);
  return {
    atMono: mono as MonotonicMs,
    importRegister: (START_REGISTER + used - (used % QUANTUM)) as MilliWattHours,
    importQuantum: QUANTUM,
    exportRegister: NO_ENERGY,
    exportQuantum: QUANTUM,
    power: power as MilliWatts,
    phases: [{ volts: MAINS, current: Math.round(power / 230) as MilliAmps }],
  };
}

function boardInASale(config: BoardConfig): BoardState {
  const book = emptyBook();
  RECORDS.forEach((record, index) => {
    apply(book, record, index + 1);
  });
  return createBoard(config, { ...blankJournal(), book }, 1);
}

const cell = new StepCell();
const scope = globalThis as { turn?: (input: StepInput) => StepOutput };
scope.turn = (input) => cell.turn(input);
