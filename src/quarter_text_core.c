/*
 * quarter_text_core.c: reading fiscal quarters as people print them, and saying why a text is none.
 *
 * A text is a row of parts, each at most once, in any order: a number, the three months, the year or years,
 * the month in brackets that names the calendar.  What they come to is judged when all are known.
 */
#include "calendar_text_core.h"
#include "quarter_core.h"
#include "text_core.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_A_YEAR    12
#define MONTHS_A_QUARTER 3
#define APRIL            4

/* ---- the parts ---- */

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

/* Which of the words comes next, from 1; 0 for none. */
static int
take_one_of(const char **at, const char *const words[], int number)
{
	for (int i = 0; i < number; i++)
		if (folded_word(at, words[i]))
			return i + 1;
	return 0;
}

static bool
take_quarter_word(const char **at)
{
	static const char *const words[] = {"QUARTER", "QTR.", "QTR", "Q"};

	return take_one_of(at, words, 4) != 0;
}

/* Q1, Qtr 1, Quarter 1, Quarter One. */
static bool
take_number_behind(const char **at, QuarterReading *reading)
{
	static const char *const words[] = {"ONE", "TWO", "THREE", "FOUR"};
	const char *here = *at;

	if (!take_quarter_word(&here))
		return false;
	reading->number = take_one_of(&here, words, 4);
	if (reading->number == 0 && folded_number(&here, &reading->number) == 0)
		return false;
	*at = here;
	return true;
}

/* First quarter, 1st quarter; 1Q25. */
static bool
take_number_before(const char **at, QuarterReading *reading)
{
	static const char *const ordinals[] = {"FIRST", "SECOND", "THIRD", "FOURTH"};
	static const char *const endings[] = {"ST", "ND", "RD", "TH"};
	const char *here = *at;
	int64_t number = take_one_of(&here, ordinals, 4);
	bool ordinal;

	if (number == 0 && folded_number(&here, &number) != 1)
		return false;
	ordinal = is_letter(here[-1]) || take_one_of(&here, endings, 4) != 0;
	if (!take_quarter_word(&here))
		return false;
	reading->ordinal = ordinal;
	reading->number = number;
	*at = here;
	return true;
}

static bool
take_number(const char **at, QuarterReading *reading)
{
	if (reading->numbered)
		return false;
	reading->numbered = take_number_before(at, reading) || take_number_behind(at, reading);
	return reading->numbered;
}

/* 2025/26, 2025 - 26, 2025_26, 2025, 202526.  A hyphen with no digits behind it is not ours: 2025-Q1. */
static bool
take_year_digits(const char **at, QuarterReading *reading)
{
	const char *here;

	folded_char(at, '\'');
	reading->year_digits = folded_number(at, &reading->year);
	here = *at;
	if (folded_char(&here, '/') || folded_char(&here, '-') || folded_char(&here, '_'))
		reading->second_digits = folded_number(&here, &reading->second_year);
	if (reading->second_digits > 0)
		*at = here;
	else if (reading->year_digits == 6 && reading->year % 100 == (reading->year / 100 + 1) % 100)
	{
		reading->second_year = reading->year % 100;
		reading->year /= 100;
		reading->year_digits = 4;
		reading->second_digits = 2;
	}
	return reading->year_digits > 0;
}

static bool
take_years(const char **at, QuarterReading *reading)
{
	const char *here = *at;
	bool fy;

	if (reading->year_digits > 0)
		return false;
	fy = take_fiscal_year_words(&here);
	if (!fy && !folded_word(&here, "CY"))
		(void) folded_word(&here, "CALENDAR YEAR");
	if (!take_year_digits(&here, reading))
		return false;
	reading->fy = fy;
	*at = here;
	return true;
}

static int64_t
full_year(const PrintedDay *printed)
{
	return printed->year_digits == 2 ? expand_short_year(printed->year) : printed->year;
}

