/*
 * plan_period_core.c: reading the deadlines that plans print.
 */
#include "plan_period_core.h"
#include "text_core.h"

#include <stdio.h>
#include <string.h>

/* A span of years printed short (2099-03) reaches into the next century, but not this far: 2025-24. */
#define LONGEST_SHORT_SPAN 50

/* A day as printed.  Nothing is checked yet. */
typedef struct PrintedDay
{
	int64_t day;
	int64_t month;
	int64_t year;
	int year_digits; /* 0 if no year is printed */
	int weekday;     /* 1 Monday to 7 Sunday; 0 if none is printed */
} PrintedDay;

/* ---- settling what was read ---- */

static void
settle(PlanPeriodReading *reading, int64_t first_day, int64_t end_day)
{
	reading->problem = PLAN_PERIOD_OK;
	reading->period.first_day = first_day;
	reading->period.end_day = end_day;
}

/* Months counted from January of year 0. */
static void
settle_months(PlanPeriodReading *reading, int64_t first, int64_t months)
{
	settle(reading, calendar_month_start(first), calendar_month_start(first + months));
}

/* A year printed with four digits, or with two.  False, and the problem set, for anything else. */
static bool
settle_year(PlanPeriodReading *reading, int64_t year, int digits)
{
	reading->year = digits == 2 ? expand_short_year(year) : year;
	if (digits == 0)
		reading->problem = PLAN_PERIOD_NO_YEAR;
	else if (digits != 2 && digits != 4)
		reading->problem = PLAN_PERIOD_BAD_YEAR;
	else if (reading->year < QUARTER_FIRST_YEAR)
		reading->problem = PLAN_PERIOD_OUT_OF_RANGE;
	else
		return true;
	return false;
}

/* 1 Monday to 7 Sunday; day 0 was a Saturday. */
static int
weekday_of(int64_t day)
{
	return (int) (((day + 5) % 7 + 7) % 7) + 1;
}

static void
settle_day(PlanPeriodReading *reading, const PrintedDay *printed)
{
	int64_t first;

	reading->month = printed->month;
	reading->day = printed->day;
	if (!settle_year(reading, printed->year, printed->year_digits))
		return;
	if (printed->month < 1 || printed->month > 12 || printed->day < 1 ||
		printed->day > calendar_month_days(reading->year, (int) printed->month))
	{
		reading->problem = PLAN_PERIOD_IMPOSSIBLE_DATE;
		return;
	}
	first = calendar_day(reading->year, (int) printed->month, (int) printed->day);
	settle(reading, first, first + 1);
	if (printed->weekday != 0 && printed->weekday != weekday_of(first))
		reading->problem = PLAN_PERIOD_WRONG_WEEKDAY;
}

/* Fiscal years from the one that starts in `first` to the one that ends in `last`. */
static void
settle_years(PlanPeriodReading *reading, int64_t first, int64_t last)
{
	int64_t last_start = reading->start_month == 1 ? last : last - 1;

	if (first < QUARTER_FIRST_YEAR || last_start > QUARTER_LAST_YEAR)
		reading->problem = PLAN_PERIOD_OUT_OF_RANGE;
	else
		settle_months(reading, first * 12 + reading->start_month - 1, (last_start - first + 1) * 12);
}

/* ---- parts of dates ---- */

/* Passes over one mark between the parts of a date. */
static bool
take_mark(const char **at, char *mark)
{
	static const char marks[] = "/-.,";

	for (size_t i = 0; marks[i] != '\0'; i++)
		if (folded_char(at, marks[i]))
		{
			*mark = marks[i];
			return true;
		}
	*mark = '\0';
	return false;
}

/* A year, perhaps with a mark or an apostrophe before it: Mar-26, December / 2025, Dec '24.  May be none. */
static void
take_year(const char **at, int64_t *year, int *digits)
{
	const char *here = *at;
	char mark;

	take_mark(&here, &mark);
	folded_char(&here, '\'');
	*digits = folded_number(&here, year);
	if (*digits > 0)
		*at = here;
}

/* Monday, Mon, Tues, Thurs: a day's name or its beginning, perhaps with a mark behind it.  0 if there is
 * none. */
