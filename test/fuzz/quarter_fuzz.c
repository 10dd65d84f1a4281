/*
 * quarter_fuzz.c: whatever is read as a quarter prints as text that reads as the same quarter.
 * Build with src/quarter_core.c and src/text_core.c.  The first byte chooses the calendar and the path.
 */
#include "quarter_core.h"
#include "text_core.h"

#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_reading(const char *folded, int start_month)
{
	QuarterReading reading;
	QuarterReading again;
	char text[QUARTER_TEXT_SIZE];
	char printed[TEXT_FOLD_MAX + 1];
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];
	size_t length;

	if (!quarter_parse(folded, start_month, &reading))
	{
		quarter_explain(&reading, detail, hint);
		if (reading.problem == QUARTER_OK || (detail[0] == '\0' && hint[0] == '\0'))
			abort();
		return;
	}
	if (reading.problem != QUARTER_OK || !quarter_is_valid(reading.quarter))
		abort();
	quarter_print(reading.quarter, text);
	if (strlen(text) >= QUARTER_TEXT_SIZE || !text_fold(text, strlen(text), printed, &length))
		abort();
	if (!quarter_parse(printed, QUARTER_DEFAULT_START, &again) || again.quarter != reading.quarter)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t length;
	int start_month;

	if (size < 1)
		return 0;
	start_month = data[0] % 12 + 1;
	if (text_fold((const char *) data + 1, size - 1, folded, &length))
		check_reading(folded, start_month);

	/* Unfolded too, in memory of its own so that a read past the end is seen. */
	if (size <= TEXT_FOLD_MAX)
	{
		char *raw = malloc(size);

		if (raw == NULL)
			return 0;
		memcpy(raw, data + 1, size - 1);
		raw[size - 1] = '\0';
		check_reading(raw, start_month);
		free(raw);
	}
	return 0;
}
