/**
 * A ring of bytes between one writer and one reader, each in a thread of its own, without a lock.
 * The spans let the TLS library work in the ring itself instead of in a copy.
 */
#ifndef DC_TLS_RING_H
#define DC_TLS_RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/** A power of two, so that the counters may wrap. One full segment and some. */
#define DC_TLS_RING_BYTES 2048u

typedef struct {
  /** Bytes ever written and ever read, modulo 2^32. */
  atomic_uint_least32_t written;
  atomic_uint_least32_t read;
  uint8_t bytes[DC_TLS_RING_BYTES];
} dc_tls_ring;

void dc_tls_ring_begin(dc_tls_ring *ring);

/** For the writer: free bytes in one piece, perhaps not all that are free. */
uint8_t *dc_tls_ring_room(dc_tls_ring *ring, size_t *length);
/** For the writer: `length` bytes of the room now hold something. */
void dc_tls_ring_fill(dc_tls_ring *ring, size_t length);

/** For the reader: filled bytes in one piece, perhaps not all that are filled. */
uint8_t *dc_tls_ring_held(dc_tls_ring *ring, size_t *length);
/** For the reader: `length` bytes of the held ones are done with. */
void dc_tls_ring_drop(dc_tls_ring *ring, size_t length);

/** Copies as much as fits, or as much as there is. */
size_t dc_tls_ring_put(dc_tls_ring *ring, const uint8_t *bytes, size_t length);
size_t dc_tls_ring_take(dc_tls_ring *ring, uint8_t *bytes, size_t length);

#endif
