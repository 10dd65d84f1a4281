/*
 * quarter_format_core.c: quarters printed by a pattern, in plain C.
 */
#include "quarter_format_core.h"

#include <stdio.h>
#include <string.h>

/* What is still to be read of the pattern, and where the next character is printed. */
typedef struct Formatter
{
	const char *at;
	const char *end;
	char *to;
} Formatter;

static char
upper_case(char c)
{
	return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
}

/* Whether the pattern goes on with this word, in either case, `ahead` bytes further on. */
static bool
comes(const Formatter *f, ptrdiff_t ahead, const char *word)
{
	const char *at = f->at + ahead;

	for (; *word != '\0'; word++, at++)
		if (at >= f->end || upper_case(*at) != *word)
			return false;
	return true;
}

/* How many digits of a year the pattern asks for here: four, two or, if it is no year, none. */
static int
year_digits(const Formatter *f, ptrdiff_t ahead)
{
	return comes(f, ahead, "YYYY") ? 4 : comes(f, ahead, "YY") ? 2 : 0;
}

static void
print_year(Formatter *f, int year, int digits)
{
	f->to += snprintf(f->to, sizeof("10000"), digits == 4 ? "%04d" : "%02d", digits == 4 ? year : year % 100);
}

static int
ending_year(Quarter q)
{
	return quarter_year(q) + (QUARTER_START_MONTH(q) != 1);
}

/* EYYY and EY, in which the E stands for the first Y, as the I of IYYY does for dates. */
static bool
format_ending_year(Formatter *f, Quarter q)
{
	int digits = comes(f, 0, "EYYY") ? 4 : comes(f, 0, "EY") ? 2 : 0;

	if (digits == 0)
		return false;
	print_year(f, ending_year(q), digits);
	f->at += digits;
	return true;
}

/* YYYY and YY, and a pair of them. */
static bool
format_years(Formatter *f, Quarter q)
{
	int digits = year_digits(f, 0);
	int second_digits;

	if (digits == 0)
		return false;
	print_year(f, quarter_year(q), digits);
	f->at += digits;
	second_digits = comes(f, 0, "/") || comes(f, 0, "-") ? year_digits(f, 1) : 0;
	if (second_digits == 0)
		return true;
	if (QUARTER_START_MONTH(q) != 1)
	{
		*f->to++ = *f->at;
		print_year(f, ending_year(q), second_digits);
	}
	f->at += 1 + second_digits;
	return true;
}

static bool
format_digit(Formatter *f, Quarter q)
{
	if (comes(f, 0, "Q"))
		*f->to++ = (char) ('0' + quarter_number(q));
	else if (comes(f, 0, "H"))
		*f->to++ = (char) ('0' + (quarter_number(q) + 1) / 2);
	else
		return false;
	f->at++;
	return true;
}

/* One character as it is; a backslash hands over to the one behind it, if there is one. */
static void
copy_character(Formatter *f)
{
	if (*f->at == '\\' && f->at + 1 < f->end)
		f->at++;
	*f->to++ = *f->at++;
}

/* The text between double quotes; false, and nothing read, if they are not closed. */
static bool
copy_quoted(Formatter *f)
{
	const char *opening = f->at++;

	while (f->at < f->end && *f->at != '"')
		copy_character(f);
	if (f->at == f->end)
	{
		f->at = opening;
		return false;
	}
	f->at++;
	return true;
}

static QuarterFormatProblem
format_next(Formatter *f, Quarter q)
{
	char c = upper_case(*f->at);

	if (c == '"')
		return copy_quoted(f) ? QUARTER_FORMAT_OK : QUARTER_FORMAT_OPEN_QUOTE;
	if (format_digit(f, q) || format_years(f, q) || format_ending_year(f, q))
		return QUARTER_FORMAT_OK;
	if (c >= 'A' && c <= 'Z')
		return QUARTER_FORMAT_LETTER;
	copy_character(f);
	return QUARTER_FORMAT_OK;
}

QuarterFormatProblem
quarter_format(Quarter q, const char *pattern, size_t length, char formatted[QUARTER_FORMATTED_SIZE],
			   size_t *formatted_length, size_t *at)
{
	Formatter f = {.at = pattern, .end = pattern + length, .to = formatted};
	QuarterFormatProblem problem = length > QUARTER_FORMAT_MAX ? QUARTER_FORMAT_TOO_LONG : QUARTER_FORMAT_OK;

	while (problem == QUARTER_FORMAT_OK && f.at < f.end)
		problem = format_next(&f, q);
	*f.to = '\0';
	*formatted_length = (size_t) (f.to - formatted);
	*at = (size_t) (f.at - pattern);
	return problem;
}
