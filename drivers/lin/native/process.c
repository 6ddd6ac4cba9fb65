/*
 * What a process of this machine has in place of a chip: strong random bytes and its own end.
 * Called through the SDK's FFI; the names are those of the device's own system module.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

int32_t dc_random(uint8_t* bytes, uint32_t length);
void dc_end(int32_t code);

/** 0, or -1 when there are none. */
int32_t dc_random(uint8_t* bytes, uint32_t length)
{
	uint32_t done = 0;
	while (done < length) {
		ssize_t got = getrandom(bytes + done, length - done, 0);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return -1;
		done += (uint32_t)got;
	}
	return 0;
}

/** At once: nothing of the VM runs any more. */
void dc_end(int32_t code)
{
	fflush(stdout);
	_exit(code);
}
