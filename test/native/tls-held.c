/**
 * A peer on port argv[1] holds a handshake for more than 10 s. Meanwhile this thread does what the
 * VM does: looks at its connection every 10 ms, takes a reading each second and renews the lease on
 * it, cuts off, closes again, and hangs. Nothing of that may come later than without the handshake.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <time.h>

#include "guard-case.h"
#include "tls.h"

enum {
  LOOK_MS = 10,
  READING_MS = 1000,
  LEASE_MS = 2500,
  CUT_OFF_MS = 5500,
  CLOSED_AGAIN_MS = 6000,
  HANGS_MS = 7000,
  END_MS = 10500,
  DEADLINE_MS = 30000,
  /** Of a desk with other work to do; a call that waits for the peer takes seconds. */
  LATE_MS_MAX = 400,
  ROUNDED_MS = 2,
};

static const char TRUST[] = "pin:0000000000000000000000000000000000000000000000000000000000000000";

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Of one life of the board beside a held handshake. */
static struct {
  double began_ms;
  double slowest_call_ms;
  double latest_reading_ms;
  double cut_off_ms;
  double ran_out_ms;
  bool was_held_throughout;
  bool was_closed_until_cut_off;
  uint32_t decision;
  int readings;
} life;

static double age_ms(void) { return now_ms() - life.began_ms; }

static void look_at_connection(void) {
  const double asked_ms = now_ms();
  const int32_t status = dc_tls_status(0);
  uint8_t bytes[64];
  const int32_t count = dc_tls_read(0, bytes, sizeof bytes);
  const double took_ms = now_ms() - asked_ms;
  if (took_ms > life.slowest_call_ms) life.slowest_call_ms = took_ms;
  const bool is_opening = status > DC_TLS_IDLE && status < DC_TLS_OPEN;
  if (!is_opening || count != 0) life.was_held_throughout = false;
}

/** Each reading is a decision; a hung board takes none. */
static void take_reading(double due_ms) {
  const double late_ms = age_ms() - due_ms;
  if (late_ms > life.latest_reading_ms) life.latest_reading_ms = late_ms;
  life.readings += 1;
  life.decision += 1;
  const bool is_between = due_ms >= CUT_OFF_MS && due_ms < CLOSED_AGAIN_MS;
  if (!is_between) (void)dc_guard_lease(LEASE_MS, life.decision);
}

static void cut_off(void) {
  if (!is_closed()) life.was_closed_until_cut_off = false;
  (void)dc_guard_open_by(++life.decision);
  if (is_open()) life.cut_off_ms = age_ms();
}

static void live(void) {
  double reading_ms = READING_MS;
  life.began_ms = now_ms();
  life.was_held_throughout = life.was_closed_until_cut_off = true;
  (void)dc_guard_lease(LEASE_MS, ++life.decision);
  while (age_ms() < END_MS) {
    look_at_connection();
    if (age_ms() >= reading_ms && reading_ms <= HANGS_MS) {
      take_reading(reading_ms);
      reading_ms += READING_MS;
    }
    const bool is_due = age_ms() >= CUT_OFF_MS && life.cut_off_ms == 0;
    if (is_due) cut_off();
    if (life.cut_off_ms == 0 && !is_closed()) life.was_closed_until_cut_off = false;
    const bool has_hung = reading_ms > HANGS_MS;
    if (has_hung && life.ran_out_ms == 0 && is_open()) life.ran_out_ms = age_ms();
    (void)usleep(LOOK_MS * 1000);
  }
}

// The guard counts whole milliseconds, and began to a part of one before this clock did.
static bool is_near(double ms, double due_ms) {
  return ms > due_ms - ROUNDED_MS && ms < due_ms + LATE_MS_MAX;
}

int main(int count, char **arguments) {
  const int32_t port = count == 2 ? atoi(arguments[1]) : 0;
  if (dc_guard_begin(PIN, 1) != 0) return 2;
  (void)usleep(100000); // its thread runs
  const int32_t opened = dc_tls_open(0, "127.0.0.1", port, "", (char *)TRUST, 1, DEADLINE_MS);
  live();
  printf("# slowest call %.1f ms, latest reading %.1f ms, cut off at %.1f, ran out at %.1f\n",
         life.slowest_call_ms, life.latest_reading_ms, life.cut_off_ms, life.ran_out_ms);
  check(opened == 0 && life.was_held_throughout && age_ms() > 10000,
        "held handshake: it is held for more than 10 s");
  check(life.slowest_call_ms < LATE_MS_MAX, "held handshake: no look at it waits");
  check(life.readings == HANGS_MS / READING_MS && life.latest_reading_ms < LATE_MS_MAX,
        "held handshake: every reading is taken in its time");
  check(life.was_closed_until_cut_off, "held handshake: the lease that is renewed never runs out");
  check(is_near(life.cut_off_ms, CUT_OFF_MS), "held handshake: a cut-off comes in its time");
  check(is_near(life.ran_out_ms, HANGS_MS + LEASE_MS),
        "held handshake: the lease of a board that hangs runs out in its time");
  dc_tls_close(0);
  return done();
}
