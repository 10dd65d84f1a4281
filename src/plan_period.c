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

/*
 * The plan's period, the third argument of a function that has three; NULL for none.  An infinite day is
 * further off than any that can be read.
 */
static const PlanPeriod *
get_within(FunctionCallInfo fcinfo, PlanPeriod *within)
{
	RangeBound lower;
	RangeBound upper;
	bool empty;

	if (PG_NARGS() < 3 || PG_ARGISNULL(2))
		return NULL;
	range_deserialize(range_get_typcache(fcinfo, DATERANGEOID), PG_GETARG_RANGE_P(2), &lower, &upper, &empty);
	*within = (PlanPeriod){.first_day = calendar_day(QUARTER_FIRST_YEAR, 1, 1),
						   .end_day = calendar_day(QUARTER_FIRST_YEAR, 1, 1)};
	/* An empty period holds nothing. */
	if (empty)
		return within;
	if (!lower.infinite && !DATE_NOT_FINITE(DatumGetDateADT(lower.val)))
		within->first_day = Max(within->first_day, DatumGetDateADT(lower.val));
	within->open_ended = upper.infinite || DATE_NOT_FINITE(DatumGetDateADT(upper.val));
	within->end_day = within->open_ended ? 0 : DatumGetDateADT(upper.val);
	return within;
}

/* False, without an error, if the text is no period; the reading then says why. */
static bool
try_read(FunctionCallInfo fcinfo, PlanPeriodReading *reading)
{
	text *value = PG_GETARG_TEXT_PP(0);
	int32 start_month = PG_GETARG_INT32(1);
	PlanPeriod within;
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;

	quarter_checked_start_month(start_month);
	*reading = (PlanPeriodReading){.problem = PLAN_PERIOD_UNREADABLE};
	return fold_server_text(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), folded, &folded_length) &&
		   plan_period_parse(folded, start_month, get_within(fcinfo, &within), reading);
}

/* The period, or error 22P02 if the text is none, 22008 if it names a day or year that does not exist. */
static PlanPeriod
read_or_fail(FunctionCallInfo fcinfo)
{
	text *value = PG_GETARG_TEXT_PP(0);
	PlanPeriodReading reading;
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];
	const char *quoted;

	if (try_read(fcinfo, &reading))
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
	PlanPeriod period = read_or_fail(fcinfo);

	PG_RETURN_RANGE_P(period_range(fcinfo, &period));
}

/* NULL, never an error, for text that is no period. */
PG_FUNCTION_INFO_V1(plan_period_try);
Datum
plan_period_try(PG_FUNCTION_ARGS)
{
	PlanPeriodReading reading;

	if (!try_read(fcinfo, &reading))
		PG_RETURN_NULL();
	PG_RETURN_RANGE_P(period_range(fcinfo, &reading.period));
}

/* NULL for a period without an end. */
PG_FUNCTION_INFO_V1(plan_period_due_date);
Datum
plan_period_due_date(PG_FUNCTION_ARGS)
{
	PlanPeriod period = read_or_fail(fcinfo);

	if (period.open_ended)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(period.end_day - 1);
}

/* Both: NULL for text that is no period, and for a period without an end. */
PG_FUNCTION_INFO_V1(plan_period_try_due_date);
Datum
plan_period_try_due_date(PG_FUNCTION_ARGS)
{
	PlanPeriodReading reading;

	if (!try_read(fcinfo, &reading) || reading.period.open_ended)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(reading.period.end_day - 1);
}

/*
 * With the plan's period as a third argument, which may be NULL: the functions above, called only if the
 * other arguments are not.
 */
#define WITHIN_PERIOD(name)                     \
	PG_FUNCTION_INFO_V1(name##_within);         \
	Datum name##_within(PG_FUNCTION_ARGS)       \
	{                                           \
		if (PG_ARGISNULL(0) || PG_ARGISNULL(1)) \
			PG_RETURN_NULL();                   \
		return name(fcinfo);                    \
	}

/* clang-format off: one line each */
WITHIN_PERIOD(plan_period)
WITHIN_PERIOD(plan_period_try)
WITHIN_PERIOD(plan_period_due_date)
WITHIN_PERIOD(plan_period_try_due_date)
/* clang-format on */
