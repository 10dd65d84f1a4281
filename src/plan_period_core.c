/*
 * plan_period_core.c: reading the deadlines that plans print.
 */
#include "plan_period_core.h"
#include "text_core.h"

#include <stdio.h>
#include <string.h>

/* A span of years printed short (2099-03) reaches into the next century, but not this far: 2025-24. */
#define LONGEST_SHORT_SPAN 50

/* What may be the day of a month, whichever. */
#define LAST_DAY_OF_MONTHS 31

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

/*
 * What spreadsheets keep in place of 1 January 1990 and 31 December 2100: days since 30 December 1899
 * (ECMA-376, part 1, 18.17.4.1).  Refused all the same, since some count from 1904.
 */
#define FIRST_SERIAL_DAY 32874
#define LAST_SERIAL_DAY  73415

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

/* ---- what has more than one reading ---- */

/* Readings that lie in the plan's period: how many, and the last of them. */
typedef struct Candidates
{
	int number;
	PlanPeriod period;
} Candidates;

static void
consider(Candidates *candidates, const PlanPeriod *within, int64_t first_day, int64_t end_day)
{
	if (within == NULL || first_day < within->first_day || (!within->open_ended && end_day > within->end_day))
		return;
	candidates->number++;
	candidates->period.first_day = first_day;
	candidates->period.end_day = end_day;
}

static void
settle_only_candidate(PlanPeriodReading *reading, const Candidates *candidates, PlanPeriodProblem otherwise)
{
	if (candidates->number == 1)
		settle(reading, candidates->period.first_day, candidates->period.end_day);
	else
		reading->problem = otherwise;
}

/* The day of the month in each year of the plan's period, until there are two. */
static void
consider_days(Candidates *candidates, const PlanPeriod *within, int month, int64_t day)
{
	int64_t year;
	int unused_month, unused_day;

	if (within == NULL || day > calendar_month_days(2000, month))
		return;
	calendar_date(within->first_day, &year, &unused_month, &unused_day);
	/* Years without an end: a leap day comes twice in any sixteen. */
	for (int64_t last = year + 16; year <= last && candidates->number < 2; year++)
		if (day <= calendar_month_days(year, month))
			consider(candidates, within, calendar_day(year, month, (int) day),
					 calendar_day(year, month, (int) day) + 1);
}

/* A day without its year; with two digits as in December 24 or 11-Oct perhaps the month of that year. */
static void
settle_doubtful_day(PlanPeriodReading *reading, int64_t number, bool may_be_year)
{
	Candidates candidates = {0};
	int64_t month = expand_short_year(number) * 12 + reading->month - 1;

	reading->day = number;
	reading->year = expand_short_year(number);
	if (may_be_year)
		consider(&candidates, reading->within, calendar_month_start(month), calendar_month_start(month + 1));
	consider_days(&candidates, reading->within, (int) reading->month, number);
	settle_only_candidate(reading, &candidates, may_be_year ? PLAN_PERIOD_DAY_OR_YEAR : PLAN_PERIOD_NO_YEAR);
}

/* 2011-12 and 1998-02: the month, or the years. */
static void
settle_month_or_years(PlanPeriodReading *reading, int64_t month)
{
	PlanPeriod years = reading->period;
	Candidates candidates = {0};
	int64_t first = reading->year * 12 + month - 1;

	reading->month = month;
	consider(&candidates, reading->within, years.first_day, years.end_day);
	consider(&candidates, reading->within, calendar_month_start(first), calendar_month_start(first + 1));
	settle_only_candidate(reading, &candidates, PLAN_PERIOD_MONTH_OR_YEARS);
}

static bool
may_be_day(int64_t number)
{
	return number >= 1 && number <= LAST_DAY_OF_MONTHS;
}

static void
settle_full_day(PlanPeriodReading *reading, const PrintedDay *printed)
{
	int64_t first;

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
}

static void
settle_day(PlanPeriodReading *reading, const PrintedDay *printed)
{
	reading->month = printed->month;
	reading->day = printed->day;
	if (printed->year_digits == 0 && may_be_day(printed->day))
		settle_doubtful_day(reading, printed->day, printed->hyphen);
	else
		settle_full_day(reading, printed);
	if (reading->problem == PLAN_PERIOD_OK && printed->weekday != 0 &&
		printed->weekday != weekday_of(reading->period.first_day))
		reading->problem = PLAN_PERIOD_WRONG_WEEKDAY;
}

