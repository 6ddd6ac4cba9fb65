/**
 * What the programs about the guard share. Each case runs in a process of its own, because a guard
 * begins once a boot; the case's answer is its exit code.
 */
#ifndef DC_GUARD_CASE_H
#define DC_GUARD_CASE_H

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "guard.h"
#include "tap.h"

enum { PIN = 26 };

#define MS ((uint64_t)1000)

typedef struct {
  bool (*run)(void);
  const char *rule;
} guard_case_t;

static inline bool is_open(void) { return desk_pin_driven(PIN) == 0; }
static inline bool is_closed(void) { return desk_pin_driven(PIN) == 1; }
static inline void pass(uint64_t ms) { desk_clock_advance(ms * MS); }
static inline void nothing(void) {}

/** A guard that runs, with the contactor open. */
static inline void begin_at(uint64_t start_us) {
  desk_clock_by_hand(start_us);
  desk_on_reset(nothing);
  if (dc_guard_begin(PIN, 1) != 0) _exit(2);
  pass(10);
}

static inline void begin(void) { begin_at(5000000); }

static inline bool closes(uint32_t ms, uint32_t decision) {
  return dc_guard_lease(ms, decision) == 0 && is_closed();
}

static inline int run_cases(const guard_case_t *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    pid_t child = fork();
    if (child == 0) _exit(cases[i].run() ? 0 : 1);
    int status = 0;
    (void)waitpid(child, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, cases[i].rule);
  }
  return done();
}

#endif
