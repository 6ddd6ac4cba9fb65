/**
 * Every path of the guard ends open. Each case runs in a process of its own, because a guard
 * begins once a boot; the case's answer is its exit code.
 */
#include "guard.h"

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "driver/gpio.h"
#include "esp_system.h"
#include "tap.h"

enum { PIN = 26, OTHER_PIN = 27 };

static const uint64_t MS = 1000;
static const uint64_t UNIT_WRAP_US = (uint64_t)1 << 42;

static bool is_open(void) { return desk_pin_driven(PIN) == 0; }
static bool is_closed(void) { return desk_pin_driven(PIN) == 1; }
static void pass(uint64_t ms) { desk_clock_advance(ms * MS); }
static void nothing(void) {}

/** A guard that runs, with the contactor open. */
static void begin_at(uint64_t start_us) {
  desk_clock_by_hand(start_us);
  desk_on_reset(nothing);
  if (dc_guard_begin(PIN, 1) != 0) _exit(2);
  pass(10);
}

static void begin(void) { begin_at(5000000); }

static bool closes(uint32_t ms, uint32_t decision) {
  return dc_guard_lease(ms, decision) == 0 && is_closed();
}

static bool opens_at_boot(void) {
  desk_clock_by_hand(0);
  bool was_input = desk_pin_driven(PIN) == -1;
  return was_input && dc_guard_begin(PIN, 1) == 0 && is_open() && desk_pin_changes(PIN) == 0 &&
         dc_guard_state() == DC_GUARD_OPEN;
}

static bool opens_at_boot_active_low(void) {
  desk_clock_by_hand(0);
  bool has_begun = dc_guard_begin(PIN, 0) == 0;
  bool is_high_at_once = desk_pin_driven(PIN) == 1 && desk_pin_changes(PIN) == 0;
  pass(10);
  bool is_low_closed = dc_guard_lease(1000, 1) == 0 && desk_pin_driven(PIN) == 0;
  pass(1000);
  return has_begun && is_high_at_once && is_low_closed && desk_pin_driven(PIN) == 1;
}

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

static bool opens_on_command(void) {
  begin();
  return closes(1000, 1) && dc_guard_open() == 0 && is_open() && dc_guard_state() == DC_GUARD_OPEN;
}

