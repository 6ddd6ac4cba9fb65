/** Time and the hardware timer's interrupt, by the machine's clock or by a test's hand. */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

#include "desk.h"
#include "driver/gptimer.h"
#include "esp_timer.h"

struct gptimer_t {
  gptimer_alarm_cb_t on_alarm;
  void *context;
  uint64_t period_us;
  uint64_t next_us;
  bool is_running;
};

static struct {
  bool is_by_hand;
  volatile bool is_masked;
  uint64_t now_us;
  bool has_timer;
  struct gptimer_t timer;
} desk_clock;

int64_t esp_timer_get_time(void) {
  if (desk_clock.is_by_hand) return (int64_t)desk_clock.now_us;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void ring(void) {
  struct gptimer_t *timer = &desk_clock.timer;
  gptimer_alarm_event_data_t event = {.count_value = 0, .alarm_value = timer->period_us};
  if (!desk_clock.is_masked) timer->on_alarm(timer, &event, timer->context);
}

void desk_clock_by_hand(uint64_t start_us) {
  desk_clock.is_by_hand = true;
  desk_clock.now_us = start_us;
}

void desk_clock_mask(bool is_masked) { desk_clock.is_masked = is_masked; }

void desk_clock_advance(uint64_t us) {
  uint64_t end_us = desk_clock.now_us + us;
  struct gptimer_t *timer = &desk_clock.timer;
  while (timer->is_running && timer->next_us <= end_us) {
    desk_clock.now_us = timer->next_us;
    timer->next_us += timer->period_us;
    ring();
    if (!desk_clock.is_masked) desk_watchdog_look();
  }
  desk_clock.now_us = end_us;
}

void desk_clock_pass(uint64_t us) {
  if (desk_clock.is_by_hand) desk_clock_advance(us);
}

static void *run(void *context) {
  (void)context;
  uint64_t period_us = desk_clock.timer.period_us;
  struct timespec period = {.tv_sec = 0, .tv_nsec = (long)period_us * 1000};
  for (;;) {
    nanosleep(&period, NULL);
    ring();
  }
  return NULL;
}

esp_err_t gptimer_new_timer(const gptimer_config_t *config, gptimer_handle_t *timer) {
  if (config->resolution_hz != 1000000) return ESP_ERR_INVALID_ARG;
  if (desk_clock.has_timer) return ESP_ERR_NOT_FOUND;
  desk_clock.has_timer = true;
  *timer = &desk_clock.timer;
  return ESP_OK;
}

esp_err_t gptimer_register_event_callbacks(gptimer_handle_t timer,
                                           const gptimer_event_callbacks_t *callbacks,
                                           void *context) {
  timer->on_alarm = callbacks->on_alarm;
  timer->context = context;
  return ESP_OK;
}

esp_err_t gptimer_set_alarm_action(gptimer_handle_t timer, const gptimer_alarm_config_t *config) {
  if (!config->flags.auto_reload_on_alarm) return ESP_ERR_INVALID_ARG;
  timer->period_us = config->alarm_count - config->reload_count;
  return ESP_OK;
}

esp_err_t gptimer_enable(gptimer_handle_t timer) {
  return timer->on_alarm != NULL && timer->period_us > 0 ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t gptimer_start(gptimer_handle_t timer) {
  timer->next_us = desk_clock.now_us + timer->period_us;
  timer->is_running = true;
  if (desk_clock.is_by_hand) return ESP_OK;
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) != 0) return ESP_FAIL;
  pthread_detach(thread);
  return ESP_OK;
}
