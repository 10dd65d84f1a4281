/*
 * quarter_core.c: fiscal quarters in plain C: calendar, arithmetic, reading and printing.
 */
#include "quarter_core.h"
#include "text_core.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_A_YEAR    12
#define MONTHS_A_QUARTER 3

const char *const calendar_month_names[12] = {"January",   "February", "March",    "April",
											  "May",       "June",     "July",     "August",
											  "September", "October",  "November", "December"};

/* ---- the calendar ---- */

/* Division rounding down, so that years before year 0 count on without a seam. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int
calendar_month_days(int64_t year, int month)
{
	static const int days[MONTHS_A_YEAR] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/*
 * Count from 1 March, so that a leap day is the last of its year: the months from March on then begin on day
 * (153 * m + 2) / 5 of it, and 400 years are 146097 days.
 */
#define MARCH_YEAR_ZERO_TO_2000 730425

int64_t
calendar_day(int64_t year, int month, int day)
{
	int64_t march_year = year - (month < 3);
	int march_month = (month + 9) % MONTHS_A_YEAR;
	int64_t leap_days = floor_div(march_year, 4) - floor_div(march_year, 100) + floor_div(march_year, 400);

	return march_year * 365 + leap_days + (153 * march_month + 2) / 5 + day - 1 - MARCH_YEAR_ZERO_TO_2000;
}

/*
 * The year and the day of it, both from 0, of a day counted from the start of year 0.  Years start in March,
 * April or May, so what a leap day makes longer comes last in its year.  Every row of a report that groups
 * days by quarter comes through here, so divisions by the lengths of years are multiplications: the linear
 * maps of Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms"
 * (2022).  Good for the days of the years 0 to 32767.
 */
static inline void
year_of_day(uint32_t since, uint32_t *year, uint32_t *day_of_year)
{
	uint32_t century = (4 * since + 3) / 146097;
	uint32_t in_century = (4 * since + 3) % 146097 / 4;
	uint64_t years = UINT64_C(2939745) * (4 * in_century + 3);

	*year = 100 * century + (uint32_t) (years >> 32);
	*day_of_year = (uint32_t) years / 2939745 / 4;
}

/* Months by the same paper, over years that start in March. */
static void
calendar_date_of_march_day(uint32_t since, int64_t *year, int *month, int *day_of_month)
{
	uint32_t march_year;
	uint32_t day_of_year;
	uint32_t months;
	bool next_year;

	year_of_day(since, &march_year, &day_of_year);
	months = 2141 * day_of_year + 197913;
	next_year = day_of_year >= 306;
	*year = (int64_t) march_year + next_year;
	*month = (int) (months >> 16) - (next_year ? MONTHS_A_YEAR : 0);
	*day_of_month = (int) ((months & 0xFFFF) / 2141) + 1;
}

void
calendar_date(int64_t day, int64_t *year, int *month, int *day_of_month)
{
	/* Years repeat after 400, so any day is one of the years 0 to 399 in some cycle. */
	int64_t since = day + MARCH_YEAR_ZERO_TO_2000;
	int64_t cycle = since >= 0 && since < INT64_C(32767) * 365 ? 0 : floor_div(since, 146097);

	calendar_date_of_march_day((uint32_t) (since - cycle * 146097), year, month, day_of_month);
	*year += cycle * 400;
}

int64_t
calendar_month_start(int64_t month)
{
	int64_t year = floor_div(month, MONTHS_A_YEAR);

	return calendar_day(year, (int) (month - year * MONTHS_A_YEAR) + 1, 1);
}

/* ---- making quarters ---- */

/* A quarter from its first month, which must be congruent to the start month's. */
static bool
quarter_of_month(int64_t month, int start_month, Quarter *result)
{
	int64_t year = floor_div(month - (start_month - 1), MONTHS_A_YEAR);

	if (year < QUARTER_FIRST_YEAR || year > QUARTER_LAST_YEAR)
		return false;
	*result = QUARTER_PACK(month, start_month);
	return true;
}

bool
quarter_is_valid(int32_t bits)
{
	Quarter same;

	/* Before / and %, which round towards zero. */
	if (bits <= 0)
		return false;
	if (QUARTER_START_MONTH(bits) < 1 || QUARTER_START_MONTH(bits) > MONTHS_A_YEAR)
		return false;
	if ((QUARTER_MONTH(bits) - (QUARTER_START_MONTH(bits) - 1)) % MONTHS_A_QUARTER != 0)
		return false;
	return quarter_of_month(QUARTER_MONTH(bits), QUARTER_START_MONTH(bits), &same);
}

