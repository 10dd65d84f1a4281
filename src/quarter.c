/*
 * quarter.c: the type quarter: text and binary I/O, operators, operator class support, functions.
 */
#include "calendar_text_core.h"
#include "quarter.h"

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "text_input.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rangetypes.h"
#include "utils/sortsupport.h"
#include "utils/timestamp.h"

StaticAssertDecl(sizeof(Quarter) == 4, "quarter is four bytes by value");

/* The calendar in the core counts days as the server does. */
StaticAssertDecl(POSTGRES_EPOCH_JDATE == 2451545, "dates count from 2000-01-01");

/* ---- text and binary ---- */

/*
 * Read a quarter from text in the database's encoding.  False after a soft error: 22P02 if it is not a
 * quarter, 22008 if its year is out of range.
 */
static bool
read_quarter(const char *text, size_t length, Node *escontext, Quarter *result)
{
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;
	QuarterReading reading = {.problem = QUARTER_UNREADABLE};
	char detail[QUARTER_SENTENCE_SIZE];
	char hint[QUARTER_SENTENCE_SIZE];

	if (fold_server_text(text, length, folded, &folded_length) &&
		quarter_parse(folded, QUARTER_DEFAULT_START, &reading))
	{
		*result = reading.quarter;
		return true;
	}
	quarter_explain(&reading, detail, hint);
	if (reading.problem == QUARTER_OUT_OF_RANGE)
		ereturn(escontext, false, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("quarter out of range: \"%s\"", quotable(text, length)), errdetail("%s", detail),
				errhint("%s", hint));
	ereturn(escontext, false, errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("invalid input syntax for type %s: \"%s\"", "quarter", quotable(text, length)),
			detail[0] != '\0' ? errdetail("%s", detail) : 0, errhint("%s", hint));
}

PG_FUNCTION_INFO_V1(quarter_in);
Datum
quarter_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	Quarter q;

	if (!read_quarter(text, strlen(text), fcinfo->context, &q))
		PG_RETURN_NULL();
	PG_RETURN_QUARTER(q);
}

PG_FUNCTION_INFO_V1(quarter_out);
Datum
quarter_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(QUARTER_TEXT_SIZE);

	quarter_print(PG_GETARG_QUARTER(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(quarter_recv);
Datum
quarter_recv(PG_FUNCTION_ARGS)
{
	int32 bits = (int32) pq_getmsgint((StringInfo) PG_GETARG_POINTER(0), 4);

	if (!quarter_is_valid(bits))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary representation of type %s", "quarter"),
				errdetail("%d is not a quarter of the fiscal years 0001 to 9999.", bits),
				errhint("Send (months from January of year 0 to the quarter's first month) * 16 + "
						"fiscal start month."));
	PG_RETURN_QUARTER(bits);
}

PG_FUNCTION_INFO_V1(quarter_send);
Datum
quarter_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint32(&message, PG_GETARG_QUARTER(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(quarter_from_text);
Datum
quarter_from_text(PG_FUNCTION_ARGS)
{
	text *value = PG_GETARG_TEXT_PP(0);
	Quarter q;

	if (!read_quarter(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), fcinfo->context, &q))
		PG_RETURN_NULL();
	PG_RETURN_QUARTER(q);
}

PG_FUNCTION_INFO_V1(quarter_to_text);
Datum
quarter_to_text(PG_FUNCTION_ARGS)
{
	char printed[QUARTER_TEXT_SIZE];

	quarter_print(PG_GETARG_QUARTER(0), printed);
	PG_RETURN_TEXT_P(cstring_to_text(printed));
}

/* NULL, never an error, for text that is not a quarter. */
PG_FUNCTION_INFO_V1(quarter_try);
Datum
quarter_try(PG_FUNCTION_ARGS)
{
	text *value = PG_GETARG_TEXT_PP(0);
	char folded[TEXT_FOLD_MAX + 1];
	size_t folded_length;
	QuarterReading reading;

	if (!fold_server_text(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), folded, &folded_length) ||
		!quarter_parse(folded, QUARTER_DEFAULT_START, &reading))
		PG_RETURN_NULL();
	PG_RETURN_QUARTER(reading.quarter);
}

/* ---- comparison ---- */

static int
compare_quarters(Quarter a, Quarter b)
{
	return (a > b) - (a < b);
}

#define QUARTER_COMPARISON(name, operation)                                                       \
	PG_FUNCTION_INFO_V1(quarter_##name);                                                          \
	Datum quarter_##name(PG_FUNCTION_ARGS)                                                        \
	{                                                                                             \
		PG_RETURN_BOOL(compare_quarters(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1)) operation 0); \
	}

/* clang-format off: one line each */
QUARTER_COMPARISON(eq, ==)
QUARTER_COMPARISON(ne, !=)
QUARTER_COMPARISON(lt, <)
QUARTER_COMPARISON(le, <=)
QUARTER_COMPARISON(gt, >)
QUARTER_COMPARISON(ge, >=)
/* clang-format on */

PG_FUNCTION_INFO_V1(quarter_cmp);
Datum
quarter_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_quarters(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1)));
}

