/**
 * TLS client connections for JavaScript, through the SDK's FFI: two slots, each with a worker of
 * its own that resolves, connects, shakes hands and moves bytes over two small rings. No function
 * here ever waits; JavaScript polls. All of them are called by one thread, the VM's.
 */
#ifndef DC_TLS_H
#define DC_TLS_H

#include <stdint.h>

#define DC_TLS_SLOTS 2

/** What dc_tls_status() says. Negative: why there is no connection, or no more. */
enum {
  DC_TLS_IDLE = 0,
  DC_TLS_RESOLVING = 1,
  DC_TLS_CONNECTING = 2,
  DC_TLS_HANDSHAKING = 3,
  DC_TLS_OPEN = 4,
  /** The peer said that it ends; what has arrived can still be read. */
  DC_TLS_CLOSED = 5,

  /** No address, nobody there, or no memory for it: nothing was sent. */
  DC_TLS_NOT_CONNECTED = -1,
  /** The name leads into a network that this request may not reach. */
  DC_TLS_ADDRESS_REFUSED = -2,
  /** Not signed by whom we trust, not for this name, not now, or not the pinned one. */
  DC_TLS_CERTIFICATE_REFUSED = -3,
  DC_TLS_TIMEOUT = -4,
  /** Reset, cut off without a farewell, or not TLS as we speak it. */
  DC_TLS_BROKEN = -5,

  /** Answers of dc_tls_open() alone; the slot stays as it was. */
  DC_TLS_BAD_ARGUMENT = -6,
  /** The slot is in use, or too many closed connections have not ended yet: ask again. */
  DC_TLS_BUSY = -7,
};

/**
 * Begins a connection. `server_name` is what the certificate must be for (empty: `host`); a pin
 * needs none. `trust` is "pin:" and the SHA-256 of the leaf as 64 hex digits, "bundle" for the
 * public authorities, or "ca:" and certificates as PEM. Unless `allow_private` is 1, every address
 * of the host must be on the public internet. Resolve, connect and handshake together may last
 * `deadline_ms`; afterwards a write that moves nothing, or a record that stops in its middle, may.
 * 0 or negative.
 */
int32_t dc_tls_open(int32_t slot, char *host, int32_t port, char *server_name, char *trust,
                    int32_t allow_private, int32_t deadline_ms);

int32_t dc_tls_status(int32_t slot);

/** Bytes read, 0 when there are none now. Negative once a failed connection has been read empty. */
int32_t dc_tls_read(int32_t slot, uint8_t *buffer, int32_t length);

/** Bytes taken, 0 when there is no room or no connection yet; negative when there will be none. */
int32_t dc_tls_write(int32_t slot, const uint8_t *buffer, int32_t length);

/** Forgets the connection and what it had not sent; the slot is free at once. */
void dc_tls_close(int32_t slot);

/** The fault as the board names it, '' when there is none. */
const char *dc_tls_fault(int32_t slot);

/** When the leaf of an open connection expires, in seconds since 1970; 0 when not known. */
double dc_tls_pin_expires(int32_t slot);

#endif
