/*
 * text_fuzz.c: text_fold() on any bytes never writes too far, gives printable ASCII, and has nothing left to
 * fold.
 */
#include "text_core.h"
#include "require.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void
require_folded(const char *folded, size_t length)
{
	REQUIRE(length <= TEXT_FOLD_MAX && strlen(folded) == length);
	for (size_t i = 0; i < length; i++)
	{
		REQUIRE((folded[i] >= ' ' && folded[i] <= '~') || (folded[i] > '\0' && folded[i] <= TEXT_SIGN_ARROW));
		REQUIRE(folded[i] < 'a' || folded[i] > 'z');
		REQUIRE(folded[i] != ' ' || (i > 0 && i + 1 < length && folded[i + 1] != ' '));
	}
}

static void
require_folding(const uint8_t *text, size_t size)
{
	/* On the heap and of just that size, where the address sanitizer watches both ends. */
	char *folded = malloc(TEXT_FOLD_MAX + 1);
	char *again = malloc(TEXT_FOLD_MAX + 1);
	size_t length, again_length;

	if (text_fold((const char *) text, size, folded, &length))
	{
		require_folded(folded, length);
		REQUIRE(text_fold(folded, length, again, &again_length));
		REQUIRE(again_length == length);
		/* A control character that is typed is no sign. */
		for (size_t i = 0; i < length; i++)
			REQUIRE(again[i] == (folded[i] < ' ' ? TEXT_FOLD_UNKNOWN : folded[i]));
	}
	else
		REQUIRE(size > TEXT_FOLD_MAX);
	free(folded);
	free(again);
}

/* The input over and over, to a length around the limit that its first byte chooses. */
static void
require_long_folding(const uint8_t *data, size_t size)
{
	size_t length = TEXT_FOLD_MAX - 16 + data[0] % 32u;
	uint8_t *text = malloc(length);

	for (size_t i = 0; i < length; i++)
		text[i] = data[i % size];
	require_folding(text, length);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	require_folding(data, size);
	if (size > 0)
		require_long_folding(data, size);
	return 0;
}