PG_FUNCTION_INFO_V1(quarter_sortsupport);
Datum
quarter_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	/* tuplesort knows this very function and has a faster sort for it. */
	ssup->comparator = ssup_datum_int32_cmp;
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(quarter_hash);
Datum
quarter_hash(PG_FUNCTION_ARGS)
{
	return hash_uint32((uint32) PG_GETARG_QUARTER(0));
}

PG_FUNCTION_INFO_V1(quarter_hash_extended);
Datum
quarter_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_uint32_extended((uint32) PG_GETARG_QUARTER(0), (uint64) PG_GETARG_INT64(1));
}

/*
 * RANGE BETWEEN n PRECEDING: n quarters in the base's own calendar.  In 64 bits, since base plus or minus n
 * need not be a quarter; no two quarters are further apart than 32 bits, so that more would only overflow.
 */
static bool
in_range(FunctionCallInfo fcinfo, int64 offset)
{
	int64 value = PG_GETARG_QUARTER(0);
	int64 base = PG_GETARG_QUARTER(1);
	bool preceding = PG_GETARG_BOOL(3);
	bool less = PG_GETARG_BOOL(4);

	if (offset < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PRECEDING_OR_FOLLOWING_SIZE),
				errmsg("invalid preceding or following size in window function"));
	offset = Min(offset, PG_INT32_MAX) * QUARTER_PACK(3, 0);
	base += preceding ? -offset : offset;
	return less ? value <= base : value >= base;
}

PG_FUNCTION_INFO_V1(quarter_in_range_bigint);
Datum
quarter_in_range_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(in_range(fcinfo, PG_GETARG_INT64(2)));
}

PG_FUNCTION_INFO_V1(quarter_smaller);
Datum
quarter_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(Min(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1)));
}

PG_FUNCTION_INFO_V1(quarter_larger);
Datum
quarter_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(Max(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1)));
}

/* ---- constructors ---- */

int
quarter_checked_start_month(int32 start_month)
{
	if (start_month < 1 || start_month > 12)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("fiscal start month %d is not a month", start_month),
				errhint("Give 1 for January to 12 for December; 4, April, is the default."));
	return start_month;
}

static void
quarter_out_of_range(void)
{
	ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("quarter out of range"),
			errdetail("Fiscal years run from 0001 to 9999."));
}

static Quarter
quarter_at(DateADT date, int32 start_month)
{
	Quarter q;

	quarter_checked_start_month(start_month);
	if (DATE_NOT_FINITE(date))
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("an infinite date lies in no quarter"));
	if (!quarter_of_day(date, start_month, &q))
		quarter_out_of_range();
	return q;
}

