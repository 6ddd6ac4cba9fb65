/** See tls-pump.h. */
#include "tls-pump.h"

#include <poll.h>

/** What one call may take from the socket before it must return: one whole record and more. */
#define TURN_BYTES 20480

typedef struct {
  mbedtls_ssl_context *ssl;
  dc_tls_wire *wire;
  const dc_tls_session_key *key;
  dc_tls_job *job;
  /** A write that must be repeated with the same bytes. */
  size_t unfinished;
  /** When the outgoing ring was last empty or moved. */
  uint64_t moved_ms;
  /** What the socket must be ready for before anything can move. */
  short events;
  bool has_moved;
} pump;

static bool must_wait(pump *pump, int answer) {
  if (answer == MBEDTLS_ERR_SSL_WANT_READ) pump->events |= POLLIN;
  if (answer == MBEDTLS_ERR_SSL_WANT_WRITE) pump->events |= POLLOUT;
  return answer == MBEDTLS_ERR_SSL_WANT_READ || answer == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static int fault_of(const pump *pump) {
  return pump->wire->fault != 0 ? pump->wire->fault : DC_TLS_BROKEN;
}

/** TLS 1.3 sends its tickets after the handshake, and a write may find them as well as a read. */
static bool is_ticket(pump *pump, int answer) {
  if (answer != MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) return false;
  dc_tls_session_keep(pump->key, pump->ssl);
  pump->wire->is_amid_record = false;
  pump->has_moved = true;
  return true;
}

/** 0, or how the connection ended. */
static int send_some(pump *pump) {
  size_t length;
  const uint8_t *bytes = dc_tls_ring_held(&pump->job->out, &length);
  if (length == 0) {
    pump->moved_ms = dc_tls_now_ms();
    return 0;
  }
  if (pump->unfinished == 0) pump->unfinished = length;
  pump->wire->allowance = TURN_BYTES;
  int sent = mbedtls_ssl_write(pump->ssl, bytes, pump->unfinished);
  if (must_wait(pump, sent) || is_ticket(pump, sent)) return 0;
  if (sent < 0) return fault_of(pump);
  dc_tls_ring_drop(&pump->job->out, (size_t)sent);
  pump->unfinished = 0;
  pump->moved_ms = dc_tls_now_ms();
  pump->has_moved = true;
  return 0;
}

/** 0, or how the connection ended. */
static int receive_some(pump *pump) {
  size_t room;
  uint8_t *bytes = dc_tls_ring_room(&pump->job->in, &room);
  if (room == 0) {
    // Whose fault it is that a record is not read on: not the peer's.
    pump->wire->heard_ms = dc_tls_now_ms();
    return 0;
  }
  pump->wire->allowance = TURN_BYTES;
  int received = mbedtls_ssl_read(pump->ssl, bytes, room);
  if (must_wait(pump, received) || is_ticket(pump, received)) return 0;
  if (received == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return DC_TLS_CLOSED;
  if (received <= 0) return fault_of(pump);
  dc_tls_ring_fill(&pump->job->in, (size_t)received);
  pump->wire->is_amid_record = false;
  pump->has_moved = true;
  return 0;
}

/** The peer takes nothing, or does not end what it began. Silence between records is its right. */
static bool is_stalled(const pump *pump) {
  uint64_t now_ms = dc_tls_now_ms();
  uint64_t limit_ms = pump->job->deadline_ms;
  if (now_ms - pump->moved_ms > limit_ms) return true;
  return pump->wire->is_amid_record && now_ms - pump->wire->heard_ms > limit_ms;
}

int dc_tls_pump(mbedtls_ssl_context *ssl, dc_tls_wire *wire, const dc_tls_session_key *key) {
  pump pump = {.ssl = ssl, .wire = wire, .key = key, .job = wire->job};
  pump.moved_ms = dc_tls_now_ms();
  wire->refusal = MBEDTLS_ERR_SSL_WANT_READ;
  wire->is_amid_record = false;
  wire->until_ms = 0;
  while (!dc_tls_job_is_over(pump.job)) {
    pump.events = 0;
    pump.has_moved = false;
    int end = send_some(&pump);
    if (end == 0) end = receive_some(&pump);
    if (end != 0) return end;
    if (is_stalled(&pump)) return DC_TLS_TIMEOUT;
    if (!pump.has_moved) dc_tls_wire_rest(wire, pump.events);
  }
  return DC_TLS_BROKEN;
}
