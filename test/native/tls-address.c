/** Says of each address on standard input, in hex, one a line, whether it is forbidden: 1 or 0. */
#include "tls-address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    // On the heap and of its own length, so that one byte too far is seen.
    size_t length = strspn(line, "0123456789abcdef") / 2;
    uint8_t *address = malloc(length + (length == 0));
    if (!address) return EXIT_FAILURE;
    for (size_t i = 0; i < length; i += 1) {
      unsigned value = 0;
      if (sscanf(line + 2 * i, "%2x", &value) != 1) return EXIT_FAILURE;
      address[i] = (uint8_t)value;
    }
    puts(dc_tls_address_is_forbidden(address, length) ? "1" : "0");
    free(address);
  }
  return EXIT_SUCCESS;
}
