/** From a name to a connected socket, with the address check in between. */
#ifndef DC_TLS_DIAL_H
#define DC_TLS_DIAL_H

#include "tls-job.h"

/**
 * A connected socket that does not block, or a fault. Looks the name up once and connects to the
 * very addresses that it has judged, so that the name cannot change its mind in between.
 */
int dc_tls_dial(dc_tls_job *job);

#endif
