/** See tls.h. The face: slots, and what JavaScript may ask of them. */
#include "tls.h"

#include <string.h>

#include "tls-job.h"
#include "tls-worker.h"

/** A name server that does not answer takes the longest; no request may wait longer than this. */
#define DEADLINE_MS_MAX 120000

/** Only the VM's thread comes here. */
static dc_tls_job *jobs[DC_TLS_SLOTS];

static dc_tls_job *job_of(int32_t slot) {
  return slot >= 0 && slot < DC_TLS_SLOTS ? jobs[slot] : NULL;
}

static bool is_name(const char *text) {
  return text && text[0] != '\0' && strlen(text) < DC_TLS_NAME_BYTES;
}

int32_t dc_tls_open(int32_t slot, char *host, int32_t port, char *server_name, char *trust,
                    int32_t allow_private, int32_t deadline_ms) {
  if (slot < 0 || slot >= DC_TLS_SLOTS || !is_name(host) || port < 1 || port > 65535 ||
      deadline_ms < 1 || deadline_ms > DEADLINE_MS_MAX) {
    return DC_TLS_BAD_ARGUMENT;
  }
  const char *name = server_name && server_name[0] != '\0' ? server_name : host;
  if (!is_name(name) || !trust || !dc_tls_trust_is_formed(trust)) return DC_TLS_BAD_ARGUMENT;
  if (jobs[slot]) return DC_TLS_BUSY;

  dc_tls_job *job = dc_tls_job_make(host, (uint16_t)port, name, trust);
  if (!job) return DC_TLS_NOT_CONNECTED;
  job->allows_private = allow_private == 1;
  job->deadline_ms = (uint32_t)deadline_ms;
  job->open_by_ms = dc_tls_now_ms() + (uint64_t)deadline_ms;
  if (!dc_tls_worker_start(job)) {
    dc_tls_job_release(job);
    dc_tls_job_release(job);
    return DC_TLS_BUSY;
  }
  jobs[slot] = job;
  return 0;
}

int32_t dc_tls_status(int32_t slot) {
  dc_tls_job *job = job_of(slot);
  if (!job) return DC_TLS_IDLE;
  int state = atomic_load(&job->state);
  bool is_opening = state > DC_TLS_IDLE && state < DC_TLS_OPEN;
  // The worker says it too, but not while the resolver holds it.
  if (is_opening && dc_tls_now_ms() >= job->open_by_ms) {
    dc_tls_job_advance(job, state, DC_TLS_TIMEOUT);
    return atomic_load(&job->state);
  }
  return state;
}

int32_t dc_tls_read(int32_t slot, uint8_t *buffer, int32_t length) {
  dc_tls_job *job = job_of(slot);
  if (!job || !buffer || length < 0) return DC_TLS_BAD_ARGUMENT;
  // The state first: what came before the end is then in the ring.
  int32_t state = dc_tls_status(slot);
  size_t taken = dc_tls_ring_take(&job->in, buffer, (size_t)length);
  if (taken > 0 || length == 0) return (int32_t)taken;
  return state < 0 ? state : 0;
}

int32_t dc_tls_write(int32_t slot, const uint8_t *buffer, int32_t length) {
  dc_tls_job *job = job_of(slot);
  if (!job || !buffer || length < 0) return DC_TLS_BAD_ARGUMENT;
  int32_t state = dc_tls_status(slot);
  if (state < 0) return state;
  if (state == DC_TLS_CLOSED) return DC_TLS_BROKEN;
  if (state != DC_TLS_OPEN) return 0;
  return (int32_t)dc_tls_ring_put(&job->out, buffer, (size_t)length);
}

void dc_tls_close(int32_t slot) {
  dc_tls_job *job = job_of(slot);
  if (!job) return;
  jobs[slot] = NULL;
  atomic_store(&job->is_abandoned, true);
  dc_tls_job_release(job);
}

const char *dc_tls_fault(int32_t slot) {
  switch (dc_tls_status(slot)) {
    case DC_TLS_NOT_CONNECTED:
      return "not-connected";
    case DC_TLS_ADDRESS_REFUSED:
      return "address-refused";
    case DC_TLS_CERTIFICATE_REFUSED:
      return "certificate-refused";
    case DC_TLS_TIMEOUT:
      return "timeout";
    case DC_TLS_BROKEN:
      return "broken";
    default:
      return "";
  }
}

double dc_tls_pin_expires(int32_t slot) {
  dc_tls_job *job = job_of(slot);
  return job ? (double)atomic_load(&job->expires_sec) : 0;
}
