/**
 * The last sessions, so that the next handshake with the same server is a short one. A session
 * belongs to a host, a port, a name and a trust: what one pin let in, another does not resume.
 */
#ifndef DC_TLS_SESSION_H
#define DC_TLS_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "tls-job.h"

typedef struct {
  uint8_t digest[32];
} dc_tls_session_key;

/** Before the trust is applied, which forgets its PEM. */
bool dc_tls_session_key_of(const dc_tls_job *job, dc_tls_session_key *key);

/** Offers the session kept under this key, if there is one. */
void dc_tls_session_offer(const dc_tls_session_key *key, mbedtls_ssl_context *ssl);
/** Keeps what this connection agreed on, in place of what was kept. */
void dc_tls_session_keep(const dc_tls_session_key *key, const mbedtls_ssl_context *ssl);
/** After a failed handshake: the next one is a whole one. */
void dc_tls_session_forget(const dc_tls_session_key *key);

#endif
