/*
 * plan_period_unit.c: deadlines without a server: what is read, what is refused and why, and what a plan's
 * period decides.
 */
#include "plan_period_core.h"
#include "text_core.h"

#include <string.h>

#include "check.h"

static PlanPeriodReading
reading_of(const char *text, const PlanPeriod *within)
{
	PlanPeriodReading reading = {.problem = PLAN_PERIOD_UNREADABLE};
	char folded[TEXT_FOLD_MAX + 1];
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];
	size_t length;

	CHECK(text_fold(text, strlen(text), folded, &length));
	CHECK(plan_period_parse(folded, 4, within, &reading) == (reading.problem == PLAN_PERIOD_OK));
	plan_period_explain(&reading, detail, hint);
	CHECK((reading.problem == PLAN_PERIOD_OK) == (detail[0] == '\0' && hint[0] == '\0'));
	CHECK(strlen(detail) < QUARTER_SENTENCE_SIZE - 1 && strlen(hint) < QUARTER_SENTENCE_SIZE - 1);
	return reading;
}

static void
check_periods(void)
{
	static const struct
	{
		const char *text;
		int from[3];
		int to[3]; /* year 0: no end */
	} periods[] = {
		{"March 2026", {2026, 3, 1}, {2026, 3, 31}},
		{"Mar-26", {2026, 3, 1}, {2026, 3, 31}},
		{"Dec '24", {2024, 12, 1}, {2024, 12, 31}},
		{"Dec 45", {2045, 12, 1}, {2045, 12, 31}},
		{"2025-06", {2025, 6, 1}, {2025, 6, 30}},
		{"2025-12-05T14:10", {2025, 12, 5}, {2025, 12, 5}},
		{"2026-04-06 16:28:01.714483+05:30", {2026, 4, 6}, {2026, 4, 6}},
		{"20/07/2026 00:00", {2026, 7, 20}, {2026, 7, 20}},
		{"no later than 1st July 2026", {2026, 7, 1}, {2026, 7, 1}},
		{"To be discussed by July 2017", {2017, 7, 1}, {2017, 7, 31}},
		{"Complete by end of Q4 2024/25", {2025, 1, 1}, {2025, 3, 31}},
		{"by end-2020", {2020, 1, 1}, {2020, 12, 31}},
		{"by the end of Financial Year 2025-26", {2025, 4, 1}, {2026, 3, 31}},
		{"Begin to implement in January 2018", {2018, 1, 1}, {0, 0, 0}},
		{"From April to June 2024", {2024, 4, 1}, {2024, 6, 30}},
		{"May 2016 - August 2018", {2016, 5, 1}, {2018, 8, 31}},
		{"Feb - Apr 2024", {2024, 2, 1}, {2024, 4, 30}},
		{"21-Sept-12 to 18-Jan-13", {2012, 9, 21}, {2013, 1, 18}},
		{"17 August \xE2\x86\x92 02 October 2020", {2020, 8, 17}, {2020, 10, 2}},
		{"15 May - 20 June 2024", {2024, 5, 15}, {2024, 6, 20}},
		{"May 5 - June 10, 2025", {2025, 5, 5}, {2025, 6, 10}},
		{"May - 5th June 2025", {2025, 5, 1}, {2025, 6, 5}},
		{"17 Aug - 02-Oct-2020", {2020, 8, 17}, {2020, 10, 2}},
		{"5-9 May 2025", {2025, 5, 5}, {2025, 5, 9}},
		{"2018-2020", {2018, 4, 1}, {2020, 3, 31}},
		{"Between April 2025 and March 2026", {2025, 4, 1}, {2026, 3, 31}},
		{"2025+", {2025, 4, 1}, {0, 0, 0}},
	};

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
	{
		PlanPeriodReading reading = reading_of(periods[i].text, NULL);
		const int *from = periods[i].from;
		const int *to = periods[i].to;

		if (reading.problem != PLAN_PERIOD_OK)
			fprintf(stderr, "%s\n", periods[i].text);
		CHECK(reading.problem == PLAN_PERIOD_OK);
		CHECK(reading.period.first_day == calendar_day(from[0], from[1], from[2]));
		CHECK(reading.period.open_ended == (to[0] == 0));
		CHECK(to[0] == 0 || reading.period.end_day == calendar_day(to[0], to[1], to[2]) + 1);
	}
}

