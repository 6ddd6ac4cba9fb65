/** Prints one line a check, `ok` or `not ok`, and the plan at the end; the name states the rule. */
#ifndef DC_TAP_H
#define DC_TAP_H

#include <stdbool.h>
#include <stdio.h>

static int tap_count;
static int tap_failed;

static inline void check(bool is_so, const char *rule) {
  tap_count++;
  if (!is_so) tap_failed++;
  printf("%s %d - %s\n", is_so ? "ok" : "not ok", tap_count, rule);
  (void)fflush(stdout);
}

static inline int done(void) {
  printf("1..%d\n", tap_count);
  return tap_failed > 0;
}

#endif
