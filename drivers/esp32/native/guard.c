/**
 * See guard.h. Two rules keep every interleaving of the interrupt, a second core and the VM on the
 * safe side: the state is written before the pin, and a lease looks at the state once more after
 * it wrote the pin. There is no lock, because FreeRTOS' own code may be in flash.
 *
 * A panic reaches the guard only where the image is linked with -Wl,--wrap=esp_panic_handler;
 * without it the pin stays as it is until the panic's reset, so a release must reboot silently.
 */
#include "guard.h"

#include <stdbool.h>
#include <stddef.h>

#include "driver/gpio.h"
#include "driver/gptimer.h"
#include "esp_attr.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "hal/gpio_ll.h"
#include "sdkconfig.h"

#if !CONFIG_GPTIMER_ISR_CACHE_SAFE || !CONFIG_ESP_TIMER_IN_IRAM
#error "guard: a flash erase would delay it: set GPTIMER_ISR_CACHE_SAFE=y and ESP_TIMER_IN_IRAM=y"
#endif

enum {
  TICK_US = 5000,
  /** Time is counted in units of 1,024 us: 32 bits, and no division in the interrupt. */
  UNIT_SHIFT = 10,
  /** A tick, rounded up: opens at the last tick that is not late. */
  TICK_UNITS = 5,
  /** A timer that has been silent for so long is broken. */
  SILENT_UNITS = 100,
};

typedef struct {
  volatile uint32_t is_leased;
  volatile uint32_t deadline;
  volatile uint32_t has_run_out;
  volatile uint32_t is_ended;
  volatile uint32_t has_ticked;
  volatile uint32_t ticked_at;
  volatile uint32_t is_begun;
  uint32_t pin;
  uint32_t closed_level;
  uint32_t decision;
} guard_t;