PG_FUNCTION_INFO_V1(quarter_from_date);
Datum
quarter_from_date(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(quarter_at(PG_GETARG_DATEADT(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(quarter_from_timestamp);
Datum
quarter_from_timestamp(PG_FUNCTION_ARGS)
{
	Datum date = DirectFunctionCall1(timestamp_date, PG_GETARG_DATUM(0));

	PG_RETURN_QUARTER(quarter_at(DatumGetDateADT(date), PG_GETARG_INT32(1)));
}

/* The day it is in the session's time zone. */
PG_FUNCTION_INFO_V1(quarter_from_timestamptz);
Datum
quarter_from_timestamptz(PG_FUNCTION_ARGS)
{
	Datum date = DirectFunctionCall1(timestamptz_date, PG_GETARG_DATUM(0));

	PG_RETURN_QUARTER(quarter_at(DatumGetDateADT(date), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(quarter_current);
Datum
quarter_current(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(quarter_at(GetSQLCurrentDate(), PG_GETARG_INT32(0)));
}

static Quarter
quarter_numbered(int64 year, int64 number, int32 start_month)
{
	Quarter q;

	if (number < 1 || number > 4)
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("quarter number out of range: " INT64_FORMAT, number),
				errdetail("A fiscal year has quarters 1 to 4."));
	if (!quarter_make(year, (int) number, start_month, &q))
		quarter_out_of_range();
	return q;
}

PG_FUNCTION_INFO_V1(quarter_from_year_bigint);
Datum
quarter_from_year_bigint(PG_FUNCTION_ARGS)
{
	int start_month = quarter_checked_start_month(PG_GETARG_INT32(2));

	PG_RETURN_QUARTER(quarter_numbered(PG_GETARG_INT64(0), PG_GETARG_INT64(1), start_month));
}

/* By the year in which the fiscal year ends: the year before, unless it is the calendar year. */
static Quarter
quarter_of_ending_year(int64 year, int64 number, int32 start_month)
{
	quarter_checked_start_month(start_month);
	if (start_month != 1 && pg_sub_s64_overflow(year, 1, &year))
		quarter_out_of_range();
	return quarter_numbered(year, number, start_month);
}

PG_FUNCTION_INFO_V1(quarter_from_ending_year_bigint);
Datum
quarter_from_ending_year_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(quarter_of_ending_year(PG_GETARG_INT64(0), PG_GETARG_INT64(1), PG_GETARG_INT32(2)));
}

/* ---- accessors ---- */

PG_FUNCTION_INFO_V1(quarter_start_date);
Datum
quarter_start_date(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(quarter_first_day(PG_GETARG_QUARTER(0)));
}

PG_FUNCTION_INFO_V1(quarter_end_date);
Datum
quarter_end_date(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(quarter_last_day(PG_GETARG_QUARTER(0)));
}

PG_FUNCTION_INFO_V1(quarter_daterange);
Datum
quarter_daterange(PG_FUNCTION_ARGS)
{
	Quarter q = PG_GETARG_QUARTER(0);
	RangeBound lower = {.val = DateADTGetDatum(quarter_first_day(q)), .inclusive = true, .lower = true};
	RangeBound upper = {.val = DateADTGetDatum(quarter_last_day(q) + 1)};

	PG_RETURN_RANGE_P(make_range_hard(range_get_typcache(fcinfo, DATERANGEOID), &lower, &upper, false));
}

PG_FUNCTION_INFO_V1(quarter_contains_date);
Datum
quarter_contains_date(PG_FUNCTION_ARGS)
{
	Quarter q = PG_GETARG_QUARTER(0);
	DateADT date = PG_GETARG_DATEADT(1);

	PG_RETURN_BOOL(date >= quarter_first_day(q) && date <= quarter_last_day(q));
}

PG_FUNCTION_INFO_V1(quarter_date_within);
Datum
quarter_date_within(PG_FUNCTION_ARGS)
{
	DateADT date = PG_GETARG_DATEADT(0);
	Quarter q = PG_GETARG_QUARTER(1);

	PG_RETURN_BOOL(date >= quarter_first_day(q) && date <= quarter_last_day(q));
}

PG_FUNCTION_INFO_V1(quarter_fiscal_year);
Datum
quarter_fiscal_year(PG_FUNCTION_ARGS)
{
	char printed[QUARTER_YEAR_SIZE];

	quarter_print_year(PG_GETARG_QUARTER(0), printed);
	PG_RETURN_TEXT_P(cstring_to_text(printed));
}

PG_FUNCTION_INFO_V1(quarter_fiscal_year_start);
Datum
quarter_fiscal_year_start(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(quarter_year(PG_GETARG_QUARTER(0)));
}

PG_FUNCTION_INFO_V1(quarter_fiscal_start_month);
Datum
quarter_fiscal_start_month(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(QUARTER_START_MONTH(PG_GETARG_QUARTER(0)));
}

PG_FUNCTION_INFO_V1(quarter_quarter_number);
Datum
quarter_quarter_number(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(quarter_number(PG_GETARG_QUARTER(0)));
}

PG_FUNCTION_INFO_V1(quarter_half);
Datum
quarter_half(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((quarter_number(PG_GETARG_QUARTER(0)) + 1) / 2);
}

static int32
days_in(Quarter q)
{
	return quarter_last_day(q) - quarter_first_day(q) + 1;
}

PG_FUNCTION_INFO_V1(quarter_days);
Datum
quarter_days(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(days_in(PG_GETARG_QUARTER(0)));
}

static DateADT
nth_day(Quarter q, int64 n)
{
	char printed[QUARTER_TEXT_SIZE];

	if (n < 1 || n > days_in(q))
	{
		quarter_print(q, printed);
		ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("day " INT64_FORMAT " is out of range", n),
				errdetail("%s has days 1 to %d.", printed, days_in(q)));
	}
	return (DateADT) (quarter_first_day(q) + n - 1);
}

PG_FUNCTION_INFO_V1(quarter_nth_day_bigint);
Datum
quarter_nth_day_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(nth_day(PG_GETARG_QUARTER(0), PG_GETARG_INT64(1)));
}

/* ---- arithmetic ---- */

static Quarter
moved(Quarter q, int64 quarters)
{
	Quarter result;

	if (!quarter_add(q, quarters, &result))
		quarter_out_of_range();
	return result;
}

static Quarter
moved_back(Quarter q, int64 quarters)
{
	int64 negated;

	if (pg_sub_s64_overflow(0, quarters, &negated))
		quarter_out_of_range();
	return moved(q, negated);
}

PG_FUNCTION_INFO_V1(quarter_plus_bigint);
Datum
quarter_plus_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved(PG_GETARG_QUARTER(0), PG_GETARG_INT64(1)));
}

PG_FUNCTION_INFO_V1(quarter_plus_commuted_bigint);
Datum
quarter_plus_commuted_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved(PG_GETARG_QUARTER(1), PG_GETARG_INT64(0)));
}

