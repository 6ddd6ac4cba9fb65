/**
 * Pulses of a meter (S0, IEC 62053-31), counted by hardware: one falling edge is one pulse. The
 * ESP32-C3 has no pulse counter; there an interrupt counts.
 */
#ifndef DC_PULSES_H
#define DC_PULSES_H

#include <stdint.h>

enum {
  DC_PULSES_BAD_PIN = -1,
  /** The counter's filter knows 0 to 12,787 ns: slower bouncing is for a capacitor at the input. */
  DC_PULSES_BAD_FILTER = -2,
  DC_PULSES_NO_COUNTER = -3,
  DC_PULSES_IS_BEGUN = -4,
  DC_PULSES_NOT_BEGUN = -5,
};

#define DC_PULSES_FILTER_NS_MAX 12787u

/** Counts from 0. What is shorter than `filter_ns` is no pulse; 0: no filter. Once per boot. */
int32_t dc_pulses_begin(int32_t pin, uint32_t filter_ns);

/**
 * Pulses since dc_pulses_begin, modulo 2^32; 0 before it. To be asked at least once in 32,767
 * pulses, which is half an hour at the fastest S0 output.
 */
uint32_t dc_pulses_count(void);

/** 0: the meter's output is closed, a pulse is on. 1: it is open, or nothing is wired there. */
int32_t dc_pulses_level(void);

#endif
