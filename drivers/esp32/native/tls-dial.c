/** See tls-dial.h. */
#define _DEFAULT_SOURCE 1 // POSIX beside C11
#include "tls-dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tls-address.h"

/** How soon an abandoned connection is noticed. */
#define SLICE_MS 50
/** Each has its share of the time: a name with fifty dead addresses does not get fifty tries. */
#define TRIES_MAX 4

/** One bad address is enough: whoever mixes them in means no good. */
static bool is_admitted(const dc_tls_job *job, const struct addrinfo *found) {
  if (job->allows_private) return true;
  for (const struct addrinfo *each = found; each; each = each->ai_next) {
    if (dc_tls_address_is_refused(each->ai_addr)) return false;
  }
  return true;
}

static int open_socket(const struct addrinfo *address) {
  int descriptor = socket(address->ai_family, SOCK_STREAM, IPPROTO_TCP);
  if (descriptor < 0) return -1;
  int flags = fcntl(descriptor, F_GETFL, 0);
  if (flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0) {
    const int yes = 1;
    // A request is one write; waiting for more would only delay it. No harm where it fails.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
  }
  close(descriptor);
  return -1;
}

/** 0, DC_TLS_NOT_CONNECTED or DC_TLS_TIMEOUT. */
static int await_connection(dc_tls_job *job, int descriptor, uint64_t until_ms) {
  while (!dc_tls_job_is_over(job)) {
    uint64_t now_ms = dc_tls_now_ms();
    if (now_ms >= until_ms) return DC_TLS_TIMEOUT;
    uint64_t left_ms = until_ms - now_ms;
    struct pollfd one = {.fd = descriptor, .events = POLLOUT};
    if (poll(&one, 1, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS) <= 0) continue;
    int error = 0;
    socklen_t length = sizeof error;
    int asked = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    return asked == 0 && error == 0 ? 0 : DC_TLS_NOT_CONNECTED;
  }
  return DC_TLS_NOT_CONNECTED;
}

/** A connected socket or a fault. */
static int try_address(dc_tls_job *job, const struct addrinfo *address, uint64_t until_ms) {
  int descriptor = open_socket(address);
  if (descriptor < 0) return DC_TLS_NOT_CONNECTED;
  int fault = 0;
  if (connect(descriptor, address->ai_addr, address->ai_addrlen) != 0) {
    fault = errno == EINPROGRESS ? await_connection(job, descriptor, until_ms)
                                 : DC_TLS_NOT_CONNECTED;
  }
  if (fault == 0) return descriptor;
  close(descriptor);
  return fault;
}

static int try_each(dc_tls_job *job, const struct addrinfo *found) {
  int tries = 0;
  for (const struct addrinfo *each = found; each && tries < TRIES_MAX; each = each->ai_next) {
    tries += 1;
  }
  int answer = DC_TLS_NOT_CONNECTED;
  for (; tries > 0 && !dc_tls_job_is_over(job); tries -= 1, found = found->ai_next) {
    uint64_t now_ms = dc_tls_now_ms();
    if (now_ms >= job->open_by_ms) return DC_TLS_TIMEOUT;
    uint64_t share_ms = (job->open_by_ms - now_ms) / (uint64_t)tries;
    answer = try_address(job, found, now_ms + share_ms);
    if (answer >= 0) return answer;
  }
  return answer;
}

int dc_tls_dial(dc_tls_job *job) {
  struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  // This may outlast the deadline; the face then says so, and what is found here is not used.
  int error = getaddrinfo(job->host, job->port, &wanted, &found);
  if (error != 0 || !found) return DC_TLS_NOT_CONNECTED;

  int answer = DC_TLS_ADDRESS_REFUSED;
  if (is_admitted(job, found)) {
    bool is_wanted = dc_tls_job_advance(job, DC_TLS_RESOLVING, DC_TLS_CONNECTING);
    answer = is_wanted ? try_each(job, found) : DC_TLS_NOT_CONNECTED;
  }
  freeaddrinfo(found);
  return answer;
}
