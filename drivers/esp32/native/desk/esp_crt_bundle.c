/** See esp_crt_bundle.h. The file is read once. */
#include "esp_crt_bundle.h"

#include <mbedtls/ssl.h>
#include <pthread.h>
#include <stdlib.h>

static const char MACHINE_FILE[] = "/etc/ssl/certs/ca-certificates.crt";

static pthread_once_t is_read = PTHREAD_ONCE_INIT;
static mbedtls_x509_crt authorities;
static int error;

static void read_file(void) {
  const char *path = getenv("DC_CA_FILE");
  mbedtls_x509_crt_init(&authorities);
  // A positive answer counts the certificates of a kind that the library does not know.
  error = mbedtls_x509_crt_parse_file(&authorities, path ? path : MACHINE_FILE);
}

int esp_crt_bundle_attach(void *config) {
  pthread_once(&is_read, read_file);
  if (error < 0) return error;
  mbedtls_ssl_conf_ca_chain(config, &authorities, NULL);
  return 0;
}
