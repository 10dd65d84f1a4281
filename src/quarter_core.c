/*
 * quarter_core.c: fiscal quarters in plain C: calendar, arithmetic and printing; quarter_text_core.c reads
 * them.
 */
#include "quarter_core.h"
#include "calendar_text_core.h"

#include <string.h>

#define MONTHS_A_YEAR    12
#define MONTHS_A_QUARTER 3

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
