/** A lease ends when it says or earlier, and only a new decision gives another. */
#include "guard-case.h"

static const uint64_t UNIT_WRAP_US = (uint64_t)1 << 42;

static bool lease_runs_out(void) {
  begin();
  if (!closes(2500, 1) || dc_guard_state() != DC_GUARD_CLOSED) return false;
  pass(2490);
  bool was_closed = is_closed();
  pass(10);
  return was_closed && is_open() && dc_guard_state() == DC_GUARD_RAN_OUT;
}

/** At every offset to the tick, and for each length to a tick and beyond. */
static bool never_late(void) {
  begin();
  uint32_t decision = 0;
  for (uint32_t ms = 1; ms <= 40; ms++) {
    for (uint64_t offset_us = 0; offset_us < 5000; offset_us += 37) {
      desk_clock_advance(offset_us);
      if (dc_guard_lease(ms, ++decision) != 0) return false;
      desk_clock_advance(ms * MS);
      if (!is_open()) return false;
    }
  }
  return true;
}

static bool without_state_being_asked(void) {
  begin();
  bool has_closed = closes(1000, 1);
  pass(1000);
  return has_closed && is_open();
}

static bool lease_of_zero(void) {
  begin();
  return closes(1000, 1) && dc_guard_lease(0, 2) == 0 && is_open() &&
         dc_guard_state() == DC_GUARD_OPEN && dc_guard_lease(1000, 2) == DC_GUARD_STALE;
}

static bool lease_too_long(void) {
  begin();
  bool refused = dc_guard_lease(DC_GUARD_LEASE_MS_MAX + 1, 1) == DC_GUARD_TOO_LONG && is_open();
  bool longest = closes(DC_GUARD_LEASE_MS_MAX, 1);
  pass(DC_GUARD_LEASE_MS_MAX);
  return refused && longest && is_open() && dc_guard_lease(UINT32_MAX, 2) == DC_GUARD_TOO_LONG;
}

static bool renewed_lease_counts_from_renewal(void) {
  begin();
  if (!closes(1000, 1)) return false;
  pass(900);
  if (!closes(1000, 2)) return false;
  pass(980);
  bool was_closed = is_closed();
  pass(20);
  return was_closed && is_open();
}

static bool shorter_lease_shortens(void) {
  begin();
  if (!closes(60000, 1) || !closes(1000, 2)) return false;
  pass(1000);
  return is_open();
}

static bool same_decision_does_not_renew(void) {
  begin();
  if (!closes(1000, 7)) return false;
  pass(500);
  if (dc_guard_lease(1000, 7) != DC_GUARD_STALE || !is_closed()) return false;
  pass(500);
  return is_open();
}

static bool older_decision_does_not_renew(void) {
  begin();
  if (!closes(1000, 7)) return false;
  for (uint32_t stale = 0; stale < 7; stale++) {
    pass(100);
    if (dc_guard_lease(60000, stale) != DC_GUARD_STALE) return false;
  }
  pass(300);
  return is_open();
}

static bool no_renewal_after_open(void) {
  begin();
  if (!closes(1000, 3) || dc_guard_open() != 0) return false;
  bool old = dc_guard_lease(1000, 2) == DC_GUARD_STALE;
  bool same = dc_guard_lease(1000, 3) == DC_GUARD_STALE;
  return old && same && is_open() && closes(1000, 4);
}

static bool overtaken_decision_is_refused(void) {
  begin();
  if (!closes(1000, 3) || dc_guard_open_by(9) != 0) return false;
  bool held = dc_guard_lease(1000, 8) == DC_GUARD_STALE;
  return held && dc_guard_lease(1000, 9) == DC_GUARD_STALE && is_open() && closes(1000, 10);
}

static bool old_open_still_opens(void) {
  begin();
  return closes(1000, 5) && dc_guard_open_by(2) == 0 && is_open() &&
         dc_guard_lease(1000, 5) == DC_GUARD_STALE;
}

static bool first_decision_is_one(void) {
  begin();
  return dc_guard_lease(1000, 0) == DC_GUARD_STALE && is_open();
}

static bool wraps(uint64_t at_us) {
  begin_at(at_us - 500 * MS);
  if (!closes(1000, 1)) return false;
  pass(980);
  bool was_closed = is_closed();
  pass(20);
  if (!was_closed || !is_open()) return false;
  for (uint32_t decision = 2; decision < 12; decision++) {
    if (!closes(200, decision)) return false;
    pass(200);
    if (!is_open()) return false;
  }
  return true;
}

static bool wrap_of_units(void) { return wraps(UNIT_WRAP_US); }

static bool wrap_of_microseconds(void) { return wraps((uint64_t)1 << 32); }

static bool wrap_of_milliseconds(void) { return wraps(((uint64_t)1 << 32) * MS); }

static bool wrap_of_the_sign(void) { return wraps(UNIT_WRAP_US / 2); }

static bool opens_when_javascript_hangs(void) {
  begin();
  if (!closes(2500, 1)) return false;
  pass(2500);
  return is_open();
}

static const guard_case_t CASES[] = {
    {lease_runs_out, "guard: opens when the lease has run out, and says so"},
    {never_late, "guard: opens before the lease ends, at any offset to its tick"},
    {without_state_being_asked, "guard: opens though nobody asks it anything"},
    {opens_when_javascript_hangs, "guard: opens though JavaScript hangs"},
    {lease_of_zero, "guard: a lease of 0 opens, and uses up its decision"},
    {lease_too_long, "guard: a lease over the limit is refused and closes nothing"},
    {renewed_lease_counts_from_renewal, "guard: a renewed lease counts from its renewal"},
    {shorter_lease_shortens, "guard: a newer, shorter lease shortens"},
    {same_decision_does_not_renew, "guard: the same decision once more does not renew"},
    {older_decision_does_not_renew, "guard: a stale decision does not renew"},
    {first_decision_is_one, "guard: decision 0 is refused"},
    {no_renewal_after_open, "guard: after an opening only a new decision closes"},
    {overtaken_decision_is_refused, "guard: a close that an opening overtook is refused"},
    {old_open_still_opens, "guard: an opening is never too old"},
    {wrap_of_units, "guard: the wrap of its 32-bit time changes nothing"},
    {wrap_of_the_sign, "guard: half the wrap of its time changes nothing"},
    {wrap_of_microseconds, "guard: 2^32 microseconds change nothing"},
    {wrap_of_milliseconds, "guard: 2^32 milliseconds change nothing"},
};

int main(void) { return run_cases(CASES, sizeof(CASES) / sizeof(CASES[0])); }