bool
quarter_make(int64_t year, int number, int start_month, Quarter *result)
{
	/* Before the multiplication, which could overflow. */
	if (year < QUARTER_FIRST_YEAR || year > QUARTER_LAST_YEAR)
		return false;
	return quarter_of_month(year * MONTHS_A_YEAR + start_month - 1 + (number - 1) * MONTHS_A_QUARTER,
							start_month, result);
}

/*
 * The quarters of any calendar start in one of three sets of months.  A year that starts with the first of
 * March, of April or of May ends with the quarter that has the leap day, so the others start on fixed days of
 * it.
 */
static const struct
{
	int first_month;         /* from January = 0 */
	int32_t after_march;     /* days from 1 March */
	uint32_t later_start[3]; /* the days on which the second to the fourth quarter start */
} quarter_years[MONTHS_A_QUARTER] = {
	{2, 0, {92, 184, 275}},  /* March, June, September, December */
	{3, 31, {91, 183, 275}}, /* April, July, October, January */
	{4, 61, {92, 184, 276}}, /* May, August, November, February */
};

bool
quarter_of_day(int64_t day, int start_month, Quarter *result)
{
	int set = start_month % MONTHS_A_QUARTER;
	int64_t since = day + MARCH_YEAR_ZERO_TO_2000 - quarter_years[set].after_march;
	const uint32_t *starts = quarter_years[set].later_start;
	uint32_t year;
	uint32_t day_of_year;
	int64_t month;

	/* Far outside the fiscal years that there are. */
	if (since < 0 || since >= (QUARTER_LAST_YEAR + 2) * INT64_C(366))
		return false;
	year_of_day((uint32_t) since, &year, &day_of_year);
	month = (int64_t) year * MONTHS_A_YEAR + quarter_years[set].first_month +
			MONTHS_A_QUARTER *
				((day_of_year >= starts[0]) + (day_of_year >= starts[1]) + (day_of_year >= starts[2]));
	if (month < QUARTER_FIRST_YEAR * MONTHS_A_YEAR + start_month - 1 ||
		month >= (QUARTER_LAST_YEAR + 1) * MONTHS_A_YEAR + start_month - 1)
		return false;
	*result = QUARTER_PACK(month, start_month);
	return true;
}

bool
quarter_add(Quarter q, int64_t quarters, Quarter *result)
{
	/* No two quarters are further apart: more would only risk overflow. */
	const int64_t most = (int64_t) (QUARTER_LAST_YEAR + 1) * 4;

	if (quarters < -most || quarters > most)
		return false;
	return quarter_of_month(QUARTER_MONTH(q) + quarters * MONTHS_A_QUARTER, QUARTER_START_MONTH(q), result);
}

bool
quarter_in_calendar(Quarter q, int start_month, Quarter *result)
{
	return quarter_of_month(QUARTER_MONTH(q), start_month, result);
}

/* ---- asking quarters ---- */

static int
months_since_year_zero_start(Quarter q)
{
	return QUARTER_MONTH(q) - (QUARTER_START_MONTH(q) - 1);
}

int
quarter_year(Quarter q)
{
	return months_since_year_zero_start(q) / MONTHS_A_YEAR;
}

int
quarter_number(Quarter q)
{
	return months_since_year_zero_start(q) % MONTHS_A_YEAR / MONTHS_A_QUARTER + 1;
}

int32_t
quarter_first_day(Quarter q)
{
	return (int32_t) calendar_month_start(QUARTER_MONTH(q));
}

int32_t
quarter_last_day(Quarter q)
{
	return (int32_t) calendar_month_start(QUARTER_MONTH(q) + MONTHS_A_QUARTER) - 1;
}

int32_t
quarter_distance(Quarter a, Quarter b)
{
	return (QUARTER_MONTH(a) - QUARTER_MONTH(b)) / MONTHS_A_QUARTER;
}

/* ---- printing ---- */

static char *
print_digits(char *to, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		to[i] = (char) ('0' + value % 10);
	return to + digits;
}