PG_FUNCTION_INFO_V1(quarter_minus_bigint);
Datum
quarter_minus_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved_back(PG_GETARG_QUARTER(0), PG_GETARG_INT64(1)));
}

/* Whole quarters from b to a: they are only whole within one calendar. */
static int32
quarters_between(Quarter a, Quarter b)
{
	int a_start = QUARTER_START_MONTH(a);
	int b_start = QUARTER_START_MONTH(b);

	if (a_start != b_start)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("quarters of different fiscal calendars cannot be subtracted"),
				errdetail("One fiscal year starts in %s, the other in %s.", calendar_month_names[a_start - 1],
						  calendar_month_names[b_start - 1]),
				(a_start - b_start) % 3 == 0
					? errhint("Bring both into one calendar first: in_calendar(q, %d).", a_start)
					: errhint("Their quarters never begin together: compare start_date(q) instead."));
	return quarter_distance(a, b);
}

PG_FUNCTION_INFO_V1(quarter_minus_quarter);
Datum
quarter_minus_quarter(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(quarters_between(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1)));
}

/* From the first to the second, so positive if the second is later. */
PG_FUNCTION_INFO_V1(quarter_years_between);
Datum
quarter_years_between(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(quarters_between(PG_GETARG_QUARTER(1), PG_GETARG_QUARTER(0)) / 4);
}

PG_FUNCTION_INFO_V1(quarter_same_quarter);
Datum
quarter_same_quarter(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(QUARTER_MONTH(PG_GETARG_QUARTER(0)) == QUARTER_MONTH(PG_GETARG_QUARTER(1)));
}

