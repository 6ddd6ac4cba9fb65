/*
 * Loads the firmware's runtime (mc.so, built by mcconfig for the platform lin) and runs it on a
 * glib main loop: what the SDK's own simulator does, without its window. `screen.h` is that of the
 * installed SDK, under its licence; what comes of it is for this machine and is not given away.
 *
 *   host RUNTIME [--meter FD]
 *
 * With --meter the host opens a pseudo-terminal, links it as `meter` in the folder that HOME names,
 * and carries bytes between it and the open file FD: whoever started the host is the meter.
 *
 * Ends with 70 when the VM gave up (its reason is on the standard output), 75 when the firmware
 * wants to be started again, 64 to 66 when it could not begin.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#ifndef mxLinux
#define mxLinux 1
#endif
#include "screen.h"

enum { USAGE = 64, NO_RUNTIME = 65, NO_METER = 66, VM_GAVE_UP = 70 };

/** The VM runs what is due at least this often. */
#define IDLE_MS 20
#define PIECE_BYTES 512

struct link {
	int from;
	int to;
};

/** Not from within the VM's own call: it unwinds first, then the loop ends. */
static gboolean give_up(gpointer status)
{
	printf("host gave-up status=%d\n", GPOINTER_TO_INT(status));
	fflush(stdout);
	_exit(VM_GAVE_UP);
}

static void on_abort(txScreen* screen, int status)
{
	(void)screen;
	g_idle_add(give_up, GINT_TO_POINTER(status));
}

static gboolean on_idle(gpointer data)
{
	txScreen* screen = data;
	if (screen->idle) screen->idle(screen);
	return G_SOURCE_CONTINUE;
}

static void on_start(txScreen* screen, double interval)
{
	(void)interval;
	g_timeout_add(IDLE_MS, on_idle, screen);
}

static void on_stop(txScreen* screen)
{
	(void)screen;
}

/** Nothing is drawn. */
static void on_changed(txScreen* screen)
{
	(void)screen;
}

static void on_post(txScreen* screen, char* message, int size)
{
	(void)screen;
	(void)message;
	(void)size;
}

static gboolean carry(gint from, GIOCondition condition, gpointer data)
{
	(void)condition;
	const struct link* link = data;
	char bytes[PIECE_BYTES];
	const ssize_t count = read(from, bytes, sizeof bytes);
	if (count < 0 && (errno == EAGAIN || errno == EINTR || errno == EIO)) return G_SOURCE_CONTINUE;
	if (count <= 0) return G_SOURCE_REMOVE;
	for (ssize_t sent = 0; sent < count;) {
		const ssize_t now = write(link->to, bytes + sent, (size_t)(count - sent));
		if (now < 0 && errno != EINTR && errno != EAGAIN) break;
		if (now > 0) sent += now;
	}
	return G_SOURCE_CONTINUE;
}

/** False when there is no pseudo-terminal to be had. */
static gboolean open_meter(int wire)
{
	static struct link to_wire, to_line;
	static int near_end;
	const char* folder = getenv("HOME");
	const int far_end = posix_openpt(O_RDWR | O_NOCTTY);
	if (folder == NULL || far_end < 0 || grantpt(far_end) != 0 || unlockpt(far_end) != 0) return FALSE;
	const char* name = ptsname(far_end);
	if (name == NULL) return FALSE;
	/* Held open: without a reader the far end reads as hung up. */
	near_end = open(name, O_RDWR | O_NOCTTY);
	struct termios raw;
	if (near_end < 0 || tcgetattr(near_end, &raw) != 0) return FALSE;
	cfmakeraw(&raw);
	if (tcsetattr(near_end, TCSANOW, &raw) != 0) return FALSE;
	char* path = g_build_filename(folder, "meter", NULL);
	unlink(path);
	const gboolean is_linked = symlink(name, path) == 0;
	g_free(path);
	to_wire = (struct link){far_end, wire};
	to_line = (struct link){wire, far_end};
	g_unix_fd_add(far_end, G_IO_IN, carry, &to_wire);
	g_unix_fd_add(wire, G_IO_IN, carry, &to_line);
	return is_linked;
}

int main(int count, char** arguments)
{
	const gboolean has_meter = count == 4 && strcmp(arguments[2], "--meter") == 0;
	if (count != 2 && !has_meter) {
		fprintf(stderr, "usage: host RUNTIME [--meter FD]\n");
		return USAGE;
	}
	/* A line is out before whatever comes next, be it the end; a peer that went away is no signal. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);

	if (has_meter && !open_meter(atoi(arguments[3]))) {
		fprintf(stderr, "host: no pseudo-terminal for the meter\n");
		return NO_METER;
	}
	void* runtime = dlopen(arguments[1], RTLD_NOW);
	void (*launch)(txScreen*) = NULL;
	if (runtime != NULL) *(void**)&launch = dlsym(runtime, "fxScreenLaunch");
	if (launch == NULL) {
		fprintf(stderr, "host: %s\n", dlerror());
		return NO_RUNTIME;
	}
	txScreen* screen = calloc(1, sizeof *screen + screenBytesPerPixel);
	if (screen == NULL) return NO_RUNTIME;
	screen->width = 1;
	screen->height = 1;
	screen->abort = on_abort;
	screen->bufferChanged = on_changed;
	screen->formatChanged = on_changed;
	screen->post = on_post;
	screen->start = on_start;
	screen->stop = on_stop;
	*(void**)&screen->buildFFI = dlsym(runtime, "fxBuildFFI");
	mxCreateMutex(&screen->workersMutex);
	launch(screen);
	if (screen->machine == NULL) {
		fprintf(stderr, "host: the VM could not be made\n");
		return VM_GAVE_UP;
	}
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
