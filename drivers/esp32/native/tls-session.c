/** See tls-session.h. Both workers come here, hence the lock; nothing under it waits. */
#include "tls-session.h"

#include <pthread.h>
#include <string.h>

/** Node, link and price feed. One takes 0.5 to 3 KB, the peer's leaf included. */
#define SESSIONS_MAX 3
/** Short enough that a withdrawn certificate does not live on for days. */
#define SESSION_MS_MAX (60u * 60u * 1000u)

typedef struct {
  bool is_used;
  dc_tls_session_key key;
  uint64_t kept_ms;
  mbedtls_ssl_session session;
} kept;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static kept sessions[SESSIONS_MAX];

bool dc_tls_session_key_of(const dc_tls_job *job, dc_tls_session_key *key) {
  const dc_tls_trust *trust = &job->trust;
  const char *pem = trust->pem ? trust->pem : "";
  const struct {
    const void *bytes;
    size_t length;
  } parts[] = {
      // With its final zero, each text ends where it does.
      {job->host, strlen(job->host) + 1},
      {job->port, strlen(job->port) + 1},
      {job->server_name, strlen(job->server_name) + 1},
      {&trust->kind, sizeof trust->kind},
      {trust->pin, sizeof trust->pin},
      {pem, strlen(pem) + 1},
  };
  psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
  psa_status_t status = psa_hash_setup(&hash, PSA_ALG_SHA_256);
  for (size_t i = 0; status == PSA_SUCCESS && i < sizeof parts / sizeof parts[0]; i += 1) {
    status = psa_hash_update(&hash, parts[i].bytes, parts[i].length);
  }
  size_t length = 0;
  if (status == PSA_SUCCESS) {
    status = psa_hash_finish(&hash, key->digest, sizeof key->digest, &length);
  }
  psa_hash_abort(&hash);
  return status == PSA_SUCCESS;
}

static void drop(kept *entry) {
  if (entry->is_used) mbedtls_ssl_session_free(&entry->session);
  entry->is_used = false;
}

static kept *find(const dc_tls_session_key *key) {
  for (int i = 0; i < SESSIONS_MAX; i += 1) {
    kept *entry = &sessions[i];
    if (entry->is_used && dc_tls_now_ms() - entry->kept_ms > SESSION_MS_MAX) drop(entry);
    if (entry->is_used && memcmp(&entry->key, key, sizeof *key) == 0) return entry;
  }
  return NULL;
}

/** A free place, or that of the oldest. */
static kept *place(void) {
  kept *oldest = &sessions[0];
  for (int i = 0; i < SESSIONS_MAX; i += 1) {
    if (!sessions[i].is_used) return &sessions[i];
    if (sessions[i].kept_ms < oldest->kept_ms) oldest = &sessions[i];
  }
  return oldest;
}

void dc_tls_session_offer(const dc_tls_session_key *key, mbedtls_ssl_context *ssl) {
  pthread_mutex_lock(&lock);
  kept *entry = find(key);
  // One that the library will not take is of no use next time either.
  if (entry && mbedtls_ssl_set_session(ssl, &entry->session) != 0) drop(entry);
  pthread_mutex_unlock(&lock);
}

void dc_tls_session_keep(const dc_tls_session_key *key, const mbedtls_ssl_context *ssl) {
  pthread_mutex_lock(&lock);
  kept *entry = find(key);
  if (!entry) entry = place();
  drop(entry);
  mbedtls_ssl_session_init(&entry->session);
  if (mbedtls_ssl_get_session(ssl, &entry->session) == 0) {
    entry->is_used = true;
    entry->key = *key;
    entry->kept_ms = dc_tls_now_ms();
  } else {
    mbedtls_ssl_session_free(&entry->session);
  }
  pthread_mutex_unlock(&lock);
}

void dc_tls_session_forget(const dc_tls_session_key *key) {
  pthread_mutex_lock(&lock);
  kept *entry = find(key);
  if (entry) drop(entry);
  pthread_mutex_unlock(&lock);
}