static void
check_problems(void)
{
	static const struct
	{
		const char *text;
		PlanPeriodProblem problem;
	} refused[] = {
		{"December 24", PLAN_PERIOD_DAY_OR_YEAR},
		{"September, 27", PLAN_PERIOD_DAY_OR_YEAR},
		{"Dec / 24", PLAN_PERIOD_DAY_OR_YEAR},
		{"11-Oct", PLAN_PERIOD_DAY_OR_YEAR},
		{"by Aug 28", PLAN_PERIOD_DAY_OR_YEAR},
		{"April to September 24", PLAN_PERIOD_DAY_OR_YEAR},
		{"2011-12", PLAN_PERIOD_MONTH_OR_YEARS},
		{"1998-02", PLAN_PERIOD_MONTH_OR_YEARS},
		{"2122-Q2", PLAN_PERIOD_BAD_QUARTER},
		{"18 November", PLAN_PERIOD_NO_YEAR},
		{"June 1st", PLAN_PERIOD_NO_YEAR},
		{"Oct", PLAN_PERIOD_NO_YEAR},
		{"mid-2025", PLAN_PERIOD_SEASON},
		{"By early 2026", PLAN_PERIOD_SEASON},
		{"by fall 2028", PLAN_PERIOD_SEASON},
		{"Six monthly", PLAN_PERIOD_FREQUENCY},
		{"Every August", PLAN_PERIOD_FREQUENCY},
		{"To be advised", PLAN_PERIOD_UNDECIDED},
		{"within six months of approval", PLAN_PERIOD_RELATIVE},
		{"By 2026", PLAN_PERIOD_SINGLE_YEAR},
		{"end of FY 2025", PLAN_PERIOD_SINGLE_YEAR},
		{"From 2018", PLAN_PERIOD_SINGLE_YEAR},
		{"November to January 2025", PLAN_PERIOD_REVERSED},
		{"10/31/2024", PLAN_PERIOD_IMPOSSIBLE_DATE},
		{"Start by May 2024", PLAN_PERIOD_UNREADABLE},
		{"Delayed by May 2024", PLAN_PERIOD_UNREADABLE},
		{"Not by May 2024", PLAN_PERIOD_UNREADABLE},
		{"FY2025/26-2027/28", PLAN_PERIOD_UNREADABLE},
		{"March 2026 (revised)", PLAN_PERIOD_UNREADABLE},
		{"CY 25", PLAN_PERIOD_UNREADABLE},
		{"To implement something", PLAN_PERIOD_UNREADABLE},
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
	{
		if (reading_of(refused[i].text, NULL).problem != refused[i].problem)
			fprintf(stderr, "%s\n", refused[i].text);
		CHECK(reading_of(refused[i].text, NULL).problem == refused[i].problem);
	}
}

/* Every day of a year, written without one, is found in a period of a few days around it and in no longer
 * one. */
static void
check_within(void)
{
	for (int64_t day = calendar_day(2027, 6, 1); day < calendar_day(2028, 6, 1); day++)
	{
		/* Too short for a month. */
		PlanPeriod near = {.first_day = day - 3, .end_day = day + 4};
		PlanPeriod years = {.first_day = day - 3, .end_day = day + 400};
		PlanPeriod ever = {.first_day = day - 3, .open_ended = true};
		char text[40];
		int64_t year;
		int month, of_month;

		calendar_date(day, &year, &month, &of_month);
		snprintf(text, sizeof(text), "%s %d", calendar_month_names[month - 1], of_month);
		CHECK(reading_of(text, &near).problem == PLAN_PERIOD_OK);
		CHECK(reading_of(text, &near).period.first_day == day &&
			  reading_of(text, &near).period.end_day == day + 1);
		CHECK(reading_of(text, NULL).problem ==
			  (of_month < 10 ? PLAN_PERIOD_NO_YEAR : PLAN_PERIOD_DAY_OR_YEAR));
		CHECK((month == 2 && of_month == 29) || reading_of(text, &years).problem != PLAN_PERIOD_OK);
		CHECK(reading_of(text, &ever).problem != PLAN_PERIOD_OK);
	}
}

int
main(void)
{
	check_periods();
	check_problems();
	check_within();
	return checks_failed();
}
