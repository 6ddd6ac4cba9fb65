/** Reset, restart and panic, the task watchdog, random bytes, the two images and their trial. */
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app_update/include/esp_ota_ops.h"
#include "bootloader_random.h"
#include "desk.h"
#include "esp_mac.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "esp_timer.h"

enum { SHUTDOWN_HANDLERS_MAX = 5, SLOTS = 2 };

/** The code with which a program asks whoever started it to do so again. */
enum { STARTS_AGAIN = 75 };

struct esp_task_wdt_user_handle_s {
  uint64_t fed_at_us;
  bool is_used;
};

static struct {
  shutdown_handler_t handlers[SHUTDOWN_HANDLERS_MAX];
  desk_reset_t on_reset;
  int reason;
  bool has_panicked;
  uint32_t noise_count;
  bool is_noise_on;
  uint32_t watchdog_ms;
  struct esp_task_wdt_user_handle_s watched;
} chip = {.reason = ESP_RST_POWERON, .watchdog_ms = 10000};

static struct {
  esp_ota_img_states_t states[SLOTS];
  int slot;
  int chosen;
} images = {.states = {ESP_OTA_IMG_UNDEFINED, ESP_OTA_IMG_UNDEFINED}};

void desk_on_reset(desk_reset_t run) { chip.on_reset = run; }
void desk_reset_reason(int reason) { chip.reason = reason; }
bool desk_has_panicked(void) { return chip.has_panicked; }
uint32_t desk_noise_count(void) { return chip.noise_count; }
bool desk_is_noise_on(void) { return chip.is_noise_on; }

static void reset(int reason) {
  chip.reason = reason;
  if (chip.on_reset == NULL) _exit(STARTS_AGAIN);
  chip.on_reset();
}

esp_reset_reason_t esp_reset_reason(void) { return (esp_reset_reason_t)chip.reason; }

esp_err_t esp_register_shutdown_handler(shutdown_handler_t handler) {
  for (int i = 0; i < SHUTDOWN_HANDLERS_MAX; i++) {
    if (chip.handlers[i] == handler) return ESP_ERR_INVALID_STATE;
    if (chip.handlers[i] != NULL) continue;
    chip.handlers[i] = handler;
    return ESP_OK;
  }
  return ESP_ERR_NO_MEM;
}

void esp_restart(void) {
  for (int i = SHUTDOWN_HANDLERS_MAX - 1; i >= 0; i--) {
    if (chip.handlers[i] != NULL) chip.handlers[i]();
  }
  reset(ESP_RST_SW);
}

/** As linked with -Wl,--wrap=esp_panic_handler. */
void __real_esp_panic_handler(void *info);
void __real_esp_panic_handler(void *info) {
  (void)info;
  chip.has_panicked = true;
}
void __wrap_esp_panic_handler(void *info) __attribute__((weak));
void desk_panic(void) {
  if (__wrap_esp_panic_handler != NULL) __wrap_esp_panic_handler(NULL);
  reset(ESP_RST_PANIC);
}

void esp_fill_random(void *buffer, size_t length) {
  int source = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (source < 0 || read(source, buffer, length) != (ssize_t)length) abort();
  (void)close(source);
}

void bootloader_random_enable(void) {
  chip.noise_count++;
  chip.is_noise_on = true;
}
void bootloader_random_disable(void) { chip.is_noise_on = false; }

esp_err_t esp_efuse_mac_get_default(uint8_t *mac) {
  // A locally administered address: no chip has it.
  static const uint8_t DESK[6] = {0x02, 0xde, 0x5c, 0x00, 0x00, 0x01};
  memcpy(mac, DESK, sizeof(DESK));
  return ESP_OK;
}

void desk_watchdog(uint32_t timeout_ms) { chip.watchdog_ms = timeout_ms; }

esp_err_t esp_task_wdt_add_user(const char *name, esp_task_wdt_user_handle_t *handle) {
  if (chip.watchdog_ms == 0 || name == NULL) return ESP_ERR_INVALID_STATE;
  chip.watched.fed_at_us = (uint64_t)esp_timer_get_time();
  chip.watched.is_used = true;
  *handle = &chip.watched;
  return ESP_OK;
}

esp_err_t esp_task_wdt_reset_user(esp_task_wdt_user_handle_t handle) {
  handle->fed_at_us = (uint64_t)esp_timer_get_time();
  return ESP_OK;
}

void esp_task_wdt_isr_user_handler(void) __attribute__((weak));
void desk_watchdog_look(void) {
  uint64_t waited_us = (uint64_t)esp_timer_get_time() - chip.watched.fed_at_us;
  if (!chip.watched.is_used || waited_us < (uint64_t)chip.watchdog_ms * 1000) return;
  chip.watched.is_used = false;
  if (esp_task_wdt_isr_user_handler != NULL) esp_task_wdt_isr_user_handler();
  reset(ESP_RST_TASK_WDT);
}

void desk_image_install(void) {
  images.chosen = 1 - images.slot;
  images.states[images.chosen] = ESP_OTA_IMG_NEW;
}

void desk_image_boot(void) {
  if (images.states[images.chosen] == ESP_OTA_IMG_PENDING_VERIFY) {
    images.states[images.chosen] = ESP_OTA_IMG_ABORTED;
    images.chosen = 1 - images.chosen;
  }
  if (images.states[images.chosen] == ESP_OTA_IMG_NEW) {
    images.states[images.chosen] = ESP_OTA_IMG_PENDING_VERIFY;
  }
  images.slot = images.chosen;
}

int desk_image_slot(void) { return images.slot; }

const esp_partition_t *esp_ota_get_running_partition(void) {
  static esp_partition_t slots[SLOTS];
  return &slots[images.slot];
}

esp_err_t esp_ota_get_state_partition(const esp_partition_t *partition,
                                      esp_ota_img_states_t *state) {
  (void)partition;
  *state = images.states[images.slot];
  return *state == ESP_OTA_IMG_UNDEFINED ? ESP_ERR_NOT_FOUND : ESP_OK;
}

esp_err_t esp_ota_mark_app_valid_cancel_rollback(void) {
  images.states[images.slot] = ESP_OTA_IMG_VALID;
  return ESP_OK;
}

esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot(void) {
  esp_ota_img_states_t before = images.states[1 - images.slot];
  bool is_usable = before == ESP_OTA_IMG_VALID || before == ESP_OTA_IMG_UNDEFINED;
  if (!is_usable || images.states[images.slot] == ESP_OTA_IMG_UNDEFINED) return ESP_FAIL;
  images.states[images.slot] = ESP_OTA_IMG_INVALID;
  images.chosen = 1 - images.slot;
  esp_restart();
  return ESP_OK;
}
