/** Reset reasons, randomness with a source, an image on trial, the watchdog. */
#include "board-system.h"

#include <string.h>

#include "desk.h"
#include "esp_system.h"
#include "guard.h"
#include "tap.h"

enum { PIN = 26 };

static int resets;
static void reset(void) {
  resets++;
  desk_image_boot();
}

static void reasons(void) {
  static const struct {
    int reason;
    const char *name;
  } ROWS[] = {
      {ESP_RST_POWERON, "power-on"},      {ESP_RST_SW, "software"},
      {ESP_RST_PANIC, "panic"},           {ESP_RST_INT_WDT, "interrupt-watchdog"},
      {ESP_RST_TASK_WDT, "task-watchdog"}, {ESP_RST_BROWNOUT, "brown-out"},
      {ESP_RST_UNKNOWN, "unknown"},       {99, "unknown"},
  };
  bool is_right = true;
  for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
    desk_reset_reason(ROWS[i].reason);
    is_right = is_right && strcmp(dc_reset_reason(), ROWS[i].name) == 0;
  }
  check(is_right, "system: a reset has a reason, and a reason has a name");
}

static bool is_zero(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

static void randomness(void) {
  uint8_t first[48] = {0};
  uint8_t second[48] = {0};
  check(dc_random(first, sizeof(first)) == DC_RANDOM_NO_SOURCE && is_zero(first, sizeof(first)),
        "system: no random bytes while nobody has said where they come from");
  check(dc_random_from(7) < 0 && dc_random(first, 1) == DC_RANDOM_NO_SOURCE,
        "system: an unknown source of randomness is none");
  check(dc_random_from(DC_RANDOM_FROM_RADIO) == 0 && dc_random(first, sizeof(first)) == 0 &&
            dc_random(second, sizeof(second)) == 0 && memcmp(first, second, sizeof(first)) != 0,
        "system: random bytes fill the buffer and differ");
  check(desk_noise_count() == 0, "system: with the radio on the ADC is left alone");
  check(dc_random_from(DC_RANDOM_FROM_NOISE) == 0 && dc_random(first, sizeof(first)) == 0 &&
            desk_noise_count() == 1 && !desk_is_noise_on(),
        "system: with the radio off the ADC's noise is on just for the bytes");
  check(dc_random(first, 0) == DC_RANDOM_BAD_LENGTH && dc_random(NULL, 4) == DC_RANDOM_BAD_LENGTH &&
            dc_random(first, DC_RANDOM_BYTES_MAX + 1) == DC_RANDOM_BAD_LENGTH,
        "system: refuses nothing, too much, and a detached buffer");
  check(dc_random_from(DC_RANDOM_FROM_NOWHERE) == 0 && dc_random(first, 1) == DC_RANDOM_NO_SOURCE,
        "system: no random bytes once the source is gone");
}

static void images(void) {
  check(dc_image_is_confirmed() == 1 && dc_image_confirm() == 0,
        "system: an image flashed over the wire is not on trial");
  desk_image_install();
  esp_restart();
  check(desk_image_slot() == 1 && dc_image_is_confirmed() == 0,
        "system: an update is on trial at its first start");
  esp_restart();
  check(desk_image_slot() == 0, "system: an unconfirmed image rolls back at the next reset");
  desk_image_install();
  desk_panic();
  desk_panic();
  check(desk_image_slot() == 0, "system: an image that panics before it is confirmed rolls back");
  desk_image_install();
  esp_restart();
  check(dc_image_confirm() == 0 && dc_image_is_confirmed() == 1, "system: an image is confirmed");
  esp_restart();
  check(desk_image_slot() == 1, "system: a confirmed image stays");
}

static void roll_back(void) {
  desk_image_install();
  esp_restart();
  int slot = desk_image_slot();
  // The desk's restart comes back; the chip's does not.
  (void)dc_image_roll_back();
  check(slot == 0 && desk_image_slot() == 1, "system: a roll back starts the image before");
  check(desk_pin_driven(PIN) == 0 && dc_guard_state() == DC_GUARD_ENDED,
        "system: a roll back opens the contactor first");
}

static void failed_roll_back(void) {
  bool is_closed = dc_guard_lease(180000, 1) == 0 && desk_pin_driven(PIN) == 1;
  check(is_closed && dc_image_roll_back() < 0 && resets == 0, "system: no roll back to nothing");
  check(desk_pin_driven(PIN) == 0, "system: a roll back that fails opens the contactor too");
}

static void watchdog(void) {
  desk_watchdog(0);
  check(dc_watchdog_feed() < 0, "system: without a watchdog feeding it fails");
  desk_watchdog(8000);
  check(dc_watchdog_feed() == 0, "system: the first feed is the start of being watched");
  bool is_closed = dc_guard_lease(180000, 2) == 0 && desk_pin_driven(PIN) == 1;
  int before = resets;
  for (int i = 0; i < 10; i++) {
    desk_clock_advance(7000000);
    (void)dc_watchdog_feed();
  }
  check(is_closed && resets == before && desk_pin_driven(PIN) == 1,
        "system: a board that is fed goes on");
  desk_clock_advance(8100000);
  check(resets == before + 1 && strcmp(dc_reset_reason(), "task-watchdog") == 0,
        "system: a board that decides nothing is reset");
  check(desk_pin_driven(PIN) == 0 && dc_guard_state() == DC_GUARD_ENDED,
        "guard: the task watchdog opens the contactor, long before the lease ends");
}

int main(void) {
  desk_clock_by_hand(1000000);
  desk_on_reset(reset);
  reasons();
  randomness();
  const char *id = dc_chip_id();
  check(strcmp(id, "02de5c000001") == 0 && dc_chip_id() == id,
        "system: the chip's number is 12 hex digits that stay where they are");
  if (dc_guard_begin(PIN, 1) != 0) return 2;
  desk_clock_advance(10000);
  failed_roll_back();
  watchdog();
  images();
  roll_back();
  return done();
}
