/**
 * NOR flash in the file that DC_FLASH_FILE names: an erase sets bits, a write only clears them. The
 * file's size is the partition's; a new one gets DC_FLASH_SECTORS sectors, 16 if that is not set.
 * It is the one data partition, whatever its label.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk.h"
#include "esp_partition.h"

enum { SECTOR_BYTES = 4096, SECTORS = 16, SECTORS_MAX = 4096, PAGE_BYTES = 256 };

/** As on the chip: a sector is erased in about this time, and interrupts in flash wait for it. */
enum { ERASE_US = 45000 };

static int file = -1;
static esp_partition_t the_partition;
static uint8_t worn;

void desk_flash_wear(uint8_t mask) { worn = mask; }

static bool put(size_t at, const uint8_t *bytes, size_t length) {
  return pwrite(file, bytes, length, (off_t)at) == (ssize_t)length;
}

static bool get(size_t at, uint8_t *bytes, size_t length) {
  return pread(file, bytes, length, (off_t)at) == (ssize_t)length;
}

static bool erase_from(size_t at, size_t length) {
  uint8_t blank[SECTOR_BYTES];
  memset(blank, 0xff, sizeof(blank));
  for (size_t done = 0; done < length; done += SECTOR_BYTES) {
    if (!put(at + done, blank, SECTOR_BYTES)) return false;
  }
  return true;
}

static bool open_file(void) {
  const char *path = getenv("DC_FLASH_FILE");
  if (path == NULL) return false;
  if (file >= 0) (void)close(file);
  file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return false;
  if (status.st_size > 0) {
    the_partition.size = (uint32_t)status.st_size;
    return true;
  }
  const char *asked = getenv("DC_FLASH_SECTORS");
  long sectors = asked != NULL ? strtol(asked, NULL, 10) : SECTORS;
  if (sectors < 1 || sectors > SECTORS_MAX) return false;
  the_partition.size = (uint32_t)sectors * SECTOR_BYTES;
  return erase_from(0, the_partition.size);
}

const esp_partition_t *esp_partition_find_first(esp_partition_type_t type,
                                                esp_partition_subtype_t subtype,
                                                const char *label) {
  if (type != ESP_PARTITION_TYPE_DATA || subtype != ESP_PARTITION_SUBTYPE_ANY) return NULL;
  if (strlen(label) >= sizeof(the_partition.label) || !open_file()) return NULL;
  the_partition.type = type;
  the_partition.erase_size = SECTOR_BYTES;
  (void)snprintf(the_partition.label, sizeof(the_partition.label), "%s", label);
  return &the_partition;
}

static bool is_inside(const esp_partition_t *partition, size_t at, size_t length) {
  return file >= 0 && at <= partition->size && length <= partition->size - at;
}

esp_err_t esp_partition_read(const esp_partition_t *partition, size_t at, void *buffer,
                             size_t length) {
  if (!is_inside(partition, at, length)) return ESP_ERR_INVALID_SIZE;
  return get(at, buffer, length) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_partition_read_raw(const esp_partition_t *partition, size_t at, void *buffer,
                                 size_t length) {
  return esp_partition_read(partition, at, buffer, length);
}

esp_err_t esp_partition_write(const esp_partition_t *partition, size_t at, const void *buffer,
                              size_t length) {
  if (!is_inside(partition, at, length)) return ESP_ERR_INVALID_SIZE;
  const uint8_t *bytes = buffer;
  uint8_t page[PAGE_BYTES];
  for (size_t done = 0; done < length; done += PAGE_BYTES) {
    size_t count = length - done < PAGE_BYTES ? length - done : PAGE_BYTES;
    if (!get(at + done, page, count)) return ESP_FAIL;
    uint8_t before = page[0];
    for (size_t i = 0; i < count; i++) page[i] &= bytes[done + i];
    page[0] |= before & worn;
    worn = 0;
    if (!put(at + done, page, count)) return ESP_FAIL;
  }
  return ESP_OK;
}

esp_err_t esp_partition_erase_range(const esp_partition_t *partition, size_t at, size_t length) {
  if (at % SECTOR_BYTES != 0 || length % SECTOR_BYTES != 0) return ESP_ERR_INVALID_ARG;
  if (!is_inside(partition, at, length)) return ESP_ERR_INVALID_SIZE;
  desk_clock_pass(ERASE_US * (length / SECTOR_BYTES));
  uint8_t before = 0;
  if (!get(at, &before, 1) || !erase_from(at, length)) return ESP_FAIL;
  uint8_t after = (uint8_t)(0xff & ~(worn & ~before));
  worn = 0;
  return put(at, &after, 1) ? ESP_OK : ESP_FAIL;
}
