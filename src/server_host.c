/*
 * server_host.c: memory contexts and interrupts for the plain-C cores.
 */
#include "server_host.h"

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

CoreHost
server_host(MemoryContext memory)
{
	CoreHost host = {memory, server_alloc, server_resize, pfree, server_poll};

	return host;
}