/* A year printed beside months is theirs, unless it is a fiscal year: April to June 2024-25. */
static void
settle_months_year(const char **at, const PrintedDay *last, QuarterReading *reading)
{
	const char *here = *at;
	int64_t second = 0;
	int digits = 0;

	if ((folded_char(&here, '/') || folded_char(&here, '-')) && reading->year_digits == 0)
		digits = folded_number(&here, &second);
	if (digits == 0)
	{
		reading->months_year = full_year(last);
		return;
	}
	reading->year = last->year;
	reading->year_digits = last->year_digits;
	reading->second_year = second;
	reading->second_digits = digits;
	reading->months_year = 0;
	*at = here;
}

/* Whole months: from no day or the first, to no day or the last. */
static bool
are_whole_months(const PrintedDay *first, const PrintedDay *last)
{
	int64_t year = last->year_digits == 4 ? last->year : 2000;

	return first->day <= 1 && (last->day == 0 || last->day == calendar_month_days(year, (int) last->month));
}

/* Three of them, and within one year unless both years are printed or none is. */
static bool
are_three_months(const PrintedDay *first, const PrintedDay *last)
{
	int64_t months = last->month - first->month;

	if (first->year_digits > 0 && last->year_digits > 0)
		months += (full_year(last) - full_year(first)) * MONTHS_A_YEAR;
	else if (first->year_digits > 0)
		return false;
	else if (last->year_digits == 0 && months < 0)
		months += MONTHS_A_YEAR;
	return months == MONTHS_A_QUARTER - 1;
}

/* Two digits that may be a day: June 24. */
static bool
has_doubtful_year(const PrintedDay *printed)
{
	return printed->year_digits != 0 && printed->year_digits != 4 && !printed->year_signed;
}

static bool
are_months_of_years(const PrintedDay *first, const PrintedDay *last)
{
	return first->month >= 1 && first->month <= MONTHS_A_YEAR && last->month >= 1 &&
		   last->month <= MONTHS_A_YEAR;
}

/* April to June 2024, APR-JUN, 1 January to 31 March 2015, October 2023 - December 2023. */
static bool
take_months_span(const char **at, QuarterReading *reading)
{
	const char *here = *at;
	PrintedDay first;
	PrintedDay last;

	if (!take_printed_span(&here, &first, &last) || last.listed || !are_months_of_years(&first, &last) ||
		!are_whole_months(&first, &last) || !are_three_months(&first, &last))
		return false;
	settle_months_year(&here, &last, reading);
	/* "June 24" may be a day, but not the end of Q1 (April to June 24). */
	if (has_doubtful_year(&first) ||
		(has_doubtful_year(&last) && reading->months_year != 0 && !reading->numbered))
		return false;
	if (first.year_digits > 0)
		reading->months_year = full_year(&first);
	reading->first_month = (int) first.month;
	*at = here;
	return true;
}

/*
 * March quarter 2024, March 2024 quarter.  June quarter 2024/25 is of a year that starts in July more often
 * than in April.
 */
static bool
take_month_quarter(const char **at, PrintedDay *last)
{
	const char *here;

	memset(last, 0, sizeof(*last));
	last->month = folded_month(at);
	if (last->month == 0)
		return false;
	last->year_digits = folded_number(at, &last->year);
	if (!take_quarter_word(at))
		return false;
	if (last->year_digits == 0)
		last->year_digits = folded_number(at, &last->year);
	here = *at;
	return last->year_digits == 0 ||
		   (last->year_digits == 4 && !folded_char(&here, '/') && !folded_char(&here, '-'));
}

/* Quarter ending 31 March 2024, quarter to March 2024, three months ended 31 March 2024. */
static bool
take_quarter_ending(const char **at, PrintedDay *last)
{
	static const char *const quarters[] = {"QUARTER", "QTR", "THREE MONTHS", "3 MONTHS"};
	static const char *const words[] = {"ENDING", "ENDED", "TO"};

	return take_one_of(at, quarters, 4) != 0 && take_one_of(at, words, 3) != 0 &&
		   (take_printed_day(at, last) || take_printed_month(at, last)) && !has_doubtful_year(last);
}

