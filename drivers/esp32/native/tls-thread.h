/** Starts the thread of a worker: on the device a FreeRTOS task below the VM's priority. */
#ifndef DC_TLS_THREAD_H
#define DC_TLS_THREAD_H

#include <stdbool.h>

/** `run` gets `argument` in a thread that nobody joins; false without memory for one. */
bool dc_tls_thread_start(void *(*run)(void *), void *argument);

#endif
