/*
 * quarter_unit.c: the quarter core without a server: every value, every day, and the parser's corners.
 * Build with src/quarter_core.c and src/text_core.c; exits non-zero and names the line of each failure.
 */
#include "quarter_core.h"
#include "text_core.h"
#include "calendar_text_core.h"

#include <stdio.h>
#include <string.h>

static int checks;
static int failures;

#define CHECK(condition)                                                            \
	do                                                                              \
	{                                                                               \
		checks++;                                                                   \
		if (!(condition))                                                           \
		{                                                                           \
			failures++;                                                             \
			fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
		}                                                                           \
	} while (0)

/* Exactly 9999 years of 4 quarters in 12 calendars are valid, each prints and reads back as itself. */
static void
check_every_value(void)
{
	int valid = 0;
	int wrong = 0;

	for (int32_t bits = -100000; bits < 2200000; bits++)
	{
		char text[QUARTER_TEXT_SIZE];
		char folded[TEXT_FOLD_MAX + 1];
		size_t length;
		QuarterReading reading;
		Quarter made;

		if (!quarter_is_valid(bits))
			continue;
		valid++;
		quarter_print(bits, text);
		if (!text_fold(text, strlen(text), folded, &length) ||
			!quarter_parse(folded, QUARTER_DEFAULT_START, &reading) || reading.quarter != bits)
			wrong++;
		if (!quarter_make(quarter_year(bits), quarter_number(bits), QUARTER_START_MONTH(bits), &made) ||
			made != bits)
			wrong++;
		if (!quarter_of_day(quarter_first_day(bits), QUARTER_START_MONTH(bits), &made) || made != bits)
			wrong++;
		if (!quarter_of_day(quarter_last_day(bits), QUARTER_START_MONTH(bits), &made) || made != bits)
			wrong++;
	}
	CHECK(valid == 9999 * 4 * 12);
	CHECK(wrong == 0);
	CHECK(!quarter_is_valid(INT32_MAX));
	CHECK(!quarter_is_valid(INT32_MIN));
}

/* Counting on from day to day, by the rule of the calendar alone, over all fiscal years, and from before year
 * 0 */
static void
check_every_day(void)
{
	int64_t day = calendar_day(-10, 1, 1);
	int wrong = 0;

	for (int64_t year = -10; year < 10050; year++)
		for (int month = 1; month <= 12; month++)
			for (int of_month = 1; of_month <= calendar_month_days(year, month); of_month++, day++)
			{
				int64_t back_year;
				int back_month;
				int back_day;

				calendar_date(day, &back_year, &back_month, &back_day);
				if (calendar_day(year, month, of_month) != day || back_year != year || back_month != month ||
					back_day != of_month)
					wrong++;
			}
	CHECK(wrong == 0);
	CHECK(calendar_day(2000, 1, 1) == 0);
	CHECK(calendar_day(1970, 1, 1) == -10957);
	CHECK(calendar_month_days(1900, 2) == 28);
	CHECK(calendar_month_days(2000, 2) == 29);
	CHECK(calendar_month_start(2000 * 12) == 0);
	CHECK(calendar_month_start(-1) == calendar_day(-1, 12, 1));
}

static void
check_edges(void)
{
	Quarter first;
	Quarter last;
	Quarter other;

	CHECK(quarter_make(1, 1, 4, &first));
	CHECK(quarter_make(9999, 4, 4, &last));
	CHECK(!quarter_make(0, 4, 4, &other));
	CHECK(!quarter_make(10000, 1, 1, &other));
	CHECK(!quarter_make(INT64_MAX, 4, 12, &other));
	CHECK(!quarter_make(INT64_MIN, 1, 1, &other));
	CHECK(!quarter_add(first, -1, &other));
	CHECK(!quarter_add(last, 1, &other));
	CHECK(!quarter_add(first, INT64_MAX, &other));
	CHECK(!quarter_add(first, INT64_MIN, &other));
	CHECK(quarter_add(first, 9999 * 4 - 1, &other) && other == last);
	CHECK(quarter_distance(last, first) == 9999 * 4 - 1);
	CHECK(!quarter_of_day(INT32_MAX, 4, &other));
	CHECK(!quarter_of_day(INT32_MIN, 4, &other));
	CHECK(!quarter_of_day(calendar_day(1, 3, 31), 4, &other));
	CHECK(quarter_of_day(calendar_day(1, 4, 1), 4, &other) && other == first);
	CHECK(!quarter_in_calendar(first, 7, &other));
	CHECK(quarter_in_calendar(first, 1, &other) && quarter_number(other) == 2);
}

