/** See journal-flash.h. */
#include "journal-flash.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "esp_partition.h"

static const esp_partition_t *partition;

int32_t dc_flash_open(const char *label) {
  partition = NULL;
  if (label == NULL || label[0] == 0) return DC_FLASH_NOT_FOUND;
  const esp_partition_t *found =
      esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, label);
  if (found == NULL || found->readonly) return DC_FLASH_NOT_FOUND;
  bool is_whole = found->size > 0 && found->size % DC_FLASH_SECTOR_BYTES == 0 &&
                  found->erase_size == DC_FLASH_SECTOR_BYTES;
  if (!is_whole) return DC_FLASH_NOT_FOUND;
  partition = found;
  return (int32_t)(found->size / DC_FLASH_SECTOR_BYTES);
}

/** In this form, because `at + length` may wrap. */
static bool is_inside(uint32_t at, uint32_t length) {
  return at <= partition->size && length <= partition->size - at;
}

int32_t dc_flash_read(uint32_t at, uint8_t *buffer, uint32_t length) {
  if (partition == NULL) return DC_FLASH_NOT_OPEN;
  if (!is_inside(at, length) || buffer == NULL) return DC_FLASH_OUT_OF_RANGE;
  if (length == 0) return 0;
  return esp_partition_read(partition, at, buffer, length) == ESP_OK ? 0 : DC_FLASH_FAILED;
}

/** As the chip has it: of encrypted flash, erased bytes read as noise through the decryption. */
static int32_t verify_erased(uint32_t sector) {
  uint8_t piece[256];
  for (uint32_t at = 0; at < DC_FLASH_SECTOR_BYTES; at += sizeof(piece)) {
    uint32_t from = sector * DC_FLASH_SECTOR_BYTES + at;
    if (esp_partition_read_raw(partition, from, piece, sizeof(piece)) != ESP_OK) {
      return DC_FLASH_FAILED;
    }
    for (size_t i = 0; i < sizeof(piece); i++) {
      if (piece[i] != 0xff) return DC_FLASH_DIFFERS;
    }
  }
  return 0;
}

int32_t dc_flash_erase(uint32_t sector) {
  if (partition == NULL) return DC_FLASH_NOT_OPEN;
  if (sector >= partition->size / DC_FLASH_SECTOR_BYTES) return DC_FLASH_OUT_OF_RANGE;
  esp_err_t erased =
      esp_partition_erase_range(partition, sector * DC_FLASH_SECTOR_BYTES, DC_FLASH_SECTOR_BYTES);
  return erased == ESP_OK ? verify_erased(sector) : DC_FLASH_FAILED;
}

static int32_t verify_written(uint32_t at, const uint8_t *buffer, uint32_t length) {
  uint8_t piece[256];
  for (uint32_t done = 0; done < length; done += sizeof(piece)) {
    uint32_t count = length - done < sizeof(piece) ? length - done : (uint32_t)sizeof(piece);
    if (esp_partition_read(partition, at + done, piece, count) != ESP_OK) return DC_FLASH_FAILED;
    if (memcmp(piece, buffer + done, count) != 0) return DC_FLASH_DIFFERS;
  }
  return 0;
}

int32_t dc_flash_write(uint32_t at, const uint8_t *buffer, uint32_t length) {
  if (partition == NULL) return DC_FLASH_NOT_OPEN;
  if (!is_inside(at, length) || buffer == NULL) return DC_FLASH_OUT_OF_RANGE;
  bool is_aligned = length > 0 && at % DC_FLASH_UNIT_BYTES == 0 &&
                    length % DC_FLASH_UNIT_BYTES == 0 &&
                    at % DC_FLASH_SECTOR_BYTES + length <= DC_FLASH_SECTOR_BYTES;
  if (!is_aligned) return DC_FLASH_UNALIGNED;
  if (esp_partition_write(partition, at, buffer, length) != ESP_OK) return DC_FLASH_FAILED;
  return verify_written(at, buffer, length);
}
