/** What is reported as written is there; what breaks a rule of the flash is refused. */
#include "journal-flash.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk.h"
#include "tap.h"

enum { SECTORS = 4, UNIT = DC_FLASH_UNIT_BYTES, SECTOR = DC_FLASH_SECTOR_BYTES };

static uint8_t unit[UNIT];
static uint8_t read_back[SECTOR];

static bool reads(uint32_t at, const uint8_t *bytes, uint32_t length) {
  return dc_flash_read(at, read_back, length) == 0 && memcmp(read_back, bytes, length) == 0;
}

static bool is_blank(uint32_t sector) {
  if (dc_flash_read(sector * SECTOR, read_back, SECTOR) != 0) return false;
  for (int i = 0; i < SECTOR; i++) {
    if (read_back[i] != 0xff) return false;
  }
  return true;
}

static void refusals(void) {
  check(dc_flash_write(1, unit, UNIT) == DC_FLASH_UNALIGNED, "flash: refuses an unaligned place");
  check(dc_flash_write(0, unit, 31) == DC_FLASH_UNALIGNED, "flash: refuses a part of a unit");
  check(dc_flash_write(0, unit, 0) == DC_FLASH_UNALIGNED, "flash: refuses to write nothing");
  check(dc_flash_write(SECTOR - UNIT, read_back, 2 * UNIT) == DC_FLASH_UNALIGNED,
        "flash: refuses a write over the end of a sector");
  check(dc_flash_write(SECTORS * SECTOR, unit, UNIT) == DC_FLASH_OUT_OF_RANGE,
        "flash: refuses a write past the end");
  check(dc_flash_write(UINT32_MAX - UNIT + 1, unit, UNIT) == DC_FLASH_OUT_OF_RANGE,
        "flash: refuses a place whose end wraps past 2^32");
  check(dc_flash_read(SECTORS * SECTOR - 1, read_back, 2) == DC_FLASH_OUT_OF_RANGE &&
            dc_flash_read(UINT32_MAX, read_back, 2) == DC_FLASH_OUT_OF_RANGE,
        "flash: refuses a read past the end");
  check(dc_flash_erase(SECTORS) == DC_FLASH_OUT_OF_RANGE && dc_flash_erase(UINT32_MAX) < 0,
        "flash: refuses to erase a sector that is not there");
  check(dc_flash_write(0, NULL, UNIT) < 0 && dc_flash_read(0, NULL, UNIT) < 0,
        "flash: refuses a detached buffer");
}

static void writes(void) {
  check(dc_flash_write(0, unit, UNIT) == 0 && reads(0, unit, UNIT),
        "flash: reads what was written");
  check(reads(5, unit + 5, 3), "flash: reads at any place");
  uint8_t other[UNIT];
  memset(other, 0xf0, sizeof(other));
  check(dc_flash_write(0, other, UNIT) == DC_FLASH_DIFFERS,
        "flash: a second write without an erase is found out");
  uint8_t record[9 * UNIT];
  for (size_t i = 0; i < sizeof(record); i++) record[i] = (uint8_t)(i * 7);
  check(dc_flash_write(SECTOR, record, sizeof(record)) == 0 &&
            reads(SECTOR, record, sizeof(record)),
        "flash: a record longer than a page is whole");
  // What was a 1 stays one.
  desk_flash_wear(0x80);
  memset(other, 0x00, sizeof(other));
  check(dc_flash_write(SECTOR + 512, other, UNIT) == DC_FLASH_DIFFERS,
        "flash: a write that differs when read back fails");
  check(dc_flash_erase(1) == 0 && is_blank(1) && reads(32, (uint8_t[]){0xff}, 1),
        "flash: an erase clears its sector");
  uint8_t zero[UNIT] = {0};
  bool is_zero = dc_flash_write(2 * SECTOR, zero, UNIT) == 0;
  desk_flash_wear(0x01);
  check(is_zero && dc_flash_erase(2) == DC_FLASH_DIFFERS,
        "flash: an erase that leaves a bit behind fails");
  check(!is_blank(0), "flash: an erase leaves other sectors alone");
  check(dc_flash_write(SECTOR, other, UNIT) == 0, "flash: an erased sector takes a write again");
}

static void reopening(void) {
  uint8_t zero[UNIT] = {0};
  check(dc_flash_open("journal") == SECTORS && reads(SECTOR, zero, UNIT),
        "flash: what was written survives reopening");
  check(dc_flash_open("") == DC_FLASH_NOT_FOUND && dc_flash_open(NULL) == DC_FLASH_NOT_FOUND &&
            dc_flash_read(0, read_back, 1) == DC_FLASH_NOT_OPEN,
        "flash: a partition without a name is not found, and none is open then");
  check(dc_flash_open("a-label-that-is-too-long") == DC_FLASH_NOT_FOUND,
        "flash: a partition that is not there is not found");
}

int main(void) {
  char path[] = "/tmp/dc-flash-XXXXXX";
  int file = mkstemp(path);
  if (file < 0 || setenv("DC_FLASH_SECTORS", "4", 1) != 0) return 2;
  (void)close(file);
  for (int i = 0; i < UNIT; i++) unit[i] = (uint8_t)i;

  check(dc_flash_read(0, read_back, 1) == DC_FLASH_NOT_OPEN &&
            dc_flash_write(0, unit, UNIT) == DC_FLASH_NOT_OPEN &&
            dc_flash_erase(0) == DC_FLASH_NOT_OPEN,
        "flash: refuses everything before it is open");
  check(dc_flash_open("journal") == DC_FLASH_NOT_FOUND, "flash: without a file there is none");
  (void)setenv("DC_FLASH_FILE", path, 1);
  check(dc_flash_open("journal") == SECTORS, "flash: says how many sectors it has");
  check(is_blank(0) && is_blank(SECTORS - 1), "flash: a new one is erased");
  refusals();
  writes();
  reopening();
  (void)unlink(path);
  return done();
}
