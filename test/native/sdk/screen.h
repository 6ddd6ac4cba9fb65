/**
 * Stands for the SDK's screen.h where there is no SDK: as much of it as host-sim/lin/host.c uses,
 * and no line of it. What is compiled against it runs test/native/runtime.c and nothing else.
 */
#ifndef DC_TEST_SCREEN_H
#define DC_TEST_SCREEN_H

#include <pthread.h>

#define screenBytesPerPixel 4
#define mxCreateMutex(mutex) pthread_mutex_init(mutex, NULL)

typedef struct test_screen txScreen;

struct test_screen {
  void *machine;
  void *buildFFI;
  void (*idle)(txScreen *);
  void (*abort)(txScreen *, int);
  void (*bufferChanged)(txScreen *);
  void (*formatChanged)(txScreen *);
  void (*post)(txScreen *, char *, int);
  void (*start)(txScreen *, double);
  void (*stop)(txScreen *);
  int width;
  int height;
  pthread_mutex_t workersMutex;
};

#endif
