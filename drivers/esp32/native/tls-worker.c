/**
 * See tls-worker.h. Dial, handshake, judge, pump; whatever happens ends in one place, `run`.
 *
 *   resolving -> connecting -> handshaking -> open -> closed
 *        \___________\______________\___________\____-> a fault
 */
#include "tls-worker.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include "tls-address.h"
#include "tls-dial.h"
#include "tls-pump.h"
#include "tls-session.h"
#include "tls-thread.h"
#include "tls-wire.h"

/** Two that are wanted and two that were given up but are still in the resolver. */
#define WORKERS_MAX 4
/** A TLS context is what takes memory: an abandoned one ends before a third begins. */
#define CONTEXTS_MAX DC_TLS_SLOTS
/** Four times what a handshake with a long chain takes. */
#define HANDSHAKE_BYTES_MAX 65536

/** Forward secrecy and authenticated encryption, nothing else. */
static const int CIPHER_SUITES[] = {
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    0,
};

static atomic_int workers;
static atomic_int contexts;
static pthread_once_t crypto_begun = PTHREAD_ONCE_INIT;
static psa_status_t crypto_status;

static void begin_crypto(void) { crypto_status = psa_crypto_init(); }

static bool take_one(atomic_int *count, int most) {
  int now = atomic_load(count);
  while (now < most) {
    if (atomic_compare_exchange_weak(count, &now, now + 1)) return true;
  }
  return false;
}

/** Whether there is a place for this one; a given-up handshake leaves its own at the next slice. */
static int take_context(const dc_tls_wire *wire) {
  while (!take_one(&contexts, CONTEXTS_MAX)) {
    if (dc_tls_job_is_over(wire->job)) return DC_TLS_NOT_CONNECTED;
    if (dc_tls_now_ms() >= wire->until_ms) return DC_TLS_TIMEOUT;
    dc_tls_wire_rest(wire, 0);
  }
  return 0;
}

static int fault_of(int error, const dc_tls_wire *wire) {
  if (wire->fault != 0) return wire->fault;
  switch (error) {
    case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
    case MBEDTLS_ERR_X509_FATAL_ERROR: // a longer chain than the library follows
    case MBEDTLS_ERR_SSL_BAD_CERTIFICATE:
      return DC_TLS_CERTIFICATE_REFUSED;
    case MBEDTLS_ERR_SSL_ALLOC_FAILED:
      return DC_TLS_NOT_CONNECTED;
    default:
      return DC_TLS_BROKEN;
  }
}

static int shake_hands(mbedtls_ssl_context *ssl, dc_tls_wire *wire) {
  wire->allowance = HANDSHAKE_BYTES_MAX;
  wire->refusal = MBEDTLS_ERR_SSL_INTERNAL_ERROR;
  for (;;) {
    if (dc_tls_job_is_over(wire->job)) return DC_TLS_BROKEN;
    if (dc_tls_now_ms() >= wire->until_ms) return DC_TLS_TIMEOUT;
    int error = mbedtls_ssl_handshake(ssl);
    if (error == 0) return 0;
    if (error == MBEDTLS_ERR_SSL_WANT_READ) {
      dc_tls_wire_rest(wire, POLLIN);
    } else if (error == MBEDTLS_ERR_SSL_WANT_WRITE) {
      dc_tls_wire_rest(wire, POLLOUT);
    } else {
      return fault_of(error, wire);
    }
  }
}

static int converse(mbedtls_ssl_context *ssl, dc_tls_wire *wire, const dc_tls_session_key *key) {
  dc_tls_job *job = wire->job;
  uint32_t expires_sec = 0;
  dc_tls_session_offer(key, ssl);
  int fault = shake_hands(ssl, wire);
  if (fault == 0) fault = dc_tls_trust_judge(&job->trust, ssl, job->server_name, &expires_sec);
  if (fault != 0) {
    dc_tls_session_forget(key);
    return fault;
  }
  dc_tls_session_keep(key, ssl);
  atomic_store(&job->expires_sec, expires_sec);
  if (dc_tls_now_ms() >= wire->until_ms) return DC_TLS_TIMEOUT;
  if (!dc_tls_job_advance(job, DC_TLS_HANDSHAKING, DC_TLS_OPEN)) return DC_TLS_BROKEN;
  return dc_tls_pump(ssl, wire, key);
}

static int set_up(mbedtls_ssl_context *ssl, mbedtls_ssl_config *config, dc_tls_wire *wire) {
  if (mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                  MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
    return DC_TLS_NOT_CONNECTED;
  }
  mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
  mbedtls_ssl_conf_ciphersuites(config, CIPHER_SUITES);
  dc_tls_use_psa_random(config);
  int fault = dc_tls_trust_apply(&wire->job->trust, config);
  if (fault != 0) return fault;

  // An address is never named to the server (RFC 6066, section 3); it is judged afterwards.
  uint8_t address[16];
  const char *name = wire->job->server_name;
  if (dc_tls_address_parse(name, address) > 0) name = NULL;
  if (mbedtls_ssl_setup(ssl, config) != 0) return DC_TLS_NOT_CONNECTED;
  if (mbedtls_ssl_set_hostname(ssl, name) != 0) return DC_TLS_NOT_CONNECTED;
  mbedtls_ssl_set_bio(ssl, wire, dc_tls_wire_send, dc_tls_wire_receive, NULL);
  return 0;
}

static int speak_tls(dc_tls_wire *wire) {
  // Before the trust is applied: its PEM, part of the key, is forgotten then.
  dc_tls_session_key key;
  if (!dc_tls_session_key_of(wire->job, &key)) return DC_TLS_NOT_CONNECTED;
  int fault = take_context(wire);
  if (fault != 0) return fault;
  mbedtls_ssl_context ssl;
  mbedtls_ssl_config config;
  mbedtls_ssl_init(&ssl);
  mbedtls_ssl_config_init(&config);
  fault = set_up(&ssl, &config, wire);
  if (fault == 0) fault = converse(&ssl, wire, &key);
  // A farewell where the socket takes it at once; nobody waits for it.
  if (wire->fault == 0) mbedtls_ssl_close_notify(&ssl);
  mbedtls_ssl_free(&ssl);
  mbedtls_ssl_config_free(&config);
  atomic_fetch_sub(&contexts, 1);
  return fault;
}

static int connect_and_speak(dc_tls_job *job) {
  pthread_once(&crypto_begun, begin_crypto);
  if (crypto_status != PSA_SUCCESS) return DC_TLS_NOT_CONNECTED;
  int descriptor = dc_tls_dial(job);
  if (descriptor < 0) return descriptor;
  dc_tls_wire wire = {.descriptor = descriptor, .job = job, .until_ms = job->open_by_ms};
  int end = DC_TLS_BROKEN;
  if (dc_tls_job_advance(job, DC_TLS_CONNECTING, DC_TLS_HANDSHAKING)) end = speak_tls(&wire);
  close(descriptor);
  return end;
}

static void *run(void *argument) {
  dc_tls_job *job = argument;
  dc_tls_job_end(job, connect_and_speak(job));
  dc_tls_job_release(job);
  atomic_fetch_sub(&workers, 1);
  return NULL;
}

bool dc_tls_worker_start(dc_tls_job *job) {
  if (!take_one(&workers, WORKERS_MAX)) return false;
  if (dc_tls_thread_start(run, job)) return true;
  atomic_fetch_sub(&workers, 1);
  return false;
}
