/**
 * The socket under the TLS library: never blocks, and never lets the library work on for ever with
 * a peer that sends without end or byte by byte.
 */
#ifndef DC_TLS_WIRE_H
#define DC_TLS_WIRE_H

#include "tls-job.h"

typedef struct {
  int descriptor;
  dc_tls_job *job;
  /** Bytes that the library may still have, and what it hears when there are none left. */
  size_t allowance;
  int refusal;
  /** On the monotonic clock; 0: none. */
  uint64_t until_ms;
  /** Something came that has not yet made a whole record, the last of it at `heard_ms`. */
  bool is_amid_record;
  uint64_t heard_ms;
  /** Why the last call failed, where the wire itself knows it. */
  int fault;
} dc_tls_wire;

/** In the form that mbedtls_ssl_set_bio() wants, with a dc_tls_wire. */
int dc_tls_wire_send(void *wire, const unsigned char *bytes, size_t length);
int dc_tls_wire_receive(void *wire, unsigned char *bytes, size_t length);

/** Until the socket is ready for `events` (as poll() names them), at most one slice of time. */
void dc_tls_wire_rest(const dc_tls_wire *wire, short events);

#endif
