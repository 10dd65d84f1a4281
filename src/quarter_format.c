/*
 * quarter_format.c: to_char(quarter, text).
 */
#include "golden_thread.h"

#include "quarter_format_core.h"
#include "text_input.h"
#include "utils/builtins.h"

static void
refuse_pattern(text *pattern, QuarterFormatProblem problem, size_t at)
{
	const char *bytes = VARDATA_ANY(pattern);
	size_t length = VARSIZE_ANY_EXHDR(pattern);
	char *quoted = quotable(bytes, length);

	if (problem == QUARTER_FORMAT_TOO_LONG)
		ereport(ERROR, errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				errmsg("invalid format of a quarter: \"%s\"", quoted),
				errdetail("A format has at most %d bytes.", QUARTER_FORMAT_MAX),
				errhint("Join longer text to what to_char gives with ||."));
	if (problem == QUARTER_FORMAT_OPEN_QUOTE)
		ereport(ERROR, errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				errmsg("invalid format of a quarter: \"%s\"", quoted),
				errdetail("A double quote is not closed."),
				errhint("Close it, or write a backslash before a double quote that is to be printed."));
	ereport(
		ERROR, errcode(ERRCODE_INVALID_DATETIME_FORMAT),
		errmsg("invalid format of a quarter: \"%s\"", quoted),
		errdetail("The letters from \"%s\" on are no pattern.", quotable(bytes + at, length - at)),
		errhint("The patterns are Q, H, YYYY, YY, EYYY and EY; put other letters in double quotes, and use "
				"to_char(start_date(q), ...) for months and days."));
}

/* The quarter by a pattern, which quarter_format_core.h describes; 22007 for a pattern that is none. */
PG_FUNCTION_INFO_V1(quarter_to_char);
Datum
quarter_to_char(PG_FUNCTION_ARGS)
{
	text *pattern = PG_GETARG_TEXT_PP(1);
	char formatted[QUARTER_FORMATTED_SIZE];
	size_t length;
	size_t at;
	QuarterFormatProblem problem = quarter_format(PG_GETARG_QUARTER(0), VARDATA_ANY(pattern),
												  VARSIZE_ANY_EXHDR(pattern), formatted, &length, &at);

	if (problem != QUARTER_FORMAT_OK)
		refuse_pattern(pattern, problem, at);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(formatted, (int) length));
}
