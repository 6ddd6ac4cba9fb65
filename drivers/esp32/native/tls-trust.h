/**
 * Whom a connection trusts: one leaf by its SHA-256, the public authorities, or authorities of the
 * owner's. A pin says whose the key is whatever the dates and names; the others check all of it.
 */
#ifndef DC_TLS_TRUST_H
#define DC_TLS_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "mbedtls-compat.h"

#define DC_TLS_PIN_BYTES 32
/** "ca:" and some four certificates. */
#define DC_TLS_TRUST_BYTES_MAX 8192

typedef struct {
  enum { DC_TLS_BY_PIN, DC_TLS_BY_BUNDLE, DC_TLS_BY_CA } kind;
  uint8_t pin[DC_TLS_PIN_BYTES];
  /** Until it is parsed. */
  char *pem;
  mbedtls_x509_crt authorities;
} dc_tls_trust;

/** Whether `text` has the form that dc_tls_open() asks for; PEM is not looked into. */
bool dc_tls_trust_is_formed(const char *text);
/** False without memory, and for what is not formed. */
bool dc_tls_trust_copy(dc_tls_trust *trust, const char *text);
void dc_tls_trust_free(dc_tls_trust *trust);

/** 64 hex digits and nothing else. */
bool dc_tls_pin_parse(const char *text, uint8_t pin[DC_TLS_PIN_BYTES]);
/** All of `pem` must be certificates that can be read. */
bool dc_tls_authorities_parse(mbedtls_x509_crt *authorities, const char *pem);

/** What the handshake must check; 0 or a fault. `trust` must live as long as `config`. */
int dc_tls_trust_apply(dc_tls_trust *trust, mbedtls_ssl_config *config);

/**
 * After the handshake and before any byte of ours: 0 or DC_TLS_CERTIFICATE_REFUSED, and when the
 * leaf expires. `name` is an address where there is no name; the library checks names only.
 */
int dc_tls_trust_judge(const dc_tls_trust *trust, const mbedtls_ssl_context *ssl, const char *name,
                       uint32_t *expires_sec);

/** Seconds since 1970, within what 32 bits can hold. */
uint32_t dc_tls_epoch_sec(const mbedtls_x509_time *time);

#endif