void
quarter_print_year(Quarter q, char text[QUARTER_YEAR_SIZE])
{
	int year = quarter_year(q);
	char *to = print_digits(text, year, 4);

	if (QUARTER_START_MONTH(q) != 1)
	{
		*to++ = '/';
		to = print_digits(to, (year + 1) % 100, 2);
	}
	*to = '\0';
}

void
quarter_print(Quarter q, char text[QUARTER_TEXT_SIZE])
{
	int start_month = QUARTER_START_MONTH(q);
	char *to;

	text[0] = 'Q';
	text[1] = (char) ('0' + quarter_number(q));
	text[2] = ' ';
	quarter_print_year(q, text + 3);
	if (start_month == 1 || start_month == QUARTER_DEFAULT_START)
		return;
	to = text + strlen(text);
	memcpy(to, " (", 2);
	memcpy(to + 2, calendar_month_names[start_month - 1], 3);
	memcpy(to + 5, ")", 2);
}

/* ---- reading ---- */

/* Folded text has no two blanks together. */
static const char *
after_blank(const char *at)
{
	return *at == ' ' ? at + 1 : at;
}

bool
folded_end(const char *at)
{
	return *after_blank(at) == '\0';
}

bool
folded_char(const char **at, char wanted)
{
	const char *here = after_blank(*at);

	if (*here != wanted || wanted == '\0')
		return false;
	*at = here + 1;
	return true;
}

bool
folded_word(const char **at, const char *word)
{
	const char *here = after_blank(*at);
	size_t length = strlen(word);

	if (strncmp(here, word, length) != 0 || is_letter(here[length]))
		return false;
	*at = here + length;
	return true;
}

int
folded_number(const char **at, int64_t *value)
{
	const char *start = after_blank(*at);
	const char *here = start;

	for (*value = 0; is_digit(*here); here++)
		if (*value < 1000000000)
			*value = *value * 10 + (*here - '0');
	if (here > start)
		*at = here;
	/* Far more digits than any parser takes are all the same to them. */
	return here - start > 99 ? 99 : (int) (here - start);
}

/* Whether `length` folded letters are this month's name, in full or its first three (Sept counts too). */
static bool
names_month(const char *letters, size_t length, const char *name)
{
	if (length != strlen(name) && length != 3 && !(length == 4 && strncmp(name, "Sept", 4) == 0))
		return false;
	for (size_t i = 0; i < length; i++)
		if (letters[i] != (is_letter(name[i]) ? name[i] : name[i] - 'a' + 'A'))
			return false;
	return true;
}

int
folded_month(const char **at)
{
	const char *start = after_blank(*at);
	size_t length = 0;

	while (is_letter(start[length]))
		length++;
	for (int month = 1; month <= MONTHS_A_YEAR; month++)
		if (names_month(start, length, calendar_month_names[month - 1]))
		{
			*at = start + length;
			return month;
		}
	return 0;
}

int64_t
expand_short_year(int64_t two_digits)
{
	return two_digits + (two_digits < 70 ? 2000 : 1900);
}

/* 2025-04-01, perhaps with a time behind it. */
static bool
starts_with_iso_date(const char *folded)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? !is_digit(folded[i]) : folded[i] != shape[i])
			return false;
	return !is_digit(folded[sizeof(shape) - 1]);
}

/* Q1, Qtr 1, Quarter 1. */
static bool
read_number(const char **at, QuarterReading *reading)
{
	const char *here = *at;

	if (!folded_word(&here, "QUARTER") && !folded_word(&here, "QTR") && !folded_word(&here, "Q"))
		return false;
	if (folded_number(&here, &reading->number) == 0)
		return false;
	*at = here;
	return true;
}

/* 2025/26, 2025 - 26, 2025, FY 2025/26.  A hyphen with no digits behind it is not ours: 2025-Q1. */
static bool
read_years(const char **at, QuarterReading *reading)
{
	const char *here;

	reading->fy = folded_word(at, "FY");
	reading->year_digits = folded_number(at, &reading->year);
	here = *at;
	if (folded_char(&here, '/') || folded_char(&here, '-'))
		reading->second_digits = folded_number(&here, &reading->second_year);
	if (reading->second_digits > 0)
		*at = here;
	return reading->year_digits > 0;
}

static void
read_separator(const char **at)
{
	static const char separators[] = "-/,:";

	for (size_t i = 0; separators[i] != '\0'; i++)
		if (folded_char(at, separators[i]))
			return;
}

