/** Moves bytes between an open connection and the rings of its job. */
#ifndef DC_TLS_PUMP_H
#define DC_TLS_PUMP_H

#include "tls-session.h"
#include "tls-wire.h"

/** Until it ends: DC_TLS_CLOSED or a fault; anything when it was abandoned. */
int dc_tls_pump(mbedtls_ssl_context *ssl, dc_tls_wire *wire, const dc_tls_session_key *key);

#endif
