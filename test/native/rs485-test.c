/** Formats, frames and faults of the line, over a pseudo-terminal whose other end is the test. */
#include "rs485.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "desk.h"
#include "tap.h"

enum { PORT = 1, RX = 16, TX = 17, DE = 4, BAUD = 9600, WAIT_MS = 1000 };

static int peer;
static uint8_t bytes[4096];

static int32_t open_as(const char *format) {
  return dc_rs485_open(PORT, RX, TX, DE, BAUD, format);
}

/** What the other end hears; 0 when it stays silent. */
static size_t hear(size_t least) {
  size_t got = 0;
  struct pollfd ready = {.fd = peer, .events = POLLIN};
  while (got < least && poll(&ready, 1, WAIT_MS) == 1) {
    ssize_t came = read(peer, bytes + got, sizeof(bytes) - got);
    if (came <= 0) break;
    got += (size_t)came;
  }
  return got;
}

static bool say(const void *what, size_t length) {
  return write(peer, what, length) == (ssize_t)length;
}

/** The terminal hands over at its own pace. */
static int32_t read_all(uint8_t *buffer, uint32_t wanted) {
  uint32_t got = 0;
  for (int tries = 0; got < wanted && tries < WAIT_MS; tries++) {
    int32_t came = dc_rs485_read(buffer + got, wanted - got);
    if (came < 0) return came;
    got += (uint32_t)came;
    if (came == 0) (void)usleep(1000);
  }
  return (int32_t)got;
}

static void refusals(void) {
  check(dc_rs485_read(bytes, 1) == DC_RS485_NOT_OPEN && dc_rs485_write(bytes, 1) < 0,
        "rs485: refuses everything before it is open");
  check(open_as("8O1") == DC_RS485_BAD_FORMAT && open_as("") == DC_RS485_BAD_FORMAT &&
            open_as("8N1 ") == DC_RS485_BAD_FORMAT && open_as(NULL) == DC_RS485_BAD_FORMAT,
        "rs485: refuses a format it does not have");
  check(dc_rs485_open(9, RX, TX, DE, BAUD, "8N1") == DC_RS485_BAD_LINE &&
            dc_rs485_open(-1, RX, TX, DE, BAUD, "8N1") == DC_RS485_BAD_LINE,
        "rs485: refuses a port that is not there");
  check(dc_rs485_open(PORT, RX, 36, DE, BAUD, "8N1") == DC_RS485_BAD_LINE &&
            dc_rs485_open(PORT, RX, TX, DE, 9600, "8N1") == 0,
        "rs485: a pin that cannot send is refused, and leaves the port free");
  check(open_as("8N1") == DC_RS485_IS_OPEN, "rs485: opens once");
  dc_rs485_close();
}

static void frames(void) {
  uint8_t frame[256];
  uint8_t got[256];
  for (int i = 0; i < 256; i++) frame[i] = (uint8_t)i;
  check(open_as("8N1") == 0 && desk_line_data_bits() == 8 && desk_line_parity() == 'N',
        "rs485: 8N1 is 8 bits without parity");
  check(desk_line_drives_enable() && desk_pin_driven(DE) == 0, "rs485: listens until it sends");
  check(dc_rs485_read(got, sizeof(got)) == 0, "rs485: a silent line reads as nothing");
  check(dc_rs485_write(frame, 256) == 256 && hear(256) == 256 && memcmp(bytes, frame, 256) == 0,
        "rs485: every byte goes out as it is");
  check(desk_pin_driven(DE) == 0 && desk_pin_changes(DE) == 2,
        "rs485: the enable pin is up for the frame, and down after it");
  check(say(frame, 256) && read_all(got, 256) == 256 && memcmp(got, frame, 256) == 0,
        "rs485: every byte comes in as it is");
  check(say("abcdef", 6) && read_all(got, 2) == 2 && read_all(got + 2, 4) == 4 &&
            memcmp(got, "abcdef", 6) == 0,
        "rs485: a frame may be read in pieces");
  check(dc_rs485_write(frame, DC_RS485_WRITE_MAX + 1) == DC_RS485_TOO_LONG &&
            dc_rs485_write(NULL, 4) == 0 && dc_rs485_read(NULL, 4) == 0,
        "rs485: refuses what is longer than a frame, and a detached buffer");
  check(dc_rs485_lost() == 0 && dc_rs485_garbled() == 0, "rs485: nothing lost, nothing garbled");
  dc_rs485_close();
  check(dc_rs485_write(frame, 1) == DC_RS485_NOT_OPEN, "rs485: refuses everything once closed");
}

