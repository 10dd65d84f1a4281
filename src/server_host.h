/*
 * server_host.h: the server as host of the plain-C cores.
 */
#ifndef SERVER_HOST_H
#define SERVER_HOST_H

#include "compat.h"
#include "core_host.h"

/* Blocks live in `memory` (and may pass 1 GB); polling answers a cancel or a shutdown; the seed is a new one.
 */
extern CoreHost server_host(MemoryContext memory);

#endif /* SERVER_HOST_H */
