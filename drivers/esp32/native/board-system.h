/**
 * What the chip says and does about itself: why it started, random bytes, the image on trial,
 * the task watchdog, its number. Not named system.h: the SDK has a system.c, and all objects of a
 * build share one folder.
 */
#ifndef DC_BOARD_SYSTEM_H
#define DC_BOARD_SYSTEM_H

#include <stdint.h>

/** "power-on", "software", "panic", "task-watchdog", "brown-out" ... or "unknown". */
const char *dc_reset_reason(void);

/** Where randomness comes from. The chip's generator is strong only while something noisy runs. */
enum {
  DC_RANDOM_FROM_NOWHERE = 0,
  /** Wi-Fi or Bluetooth is on. Nothing here can see whether that is true. */
  DC_RANDOM_FROM_RADIO = 1,
  /** The radio is off for good (Ethernet): the noise of the ADC, which is then nobody else's. */
  DC_RANDOM_FROM_NOISE = 2,
};

enum {
  /** Nobody has said where randomness comes from, so it would not be strong. */
  DC_RANDOM_NO_SOURCE = -1,
  DC_RANDOM_BAD_LENGTH = -2,
};

#define DC_RANDOM_BYTES_MAX 256u

/** To be told again whenever the radio goes on or off. */
int32_t dc_random_from(int32_t source);

/** 0 when the buffer is full of strong random bytes, else a fault and nothing was written. */
int32_t dc_random(uint8_t *buffer, uint32_t length);

/** 1: stays. 0: on trial, the next reset brings the image before it back. */
int32_t dc_image_is_confirmed(void);

/** 0, or negative: still on trial. */
int32_t dc_image_confirm(void);

/** Opens the contactor and restarts into the image before this one; returns only when it cannot. */
int32_t dc_image_roll_back(void);

/**
 * The board has decided something. The first call puts the board under the task watchdog, beside
 * the VM's loop, which the SDK feeds by itself even when the board's work has stopped. Negative:
 * there is no watchdog.
 */
int32_t dc_watchdog_feed(void);

/** The factory's number of this chip, 12 hex digits. */
const char *dc_chip_id(void);

#endif