static const char *
hint_of(const char *folded)
{
	static char hint[QUARTER_SENTENCE_SIZE];
	char detail[QUARTER_SENTENCE_SIZE];
	QuarterReading reading;

	CHECK(!quarter_parse(folded, 4, &reading));
	quarter_explain(&reading, detail, hint);
	return hint;
}

static QuarterProblem
problem_of(const char *folded)
{
	QuarterReading reading;
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];

	quarter_parse(folded, QUARTER_DEFAULT_START, &reading);
	quarter_explain(&reading, detail, hint);
	/* Whatever is wrong, something is said, and it fits. */
	CHECK((reading.problem == QUARTER_OK) == (detail[0] == '\0' && hint[0] == '\0'));
	CHECK(strlen(detail) < QUARTER_SENTENCE_SIZE - 1 && strlen(hint) < QUARTER_SENTENCE_SIZE - 1);
	return reading.problem;
}

static void
check_problems(void)
{
	CHECK(problem_of("Q1 2025/26") == QUARTER_OK);
	CHECK(problem_of("FY 2025/26 Q1") == QUARTER_OK);
	CHECK(problem_of("Q1 FY2025 (JAN)") == QUARTER_OK);
	CHECK(problem_of("") == QUARTER_UNREADABLE);
	CHECK(problem_of("Q") == QUARTER_UNREADABLE);
	CHECK(problem_of("Q1 2025/26 X") == QUARTER_UNREADABLE);
	CHECK(problem_of("2025-04-01") == QUARTER_IS_DATE);
	CHECK(problem_of("2025-04-01T00:00:00") == QUARTER_IS_DATE);
	CHECK(problem_of("2025/26") == QUARTER_NO_NUMBER);
	CHECK(problem_of("Q3") == QUARTER_NO_YEAR);
	CHECK(problem_of("Q0 2025/26") == QUARTER_BAD_NUMBER);
	CHECK(problem_of("Q5 2025/26") == QUARTER_BAD_NUMBER);
	CHECK(problem_of("Q99999999999999999999 2025/26") == QUARTER_BAD_NUMBER);
	CHECK(problem_of("Q1 25") == QUARTER_OK);
	CHECK(problem_of("2122-Q2") == QUARTER_RUN_TOGETHER);
	CHECK(problem_of("1920 Q3") == QUARTER_RUN_TOGETHER);
	CHECK(problem_of("0001-Q1") == QUARTER_RUN_TOGETHER);
	CHECK(problem_of("QUARTER 3 1920") == QUARTER_RUN_TOGETHER);
	CHECK(problem_of("2021-Q2") == QUARTER_OK);
	CHECK(problem_of("Q2 2122") == QUARTER_OK); /* as it prints */
	CHECK(problem_of("2122-Q2 (JAN)") == QUARTER_OK);
	CHECK(problem_of("QUARTER 1 (APRIL TO JUNE)") == QUARTER_NO_YEAR);
	CHECK(problem_of("THIRD QUARTER (OCTOBER - DECEMBER 2019)") == QUARTER_ORDINAL_AMBIGUOUS);
	CHECK(problem_of("Q1 2025/26 (JUL-SEP 2026)") == QUARTER_MONTHS_DISAGREE);
	CHECK(problem_of("Q1 2025/26 (JAN-MAR 2025)") == QUARTER_MONTHS_DISAGREE);
	CHECK(problem_of("Q1 2025/26 (OCT) (APR-JUN 2025)") == QUARTER_MONTHS_DISAGREE);
	CHECK(problem_of("Q4 (JAN-MAR) 2024") == QUARTER_SINGLE_AMBIGUOUS);
	CHECK(problem_of("FEB - APR 2024") == QUARTER_NOT_A_QUARTER);
	CHECK(problem_of("APRIL TO JUNE 24") == QUARTER_UNREADABLE);
	CHECK(problem_of("APRIL 2025 - JUNE") == QUARTER_UNREADABLE);
	CHECK(strcmp(hint_of("THIRD QUARTER (JULY - SEPTEMBER 2025)"), "Write \"Q3 2025\".") == 0);
	CHECK(strcmp(hint_of("THIRD QUARTER (APRIL - JUNE 2025)"),
				 "Write \"Q3 2024/25 (Oct)\", or \"Q2 2025\" for the calendar year.") == 0);
	CHECK(problem_of("JUNE QUARTER 2024-25") == QUARTER_UNREADABLE);
	CHECK(problem_of("Q1 - Q2 2025") == QUARTER_UNREADABLE);
	CHECK(problem_of("Q1 -/ 2025") == QUARTER_UNREADABLE);
	CHECK(problem_of("Q1 25/2026") == QUARTER_BAD_YEAR);
	CHECK(problem_of("Q1 2025/6") == QUARTER_BAD_YEAR);
	CHECK(problem_of("Q1 025/26") == QUARTER_BAD_YEAR);
	CHECK(problem_of("Q1 2025/27") == QUARTER_NOT_CONSECUTIVE);
	CHECK(problem_of("Q1 2025/25") == QUARTER_NOT_CONSECUTIVE);
	CHECK(problem_of("Q1 2025/2126") == QUARTER_NOT_CONSECUTIVE);
	CHECK(problem_of("FY2026 Q1") == QUARTER_FY_AMBIGUOUS);
	CHECK(problem_of("Q1 FY26") == QUARTER_FY_AMBIGUOUS);
	CHECK(problem_of("Q1 2025 (APR)") == QUARTER_SINGLE_AMBIGUOUS);
	CHECK(problem_of("Q1 2025/26 (JAN)") == QUARTER_PAIR_IN_ONE_YEAR);
	CHECK(problem_of("Q1 2025/26 (TUE)") == QUARTER_BAD_CALENDAR);
	CHECK(problem_of("Q1 2025/26 (OCT") == QUARTER_BAD_CALENDAR);
	CHECK(problem_of("Q1 0000/01") == QUARTER_OUT_OF_RANGE);
	CHECK(problem_of("Q1 0000") == QUARTER_OUT_OF_RANGE);
	CHECK(problem_of("Q1 12025") == QUARTER_OUT_OF_RANGE);
	CHECK(problem_of("Q1 99999999999999999999999999/00") == QUARTER_OUT_OF_RANGE);
}

