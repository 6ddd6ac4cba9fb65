/** Stand-in for ESP-IDF's esp_pthread.h: threads of the desk have no such settings. */
#ifndef DC_DESK_ESP_PTHREAD_H
#define DC_DESK_ESP_PTHREAD_H

#include <stddef.h>

typedef struct {
  size_t stack_size;
  size_t prio;
  const char *thread_name;
} esp_pthread_cfg_t;

static inline esp_pthread_cfg_t esp_pthread_get_default_config(void) {
  return (esp_pthread_cfg_t){0};
}

static inline int esp_pthread_set_cfg(const esp_pthread_cfg_t *config) {
  (void)config;
  return 0;
}

#endif
