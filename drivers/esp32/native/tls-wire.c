/** See tls-wire.h. */
#define _DEFAULT_SOURCE 1 // POSIX beside C11
#include "tls-wire.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/** How soon a write of JavaScript's, or that it has let go, is noticed. */
#define SLICE_MS 20

/** Any error but WANT_* makes the library give up; `wire->fault` says what it was. */
static int give_up(dc_tls_wire *wire, int fault) {
  wire->fault = fault;
  return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static bool is_late(const dc_tls_wire *wire) {
  return wire->until_ms != 0 && dc_tls_now_ms() >= wire->until_ms;
}

int dc_tls_wire_send(void *context, const unsigned char *bytes, size_t length) {
  dc_tls_wire *wire = context;
  if (is_late(wire)) return give_up(wire, DC_TLS_TIMEOUT);
  ssize_t sent = send(wire->descriptor, bytes, length, MSG_NOSIGNAL);
  if (sent >= 0) return (int)sent;
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_WRITE;
  return give_up(wire, DC_TLS_BROKEN);
}

int dc_tls_wire_receive(void *context, unsigned char *bytes, size_t length) {
  dc_tls_wire *wire = context;
  if (is_late(wire)) return give_up(wire, DC_TLS_TIMEOUT);
  if (dc_tls_job_is_over(wire->job)) return give_up(wire, DC_TLS_BROKEN);
  if (wire->allowance == 0) return wire->refusal;
  if (length > wire->allowance) length = wire->allowance;
  ssize_t received = recv(wire->descriptor, bytes, length, 0);
  if (received > 0) {
    wire->allowance -= (size_t)received;
    wire->is_amid_record = true;
    wire->heard_ms = dc_tls_now_ms();
    return (int)received;
  }
  if (received == 0) return give_up(wire, DC_TLS_BROKEN);
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return MBEDTLS_ERR_SSL_WANT_READ;
  return give_up(wire, DC_TLS_BROKEN);
}

void dc_tls_wire_rest(const dc_tls_wire *wire, short events) {
  if (events == 0) {
    // Not poll(): a peer that hung up would end every wait at once.
    usleep(SLICE_MS * 1000);
    return;
  }
  struct pollfd one = {.fd = wire->descriptor, .events = events};
  poll(&one, 1, SLICE_MS);
}
