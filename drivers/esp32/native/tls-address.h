/**
 * Which addresses a buyer's link may never reach. The same rules as `isForbiddenAddress` of
 * src/web/address.ts, asked about the resolved address in the connect call; a test compares both.
 */
#ifndef DC_TLS_ADDRESS_H
#define DC_TLS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** True for all that is not plainly on the public internet; `length` is 4 or 16. */
bool dc_tls_address_is_forbidden(const uint8_t *address, size_t length);

struct sockaddr;
/** The same of a socket address; true for every family that is not IPv4 or IPv6. */
bool dc_tls_address_is_refused(const struct sockaddr *address);

/** Bytes of an address written as text: 4, 16, or 0 when `text` is a name. */
size_t dc_tls_address_parse(const char *text, uint8_t bytes[16]);

#endif
