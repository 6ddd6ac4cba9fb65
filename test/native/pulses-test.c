/** Pulses are counted once each, across the wrap of the counter and of the total. */
#include "pulses.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk.h"
#include "tap.h"

enum { PIN = 33 };

#ifdef DC_DESK_WITHOUT_PCNT

static void pulse(uint64_t on_us, uint64_t off_us) {
  desk_pin_input(PIN, 0);
  desk_clock_advance(on_us);
  desk_pin_input(PIN, 1);
  desk_clock_advance(off_us);
}

int main(void) {
  desk_clock_by_hand(((uint64_t)1 << 32) - 100000);
  check(dc_pulses_begin(PIN, 0) == 0, "pulses by interrupt: begins");
  for (int i = 0; i < 10; i++) pulse(30000, 30000);
  check(dc_pulses_count() == 10, "pulses by interrupt: counts one edge, across 2^32 us");
  for (int i = 0; i < 5; i++) pulse(1000, 1000);
  check(dc_pulses_count() == 11, "pulses by interrupt: a bouncing contact is one pulse");
  check(dc_pulses_begin(PIN, 0) == DC_PULSES_IS_BEGUN, "pulses by interrupt: begins once");
  desk_pin_input(PIN, 0);
  check(dc_pulses_level() == 0, "pulses by interrupt: the level tells of an output that is closed");
  return done();
}

#else

static void from_a_pipe(void) {
  int ends[2];
  char path[64];
  if (pipe(ends) != 0) exit(2);
  (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
  (void)setenv("DC_PULSES_FIFO", path, 1);
  check(dc_pulses_begin(PIN, 1000) == 0, "pulses: begins");
  check(write(ends[1], "...", 3) == 3 && dc_pulses_count() == 3,
        "pulses: on the desk each byte of the pipe is one");
}

int main(void) {
  check(dc_pulses_count() == 0, "pulses: none before it begins");
  check(dc_pulses_level() == DC_PULSES_NOT_BEGUN, "pulses: no level before it begins");
  check(dc_pulses_begin(-1, 0) == DC_PULSES_BAD_PIN && dc_pulses_begin(99, 0) == DC_PULSES_BAD_PIN,
        "pulses: refuses a pin that is not there");
  check(dc_pulses_begin(PIN, DC_PULSES_FILTER_NS_MAX + 1) == DC_PULSES_BAD_FILTER,
        "pulses: refuses a filter that the hardware does not have");
  from_a_pipe();
  check(dc_pulses_begin(PIN, 0) == DC_PULSES_IS_BEGUN, "pulses: begins once");
  check(dc_pulses_level() == 1, "pulses: nothing wired reads as no pulse");
  desk_pin_input(PIN, 0);
  check(dc_pulses_level() == 0, "pulses: the level tells of an output that is closed");
  desk_pin_input(PIN, 1);
  desk_pulses_add(1);
  check(dc_pulses_count() == 4, "pulses: one edge of a pulse counts, not both");
  desk_pulses_add(32760);
  check(dc_pulses_count() == 32764, "pulses: up to the counter's limit");
  desk_pulses_add(10);
  check(dc_pulses_count() == 32774, "pulses: across the counter's wrap");
  desk_pulses_add(32766);
  check(dc_pulses_count() == 32774 + 32766, "pulses: as many at once as the counter can tell");
  uint32_t before = dc_pulses_count();
  for (int i = 0; i < 131072; i++) {
    desk_pulses_add(32766);
    (void)dc_pulses_count();
  }
  check(dc_pulses_count() == before + 131072u * 32766u, "pulses: the total wraps at 2^32");
  return done();
}

#endif
