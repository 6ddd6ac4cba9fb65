/** Every path of the guard ends open: commands, crashes, restarts, watchdogs, wrong use. */
#include "guard-case.h"
#include "driver/gpio.h"
#include "esp_system.h"

enum { OTHER_PIN = 27 };

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

static bool opens_on_command(void) {
  begin();
  return closes(1000, 1) && dc_guard_open() == 0 && is_open() && dc_guard_state() == DC_GUARD_OPEN;
}

static bool opens_twice(void) {
  begin();
  return closes(1000, 1) && dc_guard_open() == 0 && dc_guard_open() == 0 && is_open() &&
         desk_pin_changes(PIN) == 2;
}

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
  bool untouched = desk_pin_driven(PIN) == -1 && desk_pin_latch(0) == 0;
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

static const guard_case_t CASES[] = {
    {opens_at_boot, "guard: begins open, without a glitch on the way"},
    {opens_at_boot_active_low, "guard: an active-low contactor is open while its pin is high"},
    {opens_on_command, "guard: opens on command"},
    {opens_twice, "guard: opening twice is open"},
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

int main(void) { return run_cases(CASES, sizeof(CASES) / sizeof(CASES[0])); }
