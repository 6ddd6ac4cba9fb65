/** See tls-trust.h. */
#include "tls-trust.h"

#include <esp_crt_bundle.h>
#include <stdlib.h>
#include <string.h>

#include "tls-address.h"
#include "tls.h"

static const char PIN[] = "pin:";
static const char BUNDLE[] = "bundle";
static const char CA[] = "ca:";
static const char PEM_BEGIN[] = "-----BEGIN CERTIFICATE-----";

static bool begins_with(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool dc_tls_pin_parse(const char *text, uint8_t pin[DC_TLS_PIN_BYTES]) {
  for (size_t i = 0; i < DC_TLS_PIN_BYTES; i += 1) {
    int high = hex_digit(text[2 * i]);
    if (high < 0) return false; // also where the text ends: nothing behind it is read
    int low = hex_digit(text[2 * i + 1]);
    if (low < 0) return false;
    pin[i] = (uint8_t)(high * 16 + low);
  }
  return text[2 * DC_TLS_PIN_BYTES] == '\0';
}

bool dc_tls_trust_is_formed(const char *text) {
  uint8_t pin[DC_TLS_PIN_BYTES];
  if (begins_with(text, PIN)) return dc_tls_pin_parse(text + strlen(PIN), pin);
  if (strcmp(text, BUNDLE) == 0) return true;
  if (!begins_with(text, CA)) return false;
  if (strlen(text) > DC_TLS_TRUST_BYTES_MAX) return false;
  return strstr(text, PEM_BEGIN) != NULL;
}

bool dc_tls_trust_copy(dc_tls_trust *trust, const char *text) {
  memset(trust, 0, sizeof *trust);
  mbedtls_x509_crt_init(&trust->authorities);
  if (!dc_tls_trust_is_formed(text)) return false;
  if (begins_with(text, PIN)) {
    trust->kind = DC_TLS_BY_PIN;
    return dc_tls_pin_parse(text + strlen(PIN), trust->pin);
  }
  trust->kind = begins_with(text, CA) ? DC_TLS_BY_CA : DC_TLS_BY_BUNDLE;
  if (trust->kind == DC_TLS_BY_BUNDLE) return true;
  size_t bytes = strlen(text + strlen(CA)) + 1;
  trust->pem = malloc(bytes);
  if (trust->pem) memcpy(trust->pem, text + strlen(CA), bytes);
  return trust->pem != NULL;
}

void dc_tls_trust_free(dc_tls_trust *trust) {
  free(trust->pem);
  trust->pem = NULL;
  mbedtls_x509_crt_free(&trust->authorities);
}

bool dc_tls_authorities_parse(mbedtls_x509_crt *authorities, const char *pem) {
  // The library takes the rest for good when one of several is broken; an owner would not know.
  return mbedtls_x509_crt_parse(authorities, (const uint8_t *)pem, strlen(pem) + 1) == 0;
}

int dc_tls_trust_apply(dc_tls_trust *trust, mbedtls_ssl_config *config) {
  switch (trust->kind) {
    case DC_TLS_BY_PIN:
      // No chain, dates or names. That the peer holds the leaf's key is part of every handshake;
      // that it is the pinned leaf is for dc_tls_trust_judge() to say.
      mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_NONE);
      return 0;
    case DC_TLS_BY_BUNDLE:
      mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
      return esp_crt_bundle_attach(config) == 0 ? 0 : DC_TLS_CERTIFICATE_REFUSED;
    case DC_TLS_BY_CA: {
      mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
      bool is_parsed = dc_tls_authorities_parse(&trust->authorities, trust->pem);
      free(trust->pem);
      trust->pem = NULL;
      mbedtls_ssl_conf_ca_chain(config, &trust->authorities, NULL);
      return is_parsed ? 0 : DC_TLS_CERTIFICATE_REFUSED;
    }
  }
  return DC_TLS_CERTIFICATE_REFUSED;
}

static bool is_pinned(const dc_tls_trust *trust, const mbedtls_x509_crt *leaf) {
  uint8_t digest[DC_TLS_PIN_BYTES];
  size_t length = 0;
  psa_status_t status = psa_hash_compute(PSA_ALG_SHA_256, leaf->raw.p, leaf->raw.len, digest,
                                         sizeof digest, &length);
  return status == PSA_SUCCESS && length == sizeof digest &&
         memcmp(digest, trust->pin, sizeof digest) == 0;
}

/** RFC 5280, section 4.2.1.6: an address in the certificate is 4 or 16 bytes. */
static bool has_address(const mbedtls_x509_crt *leaf, const uint8_t *address, size_t length) {
  const int tag = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_X509_SAN_IP_ADDRESS;
  for (const mbedtls_x509_sequence *each = &leaf->subject_alt_names; each; each = each->next) {
    if (each->buf.tag != tag || each->buf.len != length) continue;
    if (memcmp(each->buf.p, address, length) == 0) return true;
  }
  return false;
}

int dc_tls_trust_judge(const dc_tls_trust *trust, const mbedtls_ssl_context *ssl, const char *name,
                       uint32_t *expires_sec) {
  const mbedtls_x509_crt *leaf = mbedtls_ssl_get_peer_cert(ssl);
  if (!leaf) return DC_TLS_CERTIFICATE_REFUSED;
  *expires_sec = dc_tls_epoch_sec(&leaf->valid_to);
  if (trust->kind == DC_TLS_BY_PIN) return is_pinned(trust, leaf) ? 0 : DC_TLS_CERTIFICATE_REFUSED;

  if (mbedtls_ssl_get_verify_result(ssl) != 0) return DC_TLS_CERTIFICATE_REFUSED;
  // Once more for a resumed session, whose dates nobody has looked at since.
  if (mbedtls_x509_time_is_past(&leaf->valid_to)) return DC_TLS_CERTIFICATE_REFUSED;
  if (mbedtls_x509_time_is_future(&leaf->valid_from)) return DC_TLS_CERTIFICATE_REFUSED;
  uint8_t address[16];
  size_t length = dc_tls_address_parse(name, address);
  if (length > 0 && !has_address(leaf, address, length)) return DC_TLS_CERTIFICATE_REFUSED;
  return 0;
}

uint32_t dc_tls_epoch_sec(const mbedtls_x509_time *time) {
  // Days since 0000-03-01, so that the leap day is the last of its year.
  int64_t year = time->mon <= 2 ? time->year - 1 : time->year;
  int64_t month = (time->mon + 9) % 12;
  int64_t days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 +
                 time->day - 1 - 719468;
  int64_t seconds = ((days * 24 + time->hour) * 60 + time->min) * 60 + time->sec;
  if (seconds < 0) return 0;
  return seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
}