/* Every quarter of every calendar reads back from the words, months and orders that people print. */
static void
check_spellings(void)
{
	static const char *const ordinals[] = {"1st", "2nd", "Third", "fourth"};
	static const char *const numbers[] = {"One", "two", "3", "FOUR"};
	int wrong = 0;

	for (int start = 2; start <= 12; start++)
		for (int number = 1; number <= 4; number++)
			for (int year = 1971; year <= 2068; year++)
			{
				char texts[5][100];
				int first = (start - 1 + (number - 1) * 3) % 12;
				int last = (first + 2) % 12;
				int first_year = year + (start - 1 + (number - 1) * 3 >= 12);
				int last_year = first_year + (last < first);
				Quarter expected;

				quarter_make(year, number, start, &expected);
				snprintf(texts[0], 100, "%s Quarter %d-%d", ordinals[number - 1], year, year + 1);
				snprintf(texts[1], 100, "FY%02d/%02d Quarter %s", year % 100, (year + 1) % 100,
						 numbers[number - 1]);
				snprintf(texts[2], 100, "Q%d %d/%02d (%.3s %d - %s %d)", number, year, (year + 1) % 100,
						 calendar_month_names[first], first_year, calendar_month_names[last], last_year);
				snprintf(texts[3], 100, "quarter %d (1 %s %d to %d %s %d)", number,
						 calendar_month_names[first], first_year, calendar_month_days(last_year, last + 1),
						 calendar_month_names[last], last_year);
				snprintf(texts[4], 100, "%s - %.3s, financial year %d-%02d", calendar_month_names[first],
						 calendar_month_names[last], year, (year + 1) % 100);
				for (int i = 0; i < 5; i++)
				{
					char folded[TEXT_FOLD_MAX + 1];
					size_t length;
					QuarterReading reading;

					/* "First quarter" and plain months are the caller's calendar's; the other months tell
					 * their own. */
					if (!text_fold(texts[i], strlen(texts[i]), folded, &length) ||
						!quarter_parse(folded, i == 2 || i == 3 ? QUARTER_DEFAULT_START : start, &reading) ||
						reading.quarter != expected)
					{
						wrong++;
						fprintf(stderr, "%s\n", texts[i]);
					}
				}
			}
	CHECK(wrong == 0);
}

int
main(void)
{
	check_every_value();
	check_every_day();
	check_edges();
	check_problems();
	check_spellings();
	printf("quarter_unit: %d passed, %d failed\n", checks - failures, failures);
	return failures > 0;
}