/* ---- whole texts: true if the text has this shape, whether or not it can be settled ---- */

/* T14:10, 16:28:01.714483+05:30: a timestamp's time says no more of the day. */
static void
take_time(const char **at)
{
	const char *here = *at;
	int64_t part;

	folded_char(&here, 'T');
	if (folded_number(&here, &part) != 2 || !folded_char(&here, ':') || folded_number(&here, &part) != 2)
		return;
	if (folded_char(&here, ':') && folded_number(&here, &part) == 2 && folded_char(&here, '.'))
		folded_number(&here, &part);
	if (!folded_char(&here, 'Z') && !folded_word(&here, "UTC") && !folded_word(&here, "GMT") &&
		(folded_char(&here, '+') || folded_char(&here, '-')))
	{
		folded_number(&here, &part);
		if (folded_char(&here, ':'))
			folded_number(&here, &part);
	}
	*at = here;
}

static bool
read_day(const char *at, PlanPeriodReading *reading)
{
	PrintedDay printed;

	if (!take_printed_day(&at, &printed))
		return false;
	take_time(&at);
	if (!folded_end(at))
		return false;
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

static void
settle_month(PlanPeriodReading *reading, const PrintedDay *printed)
{
	reading->month = printed->month;
	if (!printed->year_signed && (printed->year_digits == 1 || printed->year_digits == 2) &&
		may_be_day(printed->year))
		settle_doubtful_day(reading, printed->year, printed->year_digits == 2);
	else if (settle_year(reading, printed->year, printed->year_digits))
		settle_months(reading, reading->year * 12 + printed->month - 1, 1);
}

/* 2025 March, 2025-Mar: no day has four digits. */
static bool
take_year_and_month(const char **at, PrintedDay *printed)
{
	char mark;

	memset(printed, 0, sizeof(*printed));
	printed->year_digits = folded_number(at, &printed->year);
	printed->year_signed = true;
	take_mark(at, &mark);
	printed->month = folded_month(at);
	return printed->year_digits == 4 && printed->month != 0;
}

/* March 2026, Mar-26, December / 2025, mid-May 2025, 2025 March. */
static bool
read_month(const char *at, PlanPeriodReading *reading)
{
	int third = take_third(&at);
	const char *year_first = at;
	PrintedDay printed;

	if ((!take_printed_month(&at, &printed) || !folded_end(at)) &&
		(at = year_first, !take_year_and_month(&at, &printed) || !folded_end(at)))
		return false;
	/* "Mid" is said of months. */
	printed.year_signed = printed.year_signed || third != 0;
	settle_month(reading, &printed);
	if (reading->problem != PLAN_PERIOD_OK)
		return true;
	if (third == 1 || third == 2)
		reading->period.end_day = reading->period.first_day + third * 10;
	if (third > 1)
		reading->period.first_day += (third - 1) * 10;
	return true;
}

static void
settle_end_of_span(PlanPeriodReading *reading, const PrintedDay *printed)
{
	if (printed->day != 0)
		settle_day(reading, printed);
	else
		settle_month(reading, printed);
}

/* 1 January 2022 to 31 March 2023, May 2016 - August 2018, 17 August to 2 October 2020. */
static bool
read_span(const char *at, PlanPeriodReading *reading)
{
	PrintedDay first;
	PrintedDay last;
	int64_t first_day;

	if (!take_printed_span(&at, &first, &last) || !folded_end(at))
		return false;
	if (last.listed && !reading->between && !are_neighbouring_months(&first, &last))
	{
		reading->problem = PLAN_PERIOD_SEVERAL;
		return true;
	}
	/* A doubtful end is not settled by the plan's period, but the whole by its other end. */
	reading->within = NULL;
	if (first.year_digits == 0)
	{
		first.year = last.year;
		first.year_digits = last.year_digits;
		first.year_signed = last.year_signed;
	}
	settle_end_of_span(reading, &first);
	if (reading->problem != PLAN_PERIOD_OK)
		return true;
	first_day = reading->period.first_day;
	settle_end_of_span(reading, &last);
	if (reading->problem == PLAN_PERIOD_OK && reading->period.first_day < first_day)
		reading->problem = PLAN_PERIOD_REVERSED;
	reading->period.first_day = first_day;
	/* "From ... to ..." has an end. */
	reading->period.open_ended = false;
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
	else if (!fy && reading->year >= FIRST_SERIAL_DAY && reading->year <= LAST_SERIAL_DAY)
		reading->problem = PLAN_PERIOD_SERIAL_DAY;
	else if (!settle_year(reading, reading->year, digits))
		return;
	else if (reading->start_month == 1)
		settle_years(reading, reading->year, reading->year);
	else if (reading->end_named && !fy)
		settle_months(reading, reading->year * 12, 12);
	else if (reading->open_suffix && !fy)
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
	int64_t month = !slash && second_digits == 2 && reading->second_year <= 12 ? reading->second_year : 0;

	reading->second_year = second;
	if (slash && second != reading->year + 1)
		reading->problem = PLAN_PERIOD_NOT_CONSECUTIVE;
	else if (slash && reading->start_month == 1)
		reading->problem = PLAN_PERIOD_PAIR_IN_ONE_YEAR;
	else if (second <= reading->year || (second_digits == 2 && second - reading->year > LONGEST_SHORT_SPAN))
	{
		reading->problem = PLAN_PERIOD_BACKWARDS;
		if (month > 0) /* 2025-06 */
			settle_months(reading, reading->year * 12 + month - 1, 1);
	}
	else
	{
		settle_years(reading, reading->year, second);
		if (month > 0 && reading->problem == PLAN_PERIOD_OK)
			settle_month_or_years(reading, month);
	}
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

/* Calendar year 2025. */
static bool
read_calendar_year(const char *at, PlanPeriodReading *reading)
{
	int digits;

	if (!folded_word(&at, "CALENDAR YEAR") && !folded_word(&at, "CY"))
		return false;
	digits = folded_number(&at, &reading->year);
	if (digits != 4 || !folded_end(at))
		return false;
	if (settle_year(reading, reading->year, digits))
		settle_months(reading, reading->year * 12, 12);
	return true;
}

/* 2025, 2025/26, 2024-25, 2025-29, 2023 - 2026, 2025 to 2029, 25/26, FY 2025/26. */
static bool
read_years(const char *at, PlanPeriodReading *reading)
{
	bool fy = take_fiscal_year_words(&at);
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

/* Summer 2025, late autumn, mid-2025: refused, but with the reason. */
static bool
read_season(const char *at, PlanPeriodReading *reading)
{
	static const char *const names[] = {"SPRING", "SUMMER", "AUTUMN", "FALL", "WINTER"};
	int third = take_third(&at);
	int64_t year;

	for (int i = 0; i < 5; i++)
		if (folded_word(&at, names[i]))
			third = 1;
	if (third == 0 || (folded_number(&at, &year) == 0 && !folded_end(at)))
		return false;
	reading->problem = PLAN_PERIOD_SEASON;
	return true;
}

/* What kind of no date a text is, by the first of these words that it has anywhere. */
static PlanPeriodProblem
problem_of_words(const char *text)
{
	static const struct
	{
		const char *word;
		PlanPeriodProblem problem;
	} clues[] = {
		{"TBC", PLAN_PERIOD_UNDECIDED},        {"TBD", PLAN_PERIOD_UNDECIDED},
		{"TBA", PLAN_PERIOD_UNDECIDED},        {"TO BE", PLAN_PERIOD_UNDECIDED},
		{"N/A", PLAN_PERIOD_UNDECIDED},        {"UNKNOWN", PLAN_PERIOD_UNDECIDED},
		{"NONE", PLAN_PERIOD_UNDECIDED},       {"NOT SET", PLAN_PERIOD_UNDECIDED},
		{"EVERY", PLAN_PERIOD_FREQUENCY},      {"EACH", PLAN_PERIOD_FREQUENCY},
		{"WEEKLY", PLAN_PERIOD_FREQUENCY},     {"MONTHLY", PLAN_PERIOD_FREQUENCY},
		{"QUARTERLY", PLAN_PERIOD_FREQUENCY},  {"ANNUALLY", PLAN_PERIOD_FREQUENCY},
		{"ANNUAL", PLAN_PERIOD_FREQUENCY},     {"YEARLY", PLAN_PERIOD_FREQUENCY},
		{"ONGOING", PLAN_PERIOD_FREQUENCY},    {"ON-GOING", PLAN_PERIOD_FREQUENCY},
		{"CONTINUOUS", PLAN_PERIOD_FREQUENCY}, {"DAILY", PLAN_PERIOD_FREQUENCY},
		{"ROLLING", PLAN_PERIOD_FREQUENCY},    {"SUBJECT TO", PLAN_PERIOD_RELATIVE},
		{"DEPENDENT", PLAN_PERIOD_RELATIVE},   {"WHEN", PLAN_PERIOD_RELATIVE},
		{"ASAP", PLAN_PERIOD_RELATIVE},        {"IMMEDIATE", PLAN_PERIOD_RELATIVE},
		{"IMMEDIATELY", PLAN_PERIOD_RELATIVE}, {"TERM", PLAN_PERIOD_RELATIVE},
		{"START OF", PLAN_PERIOD_SEASON},      {"BEGINNING OF", PLAN_PERIOD_SEASON},
		{"EASTER", PLAN_PERIOD_SEASON},        {"CHRISTMAS", PLAN_PERIOD_SEASON},
		{"WITHIN", PLAN_PERIOD_RELATIVE},      {"NEXT", PLAN_PERIOD_RELATIVE},
		{"AFTER", PLAN_PERIOD_RELATIVE},       {"FOLLOWING", PLAN_PERIOD_RELATIVE},
		{"WEEK", PLAN_PERIOD_RELATIVE},        {"MONTHS", PLAN_PERIOD_RELATIVE},
		{"SEASON", PLAN_PERIOD_SEASON},
	};

	for (size_t i = 0; i < sizeof(clues) / sizeof(clues[0]); i++)
		for (const char *at = text; *at != '\0'; at++)
		{
			const char *here = at;

			if ((at == text || !is_letter(at[-1])) && folded_word(&here, clues[i].word))
				return clues[i].problem;
		}
	return PLAN_PERIOD_UNREADABLE;
}

/*
 * Every spelling of a quarter.  A text that names one and goes wrong elsewhere is not tried as anything else;
 * three months that are no quarter are a span.
 */
static bool
read_quarter(const char *at, PlanPeriodReading *reading)
{
	QuarterProblem problem;

	if (quarter_parse(at, reading->start_month, &reading->quarter))
	{
		settle(reading, quarter_first_day(reading->quarter.quarter),
			   (int64_t) quarter_last_day(reading->quarter.quarter) + 1);
		reading->period.open_ended = reading->period.open_ended && reading->quarter.numbered;
		return true;
	}
	problem = reading->quarter.problem;
	if (problem == QUARTER_UNREADABLE || problem == QUARTER_IS_DATE || problem == QUARTER_NO_NUMBER ||
		problem == QUARTER_NOT_A_QUARTER)
		return false;
	reading->problem = PLAN_PERIOD_BAD_QUARTER;
	return true;
}

/* Q2-Q3 2025/26, H1 2025/26. */
static bool
read_quarters(const char *at, PlanPeriodReading *reading)
{
	Quarter first;
	Quarter last;

	if (!quarters_parse(at, reading->start_month, &first, &last))
		return false;
	settle(reading, quarter_first_day(first), (int64_t) quarter_last_day(last) + 1);
	reading->period.open_ended = false;
	return true;
}

/* ---- the whole ---- */

/* Passes over the longest of the phrases that comes next. */
static bool
take_any_phrase(const char **at, const char *const phrases[], int number)
{
	const char *furthest = *at;

	for (int i = 0; i < number; i++)
	{
		const char *here = *at;

		if (folded_word(&here, phrases[i]) && here > furthest)
			furthest = here;
	}
	if (furthest == *at)
		return false;
	*at = furthest;
	return true;
}

#define TAKE_ANY(at, phrases) take_any_phrase(at, phrases, (int) (sizeof(phrases) / sizeof((phrases)[0])))

/* From June 2024, On or after 1 April 2026, Begin to implement in January 2018, Starting April 2025. */
static bool
take_open_prefix(const char **at)
{
	static const char *const from[] = {"FROM",       "ON OR AFTER", "NO EARLIER THAN", "NOT EARLIER THAN",
									   "NOT BEFORE", "SINCE",       "ONGOING FROM"};
	static const char *const begin[] = {"BEGIN",      "BEGINS",   "BEGINNING", "START",
										"STARTS",     "STARTING", "COMMENCE",  "COMMENCES",
										"COMMENCING", "TO BEGIN", "TO START",  "TO COMMENCE"};
	static const char *const in[] = {"IN", "FROM", "ON"};
	const char *here = *at;
	const char *verb;

	if (TAKE_ANY(at, from))
		return true;
	if (!TAKE_ANY(&here, begin))
		return false;
	verb = here;
	/* "Start of March 2026" is a part of it. */
	if (folded_word(&verb, "OF"))
		return false;
	if (folded_word(&verb, "TO"))
	{
		/* "to implement": one word more. */
		verb += *verb == ' ';
		while (is_letter(*verb))
			verb++;
		if (!TAKE_ANY(&verb, in))
			return false;
		here = verb;
	}
	else
		(void) TAKE_ANY(&here, in);
	*at = here;
	return true;
}

/*
 * "Complete by", "To be discussed by": a few plain words that end in "by".  What begins by a day, was put
 * off, or is denied has no such deadline.
 */
static void
take_verb_and_by(const char **at)
{
	static const char *const others[] = {
		"NOT",       "NO",       "NEVER",      "START",     "STARTS",     "STARTED",  "STARTING",  "BEGIN",
		"BEGINS",    "BEGUN",    "COMMENCE",   "COMMENCED", "DELAYED",    "REVISED",  "SLIPPED",   "EXTENDED",
		"WAS",       "ORIGINAL", "ORIGINALLY", "PREVIOUS",  "PREVIOUSLY", "FORMERLY", "MISSED",    "FAILED",
		"ANNUAL",    "ANNUALLY", "YEARLY",     "MONTHLY",   "QUARTERLY",  "WEEKLY",   "DAILY",     "EVERY",
		"EACH",      "OR",       "AND",        "IF",        "UNLESS",     "SUBJECT",  "DEPENDENT", "HALF",
		"SOME",      "PART",     "PARTLY",     "PHASE",     "STAGE",      "LATE",     "OVERDUE",   "SLIP",
		"CANCELLED", "NEXT"};
	const char *here = *at;

	for (int words = 0; words < 5; words++)
	{
		const char *word = here;

		if (folded_word(&here, "BY"))
		{
			*at = here;
			return;
		}
		if (TAKE_ANY(&word, others) || !is_letter(*(here + (*here == ' '))))
			return;
		here += *here == ' ';
		while (is_letter(*here))
			here++;
	}
}

/* By, by the end of, no later than: a deadline is the last day of its period anyway. */
static void
take_deadline_prefix(const char **at, PlanPeriodReading *reading)
{
	static const char *const until[] = {"BY",
										"NO LATER THAN",
										"NOT LATER THAN",
										"ON OR BEFORE",
										"UNTIL",
										"TILL",
										"UP TO",
										"TO",
										"IN",
										"ON",
										"DURING",
										"THROUGHOUT",
										"BETWEEN",
										"DUE",
										"DUE DATE",
										"DUE ON",
										"DUE IN",
										"DEADLINE",
										"TARGET",
										"TARGET DATE",
										"DATE",
										"COMPLETION",
										"COMPLETION DATE",
										"FOR COMPLETION",
										"FOR",
										"EXPECTED",
										"ANTICIPATED",
										"ESTIMATED",
										"EST",
										"PLANNED",
										"LATEST",
										"AT LATEST",
										"AT THE LATEST",
										"ONGOING UNTIL",
										"ONGOING TO"};
	static const char *const end[] = {"END", "END OF", "THE END OF", "END OF THE", "THE END OF THE"};

	const char *between = *at;

	take_verb_and_by(at);
	reading->between = folded_word(&between, "BETWEEN");
	while (TAKE_ANY(at, until))
		(void) (folded_char(at, ':') || folded_char(at, '.'));
	if (TAKE_ANY(at, end))
	{
		reading->end_named = true;
		(void) folded_char(at, '-');
	}
	else
		(void) folded_word(at, "THE");
}

/* Cuts the first of the suffixes off that the text ends in. */
static bool
cut_suffix(char *text, const char *const suffixes[], int number)
{
	size_t length = strlen(text);

	for (int i = 0; i < number; i++)
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

/* 2025+, 2026/27 onwards, April 2024 - ongoing. */
static bool
cut_open_suffix(char *text)
{
	static const char *const suffixes[] = {"+",          " ONWARDS",    " ONWARD",
										   " - ONGOING", " TO PRESENT", " - PRESENT"};

	return cut_suffix(text, suffixes, 6);
}

/* "(June 2026)", "June 2026.": marks that say nothing; "at the latest", which a deadline is anyway. */
static void
cut_marks(char *text)
{
	static const char *const latest[] = {" AT THE LATEST", " AT LATEST", " LATEST"};
	size_t length = strlen(text);

	while (length > 1 && strchr(".,;* ", text[length - 1]) != NULL)
		text[--length] = '\0';
	if (length > 2 && text[0] == '(' && strchr(text, ')') == text + length - 1)
	{
		memmove(text, text + 1, length - 2);
		text[length - 2] = '\0';
	}
	(void) cut_suffix(text, latest, 3);
}

static bool
is_blank(const char *folded)
{
	return folded[strspn(folded, "- ")] == '\0';
}

static void
read_period(const char *at, PlanPeriodReading *reading)
{
	static bool (*const shapes[])(const char *, PlanPeriodReading *) = {
		read_quarters,      read_quarter, read_week,          read_day,   read_month,
		read_numeric_month, read_span,    read_calendar_year, read_years, read_season,
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (shapes[i](at, reading))
			return;
	reading->problem = PLAN_PERIOD_UNREADABLE;
}

/* Prefix, period, suffix. */
static void
read_text(char *text, PlanPeriodReading *reading)
{
	const char *at = text;

	cut_marks(text);
	reading->open_suffix = cut_open_suffix(text);
	reading->period.open_ended = reading->open_suffix;
	if (take_open_prefix(&at))
		reading->period.open_ended = true;
	else
		take_deadline_prefix(&at, reading);
	read_period(at, reading);
	if (reading->problem == PLAN_PERIOD_UNREADABLE)
		reading->problem = problem_of_words(text);
	if (reading->period.open_ended)
		reading->period.end_day = 0;
}

bool
plan_period_parse(const char *folded, int start_month, const PlanPeriod *within, PlanPeriodReading *reading)
{
	char text[TEXT_FOLD_MAX + 1];

	memset(reading, 0, sizeof(*reading));
	reading->start_month = start_month;
	reading->within = within;
	if (strlen(folded) > TEXT_FOLD_MAX)
		reading->problem = PLAN_PERIOD_UNREADABLE;
	else if (is_blank(folded))
		reading->problem = PLAN_PERIOD_BLANK;
	else
	{
		strcpy(text, folded);
		read_text(text, reading);
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

/* Sentences that say nothing of the text itself. */
static const struct
{
	const char *detail;
	const char *hint;
} sentences[] = {
	[PLAN_PERIOD_OK] = {"", ""},
	[PLAN_PERIOD_UNREADABLE] = {"",
								"Write a deadline such as \"March 2026\", \"Q4 2026/27\", \"31.10.2024\", "
								"\"2026-03-31\", \"2025/26\", \"2025-29\" or \"From June 2024\"."},
	[PLAN_PERIOD_BLANK] = {"This is a blank.", "Store NULL where there is no deadline."},
	[PLAN_PERIOD_NO_YEAR] = {"No year is named.",
							 "Write the year too, such as \"March 2026\" or \"18 November 2024\"."},
	[PLAN_PERIOD_SEVERAL] = {"More than one day or month is printed.",
							 "Write the one by which all is done, or join the ends of a span by a hyphen."},
	[PLAN_PERIOD_SEASON] = {"A season, or a part of a year, has no agreed first and last day.",
							"Write a month or a quarter, such as \"August 2025\" or \"Q2 2025/26\"."},
	[PLAN_PERIOD_FREQUENCY] =
		{"This says how often something is done, not by when.",
		 "Store NULL where there is no deadline, or write the next one, such as \"March 2026\"."},
	[PLAN_PERIOD_UNDECIDED] = {"No deadline is set yet.",
							   "Store NULL where there is no deadline, as try_plan_period(text) gives."},
	[PLAN_PERIOD_RELATIVE] = {"This depends on a day that is not printed.",
							  "Write the day or the month itself, such as \"March 2026\"."},
	[PLAN_PERIOD_BAD_YEAR] =
		{"A year is printed with four digits, or with two where nothing else can be meant.",
		 "Write the year with four digits, such as \"March 2026\" or \"2025/26\"."},
	[PLAN_PERIOD_BACKWARDS] =
		{"The last year of a span comes after the first.",
		 "Write a span as \"2025-29\", and a month by its name, such as \"March 2026\"."},
	[PLAN_PERIOD_REVERSED] =
		{"The last day of a span comes before its first.",
		 "Write the earlier day first, and the year of each, such as \"November 2024 to January 2025\"."},
	[PLAN_PERIOD_SHORT_YEARS] =
		{"Two digits could be a day, a month or a year.",
		 "Write years with four digits, such as \"2025/26\" or \"2025-29\", and a month by its name."},
	[PLAN_PERIOD_WRONG_WEEKDAY] = {"The date is not that day of the week.",
								   "Leave the day of the week out, or correct the date."},
	[PLAN_PERIOD_OUT_OF_RANGE] = {"Years run from 0001 to 9999.",
								  "Write the year with four digits, such as \"March 2026\" or \"2025/26\"."},
};

static void
explain_two_readings(const PlanPeriodReading *reading, char *detail, char *hint)
{
	const char *month = calendar_month_names[reading->month - 1];

	if (reading->problem == PLAN_PERIOD_DAY_OR_YEAR)
	{
		SAY(detail, "The number may be the day of the month or the year.");
		SAY(hint,
			"Write \"%s %04d\" for the month, or \"%d %s\" and the year for the day; or give the plan's "
			"period, "
			"plan_period(text, start_month, within), if it holds just one of them.",
			month, (int) reading->year, (int) reading->day, month);
		return;
	}
	SAY(detail, "This may be a month or a span of years.");
	SAY(hint, "Write \"%s %04d\" for the month, or \"%04d-%04d\" for the years.", month, (int) reading->year,
		(int) reading->year, (int) reading->second_year);
}

static void
explain_serial_day(const PlanPeriodReading *reading, char *detail, char *hint)
{
	int64_t year;
	int month;
	int day;

	calendar_date(calendar_day(1899, 12, 30) + reading->year, &year, &month, &day);
	SAY(detail, "Most spreadsheets keep %d %s %d as this number, and some another day.", day,
		calendar_month_names[month - 1], (int) year);
	SAY(hint, "Write the day itself, or format the column as a date before you save or copy it.");
}

static void
explain_years(const PlanPeriodReading *reading, char *detail, char *hint)
{
	int year = (int) (reading->year % 10000);

	if (reading->problem == PLAN_PERIOD_SINGLE_YEAR)
	{
		SAY(detail, "A year alone may be the calendar year or either of two fiscal years.");
		SAY(hint,
			"Write \"%04d/%02d\" or \"%04d/%02d\" for a fiscal year, or \"December %04d\" for the end of the "
			"calendar "
			"year.",
			year, (year + 1) % 100, (year + 9999) % 10000, year % 100, year);
	}
	else if (reading->problem == PLAN_PERIOD_NOT_CONSECUTIVE)
	{
		SAY(detail, "Years joined by a slash are one fiscal year, so the second is the one after the first.");
		SAY(hint, "Write \"%04d/%02d\" for one year, or join the years by a hyphen for a span of years.",
			year, (year + 1) % 100);
	}
	else
	{
		SAY(detail, "A fiscal year that starts in January lies in one calendar year.");
		SAY(hint, "Write \"%04d\" for the year, or give the month in which the fiscal year starts.", year);
	}
}

void
plan_period_explain(const PlanPeriodReading *reading, char detail[QUARTER_SENTENCE_SIZE],
					char hint[QUARTER_SENTENCE_SIZE])
{
	switch (reading->problem)
	{
		case PLAN_PERIOD_BAD_QUARTER:
			quarter_explain(&reading->quarter, detail, hint);
			break;
		case PLAN_PERIOD_DAY_OR_YEAR:
		case PLAN_PERIOD_MONTH_OR_YEARS:
			explain_two_readings(reading, detail, hint);
			break;
		case PLAN_PERIOD_IMPOSSIBLE_DATE:
			explain_impossible(reading, detail, hint);
			break;
		case PLAN_PERIOD_SERIAL_DAY:
			explain_serial_day(reading, detail, hint);
			break;
		case PLAN_PERIOD_SINGLE_YEAR:
		case PLAN_PERIOD_NOT_CONSECUTIVE:
		case PLAN_PERIOD_PAIR_IN_ONE_YEAR:
			explain_years(reading, detail, hint);
			break;
		default:
			SAY(detail, "%s", sentences[reading->problem].detail);
			SAY(hint, "%s", sentences[reading->problem].hint);
			break;
	}
}
