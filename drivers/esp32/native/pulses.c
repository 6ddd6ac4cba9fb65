/**
 * See pulses.h. The counter is read and not listened to: it restarts from 0 at its limit of
 * 32,767, and the difference from the last reading says what came on top. No interrupt is lost
 * in a flash erase, because there is none.
 */
#include "pulses.h"

#include <stdbool.h>
#include <stddef.h>

#include "driver/gpio.h"
#include "esp_attr.h"
#include "soc/soc_caps.h"

#if SOC_PCNT_SUPPORTED
#include "driver/pulse_cnt.h"

enum { COUNTER_LIMIT = 32767 };

static struct {
  pcnt_unit_handle_t unit;
  int32_t last;
  uint32_t total;
} pulses;

static bool is_begun(void) { return pulses.unit != NULL; }

static bool count_falling_edges(pcnt_unit_handle_t unit, int32_t pin) {
  pcnt_channel_handle_t channel = NULL;
  pcnt_chan_config_t config = {.edge_gpio_num = pin, .level_gpio_num = -1};
  return pcnt_new_channel(unit, &config, &channel) == ESP_OK &&
         pcnt_channel_set_edge_action(channel, PCNT_CHANNEL_EDGE_ACTION_HOLD,
                                      PCNT_CHANNEL_EDGE_ACTION_INCREASE) == ESP_OK &&
         pcnt_channel_set_level_action(channel, PCNT_CHANNEL_LEVEL_ACTION_KEEP,
                                       PCNT_CHANNEL_LEVEL_ACTION_KEEP) == ESP_OK;
}

static int32_t start(int32_t pin, uint32_t filter_ns) {
  pcnt_unit_handle_t unit = NULL;
  pcnt_unit_config_t config = {.low_limit = -1, .high_limit = COUNTER_LIMIT};
  if (pcnt_new_unit(&config, &unit) != ESP_OK) return DC_PULSES_NO_COUNTER;
  pcnt_glitch_filter_config_t filter = {.max_glitch_ns = filter_ns};
  esp_err_t filtered = pcnt_unit_set_glitch_filter(unit, filter_ns > 0 ? &filter : NULL);
  if (filtered != ESP_OK) return DC_PULSES_BAD_FILTER;
  if (!count_falling_edges(unit, pin)) return DC_PULSES_BAD_PIN;
  bool is_counting = pcnt_unit_enable(unit) == ESP_OK && pcnt_unit_clear_count(unit) == ESP_OK &&
                     pcnt_unit_start(unit) == ESP_OK;
  if (!is_counting) return DC_PULSES_NO_COUNTER;
  pulses.unit = unit;
  return 0;
}

uint32_t dc_pulses_count(void) {
  int now = 0;
  if (!is_begun() || pcnt_unit_get_count(pulses.unit, &now) != ESP_OK) return pulses.total;
  int32_t more = now - pulses.last;
  pulses.total += (uint32_t)(more >= 0 ? more : more + COUNTER_LIMIT);
  pulses.last = now;
  return pulses.total;
}

#else
#include "esp_timer.h"

/** A falling edge sooner than this after the last is the contact bouncing: S0 is on for 30 ms. */
enum { BOUNCE_US = 20000 };

static DRAM_ATTR struct {
  volatile uint32_t total;
  uint32_t last_us;
  bool is_begun;
} pulses;

static bool is_begun(void) { return pulses.is_begun; }

static void IRAM_ATTR on_edge(void *context) {
  (void)context;
  uint32_t now_us = (uint32_t)esp_timer_get_time();
  if (pulses.total > 0 && now_us - pulses.last_us < BOUNCE_US) return;
  pulses.last_us = now_us;
  pulses.total++;
}

static int32_t start(int32_t pin, uint32_t filter_ns) {
  (void)filter_ns;
  gpio_config_t config = {
      .pin_bit_mask = 1ull << pin,
      .mode = GPIO_MODE_INPUT,
      .pull_up_en = GPIO_PULLUP_ENABLE,
      .pull_down_en = GPIO_PULLDOWN_DISABLE,
      .intr_type = GPIO_INTR_NEGEDGE,
  };
  if (gpio_config(&config) != ESP_OK) return DC_PULSES_BAD_PIN;
  // The service may be there already: an edge during a flash erase is then counted after it.
  esp_err_t installed = gpio_install_isr_service(ESP_INTR_FLAG_IRAM);
  if (installed != ESP_OK && installed != ESP_ERR_INVALID_STATE) return DC_PULSES_NO_COUNTER;
  if (gpio_isr_handler_add((gpio_num_t)pin, on_edge, NULL) != ESP_OK) return DC_PULSES_NO_COUNTER;
  pulses.is_begun = true;
  return 0;
}

uint32_t dc_pulses_count(void) { return pulses.total; }
#endif

static int32_t the_pin = DC_PULSES_NOT_BEGUN;

int32_t dc_pulses_level(void) {
  return the_pin < 0 ? the_pin : gpio_get_level((gpio_num_t)the_pin);
}

int32_t dc_pulses_begin(int32_t pin, uint32_t filter_ns) {
  if (is_begun()) return DC_PULSES_IS_BEGUN;
  if (pin < 0 || !GPIO_IS_VALID_GPIO(pin)) return DC_PULSES_BAD_PIN;
  if (filter_ns > DC_PULSES_FILTER_NS_MAX) return DC_PULSES_BAD_FILTER;
  // Pins 34 to 39 of the ESP32 have no pull-up and refuse: they need one on the board.
  (void)gpio_pullup_en((gpio_num_t)pin);
  int32_t code = start(pin, filter_ns);
  if (code == 0) the_pin = pin;
  return code;
}
