/**
 * The journal's partition: sectors of 4,096 bytes, written in units of 32 bytes, each once after an
 * erase. What is reported as written was read back the same.
 * Not named flash.h: the SDK has a flash.c, and all objects of a build share one folder.
 */
#ifndef DC_JOURNAL_FLASH_H
#define DC_JOURNAL_FLASH_H

#include <stdint.h>

#define DC_FLASH_SECTOR_BYTES 4096u
#define DC_FLASH_UNIT_BYTES 32u

enum {
  DC_FLASH_NOT_OPEN = -1,
  /** No partition of that name, or not one of whole 4,096-byte sectors. */
  DC_FLASH_NOT_FOUND = -2,
  DC_FLASH_OUT_OF_RANGE = -3,
  /** Not whole units, or over the end of a sector. */
  DC_FLASH_UNALIGNED = -4,
  DC_FLASH_FAILED = -5,
  /** It reads otherwise than was written, or not erased: worn, or written twice. */
  DC_FLASH_DIFFERS = -6,
};

/** The number of sectors, or a fault. A second call opens another one, or the same again. */
int32_t dc_flash_open(const char *label);

int32_t dc_flash_read(uint32_t at, uint8_t *buffer, uint32_t length);

int32_t dc_flash_erase(uint32_t sector);

int32_t dc_flash_write(uint32_t at, const uint8_t *buffer, uint32_t length);

#endif
