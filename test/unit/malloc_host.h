/*
 * malloc_host.h: the C library as host of the cores that need memory, for tests and fuzzers.
 */
#ifndef MALLOC_HOST_H
#define MALLOC_HOST_H

#include <stdlib.h>

#include "core_host.h"

static void *
test_alloc(void *memory, size_t size)
{
	void *block = malloc(size);

	(void) memory;
	if (block == NULL)
		abort();
	return block;
}

static void *
test_resize(void *block, size_t size)
{
	block = realloc(block, size);
	if (block == NULL)
		abort();
	return block;
}

static uint64_t test_polls, test_steps;

static void
test_poll(void)
{
	test_polls++;
}

/* The seed is any: with one of its own the server makes no other results. */
static const CoreHost malloc_host = {
	NULL, test_alloc, test_resize, free, test_poll, &test_steps, UINT64_C(0x243F6A8885A308D3)};

#endif /* MALLOC_HOST_H */