static DRAM_ATTR guard_t guard;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/** What the other core sees, it sees in this order. */
ALWAYS_INLINE void in_order(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

ALWAYS_INLINE uint32_t now_units(void) {
  return (uint32_t)((uint64_t)esp_timer_get_time() >> UNIT_SHIFT);
}

ALWAYS_INLINE void write_open(void) { gpio_ll_set_level(&GPIO, guard.pin, !guard.closed_level); }

/** The difference is right across the wrap of 32 bits: a lease is far shorter than half of it. */
ALWAYS_INLINE bool has_passed(uint32_t now) {
  return (int32_t)(now + TICK_UNITS - guard.deadline) >= 0;
}

/** Also writes a pin that is open already: should anyone else have closed it, not for long. */
ALWAYS_INLINE void open_if_due(uint32_t now) {
  if (guard.is_leased && has_passed(now)) {
    guard.is_leased = 0;
    guard.has_run_out = 1;
  }
  in_order();
  if (!guard.is_leased) write_open();
}

static bool IRAM_ATTR on_tick(gptimer_handle_t timer, const gptimer_alarm_event_data_t *event,
                              void *context) {
  (void)timer, (void)event, (void)context;
  uint32_t now = now_units();
  guard.ticked_at = now;
  guard.has_ticked = 1;
  open_if_due(now);
  return false;
}

static void IRAM_ATTR end_for_good(void) {
  guard.is_ended = 1;
  guard.is_leased = 0;
  in_order();
  if (guard.is_begun) write_open();
}

/** Called by the task watchdog's interrupt when a task or the board's decisions hang. */
void esp_task_wdt_isr_user_handler(void);
void IRAM_ATTR esp_task_wdt_isr_user_handler(void) { end_for_good(); }

/** Before a panic prints or dumps anything, which may take seconds. */
extern void __real_esp_panic_handler(void *info) __attribute__((weak));
void __wrap_esp_panic_handler(void *info);
void IRAM_ATTR __wrap_esp_panic_handler(void *info) {
  end_for_good();
  if (__real_esp_panic_handler) __real_esp_panic_handler(info);
}

static bool drive_open(uint32_t pin, uint32_t closed_level) {
  gpio_config_t config = {
      .pin_bit_mask = 1ull << pin,
      .mode = GPIO_MODE_OUTPUT,
      .pull_up_en = closed_level ? GPIO_PULLUP_DISABLE : GPIO_PULLUP_ENABLE,
      .pull_down_en = closed_level ? GPIO_PULLDOWN_ENABLE : GPIO_PULLDOWN_DISABLE,
      .intr_type = GPIO_INTR_DISABLE,
  };
  // The level first: the pin becomes an output at its open level and not before.
  if (gpio_set_level((gpio_num_t)pin, !closed_level) != ESP_OK) return false;
  return gpio_config(&config) == ESP_OK;
}

static bool start_timer(void) {
  gptimer_handle_t timer = NULL;
  gptimer_config_t config = {
      .clk_src = GPTIMER_CLK_SRC_DEFAULT,
      .direction = GPTIMER_COUNT_UP,
      .resolution_hz = 1000000,
  };
  gptimer_alarm_config_t alarm = {
      .alarm_count = TICK_US,
      .reload_count = 0,
      .flags = {.auto_reload_on_alarm = true},
  };
  gptimer_event_callbacks_t callbacks = {.on_alarm = on_tick};
  return gptimer_new_timer(&config, &timer) == ESP_OK &&
         gptimer_register_event_callbacks(timer, &callbacks, NULL) == ESP_OK &&
         gptimer_set_alarm_action(timer, &alarm) == ESP_OK && gptimer_enable(timer) == ESP_OK &&
         gptimer_start(timer) == ESP_OK;
}

int32_t dc_guard_begin(int32_t pin, int32_t active_high) {
  uint32_t closed_level = active_high != 0;
  if (guard.is_begun) {
    dc_guard_open();
    bool is_same = guard.pin == (uint32_t)pin && guard.closed_level == closed_level;
    return is_same ? 0 : DC_GUARD_BAD_PIN;
  }
  if (pin < 0 || !GPIO_IS_VALID_OUTPUT_GPIO(pin)) return DC_GUARD_BAD_PIN;
  if (!drive_open((uint32_t)pin, closed_level)) return DC_GUARD_BAD_PIN;
  guard.pin = (uint32_t)pin;
  guard.closed_level = closed_level;
  if (esp_register_shutdown_handler(end_for_good) != ESP_OK) return DC_GUARD_NO_TIMER;
  in_order();
  guard.is_begun = 1;
  // A guard whose timer would not start stays begun, and refuses every lease as stopped.
  return start_timer() ? 0 : DC_GUARD_NO_TIMER;
}

static bool is_ticking(uint32_t now) {
  return guard.has_ticked && now - guard.ticked_at <= SILENT_UNITS;
}

int32_t dc_guard_lease(uint32_t ms, uint32_t decision) {
  if (!guard.is_begun) return DC_GUARD_NOT_BEGUN;
  if (guard.is_ended) return DC_GUARD_IS_ENDED;
  if (decision <= guard.decision) return DC_GUARD_STALE;
  if (ms > DC_GUARD_LEASE_MS_MAX) return DC_GUARD_TOO_LONG;
  // At most 180,000,000: fits. Rounded down: never longer than was leased.
  uint32_t units = ms * 1000u >> UNIT_SHIFT;
  if (units <= TICK_UNITS) return dc_guard_open_by(decision);
  uint32_t now = now_units();
  if (!is_ticking(now)) {
    dc_guard_open();
    return DC_GUARD_STOPPED;
  }
  guard.decision = decision;
  guard.deadline = now + units;
  guard.has_run_out = 0;
  in_order();
  guard.is_leased = 1;
  in_order();
  gpio_ll_set_level(&GPIO, guard.pin, guard.closed_level);
  in_order();
  // Ended by the other core in the meantime.
  if (guard.is_ended) guard.is_leased = 0;
  open_if_due(now_units());
  return 0;
}

int32_t dc_guard_open(void) {
  if (!guard.is_begun) return DC_GUARD_NOT_BEGUN;
  guard.is_leased = 0;
  guard.has_run_out = 0;
  in_order();
  write_open();
  return 0;
}

int32_t dc_guard_open_by(uint32_t decision) {
  int32_t outcome = dc_guard_open();
  if (outcome == 0 && decision > guard.decision) guard.decision = decision;
  return outcome;
}

int32_t dc_guard_state(void) {
  if (!guard.is_begun) return DC_GUARD_NOT_BEGUN;
  // Should the interrupt have died, whoever asks opens in its place.
  open_if_due(now_units());
  if (guard.is_ended) return DC_GUARD_ENDED;
  if (guard.is_leased) return DC_GUARD_CLOSED;
  return guard.has_run_out ? DC_GUARD_RAN_OUT : DC_GUARD_OPEN;
}
