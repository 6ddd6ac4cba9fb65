/** The ring: order, wrapping counters, both ends, and one writer against one reader. */
#include "tls-ring.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM_BYTES 3000000u

static int number;
static int failures;

static void check(bool is_so, const char *rule) {
  number += 1;
  failures += is_so ? 0 : 1;
  printf("%s %d - %s\n", is_so ? "ok" : "not ok", number, rule);
}

static uint8_t byte_at(uint32_t at) { return (uint8_t)(at * 31u + (at >> 8)); }

static bool put_and_take(dc_tls_ring *ring, size_t length) {
  uint8_t in[DC_TLS_RING_BYTES];
  uint8_t out[DC_TLS_RING_BYTES];
  for (size_t i = 0; i < length; i += 1) in[i] = byte_at((uint32_t)i);
  if (dc_tls_ring_put(ring, in, length) != length) return false;
  if (dc_tls_ring_take(ring, out, sizeof out) != length) return false;
  return memcmp(in, out, length) == 0;
}

static void *write_stream(void *argument) {
  dc_tls_ring *ring = argument;
  uint8_t piece[333];
  for (uint32_t at = 0; at < STREAM_BYTES;) {
    size_t wanted = 1 + at % sizeof piece;
    if (wanted > STREAM_BYTES - at) wanted = STREAM_BYTES - at;
    for (size_t i = 0; i < wanted; i += 1) piece[i] = byte_at(at + (uint32_t)i);
    size_t taken = dc_tls_ring_put(ring, piece, wanted);
    at += (uint32_t)taken;
    if (taken == 0) sched_yield();
  }
  return NULL;
}

static bool read_stream(dc_tls_ring *ring) {
  uint8_t piece[500];
  for (uint32_t at = 0; at < STREAM_BYTES;) {
    size_t taken = dc_tls_ring_take(ring, piece, 1 + at % sizeof piece);
    for (size_t i = 0; i < taken; i += 1) {
      if (piece[i] != byte_at(at + (uint32_t)i)) return false;
    }
    at += (uint32_t)taken;
    if (taken == 0) sched_yield();
  }
  return true;
}

int main(void) {
  static dc_tls_ring ring;
  uint8_t bytes[DC_TLS_RING_BYTES + 1] = {0};
  size_t length;

  dc_tls_ring_begin(&ring);
  check(dc_tls_ring_take(&ring, bytes, sizeof bytes) == 0, "empty at first");
  check(dc_tls_ring_put(&ring, bytes, sizeof bytes) == DC_TLS_RING_BYTES, "takes what fits");
  check(dc_tls_ring_put(&ring, bytes, 1) == 0, "takes nothing when full");
  dc_tls_ring_room(&ring, &length);
  check(length == 0, "has no room when full");
  check(dc_tls_ring_take(&ring, bytes, sizeof bytes) == DC_TLS_RING_BYTES, "gives all it holds");
  dc_tls_ring_held(&ring, &length);
  check(length == 0, "holds nothing when empty");

  bool is_whole = true;
  for (size_t each = 0; each <= DC_TLS_RING_BYTES; each += 1) {
    is_whole = is_whole && put_and_take(&ring, each);
  }
  check(is_whole, "gives every length back in order, wherever it wraps");

  dc_tls_ring_begin(&ring);
  atomic_store(&ring.written, UINT32_MAX - 100);
  atomic_store(&ring.read, UINT32_MAX - 100);
  check(put_and_take(&ring, 700), "survives the wrap of its counters");

  dc_tls_ring_begin(&ring);
  pthread_t writer;
  if (pthread_create(&writer, NULL, write_stream, &ring) != 0) return EXIT_FAILURE;
  bool is_intact = read_stream(&ring);
  if (!is_intact) return printf("not ok - a stream from thread to thread\n"), EXIT_FAILURE;
  pthread_join(writer, NULL);
  check(is_intact, "a stream from thread to thread arrives whole and in order");
  printf("1..%d\n", number);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
