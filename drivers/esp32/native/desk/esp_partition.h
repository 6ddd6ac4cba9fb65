/** Stand-in for ESP-IDF's header of this name. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "esp_err.h"
typedef enum { ESP_PARTITION_TYPE_APP = 0, ESP_PARTITION_TYPE_DATA = 1 } esp_partition_type_t;
typedef enum {
  ESP_PARTITION_SUBTYPE_APP_OTA_0 = 0x10,
  ESP_PARTITION_SUBTYPE_ANY = 0xff,
} esp_partition_subtype_t;
typedef struct {
  esp_partition_type_t type;
  esp_partition_subtype_t subtype;
  uint32_t address;
  uint32_t size;
  uint32_t erase_size;
  char label[17];
  bool encrypted;
  bool readonly;
} esp_partition_t;
const esp_partition_t *esp_partition_find_first(esp_partition_type_t type,
                                                esp_partition_subtype_t subtype,
                                                const char *label);
esp_err_t esp_partition_read(const esp_partition_t *partition, size_t at, void *buffer,
                             size_t length);
esp_err_t esp_partition_read_raw(const esp_partition_t *partition, size_t at, void *buffer,
                                 size_t length);
esp_err_t esp_partition_write(const esp_partition_t *partition, size_t at, const void *buffer,
                              size_t length);
esp_err_t esp_partition_erase_range(const esp_partition_t *partition, size_t at, size_t length);
