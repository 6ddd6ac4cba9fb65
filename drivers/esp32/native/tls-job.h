/**
 * One connection: what was asked for, how far it is, and the two rings. The face and the worker
 * own it together; whoever lets go last frees it, so that neither ever waits for the other.
 */
#ifndef DC_TLS_JOB_H
#define DC_TLS_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tls-ring.h"
#include "tls-trust.h"
#include "tls.h"

/** A name of the DNS has at most 253 characters. */
#define DC_TLS_NAME_BYTES 254

typedef struct {
  char host[DC_TLS_NAME_BYTES];
  char server_name[DC_TLS_NAME_BYTES];
  char port[6];
  dc_tls_trust trust;
  bool allows_private;
  uint32_t deadline_ms;
  /** On the monotonic clock: when it must be open. */
  uint64_t open_by_ms;

  /** DC_TLS_RESOLVING to DC_TLS_CLOSED, or a fault. Faults and CLOSED are final. */
  atomic_int state;
  /** The face has let go: nobody will read any more. */
  atomic_bool is_abandoned;
  atomic_int owners;
  /** Of the leaf, in seconds since 1970 (until 2106); written before DC_TLS_OPEN. */
  atomic_uint_least32_t expires_sec;

  dc_tls_ring in;
  dc_tls_ring out;
} dc_tls_job;

/** With two owners; NULL without memory. Copies `trust`; the texts fit, see dc_tls_open(). */
dc_tls_job *dc_tls_job_make(const char *host, uint16_t port, const char *server_name,
                            const char *trust);
void dc_tls_job_release(dc_tls_job *job);

/** From one state to the next; false when it ended meanwhile. */
bool dc_tls_job_advance(dc_tls_job *job, int from, int to);
/** Ends with a fault or DC_TLS_CLOSED, unless it has ended already. */
void dc_tls_job_end(dc_tls_job *job, int why);
/** Negative or DC_TLS_CLOSED, or nobody is listening. */
bool dc_tls_job_is_over(dc_tls_job *job);

/** Milliseconds of a clock that never steps. */
uint64_t dc_tls_now_ms(void);

#endif