static void parities(void) {
  uint8_t got[8];
  check(open_as("8E1") == 0 && desk_line_data_bits() == 8 && desk_line_parity() == 'E',
        "rs485: 8E1 is 8 bits with even parity");
  dc_rs485_close();
  check(open_as("7E1") == 0 && desk_line_data_bits() == 7 && desk_line_parity() == 'E',
        "rs485: 7E1 is 7 bits with even parity");
  // "/?!" as a reader with 8 bits sees it: 2f has five ones, 3f six, 21 two.
  check(dc_rs485_write((const uint8_t *)"/?!", 3) == 3 && hear(3) == 3 && bytes[0] == 0xaf &&
            bytes[1] == 0x3f && bytes[2] == 0x21,
        "rs485: 7E1 sends the parity as the eighth bit");
  check(say("\xaf\x3f\x21", 3) && read_all(got, 3) == 3 && memcmp(got, "/?!", 3) == 0 &&
            dc_rs485_garbled() == 0,
        "rs485: 7E1 reads seven bits");
  check(say("\x2f", 1) && read_all(got, 1) == 1 && dc_rs485_read(got, 1) == 0 &&
            dc_rs485_garbled() == 1,
        "rs485: a wrong parity is counted");
  dc_rs485_close();
  check(open_as("7E1") == 0 && dc_rs485_garbled() == 0, "rs485: counts anew when opened anew");
  dc_rs485_close();
}

static void without_enable(void) {
  uint32_t before = desk_pin_changes(DE);
  bool has_opened = dc_rs485_open(PORT, RX, TX, -1, BAUD, "8N1") == 0;
  check(has_opened && !desk_line_drives_enable() && dc_rs485_write(bytes, 4) == 4 &&
            hear(4) == 4 && desk_pin_changes(DE) == before,
        "rs485: without an enable pin it is a plain line");
  dc_rs485_close();
}

/** Nobody takes what is sent: as long as a line is slow. */
static void full_line(void) {
  enum { FRAMES_MAX = 10000 };
  uint8_t frame[256] = {0};
  bool has_opened = open_as("8N1") == 0;
  size_t sent = 0;
  int32_t took = 256;
  for (int i = 0; i < FRAMES_MAX && took == 256; i++) {
    took = dc_rs485_write(frame, 256);
    if (took > 0) sent += (size_t)took;
  }
  check(has_opened && took == 0, "rs485: while the last frame is not out, nothing is taken");
  check(desk_pin_driven(DE) == 1, "rs485: the enable pin stays up until the last byte is out");
  size_t heard = 0;
  while (heard < sent) {
    size_t came = hear(1);
    if (came == 0) break;
    heard += came;
    (void)dc_rs485_read(frame, 1);
  }
  check(heard == sent && desk_pin_driven(DE) == 0, "rs485: all of what was taken goes out");
  check(dc_rs485_write(frame, 256) == 256 && hear(256) == 256, "rs485: then it takes again");
  dc_rs485_close();
}

/** 100 errors, and room for 64: the event of a loss may be among those that had none. */
static void storm(void) {
  uint8_t got[16];
  bool has_opened = open_as("7E1") == 0;
  memset(bytes, 0x2f, 100);
  check(has_opened && say(bytes, 100), "rs485: a disturbed line is heard");
  (void)usleep(20000);
  check(dc_rs485_read(got, sizeof(got)) == DC_RS485_LOST && dc_rs485_lost() == 1 &&
            dc_rs485_garbled() > 0,
        "rs485: more events than are kept count as a loss");
  dc_rs485_close();
}

static void overflow(void) {
  uint8_t got[16];
  bool has_opened = open_as("8N1") == 0;
  memset(bytes, 'x', 3000);
  check(has_opened && say(bytes, 3000), "rs485: a line that nobody reads fills up");
  (void)usleep(20000);
  check(dc_rs485_read(got, sizeof(got)) == DC_RS485_LOST && dc_rs485_lost() == 1,
        "rs485: lost bytes are counted and reported");
  check(dc_rs485_read(got, sizeof(got)) == 0, "rs485: nothing of a torn stream is handed over");
  check(say("new", 3) && read_all(got, 3) == 3 && memcmp(got, "new", 3) == 0 &&
            dc_rs485_lost() == 1,
        "rs485: the next frame is read whole");
  dc_rs485_close();
}

int main(void) {
  peer = posix_openpt(O_RDWR | O_NOCTTY);
  if (peer < 0 || grantpt(peer) != 0 || unlockpt(peer) != 0) return 2;
  (void)setenv("DC_RS485_TTY", ptsname(peer), 1);
  // Held open, so that closing the line does not hang up the other end.
  int keeper = open(ptsname(peer), O_RDWR | O_NOCTTY);
  struct termios raw;
  if (keeper < 0 || tcgetattr(keeper, &raw) != 0) return 2;
  cfmakeraw(&raw);
  (void)tcsetattr(keeper, TCSANOW, &raw);
  refusals();
  frames();
  parities();
  without_enable();
  full_line();
  storm();
  overflow();
  (void)close(keeper);
  return done();
}
