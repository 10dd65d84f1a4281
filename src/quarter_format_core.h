/*
 * quarter_format_core.h: quarters printed by a pattern, in plain C: no server header.
 */
#ifndef QUARTER_FORMAT_CORE_H
#define QUARTER_FORMAT_CORE_H

#include "quarter_core.h"

/* Patterns are short; a limit keeps what is printed on the stack. */
#define QUARTER_FORMAT_MAX 1000

/* The year 10000, in which the fiscal year 9999/00 ends, has a digit more than its pattern EYYY. */
#define QUARTER_FORMATTED_SIZE (QUARTER_FORMAT_MAX / 4 * 5 + 1)

typedef enum QuarterFormatProblem
{
	QUARTER_FORMAT_OK,
	QUARTER_FORMAT_TOO_LONG,
	QUARTER_FORMAT_LETTER,    /* a letter that is no pattern, outside double quotes */
	QUARTER_FORMAT_OPEN_QUOTE /* a double quote that is not closed */
} QuarterFormatProblem;

/*
 * Print q by a pattern of `length` bytes in any ASCII-safe encoding, in the manner of to_char, letters in
 * either case: Q           the number of the quarter, 1 to 4 H           the half of the fiscal year, 1 or 2
 *   YYYY, YY    the year that the fiscal year starts in, or its last two digits
 *   EYYY, EY    the year that the fiscal year ends in, or its last two digits
 *   YYYY/YY     the fiscal year as a pair of years; either may have two digits or four, a hyphen may stand
 * for the slash, and only the first is printed where the fiscal year is the calendar year "text"      the
 * text; a backslash, within quotes or without, makes the next character text Any other letter is refused, so
 * that new patterns can come without changing what old ones mean; everything else is printed as it is.
 * *formatted_length leaves out the final null byte.  After a problem *at is the byte of the pattern that it
 * is about.
 */
extern QuarterFormatProblem quarter_format(Quarter q, const char *pattern, size_t length,
										   char formatted[QUARTER_FORMATTED_SIZE], size_t *formatted_length,
										   size_t *at);

#endif /* QUARTER_FORMAT_CORE_H */
