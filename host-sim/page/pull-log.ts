/**
 * The last pulls of one board with their stages, as its journal tells them: each step of a pull is
 * journalled before it has an effect, so what stands there is what is known.
 */
import type { JournalRecord } from '../../src/journal/records';
import type { View } from '../../src/web/view';
import { recordsIn } from '../flash/written-records';
import { PULL_STAGES, type PullRow } from './snapshot';
import { duration, sat, seconds } from './words';

/** As many as a person looks at. */
export const PULLS_SHOWN = 5;

type Pull = {
  readonly planned: number;
  readonly amountMilliSat: number;
  readonly atEpochMs: number;
  handedOver: boolean;
  /** A deposit: paid, and not taken. */
  isHeld: boolean;
  outcome: 'open' | 'settled' | 'void' | 'lapsed' | 'late';
  /** Of a settled pull; -1 where it is not known. */
  latencyMs: number;
};

export class PullLog {
  #pulls: Pull[] = [];
  /** Writes into flash, so far. */
  recordsRead = 0;
  #settled = 0;

  /** `latenciesMs`: one for each pull that settled, in the order of the journal. */
  read(records: readonly string[], latenciesMs: readonly number[]): void {
    for (; this.recordsRead < records.length; this.recordsRead++) {
      for (const { record, sequence } of recordsIn(records[this.recordsRead] ?? '')) {
        this.#take(record, sequence, latenciesMs);
      }
    }
    // Open and late ones may be old; of all others only the last are kept.
    if (this.#pulls.length > PULLS_SHOWN) this.#pulls = this.#pulls.slice(-PULLS_SHOWN);
  }

  /** Newest first. `epochMs` is the time now. */
  rows(view: View | undefined, epochMs: number): readonly PullRow[] {
    const rows = this.#pulls.map((pull) => rowOf(pull, view)).reverse();
    const asking = view?.pull.step === 'ask-link' && view.pulls.open === 0;
    if (!asking) return rows;
    const { amountMilliSat } = view.pull;
    const words = "asking the buyer's link";
    const first = { planned: 0, amountMilliSat, atEpochMs: epochMs, stagesDone: 0 };
    return [{ ...first, outcome: 'open' as const, words }, ...rows].slice(0, PULLS_SHOWN);
  }

  #take(record: JournalRecord, sequence: number, latenciesMs: readonly number[]): void {
    switch (record.kind) {
      case 'pull-planned':
      case 'snapshot-pull':
        // What the first record after a boot says goes out with a snapshot.
        if (record.kind === 'snapshot-pull' && this.#find(record.planned)) return;
        this.#pulls.push({
          planned: record.kind === 'snapshot-pull' ? record.planned : sequence,
          amountMilliSat: record.amount,
          atEpochMs: record.plannedAtSec * 1_000,
          handedOver: record.kind === 'snapshot-pull' && record.expiresAtSec > 0,
          isHeld: false,
          outcome: 'open',
          latencyMs: -1,
        });
        return;
      case 'pull-handed-over':
      case 'pull-handed-over-as': {
        const pull = this.#find(record.planned);
        if (pull !== undefined) pull.handedOver = true;
        return;
      }
      case 'pull-closed':
      case 'pull-closed-charged': {
        const latencyMs = record.outcome === 'settled' ? latenciesMs[this.#settled++] : undefined;
        const pull = this.#find(record.planned);
        if (pull === undefined) return;
        pull.outcome = record.outcome;
        pull.latencyMs = latencyMs ?? -1;
        return;
      }
      case 'deposit-held': {
        const pull = this.#find(record.planned);
        if (pull !== undefined) pull.isHeld = true;
        return;
      }
      case 'deposit-closed': {
        const pull = this.#find(record.planned);
        if (pull !== undefined) pull.outcome = record.outcome;
        return;
      }
      case 'late-credited': {
        const pull = this.#find(record.planned);
        if (pull !== undefined) pull.outcome = 'late';
        return;
      }
      default:
        return; // records of other matters
    }
  }

  #find(planned: number): Pull | undefined {
    return this.#pulls.find((pull) => pull.planned === planned);
  }
}

function rowOf(pull: Pull, view: View | undefined): PullRow {
  const { planned, amountMilliSat, atEpochMs } = pull;
  const isNow = pull.outcome === 'open' && view?.pull.planned === planned;
  const isUnknown = isNow && view.pull.isUnknown;
  return {
    planned,
    amountMilliSat,
    atEpochMs,
    stagesDone: stagesDone(pull, view),
    outcome: isUnknown ? 'unknown' : pull.outcome,
    words: isUnknown ? 'in doubt: looked up until the node knows' : wordsOf(pull),
  };
}

function stagesDone(pull: Pull, view: View | undefined): number {
  if (pull.outcome === 'settled' || pull.outcome === 'late') return PULL_STAGES.length;
  if (!pull.handedOver) return 1;
  // The journal says so before the link has it; until it answered, only the invoice is there.
  const isUnderWay = pull.outcome === 'open' && view?.pull.step === 'hand-over';
  return isUnderWay ? 2 : 3;
}

function wordsOf(pull: Pull): string {
  if (pull.isHeld) return heldWords(pull);
  switch (pull.outcome) {
    case 'open':
      return pull.handedOver ? 'waiting for the money' : 'waiting for the invoice';
    case 'settled':
      return pull.latencyMs < 0 ? '' : `after ${latency(pull.latencyMs)}`;
    case 'void':
      return 'cancelled: nothing was paid';
    case 'lapsed':
      return 'expired unpaid';
    case 'late':
      return `paid late: ${sat(pull.amountMilliSat)} credited all the same`;
  }
}

function heldWords({ outcome }: Pull): string {
  if (outcome === 'open') return 'a deposit: held, not taken';
  return outcome === 'settled' ? 'a deposit: taken' : 'a deposit: given back';
}

const latency = (ms: number): string => (ms < 60_000 ? seconds(ms) : duration(ms));