/* The quarters that are called by their last month are those of the calendar year. */
static bool
take_last_month(const char **at, QuarterReading *reading)
{
	static const PrintedDay no_day = {0};
	const char *here = *at;
	const char *also = *at;
	PrintedDay last;

	if (!take_quarter_ending(&here, &last))
	{
		here = also;
		if (!take_month_quarter(&here, &last))
			return false;
	}
	if (last.month < MONTHS_A_QUARTER || last.month > MONTHS_A_YEAR || last.month % MONTHS_A_QUARTER != 0 ||
		!are_whole_months(&no_day, &last))
		return false;
	reading->first_month = (int) last.month - (MONTHS_A_QUARTER - 1);
	reading->months_year = full_year(&last);
	*at = here;
	return true;
}

static bool
take_months(const char **at, QuarterReading *reading)
{
	const char *start = *at + (**at == ' ');

	/* Neither a day nor a month has three digits. */
	if (is_digit(start[0]) && is_digit(start[1]) && is_digit(start[2]))
		return false;
	return reading->first_month == 0 && (take_last_month(at, reading) || take_months_span(at, reading));
}

/* (Oct), (October). */
static bool
take_calendar(const char **at, QuarterReading *reading)
{
	const char *here = *at;
	int month;

	if (reading->calendar_named || !folded_char(&here, '('))
		return false;
	month = folded_month(&here);
	if (month == 0 || !folded_char(&here, ')'))
		return false;
	reading->start_month = month;
	reading->calendar_named = true;
	*at = here;
	return true;
}

static bool
take_part(const char **at, QuarterReading *reading)
{
	return take_number(at, reading) || take_months(at, reading) || take_years(at, reading);
}

/* (Q2), (April to June), (2025/26), (October): false also for brackets that hold none of these. */
static bool
take_bracketed(const char **at, QuarterReading *reading)
{
	const char *here = *at;

	if (take_calendar(at, reading))
		return true;
	if (!folded_char(&here, '(') || !take_part(&here, reading) || !folded_char(&here, ')'))
		return false;
	*at = here;
	return true;
}

/* ---- the row of parts ---- */

static bool
take_separator(const char **at)
{
	static const char separators[] = "-/,:.|_";

	for (size_t i = 0; separators[i] != '\0'; i++)
		if (folded_char(at, separators[i]))
			return true;
	return false;
}

/* Words that say nothing of which quarter it is.  True if there were any. */
static bool
pass_over_words(const char **at)
{
	static const char *const words[] = {
		"OF",     "IN",        "FOR",        "THE",    "YEAR",    "PROGRESS", "PERFORMANCE",
		"REPORT", "REPORTING", "MONITORING", "UPDATE", "RESULTS", "REVIEW",   "OUTTURN",
		"ACTUAL", "ACTUALS",   "QUARTERLY",  "DATA",   "FIGURES", "SUMMARY",  "POSITION"};
	const char *start = *at;

	while (is_letter((*at)[**at == ' ']) &&
		   take_one_of(at, words, (int) (sizeof(words) / sizeof(words[0]))) != 0)
		;
	return *at != start;
}

/* Between two parts there may be one mark before such words and one behind them; behind the last, words
 * alone. */
static bool
pass_between(const char **at)
{
	bool marked = take_separator(at);

	if (pass_over_words(at) && !folded_end(*at))
		take_separator(at);
	return !marked || !folded_end(*at);
}

