/**
 * The TLS face on the command of a test: one command a line on standard input, one line of answer.
 * Names are resolved here: `=A,B` to those addresses, `~A,B` to A, the next time to B, `slow` late,
 * `nowhere` to nothing, and no connection ever leaves this machine.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tls.h"

#define SLOW_US 2500000
#define TRUST_BYTES 20000

static double slowest_ms;

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Every call of the face is timed: none may ever wait. */
#define TIMED(call)                                                                                \
  ({                                                                                               \
    double began_ms = now_ms();                                                                    \
    __typeof__(call) answer = (call);                                                              \
    double took_ms = now_ms() - began_ms;                                                          \
    if (took_ms > slowest_ms) slowest_ms = took_ms;                                                \
    answer;                                                                                        \
  })

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);

/** A name that changes its mind: the next of its addresses each time it is asked. */
static const char *turn_of(const char *host) {
  static char asked[200], address[200];
  static int turn;
  turn = strcmp(asked, host) == 0 ? turn + 1 : 0;
  snprintf(asked, sizeof asked, "%s", host);
  char list[200];
  snprintf(list, sizeof list, "%s", host + 1);
  char *rest = NULL;
  char *each = strtok_r(list, ",", &rest);
  for (int at = 0; at < turn && each; at += 1) each = strtok_r(NULL, ",", &rest);
  snprintf(address, sizeof address, "%s", each ? each : "0.0.0.0");
  return address;
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *wanted,
                struct addrinfo **found) {
  resolve *next = (resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
  if (strcmp(host, "slow") == 0) {
    usleep(SLOW_US);
    return next("127.0.0.1", port, wanted, found);
  }
  if (strcmp(host, "nowhere") == 0) return EAI_NONAME;
  if (host[0] == '~') return next(turn_of(host), port, wanted, found);
  if (host[0] != '=') return next(host, port, wanted, found);
  char list[200];
  snprintf(list, sizeof list, "%s", host + 1);
  struct addrinfo **end = found;
  char *rest = NULL;
  for (char *each = strtok_r(list, ",", &rest); each; each = strtok_r(NULL, ",", &rest)) {
    int error = next(each, port, wanted, end);
    if (error != 0) return error;
    while (*end) end = &(*end)->ai_next;
  }
  return 0;
}

typedef int dial(int, const struct sockaddr *, socklen_t);

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
  const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)address;
  bool is_here = address->sa_family == AF_INET && ntohl(ipv4->sin_addr.s_addr) >> 24 == 127;
  errno = ENETUNREACH;
  if (!is_here) return -1;
  // As small as on a board: what a peer does not take is noticed after kilobytes.
  const int bytes = 4096;
  setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  return ((dial *)dlsym(RTLD_NEXT, "connect"))(descriptor, address, length);
}

static void tell(int slot) {
  int status = TIMED(dc_tls_status(slot));
  const char *fault = TIMED(dc_tls_fault(slot));
  double expires_sec = TIMED(dc_tls_pin_expires(slot));
  printf("%d %s %.0f\n", status, fault[0] == '\0' ? "-" : fault, expires_sec);
}

static void open_slot(char *arguments) {
  static char trust[TRUST_BYTES];
  char host[400], name[400], given[2000];
  int slot, port, allow_private, deadline_ms;
  if (sscanf(arguments, "%d %399s %d %399s %1999s %d %d", &slot, host, &port, name, given,
             &allow_private, &deadline_ms) != 7) {
    printf("usage\n");
    return;
  }
  snprintf(trust, sizeof trust, "%s", given);
  if (given[0] == '@') {
    FILE *file = fopen(given + 1, "rb");
    size_t length = file ? fread(trust + 3, 1, sizeof trust - 4, file) : 0;
    if (file) fclose(file);
    memcpy(trust, "ca:", 3);
    trust[3 + length] = '\0';
  }
  char *server_name = strcmp(name, "-") == 0 ? "" : name;
  printf("%d\n", TIMED(dc_tls_open(slot, host, port, server_name, trust, allow_private,
                                   deadline_ms)));
}

/** Until `is_over` of the status, or the time is. */
static void wait_while(int slot, int from, int to, double ms) {
  double until_ms = now_ms() + ms;
  for (;;) {
    int status = TIMED(dc_tls_status(slot));
    if (status < from || status > to || now_ms() >= until_ms) break;
    usleep(2000);
  }
  tell(slot);
}

static uint8_t byte_at(uint32_t at) { return (uint8_t)(at * 31u + (at >> 8)); }

