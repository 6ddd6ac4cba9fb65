/**
 * Fuzz target for all that parses what others wrote: the trust of a request, its pin, its PEM, and
 * the dates in a certificate. With libFuzzer: clang -fsanitize=fuzzer -DDC_LIBFUZZER. Without, the
 * files named on the command line are run as they are, cut everywhere, and bent by a fixed chance.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls-address.h"
#include "tls-trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void parse_authorities(const dc_tls_trust *trust) {
  mbedtls_x509_crt authorities;
  mbedtls_x509_crt_init(&authorities);
  bool is_parsed = dc_tls_authorities_parse(&authorities, trust->pem);
  for (const mbedtls_x509_crt *each = &authorities; is_parsed && each; each = each->next) {
    (void)dc_tls_epoch_sec(&each->valid_to);
  }
  mbedtls_x509_crt_free(&authorities);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  // A text as the FFI hands it over: its own length, ended by a zero.
  char *text = malloc(length + 1);
  if (!text) return 0;
  memcpy(text, bytes, length);
  text[length] = '\0';

  dc_tls_trust trust;
  bool is_formed = dc_tls_trust_is_formed(text);
  bool is_copied = dc_tls_trust_copy(&trust, text);
  if (is_formed != is_copied) abort();
  if (is_copied && trust.kind == DC_TLS_BY_CA) parse_authorities(&trust);
  dc_tls_trust_free(&trust);

  uint8_t address[16];
  size_t parsed = dc_tls_address_parse(text, address);
  if (parsed != 0 && parsed != 4 && parsed != 16) abort();
  if (parsed != 0) (void)dc_tls_address_is_forbidden(address, parsed);
  free(text);
  return 0;
}

#if !defined(DC_LIBFUZZER)

#define FILE_BYTES_MAX 16384
#define BENDS 400

static uint32_t chance = 1;

static uint32_t below(uint32_t limit) {
  chance = chance * 1664525u + 1013904223u;
  return (chance >> 8) % limit;
}

static void run_bent(uint8_t *bytes, size_t length) {
  for (int bend = 0; length > 0 && bend < BENDS; bend += 1) {
    uint32_t at = below((uint32_t)length);
    uint8_t was = bytes[at];
    bytes[at] = bend % 2 == 0 ? (uint8_t)below(256) : (uint8_t)(was ^ (1u << below(8)));
    LLVMFuzzerTestOneInput(bytes, length);
    // Every other bend stays, so that they add up.
    if (bend % 4 < 2) bytes[at] = was;
  }
}

int main(int count, char **paths) {
  static uint8_t bytes[FILE_BYTES_MAX];
  unsigned long runs = 0;
  if (psa_crypto_init() != PSA_SUCCESS) return EXIT_FAILURE;
  for (int i = 1; i < count; i += 1) {
    FILE *file = fopen(paths[i], "rb");
    if (!file) return EXIT_FAILURE;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t cut = 0; cut <= length; cut += 1) LLVMFuzzerTestOneInput(bytes, cut);
    run_bent(bytes, length);
    runs += length + 1 + BENDS;
  }
  printf("ok 1 - %lu runs of %d files\n1..1\n", runs, count - 1);
  return EXIT_SUCCESS;
}

#endif
