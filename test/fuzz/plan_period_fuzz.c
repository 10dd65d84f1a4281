/*
 * plan_period_fuzz.c: whatever is read as a period begins before it ends, and the days at its ends, printed
 * as ISO dates and read again, are those days.  Build with src/plan_period_core.c, src/quarter_core.c and
 * src/text_core.c.  The first byte chooses the calendar.
 */
#include "plan_period_core.h"
#include "text_core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A day prints as an ISO date and as day, month's name and year; both read as that one day. */
static void
check_day(int64_t day)
{
	PlanPeriodReading reading;
	int64_t year;
	int month;
	int of_month;
	char text[64];
	char folded[TEXT_FOLD_MAX + 1];
	size_t length;

	calendar_date(day, &year, &month, &of_month);
	/* A week or a calendar may reach over the edge of the years that can be printed. */
	if (year < QUARTER_FIRST_YEAR || year > QUARTER_LAST_YEAR)
		return;
	for (int form = 0; form < 2; form++)
	{
		if (form == 0)
			snprintf(text, sizeof(text), "%04d-%02d-%02d", (int) year, month, of_month);
		else
			snprintf(text, sizeof(text), "%dth %s %04d", of_month, calendar_month_names[month - 1],
					 (int) year);
		if (!text_fold(text, strlen(text), folded, &length) || !plan_period_parse(folded, 4, NULL, &reading))
			abort();
		if (reading.period.open_ended || reading.period.first_day != day || reading.period.end_day != day + 1)
			abort();
	}
}

/* A plan's period changes nothing that is read without it, and what is read only with it lies in it. */
static void
check_within(const char *folded, int start_month, const PlanPeriodReading *alone)
{
	PlanPeriod within = {.first_day = calendar_day(2024, start_month, 1),
						 .end_day = calendar_day(2026, start_month, 1)};
	PlanPeriodReading reading;

	if (!plan_period_parse(folded, start_month, &within, &reading))
	{
		if (alone->problem != reading.problem)
			abort();
	}
	else if (alone->problem == PLAN_PERIOD_OK)
	{
		if (memcmp(&alone->period, &reading.period, sizeof(PlanPeriod)) != 0)
			abort();
	}
	else if (reading.period.first_day < within.first_day ||
			 (!reading.period.open_ended && reading.period.end_day > within.end_day))
		abort();
}

static void
check_reading(const char *folded, int start_month)
{
	PlanPeriodReading reading;
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];

	plan_period_parse(folded, start_month, NULL, &reading);
	check_within(folded, start_month, &reading);
	if (reading.problem != PLAN_PERIOD_OK)
	{
		plan_period_explain(&reading, detail, hint);
		if (reading.problem == PLAN_PERIOD_OK || (detail[0] == '\0' && hint[0] == '\0'))
			abort();
		return;
	}
	check_day(reading.period.first_day);
	if (reading.period.open_ended)
		return;
	if (reading.period.first_day >= reading.period.end_day)
		abort();
	check_day(reading.period.end_day - 1);
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
