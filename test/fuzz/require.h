/*
 * require.h: what must hold of any input; otherwise the fuzzer keeps the input as a crash.
 */
#ifndef REQUIRE_H
#define REQUIRE_H

#include <stdlib.h>

#define REQUIRE(condition) \
	do                     \
	{                      \
		if (!(condition))  \
			abort();       \
	} while (0)

#endif /* REQUIRE_H */
