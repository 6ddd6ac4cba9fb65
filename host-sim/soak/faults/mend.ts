/**
 * What an owner does after a fault that has left the supply latched: looks, resets the breaker that
 * the board has tripped, clears the latch, and confirms the meter where that was not enough.
 */
import type { Place } from '../../place';
import type { OwnerCommand } from '../../surroundings';
import type { Fault } from '../life';
import type { Stage } from '../stage';

/**
 * A meter that is back has by then been doubted three times and asked for its serial number; one
 * that contradicted itself is found out up to a minute after it no longer does.
 */
const MEND_EVERY_MS = 10_000;
const MENDS = 9;

/** Does nothing while the board has no power, or nothing is latched. */
export async function mendPlace(place: Place): Promise<void> {
  if (place.board.isPowered && place.contactor.isTripped) place.contactor.resetBreaker();
  if (await isLatched(place)) await command(place, 'clear-latch');
  if (await isLatched(place)) await command(place, 'confirm-meter');
}

/** When the fault is over, as often as it may need; a board without power is waited for. */
export function mendLater(stage: Stage, fault: Fault, left = MENDS): void {
  if (left === 0) return;
  const place = stage.place(fault.board);
  stage.queue.after(MEND_EVERY_MS, () => {
    mendLater(stage, fault, place.board.isPowered ? left - 1 : left);
    return mendPlace(place);
  });
}

export async function command(place: Place, what: OwnerCommand): Promise<void> {
  await place.board.deliver({ kind: 'owner-command', command: what });
}

export async function isLatched(place: Place): Promise<boolean> {
  if (!place.board.isPowered) return false;
  return (await place.look())?.latch !== undefined;
}

export async function isSelling(place: Place): Promise<boolean> {
  if (!place.board.isPowered) return false;
  return (await place.look())?.sale !== undefined;
}

/** Off and on again, if it is on. */
export async function restart(place: Place): Promise<void> {
  if (!place.board.isPowered) return;
  place.cutPower();
  await place.powerOn();
}
