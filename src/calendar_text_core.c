/*
 * calendar_text_core.c: reading printed days, months and spans of them.
 */
#include "calendar_text_core.h"
#include "text_core.h"

#include <string.h>

const char *const calendar_month_names[12] = {"January",   "February", "March",    "April",
											  "May",       "June",     "July",     "August",
											  "September", "October",  "November", "December"};

/* ---- parts of folded text ---- */

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
	for (int month = 1; month <= 12; month++)
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

/* ---- parts of dates ---- */

bool
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

/* Is the number before this, behind a hyphen, a day after all: May - 5th, - 5 June, - 02-Oct? */
static bool
day_goes_on(const char *at)
{
	char mark;

	if (folded_word(&at, "ST") || folded_word(&at, "ND") || folded_word(&at, "RD") || folded_word(&at, "TH"))
		return true;
	take_mark(&at, &mark);
	return folded_month(&at) != 0;
}

/* A year, perhaps with a mark or an apostrophe before it: Mar-26, December / 2025, Dec '24.  May be none. */
static void
take_year(const char **at, PrintedDay *printed)
{
	const char *here = *at;
	char mark;
	bool apostrophe;

	take_mark(&here, &mark);
	apostrophe = folded_char(&here, '\'');
	printed->year_digits = folded_number(&here, &printed->year);
	if (mark == '-' && printed->year_digits <= 2 && day_goes_on(here))
		printed->year_digits = 0;
	printed->year_signed = apostrophe || mark == '-' || printed->year_digits == 4 || printed->day != 0;
	if (printed->year_digits > 0)
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
							.year_digits = digits[year_first ? 0 : 2],
							.year_signed = true};
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
	printed->hyphen = mark == '-';
	folded_word(&here, "OF");
	printed->month = folded_month(&here);
	if (printed->month == 0)
		return false;
	take_year(&here, printed);
	*at = here;
	return true;
}

/* November 11, 2024, June 1st.  With four digits or an ending, lest December 24 be taken for a day. */
static bool
take_month_first_day(const char **at, PrintedDay *printed)
{
	const char *here = *at;
	bool ordinal;

	memset(printed, 0, sizeof(*printed));
	printed->month = folded_month(&here);
	folded_char(&here, '.'); /* Mar. 31, 2025 */
	if (printed->month == 0 || !take_day_number(&here, &printed->day))
		return false;
	ordinal = is_letter(here[-1]);
	take_year(&here, printed);
	if (printed->year_digits != 4 && !ordinal)
		return false;
	*at = here;
	return true;
}

bool
take_printed_day(const char **at, PrintedDay *printed)
{
	const char *here = *at;
	int weekday = take_weekday(&here);

	if (!take_numeric_day(&here, printed) && !take_named_day(&here, printed) &&
		!take_month_first_day(&here, printed))
		return false;
	printed->weekday = weekday;
	*at = here;
	return true;
}

bool
take_printed_month(const char **at, PrintedDay *printed)
{
	const char *here = *at;

	memset(printed, 0, sizeof(*printed));
	printed->month = folded_month(&here);
	if (printed->month == 0)
		return false;
	folded_char(&here, '.'); /* Sept. 2025 */
	take_year(&here, printed);
	*at = here;
	return true;
}

static bool
take_day_or_month(const char **at, PrintedDay *printed)
{
	return take_printed_day(at, printed) || take_printed_month(at, printed);
}

static bool
take_joint(const char **at, bool *listed)
{
	static const char *const words[] = {"TO", "UNTIL", "TILL", "THROUGH"};

	*listed = folded_word(at, "AND") || folded_char(at, '&') || folded_char(at, '/');
	if (*listed)
		return true;
	for (int i = 0; i < 4; i++)
		if (folded_word(at, words[i]))
			return true;
	return folded_char(at, '-') || folded_char(at, TEXT_SIGN_ARROW);
}

/* Jan-25: a hyphen without blanks, and two digits. */
static bool
take_hyphened_month(const char **at, PrintedDay *printed)
{
	memset(printed, 0, sizeof(*printed));
	printed->month = folded_month(at);
	if (printed->month == 0 || **at != '-' || !is_digit((*at)[1]))
		return false;
	(*at)++;
	printed->year_digits = folded_number(at, &printed->year);
	printed->year_signed = true;
	return printed->year_digits == 2;
}

/* Jan-25 - Mar-25: not January to the 25th of March 2025. */
static bool
take_hyphened_span(const char **at, PrintedDay *first, PrintedDay *last)
{
	const char *here = *at;
	bool listed;

	if (!take_hyphened_month(&here, first) || !take_joint(&here, &listed) ||
		!take_hyphened_month(&here, last))
		return false;
	last->listed = listed;
	*at = here;
	return true;
}

bool
are_neighbouring_months(const PrintedDay *first, const PrintedDay *last)
{
	return first->day == 0 && last->day == 0 && last->month == first->month % 12 + 1;
}

bool
take_printed_span(const char **at, PrintedDay *first, PrintedDay *last)
{
	const char *here = *at;
	bool bare = false;
	bool listed;

	if (take_hyphened_span(at, first, last))
		return true;
	if (!take_day_or_month(&here, first))
	{
		memset(first, 0, sizeof(*first));
		if (!take_day_number(&here, &first->day))
			return false;
		bare = true;
	}
	if (!take_joint(&here, &listed) || !take_day_or_month(&here, last) || (bare && last->day == 0))
		return false;
	last->listed = listed;
	if (bare)
		first->month = last->month;
	/* May 5 to June 10, 2025 */
	if (first->day == 0 && last->day != 0 && !first->year_signed && first->year_digits > 0)
	{
		first->day = first->year;
		first->year_digits = 0;
	}
	*at = here;
	return true;
}

bool
take_fiscal_year_words(const char **at)
{
	static const char *const words[] = {"FY", "FISCAL YEAR", "FINANCIAL YEAR", "FISCAL"};

	for (int i = 0; i < 4; i++)
		if (folded_word(at, words[i]))
			return true;
	return false;
}
