/*
 * quarter_span_core.c: reading several quarters of one text, and halves of years (quarter_core.h).
 */
#include "calendar_text_core.h"
#include "quarter_core.h"
#include "text_core.h"

#include <stdio.h>
#include <string.h>

/* "Q2" of Q2-Q3 2025/26 has its year behind the other: the quarter that is as far before it. */
static bool
first_of_span(const char *folded, int start_month, const QuarterReading *last, Quarter *first)
{
	QuarterReading reading;

	if (quarter_parse(folded, start_month, &reading))
	{
		*first = reading.quarter;
		return reading.numbered;
	}
	return reading.problem == QUARTER_NO_YEAR && reading.numbered && reading.first_month == 0 &&
		   reading.number >= 1 && reading.number <= 4 &&
		   quarter_add(last->quarter, reading.number - last->number, first);
}

/* A joint of the text, and how long it is; a list (and, &, /) names neighbours only. */
static const struct
{
	const char *words;
	bool list;
} joints[] = {{" TO ", false}, {" - ", false}, {"-", false},  {" AND ", true},
			  {" & ", true},   {"&", true},    {" / ", true}, {"/", true}};

static bool
split_span(const char *folded, size_t split, const char *behind, bool list, int start_month, Quarter *first,
		   Quarter *last)
{
	char before[TEXT_FOLD_MAX + 1];
	QuarterReading reading;
	int32_t apart;

	memcpy(before, folded, split);
	before[split] = '\0';
	if (!quarter_parse(behind, start_month, &reading) || !reading.numbered ||
		!first_of_span(before, start_month, &reading, first))
		return false;
	*last = reading.quarter;
	if (QUARTER_START_MONTH(*first) != QUARTER_START_MONTH(*last))
		return false;
	apart = quarter_distance(*last, *first);
	return list ? apart == 1 : apart > 0;
}

static bool
parse_span(const char *folded, int start_month, Quarter *first, Quarter *last)
{
	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++)
	{
		const char *joint = folded;

		while ((joint = strstr(joint, joints[i].words)) != NULL)
		{
			if (split_span(folded, (size_t) (joint - folded), joint + strlen(joints[i].words), joints[i].list,
						   start_month, first, last))
				return true;
			joint++;
		}
	}
	return false;
}

/* H1, first half, second half of: 1 or 2; 0 for none. */
static int
take_half(const char **at)
{
	static const char *const halves[] = {"H1", "FIRST HALF", "1ST HALF", "H2", "SECOND HALF", "2ND HALF"};

	for (int i = 0; i < 6; i++)
		if (folded_word(at, halves[i]))
		{
			(void) folded_word(at, "OF");
			return i / 3 + 1;
		}
	return 0;
}

/* The half's year alone, as the year of its first quarter. */
static bool
parse_half(const char *folded, int start_month, Quarter *first, Quarter *last)
{
	char text[TEXT_FOLD_MAX + sizeof("Q1 ")];
	const char *year = folded;
	QuarterReading reading;
	int half = take_half(&year);

	(void) folded_char(&year, '-');
	if (half == 0 || strspn(year, "FY 0123456789/-") != strlen(year))
		return false;
	snprintf(text, sizeof(text), "Q%d %s", half * 2 - 1, year + (*year == ' '));
	if (!quarter_parse(text, start_month, &reading))
		return false;
	*first = reading.quarter;
	return quarter_add(*first, 1, last);
}

bool
quarters_parse(const char *folded, int start_month, Quarter *first, Quarter *last)
{
	return strlen(folded) <= TEXT_FOLD_MAX &&
		   (parse_half(folded, start_month, first, last) || parse_span(folded, start_month, first, last));
}