/** Sends a pattern to a peer that echoes, and compares what returns. */
static void echo(int slot, uint32_t total, double ms) {
  uint8_t piece[700];
  uint32_t sent = 0, heard = 0;
  double until_ms = now_ms() + ms;
  while (heard < total && now_ms() < until_ms) {
    size_t wanted = total - sent < sizeof piece ? total - sent : sizeof piece;
    for (size_t i = 0; i < wanted; i += 1) piece[i] = byte_at(sent + (uint32_t)i);
    int taken = TIMED(dc_tls_write(slot, piece, (int)wanted));
    if (taken < 0) break;
    sent += (uint32_t)taken;
    int got = TIMED(dc_tls_read(slot, piece, sizeof piece));
    if (got < 0) break;
    for (int i = 0; i < got; i += 1) {
      if (piece[i] == byte_at(heard + (uint32_t)i)) continue;
      printf("differs at %u\n", heard + (uint32_t)i);
      return;
    }
    heard += (uint32_t)got;
    if (taken == 0 && got == 0) usleep(500);
  }
  printf("%u %u\n", sent, heard);
}

/** Writes zeros until the peer takes no more for `ms`, or it ends. */
static void flood(int slot, double ms) {
  static const uint8_t zeros[512];
  unsigned long sent = 0;
  double until_ms = now_ms() + ms;
  int taken = 0;
  while (taken >= 0 && now_ms() < until_ms) {
    taken = TIMED(dc_tls_write(slot, zeros, sizeof zeros));
    if (taken > 0) sent += (unsigned long)taken;
    if (taken == 0) usleep(1000);
  }
  printf("%d %lu\n", taken < 0 ? taken : 0, sent);
}

/** All that comes until the end or the time is over: how much, the last answer, the first bytes. */
static void hear(int slot, double ms) {
  char text[41] = "";
  unsigned long heard = 0;
  double until_ms = now_ms() + ms;
  int got = 0;
  while (now_ms() < until_ms) {
    uint8_t piece[777];
    int status = TIMED(dc_tls_status(slot));
    got = TIMED(dc_tls_read(slot, piece, sizeof piece));
    for (int i = 0; i < got && heard + (unsigned)i < sizeof text - 1; i += 1) {
      text[heard + (unsigned)i] = (char)piece[i];
    }
    if (got > 0) heard += (unsigned)got;
    if (got < 0 || (got == 0 && status == DC_TLS_CLOSED)) break;
    if (got == 0) usleep(1000);
  }
  printf("%lu %d %s\n", heard, got, text);
}

static void obey(char *line) {
  int slot = 0;
  double ms = 0;
  unsigned total = 0;
  char text[100];
  if (strncmp(line, "open ", 5) == 0) {
    open_slot(line + 5);
  } else if (sscanf(line, "settle %d %lf", &slot, &ms) == 2) {
    wait_while(slot, DC_TLS_RESOLVING, DC_TLS_HANDSHAKING, ms);
  } else if (sscanf(line, "end %d %lf", &slot, &ms) == 2) {
    wait_while(slot, DC_TLS_RESOLVING, DC_TLS_OPEN, ms);
  } else if (sscanf(line, "echo %d %u %lf", &slot, &total, &ms) == 3) {
    echo(slot, total, ms);
  } else if (sscanf(line, "flood %d %lf", &slot, &ms) == 2) {
    flood(slot, ms);
  } else if (sscanf(line, "say %d %99s", &slot, text) == 2) {
    printf("%d\n", TIMED(dc_tls_write(slot, (uint8_t *)text, (int)strlen(text))));
  } else if (sscanf(line, "hear %d %lf", &slot, &ms) == 2) {
    hear(slot, ms);
  } else if (sscanf(line, "tell %d", &slot) == 1) {
    tell(slot);
  } else if (sscanf(line, "close %d", &slot) == 1) {
    dc_tls_close(slot);
    tell(slot);
  } else if (strncmp(line, "slowest", 7) == 0) {
    printf("%.1f\n", slowest_ms);
    slowest_ms = 0;
  } else {
    printf("unknown\n");
  }
  fflush(stdout);
}

int main(void) {
  char line[4000];
  while (fgets(line, sizeof line, stdin)) obey(line);
  for (int slot = 0; slot < DC_TLS_SLOTS; slot += 1) dc_tls_close(slot);
  // Workers end by themselves; a leak checker would else see what they still hold.
  usleep(300000);
  return 0;
}
