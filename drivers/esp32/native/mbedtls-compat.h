/**
 * The TLS files are written to Mbed TLS 4, as ESP-IDF 6 has it. What Mbed TLS 2.28 (Debian 12)
 * names or does in another way is mended here and nowhere else.
 */
#ifndef DC_MBEDTLS_COMPAT_H
#define DC_MBEDTLS_COMPAT_H

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#if !defined(MBEDTLS_THREADING_C)
#error "two workers share the PSA state: MBEDTLS_THREADING_C (and _PTHREAD) must be on"
#endif
#if !defined(MBEDTLS_HAVE_TIME_DATE)
#error "the dates of certificates would not be checked: MBEDTLS_HAVE_TIME_DATE must be on"
#endif
#if !defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
#error "a pin is compared after the handshake: MBEDTLS_SSL_KEEP_PEER_CERTIFICATE must be on"
#endif

#if MBEDTLS_VERSION_NUMBER >= 0x04000000

/** Since 4, all chance comes from PSA by itself. */
static inline void dc_tls_use_psa_random(mbedtls_ssl_config *config) { (void)config; }

#elif MBEDTLS_VERSION_NUMBER < 0x03000000

#define MBEDTLS_ERR_SSL_BAD_CERTIFICATE MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE
/** Of TLS 1.3, which 2.28 does not speak: no function returns it. */
#define MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET (-0x7FFF)
#define MBEDTLS_TLS1_3_AES_128_GCM_SHA256 0x1301
#define MBEDTLS_TLS1_3_AES_256_GCM_SHA384 0x1302
#define MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256 0x1303
#define MBEDTLS_SSL_VERSION_TLS1_2 MBEDTLS_SSL_MINOR_VERSION_3

static inline void mbedtls_ssl_conf_min_tls_version(mbedtls_ssl_config *config, int version) {
  mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, version);
}

static inline int dc_tls_psa_random(void *nothing, unsigned char *bytes, size_t length) {
  (void)nothing;
  return psa_generate_random(bytes, length) == PSA_SUCCESS ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static inline void dc_tls_use_psa_random(mbedtls_ssl_config *config) {
  mbedtls_ssl_conf_rng(config, dc_tls_psa_random, NULL);
}

#else
#error "tried with Mbed TLS 4 and 2.28 only"
#endif

#endif
