/*
 * core_host.h: what a plain-C core that needs memory asks of whoever runs it.  The server lends memory
 * contexts and its interrupt check (server_host.c), the unit tests and fuzzers malloc.
 */
#ifndef CORE_HOST_H
#define CORE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CoreHost
{
	void *memory;                              /* handed to alloc as it is: the server's memory context */
	void *(*alloc)(void *memory, size_t size); /* never NULL; `size` may pass 1 GB */
	void *(*resize)(void *block, size_t size); /* likewise; the block stays in its memory */
	void (*release)(void *block);              /* not NULL */
	void (*poll)(void);                        /* the user may have cancelled; need not return */
} CoreHost;

/* Long loops poll once in so many steps: often enough for a cancel within a second, too seldom to be felt. */
#define CORE_POLL_STEPS 65536

static inline void *
core_alloc(const CoreHost *host, size_t count, size_t size)
{
	/* Counts are 32-bit and sizes small, so the product cannot overflow; a block of nothing is still one. */
	return host->alloc(host->memory, count == 0 ? size : count * size);
}

static inline void
core_poll_at(const CoreHost *host, uint64_t step)
{
	if (step % CORE_POLL_STEPS == CORE_POLL_STEPS - 1)
		host->poll();
}

#endif /* CORE_HOST_H */