/* (Oct), (October).  True also if there are no brackets. */
static bool
read_calendar(const char **at, QuarterReading *reading)
{
	if (!folded_char(at, '('))
		return true;
	reading->calendar_named = true;
	reading->start_month = folded_month(at);
	return reading->start_month != 0 && folded_char(at, ')');
}

static QuarterProblem
read_parts(const char *folded, QuarterReading *reading)
{
	const char *at = folded;

	if (read_number(&at, reading))
	{
		read_separator(&at);
		if (!read_years(&at, reading))
			return folded_end(at) ? QUARTER_NO_YEAR : QUARTER_UNREADABLE;
	}
	else
	{
		if (!read_years(&at, reading))
			return QUARTER_UNREADABLE;
		if (folded_end(at))
			return QUARTER_NO_NUMBER;
		read_separator(&at);
		if (!read_number(&at, reading))
			return QUARTER_UNREADABLE;
	}
	if (!read_calendar(&at, reading))
		return QUARTER_BAD_CALENDAR;
	return folded_end(at) ? QUARTER_OK : QUARTER_UNREADABLE;
}

/* Expand 25/26, and see that the second year is the one after the first. */
static QuarterProblem
judge_years(QuarterReading *reading)
{
	bool pair = reading->second_digits > 0;

	if (reading->year_digits > 4)
		return QUARTER_OUT_OF_RANGE;
	if (reading->year_digits == 2 && reading->second_digits != 2)
	{
		reading->year = expand_short_year(reading->year);
		return QUARTER_BAD_YEAR;
	}
	if (reading->year_digits == 2)
		reading->year = expand_short_year(reading->year);
	else if (reading->year_digits != 4 ||
			 (pair && reading->second_digits != 2 && reading->second_digits != 4))
		return QUARTER_BAD_YEAR;
	if (reading->year < QUARTER_FIRST_YEAR)
		return QUARTER_OUT_OF_RANGE;
	if (pair && reading->second_year != (reading->year + 1) % (reading->second_digits == 2 ? 100 : 10000))
		return QUARTER_NOT_CONSECUTIVE;
	return QUARTER_OK;
}

/*
 * One year and two must fit the calendar.  FY2026 is the year it ends in for some, the year it starts in for
 * others, so it is not read unless both are one.
 */
static QuarterProblem
judge_calendar(QuarterReading *reading, int default_start_month)
{
	bool pair = reading->second_digits > 0;

	if (!reading->calendar_named)
		reading->start_month = pair || reading->fy ? default_start_month : 1;
	if (!pair && reading->fy && reading->start_month != 1)
		return QUARTER_FY_AMBIGUOUS;
	if (!pair && reading->start_month != 1)
		return QUARTER_SINGLE_AMBIGUOUS;
	if (pair && reading->start_month == 1)
		return QUARTER_PAIR_IN_ONE_YEAR;
	return QUARTER_OK;
}

static QuarterProblem
judge(QuarterReading *reading, int default_start_month)
{
	QuarterProblem problem;

	if (reading->number < 1 || reading->number > 4)
		return QUARTER_BAD_NUMBER;
	/* FY26 says no less than FY2026. */
	if (reading->fy && reading->year_digits == 2 && reading->second_digits == 0)
	{
		reading->year = expand_short_year(reading->year);
		reading->year_digits = 4;
	}
	problem = judge_years(reading);
	if (problem == QUARTER_OK)
		problem = judge_calendar(reading, default_start_month);
	if (problem != QUARTER_OK)
		return problem;
	return quarter_make(reading->year, (int) reading->number, reading->start_month, &reading->quarter)
			   ? QUARTER_OK
			   : QUARTER_OUT_OF_RANGE;
}

bool
quarter_parse(const char *folded, int default_start_month, QuarterReading *reading)
{
	memset(reading, 0, sizeof(*reading));
	if (starts_with_iso_date(folded))
		reading->problem = QUARTER_IS_DATE;
	else
		reading->problem = read_parts(folded, reading);
	if (reading->problem == QUARTER_OK)
		reading->problem = judge(reading, default_start_month);
	return reading->problem == QUARTER_OK;
}

/* ---- saying why not ---- */

#define SAY(sentence, ...) ((void) snprintf(sentence, QUARTER_SENTENCE_SIZE, __VA_ARGS__))

