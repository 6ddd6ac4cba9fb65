/** See tls-job.h. */
#define _DEFAULT_SOURCE 1 // POSIX beside C11
#include "tls-job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

dc_tls_job *dc_tls_job_make(const char *host, uint16_t port, const char *server_name,
                            const char *trust) {
  dc_tls_job *job = calloc(1, sizeof *job);
  if (!job) return NULL;
  if (!dc_tls_trust_copy(&job->trust, trust)) {
    free(job);
    return NULL;
  }
  snprintf(job->host, sizeof job->host, "%s", host);
  snprintf(job->server_name, sizeof job->server_name, "%s", server_name);
  snprintf(job->port, sizeof job->port, "%u", (unsigned)port);
  atomic_init(&job->state, DC_TLS_RESOLVING);
  atomic_init(&job->is_abandoned, false);
  atomic_init(&job->owners, 2);
  atomic_init(&job->expires_sec, 0);
  dc_tls_ring_begin(&job->in);
  dc_tls_ring_begin(&job->out);
  return job;
}

void dc_tls_job_release(dc_tls_job *job) {
  if (atomic_fetch_sub(&job->owners, 1) != 1) return;
  dc_tls_trust_free(&job->trust);
  free(job);
}

bool dc_tls_job_advance(dc_tls_job *job, int from, int to) {
  return atomic_compare_exchange_strong(&job->state, &from, to);
}

void dc_tls_job_end(dc_tls_job *job, int why) {
  int state = atomic_load(&job->state);
  while (state > DC_TLS_IDLE && state < DC_TLS_CLOSED) {
    if (atomic_compare_exchange_weak(&job->state, &state, why)) return;
  }
}

bool dc_tls_job_is_over(dc_tls_job *job) {
  int state = atomic_load(&job->state);
  return state < DC_TLS_IDLE || state == DC_TLS_CLOSED || atomic_load(&job->is_abandoned);
}

uint64_t dc_tls_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}
