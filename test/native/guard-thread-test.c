/** By the machine's own clock, as under the runtime on Linux: the timer is then a thread. */
#include "guard-case.h"

enum { WAITS_MAX = 2000, LEASE_MS = 200 };

/** Refused until the thread has run for the first time. */
static bool gets_a_lease(void) {
  for (uint32_t decision = 1; decision < WAITS_MAX; decision++) {
    int32_t outcome = dc_guard_lease(LEASE_MS, decision);
    if (outcome == 0) return true;
    if (outcome != DC_GUARD_STOPPED || !is_open()) return false;
    (void)usleep(1000);
  }
  return false;
}

static bool opens(void) {
  for (int i = 0; i < WAITS_MAX; i++) {
    if (is_open()) return true;
    (void)usleep(1000);
  }
  return false;
}

int main(void) {
  check(dc_guard_begin(PIN, 1) == 0 && is_open(), "guard in a thread: begins open");
  check(gets_a_lease(), "guard in a thread: closes once its thread runs");
  check(opens(), "guard in a thread: opens though nobody asks it anything");
  check(dc_guard_state() == DC_GUARD_RAN_OUT, "guard in a thread: says that the lease ran out");
  return done();
}