static bool opens_twice(void) {
  begin();
  return closes(1000, 1) && dc_guard_open() == 0 && dc_guard_open() == 0 && is_open() &&
         desk_pin_changes(PIN) == 2;
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

static bool opens_in_panic(void) {
  begin();
  if (!closes(60000, 1)) return false;
  desk_clock_mask(true);
  desk_panic();
  return is_open() && desk_has_panicked() && dc_guard_state() == DC_GUARD_ENDED;
}

static bool nothing_after_panic(void) {
  begin();
  desk_panic();
  return dc_guard_lease(1000, 1) == DC_GUARD_IS_ENDED && is_open();
}

static bool panic_before_begin(void) {
  desk_clock_by_hand(0);
  desk_on_reset(nothing);
  desk_panic();
  bool untouched = desk_pin_driven(PIN) == -1 && desk_pin_driven(0) == -1;
  bool has_begun = dc_guard_begin(PIN, 1) == 0;
  pass(10);
  return untouched && has_begun && dc_guard_lease(1000, 1) == DC_GUARD_IS_ENDED && is_open();
}

static bool opens_at_restart(void) {
  begin();
  if (!closes(60000, 1)) return false;
  esp_restart();
  return is_open() && dc_guard_lease(1000, 2) == DC_GUARD_IS_ENDED && is_open();
}

static bool opens_when_javascript_hangs(void) {
  begin();
  if (!closes(2500, 1)) return false;
  pass(2500);
  return is_open();
}

static bool dead_interrupt_refuses(void) {
  begin();
  desk_clock_mask(true);
  pass(1000);
  return dc_guard_lease(1000, 1) == DC_GUARD_STOPPED && is_open();
}

static bool dead_interrupt_opens(void) {
  begin();
  if (!closes(1000, 1)) return false;
  desk_clock_mask(true);
  pass(500);
  return dc_guard_lease(1000, 2) == DC_GUARD_STOPPED && is_open();
}

static bool asking_opens_when_interrupt_is_dead(void) {
  begin();
  if (!closes(1000, 1)) return false;
  desk_clock_mask(true);
  pass(1000);
  bool was_closed = is_closed();
  return was_closed && dc_guard_state() == DC_GUARD_RAN_OUT && is_open();
}

static bool refuses_before_first_tick(void) {
  desk_clock_by_hand(0);
  return dc_guard_begin(PIN, 1) == 0 && dc_guard_lease(1000, 1) == DC_GUARD_STOPPED && is_open();
}

static bool begin_twice_opens(void) {
  begin();
  return closes(1000, 5) && dc_guard_begin(PIN, 1) == 0 && is_open() &&
         dc_guard_lease(1000, 5) == DC_GUARD_STALE && closes(1000, 6);
}

static bool begin_elsewhere_is_refused(void) {
  begin();
  bool pin = closes(1000, 1) && dc_guard_begin(OTHER_PIN, 1) == DC_GUARD_BAD_PIN && is_open();
  bool polarity = closes(1000, 2) && dc_guard_begin(PIN, 0) == DC_GUARD_BAD_PIN && is_open();
  return pin && polarity && desk_pin_driven(OTHER_PIN) == -1;
}

static bool refuses_before_begin(void) {
  desk_clock_by_hand(0);
  return dc_guard_lease(1000, 1) == DC_GUARD_NOT_BEGUN && dc_guard_open() == DC_GUARD_NOT_BEGUN &&
         dc_guard_open_by(1) == DC_GUARD_NOT_BEGUN && dc_guard_state() == DC_GUARD_NOT_BEGUN;
}

static bool refuses_bad_pins(void) {
  desk_clock_by_hand(0);
  // 34 to 39 are inputs, -1 is nothing.
  return dc_guard_begin(-1, 1) == DC_GUARD_BAD_PIN && dc_guard_begin(36, 1) == DC_GUARD_BAD_PIN &&
         dc_guard_begin(64, 1) == DC_GUARD_BAD_PIN && dc_guard_lease(9, 1) == DC_GUARD_NOT_BEGUN;
}

static bool foreign_write_is_undone(void) {
  begin();
  (void)gpio_set_level(PIN, 1);
  bool was_closed = is_closed();
  pass(5);
  return was_closed && is_open();
}

static bool never_closes_by_itself(void) {
  begin();
  if (!closes(1000, 1)) return false;
  pass(1000);
  uint32_t changes = desk_pin_changes(PIN);
  for (int i = 0; i < 1000; i++) {
    pass(1000);
    (void)dc_guard_state();
  }
  return desk_pin_changes(PIN) == changes && is_open();
}

static const struct {
  bool (*run)(void);
  const char *rule;
} CASES[] = {
    {opens_at_boot, "guard: begins open, without a glitch on the way"},
    {opens_at_boot_active_low, "guard: an active-low contactor is open while its pin is high"},
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
    {opens_on_command, "guard: opens on command"},
    {opens_twice, "guard: opening twice is open"},
    {no_renewal_after_open, "guard: after an opening only a new decision closes"},
    {overtaken_decision_is_refused, "guard: a close that an opening overtook is refused"},
    {old_open_still_opens, "guard: an opening is never too old"},
    {wrap_of_units, "guard: the wrap of its 32-bit time changes nothing"},
    {wrap_of_the_sign, "guard: half the wrap of its time changes nothing"},
    {wrap_of_microseconds, "guard: 2^32 microseconds change nothing"},
    {wrap_of_milliseconds, "guard: 2^32 milliseconds change nothing"},
    {opens_in_panic, "guard: a panic opens, with interrupts off, before anything is dumped"},
    {nothing_after_panic, "guard: nothing closes after a panic"},
    {panic_before_begin, "guard: a panic before it begins writes no pin, and nothing closes after"},
    {opens_at_restart, "guard: a restart, for an update or not, opens, and nothing closes after"},
    {dead_interrupt_refuses, "guard: with its interrupt dead it refuses to close"},
    {dead_interrupt_opens, "guard: with its interrupt dead a renewal opens"},
    {asking_opens_when_interrupt_is_dead, "guard: with its interrupt dead whoever asks opens"},
    {refuses_before_first_tick, "guard: refuses to close before its interrupt has run"},
    {begin_twice_opens, "guard: begun twice it is open, and decisions stay counted"},
    {begin_elsewhere_is_refused, "guard: begun on another pin it is refused, and open"},
    {refuses_before_begin, "guard: refuses everything before it begins"},
    {refuses_bad_pins, "guard: refuses pins that cannot drive"},
    {foreign_write_is_undone, "guard: a pin that somebody else closed is opened again"},
    {never_closes_by_itself, "guard: never closes by itself"},
};

int main(void) {
  for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
    pid_t child = fork();
    if (child == 0) _exit(CASES[i].run() ? 0 : 1);
    int status = 0;
    (void)waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, CASES[i].rule);
  }
  return done();
}
