/**
 * The native parts at a pipe, for a test that stands where JavaScript does on the device: one call
 * a line, `name arguments`, one answer a line. Bytes are hex digits. Time is moved by hand once
 * `by-hand` was said, as the desk's stand-ins have it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk.h"
#include "guard.h"
#include "journal-flash.h"
#include "pulses.h"
#include "rs485.h"

enum { LINE_MAX_BYTES = 20000, BYTES_MAX = 8192, WORDS_MAX = 8 };

static uint8_t bytes[BYTES_MAX];

static uint32_t number(const char *word) { return (uint32_t)strtoul(word, NULL, 10); }
static int32_t whole(const char *word) { return (int32_t)strtol(word, NULL, 10); }

static uint32_t read_hex(const char *hex) {
  uint32_t length = (uint32_t)strlen(hex) / 2;
  if (length > BYTES_MAX) abort();
  for (uint32_t i = 0; i < length; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
    bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  return length;
}

/** The code, and behind it as many bytes as there are. */
static void say_bytes(int32_t code, uint32_t length) {
  printf("%" PRId32 " ", code);
  for (uint32_t i = 0; i < length; i++) printf("%02x", bytes[i]);
  printf("\n");
}

static void say(int32_t code) { printf("%" PRId32 "\n", code); }

static void answer(char **words) {
  const char *name = words[0];
  if (strcmp(name, "by-hand") == 0) return desk_clock_by_hand(number(words[1])), say(0);
  if (strcmp(name, "advance") == 0) return desk_clock_advance(number(words[1])), say(0);
  if (strcmp(name, "pin") == 0) return say(desk_pin_driven(whole(words[1])));
  if (strcmp(name, "guard_begin") == 0) {
    return say(dc_guard_begin(whole(words[1]), whole(words[2])));
  }
  if (strcmp(name, "guard_lease") == 0) {
    return say(dc_guard_lease(number(words[1]), number(words[2])));
  }
  if (strcmp(name, "guard_open_by") == 0) return say(dc_guard_open_by(number(words[1])));
  if (strcmp(name, "guard_state") == 0) return say(dc_guard_state());
  if (strcmp(name, "flash_open") == 0) return say(dc_flash_open(words[1]));
  if (strcmp(name, "flash_erase") == 0) return say(dc_flash_erase(number(words[1])));
  if (strcmp(name, "flash_read") == 0) {
    uint32_t length = number(words[2]);
    if (length > BYTES_MAX) abort();
    int32_t code = dc_flash_read(number(words[1]), bytes, length);
    return say_bytes(code, code < 0 ? 0 : length);
  }
  if (strcmp(name, "flash_write") == 0) {
    uint32_t length = read_hex(words[2]);
    return say(dc_flash_write(number(words[1]), bytes, length));
  }
  if (strcmp(name, "pulses_begin") == 0) {
    return say(dc_pulses_begin(whole(words[1]), number(words[2])));
  }
  if (strcmp(name, "pulses_count") == 0) return say((int32_t)dc_pulses_count());
  if (strcmp(name, "pulses_level") == 0) return say(dc_pulses_level());
  if (strcmp(name, "pulses_add") == 0) return desk_pulses_add(number(words[1])), say(0);
  if (strcmp(name, "pin_input") == 0) {
    return desk_pin_input(whole(words[1]), whole(words[2])), say(0);
  }
  if (strcmp(name, "rs485_open") == 0) {
    return say(dc_rs485_open(whole(words[1]), whole(words[2]), whole(words[3]), whole(words[4]),
                             whole(words[5]), words[6]));
  }
  if (strcmp(name, "rs485_read") == 0) {
    int32_t count = dc_rs485_read(bytes, number(words[1]));
    return say_bytes(count, count < 0 ? 0 : (uint32_t)count);
  }
  if (strcmp(name, "rs485_write") == 0) return say(dc_rs485_write(bytes, read_hex(words[1])));
  abort();
}

int main(void) {
  static char line[LINE_MAX_BYTES];
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (fgets(line, sizeof(line), stdin) != NULL) {
    char *words[WORDS_MAX] = {0};
    int count = 0;
    for (char *word = strtok(line, " \n"); word != NULL; word = strtok(NULL, " \n")) {
      if (count == WORDS_MAX) abort();
      words[count++] = word;
    }
    // An argument that is missing reads as nothing.
    for (int i = count; i < WORDS_MAX; i++) words[i] = "";
    answer(words);
  }
  return 0;
}
