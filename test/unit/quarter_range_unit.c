/*
 * quarter_range_unit.c: ranges of quarters, the total order and formats without a server.
 */
#include "check.h"
#include "quarter_format_core.h"
#include "quarter_range_core.h"

#include <string.h>

/* From the first quarter to the last by the smallest step there is, and back, meeting every quarter once. */
static void
check_order(void)
{
	Quarter q = QUARTER_LEAST;
	Quarter next;
	Quarter back;
	int met = 1;
	int wrong = 0;

	CHECK(quarter_is_valid(QUARTER_LEAST) && quarter_is_valid(QUARTER_GREATEST));
	CHECK(!quarter_predecessor(QUARTER_LEAST, &back) && !quarter_successor(QUARTER_GREATEST, &next));
	for (; quarter_successor(q, &next); q = next, met++)
		wrong += next <= q || !quarter_is_valid(next) || !quarter_predecessor(next, &back) || back != q;
	CHECK(wrong == 0);
	CHECK(q == QUARTER_GREATEST);
	CHECK(met == 9999 * 4 * 12);
}

static QuarterBound
bound(Quarter quarter, bool inclusive)
{
	return (QuarterBound){.quarter = quarter, .inclusive = inclusive};
}

/* Whatever the ends: no step out of the domain, canonical twice is canonical once, days in order or none. */
static void
check_pair(Quarter a, bool a_inclusive, Quarter b, bool b_inclusive, int *wrong)
{
	QuarterBound lower = bound(a, a_inclusive);
	QuarterBound upper = bound(b, b_inclusive);
	QuarterBound lower_again;
	QuarterBound upper_again;
	Quarter step;

	if (!quarter_range_canonical(&lower, &upper))
	{
		*wrong += a_inclusive && (b_inclusive || a < b);
		return;
	}
	*wrong += !quarter_is_valid(lower.quarter) || !quarter_is_valid(upper.quarter);
	*wrong += !lower.inclusive && quarter_add(a, 1, &step);
	*wrong += upper.inclusive && quarter_add(b, 1, &step);
	lower_again = lower;
	upper_again = upper;
	*wrong += !quarter_range_canonical(&lower_again, &upper_again);
	*wrong += lower_again.quarter != lower.quarter || lower_again.inclusive != lower.inclusive;
	*wrong += upper_again.quarter != upper.quarter || upper_again.inclusive != upper.inclusive;
	*wrong += lower.inclusive && quarter_range_first_day(&lower) > quarter_range_day_after(&upper);
}

/* Every pair of ends within a few years at the start, in the middle and at the end of the domain. */
static void
check_canonical(void)
{
	static const int first_years[] = {1, 2024, 9998};
	static Quarter quarters[400];
	int wrong = 0;
	int tried = 0;

	for (int i = 0; i < 3; i++)
	{
		int number = 0;

		for (Quarter q = QUARTER_PACK(first_years[i] * 12, 1); number < 120; number++)
		{
			quarters[number] = q;
			if (!quarter_successor(q, &q))
				break;
		}
		for (int a = 0; a < number; a++)
			for (int b = a; b < number; b++)
				for (int ends = 0; ends < 4; ends++, tried++)
					if (a != b || ends == 3)
						check_pair(quarters[a], ends & 1, quarters[b], ends & 2, &wrong);
	}
	CHECK(wrong == 0);
	CHECK(tried > 80000);
}

static bool
formats(Quarter q, const char *pattern, const char *expected)
{
	char text[QUARTER_FORMATTED_SIZE];
	size_t length;
	size_t at;

	return quarter_format(q, pattern, strlen(pattern), text, &length, &at) == QUARTER_FORMAT_OK &&
		   strcmp(text, expected) == 0 && length == strlen(expected);
}

static bool
refuses(const char *pattern, QuarterFormatProblem problem, size_t place)
{
	char text[QUARTER_FORMATTED_SIZE];
	size_t length;
	size_t at;

	return quarter_format(QUARTER_LEAST, pattern, strlen(pattern), text, &length, &at) == problem &&
		   at == place;
}

static void
check_formats(void)
{
	char long_pattern[QUARTER_FORMAT_MAX + 2];
	char text[QUARTER_FORMATTED_SIZE];
	size_t length;
	size_t at;
	Quarter fiscal;
	Quarter calendar;
	Quarter last;

	CHECK(quarter_make(2025, 4, 4, &fiscal) && quarter_make(2025, 2, 1, &calendar) &&
		  quarter_make(9999, 1, 4, &last));
	CHECK(formats(fiscal, "", ""));
	CHECK(formats(fiscal, "\"Q\"Q YYYY/YY", "Q4 2025/26"));
	CHECK(formats(calendar, "\"Q\"Q YYYY/YY", "Q2 2025"));
	CHECK(formats(fiscal, "yy-yy q h", "25-26 4 2"));
	CHECK(formats(fiscal, "YYYY-YYYY", "2025-2026"));
	CHECK(formats(fiscal, "YYYY/Q YY- YYYY", "2025/4 25- 2025"));
	CHECK(formats(fiscal, "EYYY EY ey", "2026 26 26"));
	CHECK(formats(calendar, "EYYYEY", "202525"));
	CHECK(formats(last, "YYYY/YY EYYY EY", "9999/00 10000 00"));
	CHECK(formats(fiscal, "\\Q\"\\\"a\\\\\"\\", "Q\"a\\\\"));
	CHECK(refuses("Q YYY", QUARTER_FORMAT_LETTER, 4));
	CHECK(refuses("Quarter", QUARTER_FORMAT_LETTER, 1));
	CHECK(refuses("E", QUARTER_FORMAT_LETTER, 0));
	CHECK(refuses("Q \"Q", QUARTER_FORMAT_OPEN_QUOTE, 2));
	CHECK(refuses("\"\\\"", QUARTER_FORMAT_OPEN_QUOTE, 0));

	/* The pattern that grows the most, as long as may be, and a byte longer. */
	for (size_t i = 0; i <= QUARTER_FORMAT_MAX; i++)
		long_pattern[i] = "EYYY"[i % 4];
	CHECK(quarter_format(last, long_pattern, QUARTER_FORMAT_MAX, text, &length, &at) == QUARTER_FORMAT_OK);
	CHECK(length == QUARTER_FORMATTED_SIZE - 1);
	CHECK(quarter_format(last, long_pattern, QUARTER_FORMAT_MAX + 1, text, &length, &at) ==
		  QUARTER_FORMAT_TOO_LONG);
}

int
main(void)
{
	check_order();
	check_canonical();
	check_formats();
	return checks_failed();
}
