/**
 * The guard of the contactor. Supply is a lease: the guard lets the contactor be closed for so many
 * milliseconds and opens it when they have passed, whatever JavaScript does. An interrupt of a
 * hardware timer asks every 5 ms; that interrupt, its data and its pin write are in internal RAM,
 * so that a flash erase, during which nothing else runs, does not delay it.
 *
 * It never closes by itself. What ends a lease early: dc_guard_open, a restart (an update, a roll
 * back), the task watchdog, a panic. After one of the last three it stays open until the reset.
 */
#ifndef DC_GUARD_H
#define DC_GUARD_H

#include <stdint.h>

/** What dc_guard_state says. All but DC_GUARD_CLOSED: the pin is at its open level. */
enum {
  DC_GUARD_OPEN = 0,
  DC_GUARD_CLOSED = 1,
  /** A lease ran out and nobody has decided since. */
  DC_GUARD_RAN_OUT = 2,
  /** Restart, watchdog or panic: no lease is given before the reset. */
  DC_GUARD_ENDED = 3,
};

/** Refusals: nothing changes, or the contactor is open afterwards. */
enum {
  DC_GUARD_NOT_BEGUN = -1,
  /** The decision is not newer than the last one: old, or the same once more. */
  DC_GUARD_STALE = -2,
  DC_GUARD_TOO_LONG = -3,
  /** The guard's own interrupt does not run: opened, for what cannot open may not be closed. */
  DC_GUARD_STOPPED = -4,
  DC_GUARD_IS_ENDED = -5,
  DC_GUARD_BAD_PIN = -6,
  /** No timer, or no place among the restart handlers. */
  DC_GUARD_NO_TIMER = -7,
};

/** Longer than the longest reading interval times 2.5. */
#define DC_GUARD_LEASE_MS_MAX 180000u

/**
 * Drives the pin to its open level, then starts the timer. Once per boot: again with the same pin
 * it only opens, with another it opens the first and is refused. Decisions stay counted.
 */
int32_t dc_guard_begin(int32_t pin, int32_t active_high);

/**
 * Closed until `ms` from now, at most; 0 to 6 opens. `decision` counts the decisions of this boot
 * from 1; one that is not newer than all before is refused: a lease is renewed by a new decision,
 * never by the same one twice, nor by one that was overtaken.
 */
int32_t dc_guard_lease(uint32_t ms, uint32_t decision);

/** Opens, now. */
int32_t dc_guard_open(void);

/** Opens, now, and refuses every lease up to `decision`, also those still on their way. */
int32_t dc_guard_open_by(uint32_t decision);

/** DC_GUARD_OPEN to DC_GUARD_ENDED, or DC_GUARD_NOT_BEGUN. */
int32_t dc_guard_state(void);

#endif