static int
take_weekday(const char **at)
{
	static const char *const names[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
										"FRIDAY", "SATURDAY", "SUNDAY"};
	const char *start = *at + (**at == ' ');
	size_t letters = strspn(start, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	char mark;

	for (int i = 0; i < 7 && letters >= 3; i++)
		if (strncmp(start, names[i], letters) == 0)
		{
			*at = start + letters;
			take_mark(at, &mark);
			return i + 1;
		}
	return 0;
}

/* 11, 11th, 11 th. */
static bool
take_day_number(const char **at, int64_t *day)
{
	const char *here = *at;
	int digits = folded_number(&here, day);

	if (digits < 1 || digits > 2)
		return false;
	*at = here;
	(void) (folded_word(at, "ST") || folded_word(at, "ND") || folded_word(at, "RD") || folded_word(at, "TH"));
	return true;
}

/* 31.10.24, 6/9/2024, 2026-03-31: three numbers with the same mark between them, the year at either end. */
static bool
take_numeric_day(const char **at, PrintedDay *printed)
{
	const char *here = *at;
	int64_t parts[3];
	int digits[3];
	char marks[2];
	bool year_first;

	digits[0] = folded_number(&here, &parts[0]);
	if (digits[0] == 0 || !take_mark(&here, &marks[0]))
		return false;
	digits[1] = folded_number(&here, &parts[1]);
	if (digits[1] == 0 || digits[1] > 2 || !take_mark(&here, &marks[1]) || marks[0] != marks[1])
		return false;
	digits[2] = folded_number(&here, &parts[2]);
	year_first = digits[0] == 4;
	if (digits[2] == 0 || digits[year_first ? 2 : 0] > 2 || marks[0] == ',')
		return false;
	*printed = (PrintedDay){.day = parts[year_first ? 2 : 0],
							.month = parts[1],
							.year = parts[year_first ? 0 : 2],
							.year_digits = digits[year_first ? 0 : 2]};
	*at = here;
	return true;
}

/* 11 th November 2024, 31-Oct-24, 11th of November; the year may be missing. */
static bool
take_named_day(const char **at, PrintedDay *printed)
{
	const char *here = *at;
	char mark;

	memset(printed, 0, sizeof(*printed));
	if (!take_day_number(&here, &printed->day))
		return false;
	take_mark(&here, &mark);
	folded_word(&here, "OF");
	printed->month = folded_month(&here);
	if (printed->month == 0)
		return false;
	take_year(&here, &printed->year, &printed->year_digits);
	*at = here;
	return true;
}

/* November 11th, 2024.  With four digits, lest December 24 be taken for a day. */
static bool
take_month_first_day(const char **at, PrintedDay *printed)
{
	const char *here = *at;

	memset(printed, 0, sizeof(*printed));
	printed->month = folded_month(&here);
	if (printed->month == 0 || !take_day_number(&here, &printed->day))
		return false;
	take_year(&here, &printed->year, &printed->year_digits);
	if (printed->year_digits != 4)
		return false;
	*at = here;
	return true;
}

/* ---- whole texts: true if the text has this shape, whether or not it can be settled ---- */

static bool
read_day(const char *at, PlanPeriodReading *reading)
{
	PrintedDay printed;
	int weekday = take_weekday(&at);

	if (!take_numeric_day(&at, &printed) && !take_named_day(&at, &printed) &&
		!take_month_first_day(&at, &printed))
		return false;
	if (!folded_end(at))
		return false;
	printed.weekday = weekday;
	settle_day(reading, &printed);
	return true;
}

/* W/C or WC; W/E or WE. */
static bool
take_week_letters(const char **at, const char *second, const char *both)
{
	const char *here = *at;

	if (folded_word(at, both))
		return true;
	if (!folded_word(&here, "W") || !folded_char(&here, '/') || !folded_word(&here, second))
		return false;
	*at = here;
	return true;
}

static bool
take_week_words(const char **at, const char *second)
{
	const char *here = *at;

	if (!folded_word(&here, "WEEK") || !folded_word(&here, second))
		return false;
	*at = here;
	return true;
}

/* w/c 18 November 2024, week ending 22.11.24: seven days. */
static bool
read_week(const char *at, PlanPeriodReading *reading)
{
	bool ending = false;

	if (!take_week_letters(&at, "C", "WC") && !take_week_letters(&at, "B", "WB") &&
		!take_week_words(&at, "COMMENCING") && !take_week_words(&at, "BEGINNING"))
	{
		if (!take_week_letters(&at, "E", "WE") && !take_week_words(&at, "ENDING"))
			return false;
		ending = true;
	}
	if (!read_day(at, reading))
		return false;
	if (reading->problem == PLAN_PERIOD_OK)
		settle(reading, reading->period.first_day - (ending ? 6 : 0),
			   reading->period.first_day + (ending ? 1 : 7));
	return true;
}

/* The third of a month that early, mid or late names: 1st to 10th, 11th to 20th, 21st to the last. */
static int
take_third(const char **at)
{
	static const char *const names[] = {"EARLY", "MID", "LATE"};
	char mark;

	for (int i = 0; i < 3; i++)
		if (folded_word(at, names[i]))
		{
			take_mark(at, &mark);
			return i + 1;
		}
	return 0;
}

/* March 2026, Mar-26, December 24, December / 2025, mid-May 2025. */
static bool
read_month(const char *at, PlanPeriodReading *reading)
{
	int third = take_third(&at);
	int month = folded_month(&at);
	int64_t year;
	int digits;

	if (month == 0)
		return false;
	take_year(&at, &year, &digits);
	if (!folded_end(at))
		return false;
	reading->month = month;
	if (!settle_year(reading, year, digits))
		return true;
	settle_months(reading, reading->year * 12 + month - 1, 1);
	if (third == 1 || third == 2)
		reading->period.end_day = reading->period.first_day + third * 10;
	if (third > 1)
		reading->period.first_day += (third - 1) * 10;
	return true;
}

/* 03/2026 */
static bool
read_numeric_month(const char *at, PlanPeriodReading *reading)
{
	int64_t month;
	int64_t year;
	char mark;
	int digits = folded_number(&at, &month);

	if (digits == 0 || digits > 2 || month < 1 || month > 12 || !take_mark(&at, &mark) || mark == ',')
		return false;
	digits = folded_number(&at, &year);
	if (digits != 4 || !folded_end(at))
		return false;
	if (settle_year(reading, year, digits))
		settle_months(reading, reading->year * 12 + month - 1, 1);
	return true;
}

/* One year names no period but in the calendar that it is a year of; open-ended, it is where a span starts.
 */
static void
settle_single_year(PlanPeriodReading *reading, int digits, bool fy)
{
	if (digits == 2)
		reading->problem = PLAN_PERIOD_SHORT_YEARS;
	else if (!settle_year(reading, reading->year, digits))
		return;
	else if (reading->start_month == 1)
		settle_years(reading, reading->year, reading->year);
	else if (reading->period.open_ended && !fy)
		settle_years(reading, reading->year, reading->year + 1);
	else
		reading->problem = PLAN_PERIOD_SINGLE_YEAR;
}

/* The last year of 2025-29 or 2099-03 in full. */
static int64_t
complete_second_year(const PlanPeriodReading *reading, int second_digits)
{
	int64_t second = reading->second_year;

	if (second_digits != 2)
		return second;
	second += reading->year / 100 * 100;
	return second > reading->year ? second : second + 100;
}

static void
settle_two_years(PlanPeriodReading *reading, int second_digits, bool slash)
{
	int64_t second = complete_second_year(reading, second_digits);

	reading->second_year = second;
	if (slash && second != reading->year + 1)
		reading->problem = PLAN_PERIOD_NOT_CONSECUTIVE;
	else if (slash && reading->start_month == 1)
		reading->problem = PLAN_PERIOD_PAIR_IN_ONE_YEAR;
	else if (second <= reading->year || (second_digits == 2 && second - reading->year > LONGEST_SHORT_SPAN))
		reading->problem = PLAN_PERIOD_BACKWARDS;
	else
		settle_years(reading, reading->year, second);
}

/*
 * 25/26 is a fiscal year, since no month has the number 26; but 11/12 could be two years, a day or a month,
 * and 25-29 a span or, in a column of days, anything.
 */
static bool
short_pair_is_plain(const PlanPeriodReading *reading)
{
	return reading->year > 12 && reading->second_year == (reading->year + 1) % 100;
}

/* 2025, 2025/26, 2024-25, 2025-29, 2023 - 2026, 2025 to 2029, 25/26, FY 2025/26. */
static bool
read_years(const char *at, PlanPeriodReading *reading)
{
	bool fy = folded_word(&at, "FY");
	int first_digits = folded_number(&at, &reading->year);
	bool slash = folded_char(&at, '/');
	bool two = slash || folded_char(&at, '-') || folded_word(&at, "TO");
	int second_digits = two ? folded_number(&at, &reading->second_year) : 0;

	if (first_digits == 0 || (two && second_digits == 0) || !folded_end(at))
		return false;
	if (!two)
		settle_single_year(reading, first_digits, fy);
	else if (first_digits == 2 && second_digits == 2 && !short_pair_is_plain(reading))
		reading->problem = PLAN_PERIOD_SHORT_YEARS;
	else if ((second_digits != 2 && second_digits != 4) || (first_digits == 2 && second_digits == 4))
		reading->problem = PLAN_PERIOD_BAD_YEAR;
	else if (settle_year(reading, reading->year, first_digits))
		settle_two_years(reading, second_digits, slash);
	return true;
}

/* Summer 2025, late autumn: refused, but with the reason. */
static bool
read_season(const char *at, PlanPeriodReading *reading)
{
	static const char *const names[] = {"SPRING", "SUMMER", "AUTUMN", "WINTER"};

	(void) take_third(&at);
	for (int i = 0; i < 4; i++)
		if (folded_word(&at, names[i]))
		{
			reading->problem = PLAN_PERIOD_SEASON;
			return true;
		}
	return false;
}

/* Every spelling of a quarter.  A text that names one and goes wrong elsewhere is not tried as anything else.
 */
static bool
read_quarter(const char *at, PlanPeriodReading *reading)
{
	if (quarter_parse(at, reading->start_month, &reading->quarter))
	{
		settle(reading, quarter_first_day(reading->quarter.quarter),
			   (int64_t) quarter_last_day(reading->quarter.quarter) + 1);
		return true;
	}
	if (reading->quarter.problem == QUARTER_UNREADABLE || reading->quarter.problem == QUARTER_IS_DATE ||
		reading->quarter.problem == QUARTER_NO_NUMBER)
		return false;
	reading->problem = PLAN_PERIOD_BAD_QUARTER;
	return true;
}

/* ---- the whole ---- */

/* From June 2024, On or after 1 April 2026. */
static bool
take_open_prefix(const char **at)
{
	const char *here = *at;

	if (folded_word(at, "FROM"))
		return true;
	if (!folded_word(&here, "ON") || !folded_word(&here, "OR") || !folded_word(&here, "AFTER"))
		return false;
	*at = here;
	return true;
}

/* By, by the end of, end of: a deadline is the last day of its period anyway. */
static void
take_deadline_prefix(const char **at)
{
	folded_word(at, "BY");
	folded_word(at, "THE");
	if (folded_word(at, "END"))
		folded_word(at, "OF");
}

/* 2025+, 2026/27 onwards.  Cuts it off. */
static bool
cut_open_suffix(char *text)
{
	static const char *const suffixes[] = {"+", " ONWARDS", " ONWARD"};
	size_t length = strlen(text);

	for (int i = 0; i < 3; i++)
	{
		size_t suffix = strlen(suffixes[i]);

		if (length > suffix && strcmp(text + length - suffix, suffixes[i]) == 0)
		{
			text[length - suffix] = '\0';
			return true;
		}
	}
	return false;
}

static bool
is_blank(const char *folded)
{
	return folded[strspn(folded, "- ")] == '\0';
}

static void
read_period(const char *at, PlanPeriodReading *reading)
{
	reading->problem = PLAN_PERIOD_UNREADABLE;
	(void) (read_quarter(at, reading) || read_week(at, reading) || read_day(at, reading) ||
			read_month(at, reading) || read_numeric_month(at, reading) || read_years(at, reading) ||
			read_season(at, reading));
}

bool
plan_period_parse(const char *folded, int start_month, PlanPeriodReading *reading)
{
	char text[TEXT_FOLD_MAX + 1];
	const char *at = text;

	memset(reading, 0, sizeof(*reading));
	reading->start_month = start_month;
	if (strlen(folded) > TEXT_FOLD_MAX)
	{
		reading->problem = PLAN_PERIOD_UNREADABLE;
		return false;
	}
	strcpy(text, folded);
	if (is_blank(text))
		reading->problem = PLAN_PERIOD_BLANK;
	else
	{
		reading->period.open_ended = cut_open_suffix(text);
		if (take_open_prefix(&at))
			reading->period.open_ended = true;
		else
			take_deadline_prefix(&at);
		read_period(at, reading);
		if (reading->period.open_ended)
			reading->period.end_day = 0;
	}
	return reading->problem == PLAN_PERIOD_OK;
}

bool
plan_period_is_out_of_range(const PlanPeriodReading *reading)
{
	return reading->problem == PLAN_PERIOD_IMPOSSIBLE_DATE || reading->problem == PLAN_PERIOD_OUT_OF_RANGE ||
		   (reading->problem == PLAN_PERIOD_BAD_QUARTER && reading->quarter.problem == QUARTER_OUT_OF_RANGE);
}

/* ---- saying why not ---- */

#define SAY(sentence, ...) ((void) snprintf(sentence, QUARTER_SENTENCE_SIZE, __VA_ARGS__))

static void
explain_impossible(const PlanPeriodReading *reading, char *detail, char *hint)
{
	if (reading->month < 1 || reading->month > 12)
		SAY(detail, "There is no month %d.", (int) reading->month);
	else
		SAY(detail, "%s %04d has days 1 to %d.", calendar_month_names[reading->month - 1],
			(int) reading->year, calendar_month_days(reading->year, (int) reading->month));
	SAY(hint, "Dates are read day first: 31.10.2024 is 31 October 2024, as is 2024-10-31.");
}

static void
explain_years(const PlanPeriodReading *reading, char *detail, char *hint)
{
	int year = (int) (reading->year % 10000);

	switch (reading->problem)
	{
		case PLAN_PERIOD_SINGLE_YEAR:
			SAY(detail, "A year alone may be the calendar year or either of two fiscal years.");
			SAY(hint,
				"Write \"%04d/%02d\" or \"%04d/%02d\" for a fiscal year, or \"December %04d\" for the end of "
				"the "
				"calendar year.",
				year, (year + 1) % 100, (year + 9999) % 10000, year % 100, year);
			break;
		case PLAN_PERIOD_NOT_CONSECUTIVE:
			SAY(detail,
				"Years joined by a slash are one fiscal year, so the second is the one after the first.");
			SAY(hint, "Write \"%04d/%02d\" for one year, or join the years by a hyphen for a span of years.",
				year, (year + 1) % 100);
			break;
		case PLAN_PERIOD_BACKWARDS:
			SAY(detail, "The last year of a span comes after the first.");
			SAY(hint, "Write a span as \"2025-29\", and a month by its name, such as \"March 2026\".");
			break;
		case PLAN_PERIOD_SHORT_YEARS:
			SAY(detail, "Two digits could be a day, a month or a year.");
			SAY(hint,
				"Write years with four digits, such as \"2025/26\" or \"2025-29\", and a month by its name.");
			break;
		case PLAN_PERIOD_PAIR_IN_ONE_YEAR:
			SAY(detail, "A fiscal year that starts in January lies in one calendar year.");
			SAY(hint, "Write \"%04d\" for the year, or give the month in which the fiscal year starts.",
				year);
			break;
		case PLAN_PERIOD_BAD_YEAR:
			SAY(detail, "A year is printed with four digits, or with two where nothing else can be meant.");
			SAY(hint, "Write the year with four digits, such as \"March 2026\" or \"2025/26\".");
			break;
		default:
			SAY(detail, "Years run from 0001 to 9999.");
			SAY(hint, "Write the year with four digits, such as \"March 2026\" or \"2025/26\".");
			break;
	}
}

void
plan_period_explain(const PlanPeriodReading *reading, char detail[QUARTER_SENTENCE_SIZE],
					char hint[QUARTER_SENTENCE_SIZE])
{
	detail[0] = hint[0] = '\0';
	switch (reading->problem)
	{
		case PLAN_PERIOD_OK:
			break;
		case PLAN_PERIOD_UNREADABLE:
			SAY(hint,
				"Write a deadline such as \"March 2026\", \"Q4 2026/27\", \"31.10.2024\", \"2026-03-31\", "
				"\"2025/26\", \"2025-29\" or \"From June 2024\".");
			break;
		case PLAN_PERIOD_BLANK:
			SAY(detail, "This is a blank.");
			SAY(hint, "Store NULL where there is no deadline.");
			break;
		case PLAN_PERIOD_BAD_QUARTER:
			quarter_explain(&reading->quarter, detail, hint);
			break;
		case PLAN_PERIOD_NO_YEAR:
			SAY(detail, "No year is named.");
			SAY(hint, "Write the year too, such as \"March 2026\" or \"18 November 2024\".");
			break;
		case PLAN_PERIOD_SEASON:
			SAY(detail, "A season has no agreed first and last day.");
			SAY(hint, "Write a month or a quarter, such as \"August 2025\" or \"Q2 2025/26\".");
			break;
		case PLAN_PERIOD_WRONG_WEEKDAY:
			SAY(detail, "The date is not that day of the week.");
			SAY(hint, "Leave the day of the week out, or correct the date.");
			break;
		case PLAN_PERIOD_IMPOSSIBLE_DATE:
			explain_impossible(reading, detail, hint);
			break;
		default:
			explain_years(reading, detail, hint);
			break;
	}
}
