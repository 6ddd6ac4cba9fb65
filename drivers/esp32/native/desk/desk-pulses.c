/**
 * The pulse counter. Where DC_PULSES_FIFO names a pipe or a file, each byte that comes out of it is
 * one pulse of the meter.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk.h"
#include "driver/pulse_cnt.h"

/** The hardware's filter counts 10 bits at 80 MHz. */
#define FILTER_NS_MAX 12787u

struct pcnt_unit_t {
  int limit;
  int count;
  int pipe;
  bool is_used;
  bool is_enabled;
  bool is_started;
};
struct pcnt_chan_t {
  pcnt_channel_edge_action_t rising;
  pcnt_channel_edge_action_t falling;
};

static struct pcnt_unit_t the_unit;
static struct pcnt_chan_t the_channel;

void desk_pulses_add(uint32_t count) {
  // A pulse is a falling and a rising edge: what counts both, or one of them down, counts wrong.
  int step = (the_channel.falling == PCNT_CHANNEL_EDGE_ACTION_INCREASE) +
             (the_channel.rising == PCNT_CHANNEL_EDGE_ACTION_INCREASE) -
             (the_channel.falling == PCNT_CHANNEL_EDGE_ACTION_DECREASE) -
             (the_channel.rising == PCNT_CHANNEL_EDGE_ACTION_DECREASE);
  if (!the_unit.is_started || step <= 0) return;
  uint64_t counted = (uint64_t)the_unit.count + (uint64_t)step * count;
  the_unit.count = (int)(counted % (uint64_t)the_unit.limit);
}

esp_err_t pcnt_new_unit(const pcnt_unit_config_t *config, pcnt_unit_handle_t *unit) {
  bool is_good = config->low_limit < 0 && config->high_limit > 0 && config->high_limit <= 32767;
  if (!is_good) return ESP_ERR_INVALID_ARG;
  if (the_unit.is_used) return ESP_ERR_NOT_FOUND;
  const char *path = getenv("DC_PULSES_FIFO");
  the_unit.pipe = path != NULL ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
  the_unit.limit = config->high_limit;
  the_unit.is_used = true;
  *unit = &the_unit;
  return ESP_OK;
}

esp_err_t pcnt_unit_set_glitch_filter(pcnt_unit_handle_t unit,
                                      const pcnt_glitch_filter_config_t *config) {
  if (unit->is_enabled) return ESP_ERR_INVALID_STATE;
  if (config != NULL && config->max_glitch_ns > FILTER_NS_MAX) return ESP_ERR_INVALID_ARG;
  return ESP_OK;
}

esp_err_t pcnt_new_channel(pcnt_unit_handle_t unit, const pcnt_chan_config_t *config,
                           pcnt_channel_handle_t *channel) {
  if (unit->is_enabled) return ESP_ERR_INVALID_STATE;
  if (config->edge_gpio_num < 0 || config->level_gpio_num != -1) return ESP_ERR_INVALID_ARG;
  *channel = &the_channel;
  return ESP_OK;
}

esp_err_t pcnt_channel_set_edge_action(pcnt_channel_handle_t channel,
                                       pcnt_channel_edge_action_t rising,
                                       pcnt_channel_edge_action_t falling) {
  channel->rising = rising;
  channel->falling = falling;
  return ESP_OK;
}

esp_err_t pcnt_channel_set_level_action(pcnt_channel_handle_t channel,
                                        pcnt_channel_level_action_t high,
                                        pcnt_channel_level_action_t low) {
  (void)channel, (void)high, (void)low;
  return ESP_OK;
}

esp_err_t pcnt_unit_enable(pcnt_unit_handle_t unit) {
  unit->is_enabled = true;
  return ESP_OK;
}

esp_err_t pcnt_unit_clear_count(pcnt_unit_handle_t unit) {
  unit->count = 0;
  return ESP_OK;
}

esp_err_t pcnt_unit_start(pcnt_unit_handle_t unit) {
  if (!unit->is_enabled) return ESP_ERR_INVALID_STATE;
  unit->is_started = true;
  return ESP_OK;
}

esp_err_t pcnt_unit_get_count(pcnt_unit_handle_t unit, int *count) {
  char bytes[256];
  ssize_t came = unit->pipe >= 0 ? read(unit->pipe, bytes, sizeof(bytes)) : 0;
  if (came > 0) desk_pulses_add((uint32_t)came);
  *count = unit->count;
  return ESP_OK;
}
