/*
 * server_host.c: memory contexts and interrupts for the plain-C cores.
 */
#include "server_host.h"

#include "common/pg_prng.h"
#include "miscadmin.h"
#include "utils/memutils.h"

static void *
server_alloc(void *memory, size_t size)
{
	return MemoryContextAllocHuge((MemoryContext) memory, size);
}

static void *
server_resize(void *block, size_t size)
{
	return repalloc_huge(block, size);
}

static void
server_poll(void)
{
	CHECK_FOR_INTERRUPTS();
}

static uint64 steps_of_session;

CoreHost
server_host(MemoryContext memory)
{
	CoreHost host = {memory,
					 server_alloc,
					 server_resize,
					 pfree,
					 server_poll,
					 &steps_of_session,
					 pg_prng_uint64(&pg_global_prng_state)};

	return host;
}
