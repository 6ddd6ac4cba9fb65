/** See tls-thread.h. ESP-IDF's pthreads are FreeRTOS tasks; the desk's have no such settings. */
#include "tls-thread.h"

#include <esp_pthread.h>
#include <pthread.h>

/** The VM of the SDK runs at 4: a handshake never delays it, on one core either. */
#define PRIORITY 3
/** For a handshake with a chain of three; not yet measured on hardware. */
#define STACK_BYTES 10240

bool dc_tls_thread_start(void *(*run)(void *), void *argument) {
  esp_pthread_cfg_t config = esp_pthread_get_default_config();
  config.prio = PRIORITY;
  config.stack_size = STACK_BYTES;
  config.thread_name = "dc-tls";
  if (esp_pthread_set_cfg(&config) != 0) return false;

  // No attributes: ESP-IDF would take the stack's size from them instead.
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, argument) != 0) return false;
  pthread_detach(thread);
  return true;
}