static QuarterProblem
read_parts(const char *at, QuarterReading *reading)
{
	pass_over_words(&at);
	while (!folded_end(at))
	{
		const char *bracket = at;

		if (!take_part(&at, reading) && !take_bracketed(&at, reading))
			return folded_char(&bracket, '(') && reading->numbered && reading->year_digits > 0
					   ? QUARTER_BAD_CALENDAR
					   : QUARTER_UNREADABLE;
		if (!pass_between(&at))
			return QUARTER_UNREADABLE;
	}
	return QUARTER_OK;
}

/* ---- what the parts come to ---- */

/* Expand 25/26, and see that the second year is the one after the first. */
static QuarterProblem
judge_years(QuarterReading *reading)
{
	bool pair = reading->second_digits > 0;

	if (reading->year_digits > 4)
		return QUARTER_OUT_OF_RANGE;
	if (reading->year_digits == 2)
		reading->year = expand_short_year(reading->year);
	if (reading->year_digits != 4 && (reading->year_digits != 2 || (pair && reading->second_digits != 2)))
		return QUARTER_BAD_YEAR;
	if (pair && reading->second_digits != 2 && reading->second_digits != 4)
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

/* The calendar in which the three months are that quarter, or in which they are one at all. */
static QuarterProblem
judge_months_calendar(QuarterReading *reading, int default_start_month)
{
	int named = reading->start_month;
	int start = reading->second_digits > 0 ? default_start_month : 1;

	if (reading->numbered)
		start = (reading->first_month - 1 + MONTHS_A_YEAR - MONTHS_A_QUARTER * ((int) reading->number - 1)) %
					MONTHS_A_YEAR +
				1;
	if (reading->calendar_named && reading->numbered && named != start)
		return QUARTER_MONTHS_DISAGREE;
	reading->start_month = reading->calendar_named ? named : start;
	if ((reading->first_month - reading->start_month) % MONTHS_A_QUARTER != 0)
		return QUARTER_NOT_A_QUARTER;
	reading->number =
		(reading->first_month - reading->start_month + MONTHS_A_YEAR) % MONTHS_A_YEAR / MONTHS_A_QUARTER + 1;
	return QUARTER_OK;
}

/* The fiscal year that the months' own year says. */
static int64_t
year_of_months(const QuarterReading *reading)
{
	return reading->months_year - (reading->first_month < reading->start_month);
}

/*
 * Months and a year that is not theirs: that of the fiscal year if it is a pair.  A single one is the
 * calendar's if no number is printed.  Beside a number it is plain only where the fiscal year starts in it,
 * and in April: "Q1 2024 (Oct-Dec)" is of the year that ends in 2024 for most whose year starts in October or
 * July.
 */
static QuarterProblem
judge_year_beside_months(const QuarterReading *reading)
{
	if (reading->second_digits > 0)
		return reading->start_month == 1 ? QUARTER_PAIR_IN_ONE_YEAR : QUARTER_OK;
	if (reading->start_month == 1)
		return QUARTER_OK;
	if (reading->fy)
		return QUARTER_FY_AMBIGUOUS;
	return reading->start_month == APRIL && reading->first_month >= reading->start_month
			   ? QUARTER_OK
			   : QUARTER_SINGLE_AMBIGUOUS;
}

/* Months with their own year: whatever else is printed must agree. */
static QuarterProblem
judge_months_year(QuarterReading *reading)
{
	int64_t year = year_of_months(reading);

	if (reading->ordinal && reading->year_digits == 0)
		return QUARTER_ORDINAL_AMBIGUOUS;
	if (reading->year_digits > 0 && reading->year != year &&
		(reading->second_digits > 0 || reading->year != year + 1))
		return QUARTER_MONTHS_DISAGREE;
	if (reading->second_digits > 0 && reading->start_month == 1)
		return QUARTER_MONTHS_DISAGREE;
	reading->year = year;
	return QUARTER_OK;
}

static QuarterProblem
judge_months(QuarterReading *reading, int default_start_month)
{
	QuarterProblem problem = judge_months_calendar(reading, default_start_month);

	if (problem != QUARTER_OK)
		return problem;
	return reading->months_year > 0 ? judge_months_year(reading) : judge_year_beside_months(reading);
}

/*
 * 1920-Q3: a year, or two of two digits?  2021 is the year.  The canonical spelling of a calendar year's
 * quarter is read whatever its digits, since it is what is printed.
 */
static bool
is_run_together(const char *folded, const QuarterReading *reading)
{
	bool canonical =
		folded[0] == 'Q' && is_digit(folded[1]) && folded[2] == ' ' && strlen(folded) == strlen("Q1 2025");

	return reading->year_digits == 4 && reading->second_digits == 0 && !reading->calendar_named &&
		   !reading->fy && reading->year != 2021 && reading->year % 100 == (reading->year / 100 + 1) % 100 &&
		   !canonical;
}

static QuarterProblem
judge(const char *folded, QuarterReading *reading, int default_start_month)
{
	QuarterProblem problem = QUARTER_OK;

	if (reading->numbered && (reading->number < 1 || reading->number > 4))
		return QUARTER_BAD_NUMBER;
	if (reading->year_digits == 0 && reading->months_year == 0)
		return reading->numbered || reading->first_month > 0 ? QUARTER_NO_YEAR : QUARTER_UNREADABLE;
	if (!reading->numbered && reading->first_month == 0)
		return QUARTER_NO_NUMBER;
	if (is_run_together(folded, reading))
		return QUARTER_RUN_TOGETHER;
	if (reading->year_digits > 0)
		problem = judge_years(reading);
	if (problem != QUARTER_OK)
		return problem;
	problem = reading->first_month > 0 ? judge_months(reading, default_start_month)
									   : judge_calendar(reading, default_start_month);
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
		reading->problem = judge(folded, reading, default_start_month);
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

static int
number_to_say(const QuarterReading *reading)
{
	return reading->number >= 1 && reading->number <= 4 ? (int) reading->number : 1;
}

/* The months say which days, but not of which year they are the third quarter. */
static void
explain_ordinal(const QuarterReading *reading, char *hint)
{
	char fiscal[QUARTER_TEXT_SIZE];
	Quarter q;

	if (!quarter_make(year_of_months(reading), (int) reading->number, reading->start_month, &q))
		SAY(hint, "Write the fiscal year too, such as \"Q3 2025/26\".");
	else if (reading->first_month % MONTHS_A_QUARTER != 1 || reading->start_month == 1)
	{
		quarter_print(q, fiscal);
		SAY(hint, "Write \"%s\".", fiscal);
	}
	else
	{
		quarter_print(q, fiscal);
		SAY(hint, "Write \"%s\", or \"Q%d %04d\" for the calendar year.", fiscal,
			reading->first_month / MONTHS_A_QUARTER + 1, (int) (reading->months_year % 10000));
	}
}

/* The rule that each problem breaks, and what to write where that depends on nothing in the text. */
static const struct
{
	const char *detail;
	const char *hint;
} sentences[] = {
	[QUARTER_OK] = {"", ""},
	[QUARTER_UNREADABLE] =
		{"", "Write \"Q1 2025/26\" for April to June 2025, \"Q1 2025\" for January to March 2025, or "
			 "\"Q1 2025/26 (Oct)\" for a fiscal year that starts in October."},
	[QUARTER_IS_DATE] = {"This is a date, and which quarter it lies in depends on the fiscal calendar.",
						 "Use quarter(date '...'), or quarter(date '...', start_month)."},
	[QUARTER_NO_NUMBER] = {"No quarter, Q1 to Q4, is named.",
						   "Write the quarter too, such as \"Q1 2025/26\"."},
	[QUARTER_NO_YEAR] = {"No year is named.", ""},
	[QUARTER_BAD_NUMBER] = {"A fiscal year has quarters 1 to 4.",
							"Write Q1, Q2, Q3 or Q4 and the year, such as \"Q1 2025/26\"."},
	[QUARTER_BAD_YEAR] =
		{"A year is printed with four digits or with two, and so are both of a pair such as 25/26.", ""},
	[QUARTER_NOT_CONSECUTIVE] = {"The second year of a fiscal year is the one after the first.", ""},
	[QUARTER_RUN_TOGETHER] =
		{"Four digits that are two consecutive years of two digits may be those, or one year.", ""},
	[QUARTER_FY_AMBIGUOUS] =
		{"Some name a fiscal year by the year it starts in, others by the year it ends in.", ""},
	[QUARTER_SINGLE_AMBIGUOUS] = {"", ""},
	[QUARTER_PAIR_IN_ONE_YEAR] = {"A fiscal year that starts in January lies in one calendar year.", ""},
	[QUARTER_ORDINAL_AMBIGUOUS] =
		{"The third quarter of one year is the fourth of another, and no fiscal year is named.", ""},
	[QUARTER_MONTHS_DISAGREE] =
		{"The months are not those of that quarter and year.",
		 "Write the quarter and its year alone, such as \"Q1 2025/26\", or its months alone, such "
		 "as \"April to June 2025\"."},
	[QUARTER_NOT_A_QUARTER] =
		{"These are not the three months of a quarter.",
		 "Write the quarter and its year, such as \"Q1 2025/26\", or \"Q1 2025/26 (Oct)\" for a fiscal "
		 "year that starts in October."},
	[QUARTER_BAD_CALENDAR] = {"Brackets hold the month in which the fiscal year starts.",
							  "Write the month in English, such as \"Q1 2025/26 (Oct)\"."},
	[QUARTER_OUT_OF_RANGE] = {"Fiscal years run from 0001 to 9999.",
							  "Write the year with four digits, such as \"Q1 2025/26\"."},
};

/* What to write, in the text's own numbers. */
static void
advise(const QuarterReading *reading, char *hint)
{
	int year = (int) (reading->year % 10000);
	int number = number_to_say(reading);

	switch (reading->problem)
	{
		case QUARTER_NO_YEAR:
			SAY(hint, "Write the year too, such as \"Q%d 2025/26\" or \"Q%d 2025\".", number, number);
			break;
		case QUARTER_BAD_YEAR:
			SAY(hint, "Write \"Q%d 2025/26\" for a fiscal year, or \"Q%d 2025\" for a calendar year.", number,
				number);
			break;
		case QUARTER_NOT_CONSECUTIVE:
			SAY(hint, "Write \"%04d/%02d\" for the fiscal year that starts in %04d.", year, (year + 1) % 100,
				year);
			break;
		case QUARTER_RUN_TOGETHER:
			SAY(hint, "Write \"Q%d %04d/%02d\" for the fiscal year, or \"Q%d %04d\" for the year %04d.",
				number, (int) expand_short_year(year / 100), year % 100, number, year, year);
			break;
		case QUARTER_PAIR_IN_ONE_YEAR:
			SAY(hint, "Write \"Q%d %04d\" for the calendar year.", number, year);
			break;
		case QUARTER_ORDINAL_AMBIGUOUS:
			explain_ordinal(reading, hint);
			break;
		default:
			explain_ambiguous(reading, hint);
			break;
	}
}

void
quarter_explain(const QuarterReading *reading, char detail[QUARTER_SENTENCE_SIZE],
				char hint[QUARTER_SENTENCE_SIZE])
{
	detail[0] = hint[0] = '\0';
	SAY(detail, "%s", sentences[reading->problem].detail);
	SAY(hint, "%s", sentences[reading->problem].hint);
	if (reading->problem == QUARTER_SINGLE_AMBIGUOUS)
		SAY(detail, "A fiscal year that starts in %s lies in two calendar years, so one does not name it.",
			calendar_month_names[reading->start_month - 1]);
	if (hint[0] == '\0' && reading->problem != QUARTER_OK)
		advise(reading, hint);
}
