/** What a reading means: for the money (register steps) and for safety (trust, current). */
import { takeGap, takeSteps } from '../account/charging';
import { checkpoint, checkpointIsDue } from '../account/checkpoint';
import { chargePending } from '../account/pricing';
import { fault } from '../fault';
import { isStale } from '../metering/estimate';
import { meter, readingFailed } from '../metering/metering';
import type { Command, MeterFault, Now, Reading } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { trips } from './current';
import { latch } from './latch';

/** True when the reading is good: fresh ground for a decision. */
export function takeReading(
  state: BoardState,
  now: Now,
  reading: Reading,
  commands: Command[],
): boolean {
  watchCurrent(state, reading, commands);
  const verdict = meter(state.metering, reading, now.mono);
  switch (verdict.kind) {
    case 'first':
      break;
    case 'good':
      takeSteps(state, now, verdict);
      break;
    case 'resumed':
      // Another meter's register says nothing of what flowed through this one.
      if (isKnownMeter(state)) takeGap(state, verdict.importDelta, reading.atMono);
      break;
    case 'restarted':
    case 'jumped':
      fault(state, commands, `meter-${verdict.kind}`);
      // It may be another meter: its serial number is asked before the supply rests on it.
      state.serial = '';
      state.charging.tails = [];
      state.charging.isElsewhere = true;
      break;
    case 'implausible':
      fault(state, commands, `meter-${verdict.reason}`);
      return false;
    case 'disagrees':
      takeSteps(state, now, verdict);
      latch(state, 'meter-disagrees', commands);
      break;
    default:
      return unreachable(verdict);
  }
  state.powerNow = reading.power;
  state.charging.importRegister = reading.importRegister;
  state.charging.exportRegister = reading.exportRegister;
  chargePending(state, now);
  if (checkpointIsDue(state, now)) checkpoint(state, now);
  return true;
}

export function takeReadingFailure(
  state: BoardState,
  now: Now,
  failure: MeterFault,
  commands: Command[],
): void {
  readingFailed(state.metering);
  // Silent for so long, it may have been exchanged.
  if (isStale(state.metering, now.mono)) state.serial = '';
  fault(state, commands, `meter-${failure}`);
}

/** The meter that was sold from must be the meter that is read, until the owner says otherwise. */
export function takeSerial(state: BoardState, serial: string, commands: Command[]): void {
  state.serial = serial;
  const { book } = state;
  if (book.serial === '' || book.serial === serial) return;
  fault(state, commands, 'meter-changed', { was: book.serial, now: serial });
  latch(state, 'meter-changed', commands);
}

const isKnownMeter = ({ book, serial }: BoardState): boolean =>
  book.serial === '' || book.serial === serial;

function watchCurrent(state: BoardState, reading: Reading, commands: Command[]): void {
  if (!trips(state.overCurrent, reading.phases, state.currentMax, reading.atMono)) return;
  latch(state, 'over-current', commands);
}
