/*
 * quarter_format_fuzz.c: whatever the pattern, what is printed ends within its buffer, and a problem is about
 * a byte of the pattern.  The first two bytes choose the quarter.
 */
#include "quarter_format_core.h"

#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[QUARTER_FORMATTED_SIZE];
	size_t length;
	size_t at;
	Quarter q;

	if (size < 2 ||
		!quarter_make(data[0] % 2 == 0 ? 9999 - data[0] : data[0], data[1] % 4 + 1, data[1] / 4 % 12 + 1, &q))
		return 0;
	if (quarter_format(q, (const char *) data + 2, size - 2, text, &length, &at) != QUARTER_FORMAT_OK)
	{
		if (size - 2 <= QUARTER_FORMAT_MAX && at >= size - 2)
			abort();
	}
	else if (at != size - 2)
		abort();
	if (length >= QUARTER_FORMATTED_SIZE || text[length] != '\0')
		abort();
	return 0;
}
