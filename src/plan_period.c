/*
 * plan_period.c: plan_period(text) and due_date(text): the deadlines that plans print.
 */
#include "plan_period_core.h"
#include "quarter.h"
#include "text_input.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rangetypes.h"

/* False, without an error, if the text is no period; the reading then says why. */
static bool
try_read(text *value, int32 start_month, PlanPeriodReading *reading)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	quarter_checked_start_month(start_month);
	*reading = (PlanPeriodReading){.problem = PLAN_PERIOD_UNREADABLE};
	return fold_server_text(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), folded, &folded_length) &&
		   plan_period_parse(folded, start_month, reading);
}

/* The period, or error 22P02 if the text is none, 22008 if it names a day or year that does not exist. */
static PlanPeriod
read_or_fail(text *value, int32 start_month)
{
	PlanPeriodReading reading;
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];
	const char *quoted;

	if (try_read(value, start_month, &reading))
		return reading.period;
	plan_period_explain(&reading, detail, hint);
	quoted = quotable(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	ereport(ERROR,
			plan_period_is_out_of_range(&reading)
				? (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				   errmsg("plan period out of range: \"%s\"", quoted))
				: (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				   errmsg("invalid input syntax for plan period: \"%s\"", quoted)),
			detail[0] != '\0' ? errdetail("%s", detail) : 0, hint[0] != '\0' ? errhint("%s", hint) : 0);
	pg_unreachable();
}

static RangeType *
period_range(FunctionCallInfo fcinfo, const PlanPeriod *period)
{
	RangeBound lower = {.val = DateADTGetDatum(period->first_day), .inclusive = true, .lower = true};
	RangeBound upper = {.val = DateADTGetDatum(period->end_day), .infinite = period->open_ended};

	return make_range_hard(range_get_typcache(fcinfo, DATERANGEOID), &lower, &upper, false);
}

PG_FUNCTION_INFO_V1(plan_period);
Datum
plan_period(PG_FUNCTION_ARGS)
{
	PlanPeriod period = read_or_fail(PG_GETARG_TEXT_PP(0), PG_GETARG_INT32(1));

	PG_RETURN_RANGE_P(period_range(fcinfo, &period));
}

/* NULL, never an error, for text that is no period. */
PG_FUNCTION_INFO_V1(plan_period_try);
Datum
plan_period_try(PG_FUNCTION_ARGS)
{
	PlanPeriodReading reading;

	if (!try_read(PG_GETARG_TEXT_PP(0), PG_GETARG_INT32(1), &reading))
		PG_RETURN_NULL();
	PG_RETURN_RANGE_P(period_range(fcinfo, &reading.period));
}

/* NULL for a period without an end. */
PG_FUNCTION_INFO_V1(plan_period_due_date);
Datum
plan_period_due_date(PG_FUNCTION_ARGS)
{
	PlanPeriod period = read_or_fail(PG_GETARG_TEXT_PP(0), PG_GETARG_INT32(1));

	if (period.open_ended)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(period.end_day - 1);
}
