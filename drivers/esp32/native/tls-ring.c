/** See tls-ring.h. Each side owns one counter and publishes it after the bytes it speaks of. */
#include "tls-ring.h"

#include <string.h>

_Static_assert((DC_TLS_RING_BYTES & (DC_TLS_RING_BYTES - 1)) == 0, "not a power of two");

#define PLACE(counter) ((counter) & (DC_TLS_RING_BYTES - 1))

void dc_tls_ring_begin(dc_tls_ring *ring) {
  atomic_init(&ring->written, 0);
  atomic_init(&ring->read, 0);
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

uint8_t *dc_tls_ring_room(dc_tls_ring *ring, size_t *length) {
  uint32_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  uint32_t read = atomic_load_explicit(&ring->read, memory_order_acquire);
  size_t free_bytes = DC_TLS_RING_BYTES - (uint32_t)(written - read);
  *length = least(free_bytes, DC_TLS_RING_BYTES - PLACE(written));
  return ring->bytes + PLACE(written);
}

void dc_tls_ring_fill(dc_tls_ring *ring, size_t length) {
  uint32_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
  atomic_store_explicit(&ring->written, written + (uint32_t)length, memory_order_release);
}

uint8_t *dc_tls_ring_held(dc_tls_ring *ring, size_t *length) {
  uint32_t read = atomic_load_explicit(&ring->read, memory_order_relaxed);
  uint32_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
  *length = least((uint32_t)(written - read), DC_TLS_RING_BYTES - PLACE(read));
  return ring->bytes + PLACE(read);
}

void dc_tls_ring_drop(dc_tls_ring *ring, size_t length) {
  uint32_t read = atomic_load_explicit(&ring->read, memory_order_relaxed);
  atomic_store_explicit(&ring->read, read + (uint32_t)length, memory_order_release);
}

size_t dc_tls_ring_put(dc_tls_ring *ring, const uint8_t *bytes, size_t length) {
  size_t done = 0;
  // Twice at most: up to the end of the ring, and on from its beginning.
  for (int piece = 0; piece < 2 && done < length; piece += 1) {
    size_t room;
    uint8_t *at = dc_tls_ring_room(ring, &room);
    size_t count = least(room, length - done);
    memcpy(at, bytes + done, count);
    dc_tls_ring_fill(ring, count);
    done += count;
  }
  return done;
}

size_t dc_tls_ring_take(dc_tls_ring *ring, uint8_t *bytes, size_t length) {
  size_t done = 0;
  for (int piece = 0; piece < 2 && done < length; piece += 1) {
    size_t held;
    const uint8_t *at = dc_tls_ring_held(ring, &held);
    size_t count = least(held, length - done);
    memcpy(bytes + done, at, count);
    dc_tls_ring_drop(ring, count);
    done += count;
  }
  return done;
}
