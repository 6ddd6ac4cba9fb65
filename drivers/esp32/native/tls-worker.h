/** The life of one connection, in a thread of its own. */
#ifndef DC_TLS_WORKER_H
#define DC_TLS_WORKER_H

#include "tls-job.h"

/** Starts it, as the job's second owner; false when there are too many already, or no memory. */
bool dc_tls_worker_start(dc_tls_job *job);

#endif
