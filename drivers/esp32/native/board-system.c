/** See board-system.h. */
#include "board-system.h"

#include <stdbool.h>
#include <stddef.h>

#include "bootloader_random.h"
#include "esp_mac.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "guard.h"
// As the SDK's own sources do: only the folder of all components is on its include path.
#include "app_update/include/esp_ota_ops.h"

const char *dc_reset_reason(void) {
  switch (esp_reset_reason()) {
    case ESP_RST_POWERON: return "power-on";
    case ESP_RST_EXT: return "external";
    case ESP_RST_SW: return "software";
    case ESP_RST_PANIC: return "panic";
    case ESP_RST_INT_WDT: return "interrupt-watchdog";
    case ESP_RST_TASK_WDT: return "task-watchdog";
    case ESP_RST_WDT: return "other-watchdog";
    case ESP_RST_DEEPSLEEP: return "deep-sleep";
    case ESP_RST_BROWNOUT: return "brown-out";
    case ESP_RST_SDIO: return "sdio";
    case ESP_RST_USB: return "usb";
    case ESP_RST_JTAG: return "jtag";
    case ESP_RST_EFUSE: return "efuse";
    case ESP_RST_PWR_GLITCH: return "power-glitch";
    case ESP_RST_CPU_LOCKUP: return "lock-up";
    case ESP_RST_UNKNOWN: break;
  }
  return "unknown";
}

static struct {
  int32_t random_source;
  esp_task_wdt_user_handle_t watched;
  char chip_id[13];
} board;

int32_t dc_random_from(int32_t source) {
  bool is_known = source == DC_RANDOM_FROM_RADIO || source == DC_RANDOM_FROM_NOISE;
  board.random_source = is_known ? source : DC_RANDOM_FROM_NOWHERE;
  return is_known || source == DC_RANDOM_FROM_NOWHERE ? 0 : DC_RANDOM_NO_SOURCE;
}

int32_t dc_random(uint8_t *buffer, uint32_t length) {
  if (board.random_source == DC_RANDOM_FROM_NOWHERE) return DC_RANDOM_NO_SOURCE;
  if (buffer == NULL || length == 0 || length > DC_RANDOM_BYTES_MAX) return DC_RANDOM_BAD_LENGTH;
  bool is_noise = board.random_source == DC_RANDOM_FROM_NOISE;
  if (is_noise) bootloader_random_enable();
  esp_fill_random(buffer, length);
  if (is_noise) bootloader_random_disable();
  return 0;
}

int32_t dc_image_is_confirmed(void) {
  esp_ota_img_states_t state = ESP_OTA_IMG_UNDEFINED;
  // An image that was flashed over the wire has no state, and no trial.
  if (esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) != ESP_OK) return 1;
  return state != ESP_OTA_IMG_NEW && state != ESP_OTA_IMG_PENDING_VERIFY;
}

int32_t dc_image_confirm(void) {
  if (dc_image_is_confirmed()) return 0;
  return esp_ota_mark_app_valid_cancel_rollback() == ESP_OK ? 0 : -1;
}

int32_t dc_image_roll_back(void) {
  (void)dc_guard_open();
  (void)esp_ota_mark_app_invalid_rollback_and_reboot();
  return -1;
}

int32_t dc_watchdog_feed(void) {
  if (board.watched != NULL) return esp_task_wdt_reset_user(board.watched) == ESP_OK ? 0 : -1;
  return esp_task_wdt_add_user("board", &board.watched) == ESP_OK ? 0 : -1;
}

const char *dc_chip_id(void) {
  static const char DIGITS[] = "0123456789abcdef";
  uint8_t address[6] = {0};
  // Filled once: the VM keeps the pointer.
  if (board.chip_id[0] != 0 || esp_efuse_mac_get_default(address) != ESP_OK) return board.chip_id;
  for (size_t i = 0; i < sizeof(address); i++) {
    board.chip_id[2 * i] = DIGITS[address[i] >> 4];
    board.chip_id[2 * i + 1] = DIGITS[address[i] & 15];
  }
  return board.chip_id;
}
