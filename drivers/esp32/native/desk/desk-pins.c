/**
 * Forty pins. Where DC_PINS_FILE names a file, byte N of it is the level that pin N is driven to,
 * '0' or '1', and '-' while it is an input: that is the contactor, for whoever plays the load.
 * When the program has ended every pin counts as '-'.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk.h"
#include "driver/gpio.h"
#include "hal/gpio_ll.h"

enum { PINS = 40 };

gpio_dev_t GPIO;

static struct {
  uint32_t latch[PINS];
  uint32_t changes[PINS];
  bool is_output[PINS];
  int input[PINS];
  gpio_isr_t handlers[PINS];
  void *contexts[PINS];
  bool has_service;
  int file;
  bool is_open;
} pins;

static void show(uint32_t pin) {
  if (!pins.is_open) {
    const char *path = getenv("DC_PINS_FILE");
    pins.is_open = true;
    pins.file = path != NULL ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
    static const char INPUTS[PINS + 1] = "----------------------------------------";
    if (pins.file >= 0 && pwrite(pins.file, INPUTS, PINS, 0) != PINS) abort();
  }
  if (pins.file < 0) return;
  char level = pins.is_output[pin] ? (char)('0' + pins.latch[pin]) : '-';
  if (pwrite(pins.file, &level, 1, (off_t)pin) != 1) abort();
}

void desk_pin_write(uint32_t pin, uint32_t level) {
  uint32_t is_high = level != 0;
  if (pin >= PINS || pins.latch[pin] == is_high) return;
  pins.latch[pin] = is_high;
  if (!pins.is_output[pin]) return;
  pins.changes[pin]++;
  show(pin);
}

esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  if (!GPIO_IS_VALID_OUTPUT_GPIO(pin)) return ESP_ERR_INVALID_ARG;
  desk_pin_write((uint32_t)pin, level);
  return ESP_OK;
}

esp_err_t gpio_config(const gpio_config_t *config) {
  for (int pin = 0; pin < PINS; pin++) {
    if (!(config->pin_bit_mask >> pin & 1)) continue;
    bool is_output = config->mode == GPIO_MODE_OUTPUT;
    if (is_output && !GPIO_IS_VALID_OUTPUT_GPIO(pin)) return ESP_ERR_INVALID_ARG;
    pins.is_output[pin] = is_output;
    if (!is_output) pins.input[pin] = config->pull_up_en == GPIO_PULLUP_ENABLE;
    show((uint32_t)pin);
  }
  return ESP_OK;
}

esp_err_t gpio_pullup_en(gpio_num_t pin) {
  pins.input[pin] = 1;
  return ESP_OK;
}

int gpio_get_level(gpio_num_t pin) { return pins.input[pin]; }

esp_err_t gpio_install_isr_service(int flags) {
  (void)flags;
  if (pins.has_service) return ESP_ERR_INVALID_STATE;
  pins.has_service = true;
  return ESP_OK;
}

esp_err_t gpio_isr_handler_add(gpio_num_t pin, gpio_isr_t handler, void *context) {
  pins.handlers[pin] = handler;
  pins.contexts[pin] = context;
  return ESP_OK;
}

int desk_pin_driven(int pin) { return pins.is_output[pin] ? (int)pins.latch[pin] : -1; }

int desk_pin_latch(int pin) { return (int)pins.latch[pin]; }

uint32_t desk_pin_changes(int pin) { return pins.changes[pin]; }

void desk_pin_input(int pin, int level) {
  bool is_falling = pins.input[pin] == 1 && level == 0;
  pins.input[pin] = level;
  if (is_falling && pins.handlers[pin] != NULL) pins.handlers[pin](pins.contexts[pin]);
}
