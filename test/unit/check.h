/*
 * check.h: what a unit test needs.  A test is a program of CHECKs that ends with `return checks_failed();`.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

static int checks_done, checks_missed;

/* A failing condition is printed with its place, and the test goes on. */
#define CHECK(condition)                                                            \
	do                                                                              \
	{                                                                               \
		checks_done++;                                                              \
		if (!(condition))                                                           \
		{                                                                           \
			checks_missed++;                                                        \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
		}                                                                           \
	} while (0)

/* The exit status: failure as well if nothing was checked. */
static int
checks_failed(void)
{
	printf("%d checks, %d failed\n", checks_done, checks_missed);
	return checks_missed > 0 || checks_done == 0;
}

#endif /* CHECK_H */