/* Both readings of a year that may be the one the fiscal year starts in, or the one it ends in. */
static void
explain_ambiguous(const QuarterReading *reading, char *hint)
{
	char starts[QUARTER_TEXT_SIZE];
	char ends[QUARTER_TEXT_SIZE];
	Quarter q;

	if (!quarter_make(reading->year, (int) reading->number, reading->start_month, &q))
		return;
	quarter_print(q, starts);
	if (!quarter_make(reading->year - 1, (int) reading->number, reading->start_month, &q))
	{
		SAY(hint, "Write \"%s\": the fiscal year starts in %04d.", starts, (int) reading->year);
		return;
	}
	quarter_print(q, ends);
	SAY(hint, "Write \"%s\" if the fiscal year starts in %04d, or \"%s\" if it ends in %04d.", starts,
		(int) reading->year, ends, (int) reading->year);
}

static void
explain_years(const QuarterReading *reading, char *detail, char *hint)
{
	int year = (int) (reading->year % 10000);

	switch (reading->problem)
	{
		case QUARTER_BAD_YEAR:
			SAY(detail, "A year is printed with four digits, or with two in a pair such as 25/26.");
			SAY(hint, "Write \"Q%d 2025/26\" for a fiscal year, or \"Q%d 2025\" for a calendar year.",
				(int) reading->number, (int) reading->number);
			break;
		case QUARTER_NOT_CONSECUTIVE:
			SAY(detail, "The second year of a fiscal year is the one after the first.");
			SAY(hint, "Write \"%04d/%02d\" for the fiscal year that starts in %04d.", year, (year + 1) % 100,
				year);
			break;
		case QUARTER_FY_AMBIGUOUS:
			SAY(detail, "Some name a fiscal year by the year it starts in, others by the year it ends in.");
			explain_ambiguous(reading, hint);
			break;
		case QUARTER_SINGLE_AMBIGUOUS:
			SAY(detail,
				"A fiscal year that starts in %s lies in two calendar years, so one does not name it.",
				calendar_month_names[reading->start_month - 1]);
			explain_ambiguous(reading, hint);
			break;
		case QUARTER_PAIR_IN_ONE_YEAR:
			SAY(detail, "A fiscal year that starts in January lies in one calendar year.");
			SAY(hint, "Write \"Q%d %04d\" for the calendar year.", (int) reading->number, year);
			break;
		default:
			SAY(detail, "Fiscal years run from 0001 to 9999.");
			SAY(hint, "Write the year with four digits, such as \"Q1 2025/26\".");
			break;
	}
}

void
quarter_explain(const QuarterReading *reading, char detail[QUARTER_SENTENCE_SIZE],
				char hint[QUARTER_SENTENCE_SIZE])
{
	detail[0] = hint[0] = '\0';
	switch (reading->problem)
	{
		case QUARTER_OK:
			break;
		case QUARTER_UNREADABLE:
			SAY(hint,
				"Write \"Q1 2025/26\" for April to June 2025, \"Q1 2025\" for January to March 2025, or "
				"\"Q1 2025/26 (Oct)\" for a fiscal year that starts in October.");
			break;
		case QUARTER_IS_DATE:
			SAY(detail, "This is a date, and which quarter it lies in depends on the fiscal calendar.");
			SAY(hint, "Use quarter(date '...'), or quarter(date '...', start_month).");
			break;
		case QUARTER_NO_NUMBER:
			SAY(detail, "No quarter, Q1 to Q4, is named.");
			SAY(hint, "Write the quarter too, such as \"Q1 2025/26\".");
			break;
		case QUARTER_NO_YEAR:
			SAY(detail, "No year is named.");
			SAY(hint, "Write the year too, such as \"Q%d 2025/26\" or \"Q%d 2025\".",
				(int) (reading->number >= 1 && reading->number <= 4 ? reading->number : 1),
				(int) (reading->number >= 1 && reading->number <= 4 ? reading->number : 1));
			break;
		case QUARTER_BAD_NUMBER:
			SAY(detail, "A fiscal year has quarters 1 to 4.");
			SAY(hint, "Write Q1, Q2, Q3 or Q4 and the year, such as \"Q1 2025/26\".");
			break;
		case QUARTER_BAD_CALENDAR:
			SAY(detail, "Brackets hold the month in which the fiscal year starts.");
			SAY(hint, "Write the month in English, such as \"Q1 2025/26 (Oct)\".");
			break;
		default:
			explain_years(reading, detail, hint);
			break;
	}
}