PG_FUNCTION_INFO_V1(quarter_change_calendar);
Datum
quarter_change_calendar(PG_FUNCTION_ARGS)
{
	Quarter q = PG_GETARG_QUARTER(0);
	int start_month = quarter_checked_start_month(PG_GETARG_INT32(1));
	Quarter result;

	if ((QUARTER_START_MONTH(q) - start_month) % 3 != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("no quarter of a fiscal year that starts in %s begins with this one",
					   calendar_month_names[start_month - 1]),
				errdetail("The fiscal year of this quarter starts in %s; start months must differ by a "
						  "multiple of 3.",
						  calendar_month_names[QUARTER_START_MONTH(q) - 1]),
				errhint("Use quarter(start_date(q), %d) for the quarter that its first day lies in.",
						start_month));
	if (!quarter_in_calendar(q, start_month, &result))
		quarter_out_of_range();
	PG_RETURN_QUARTER(result);
}

/* ---- series ---- */

typedef struct QuarterSeries
{
	Quarter next;
	Quarter last;
	int64 step;
	bool done;
} QuarterSeries;

static QuarterSeries *
new_series(Quarter first, Quarter last, int64 step, MemoryContext context)
{
	QuarterSeries *series = MemoryContextAlloc(context, sizeof(QuarterSeries));

	if (step == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("step size cannot equal zero"));
	series->next = first;
	series->last = last;
	series->step = step;
	/* A series across calendars would never meet its end: let the subtraction say so. */
	series->done = quarters_between(last, first) * (step > 0 ? 1 : -1) < 0;
	return series;
}

/* A call of generate_series; on the first `step` is the step. */
static Datum
next_of_series(FunctionCallInfo fcinfo, int64 step)
{
	FuncCallContext *funcctx;
	QuarterSeries *series;
	Quarter current;

	if (SRF_IS_FIRSTCALL())
	{
		funcctx = SRF_FIRSTCALL_INIT();
		funcctx->user_fctx =
			new_series(PG_GETARG_QUARTER(0), PG_GETARG_QUARTER(1), step, funcctx->multi_call_memory_ctx);
	}
	funcctx = SRF_PERCALL_SETUP();
	series = funcctx->user_fctx;
	if (series->done)
		SRF_RETURN_DONE(funcctx);
	current = series->next;
	series->done = !quarter_add(current, series->step, &series->next) ||
				   (series->step > 0 ? series->next > series->last : series->next < series->last);
	SRF_RETURN_NEXT(funcctx, QuarterGetDatum(current));
}

PG_FUNCTION_INFO_V1(quarter_generate_series_bigint);
Datum
quarter_generate_series_bigint(PG_FUNCTION_ARGS)
{
	return next_of_series(fcinfo, PG_GETARG_INT64(2));
}

/* ---- the same with steps and numbers of 32 bits, which catalogues before 0.7.0 name ---- */

PG_FUNCTION_INFO_V1(quarter_in_range);
Datum
quarter_in_range(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(in_range(fcinfo, PG_GETARG_INT32(2)));
}

PG_FUNCTION_INFO_V1(quarter_from_year);
Datum
quarter_from_year(PG_FUNCTION_ARGS)
{
	int start_month = quarter_checked_start_month(PG_GETARG_INT32(2));

	PG_RETURN_QUARTER(quarter_numbered(PG_GETARG_INT64(0), PG_GETARG_INT32(1), start_month));
}

PG_FUNCTION_INFO_V1(quarter_from_ending_year);
Datum
quarter_from_ending_year(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(quarter_of_ending_year(PG_GETARG_INT64(0), PG_GETARG_INT32(1), PG_GETARG_INT32(2)));
}

PG_FUNCTION_INFO_V1(quarter_nth_day);
Datum
quarter_nth_day(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(nth_day(PG_GETARG_QUARTER(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(quarter_plus);
Datum
quarter_plus(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved(PG_GETARG_QUARTER(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(quarter_plus_commuted);
Datum
quarter_plus_commuted(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved(PG_GETARG_QUARTER(1), PG_GETARG_INT32(0)));
}

PG_FUNCTION_INFO_V1(quarter_minus);
Datum
quarter_minus(PG_FUNCTION_ARGS)
{
	PG_RETURN_QUARTER(moved_back(PG_GETARG_QUARTER(0), PG_GETARG_INT32(1)));
}

PG_FUNCTION_INFO_V1(quarter_generate_series);
Datum
quarter_generate_series(PG_FUNCTION_ARGS)
{
	return next_of_series(fcinfo, PG_GETARG_INT32(2));
}
