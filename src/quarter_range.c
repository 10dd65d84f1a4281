/*
 * quarter_range.c: what quarterrange needs beyond what the server gives every range, and its days.
 */
#include "golden_thread.h"

#include "catalog/pg_type_d.h"
#include "quarter_range_core.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"

static QuarterBound
quarter_bound(const RangeBound *bound)
{
	QuarterBound result = {.infinite = bound->infinite, .inclusive = bound->inclusive};

	if (!bound->infinite)
		result.quarter = DatumGetQuarter(bound->val);
	return result;
}

static void
set_bound(RangeBound *bound, const QuarterBound *from)
{
	if (!bound->infinite)
		bound->val = QuarterGetDatum(from->quarter);
	bound->inclusive = from->inclusive;
}

/*
 * The canonical form, [lower, upper): see quarter_range_core.h.  There is nothing it could refuse, so there
 * is no error to be soft about.
 */
PG_FUNCTION_INFO_V1(quarterrange_canonical);
Datum
quarterrange_canonical(PG_FUNCTION_ARGS)
{
	RangeType *range = PG_GETARG_RANGE_P(0);
	TypeCacheEntry *type = range_get_typcache(fcinfo, RangeTypeGetOid(range));
	RangeBound lower;
	RangeBound upper;
	QuarterBound first;
	QuarterBound last;
	bool empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	if (empty)
		PG_RETURN_RANGE_P(range);
	first = quarter_bound(&lower);
	last = quarter_bound(&upper);
	empty = !quarter_range_canonical(&first, &last);
	set_bound(&lower, &first);
	set_bound(&upper, &last);
	/* An empty range is made without a look at its bounds, which may have changed places. */
	PG_RETURN_RANGE_P(range_serialize_hard(type, &lower, &upper, empty));
}

/* Quarters from b to a, as GiST and range statistics measure a range; part of one if calendars differ. */
PG_FUNCTION_INFO_V1(quarterrange_subtype_diff);
Datum
quarterrange_subtype_diff(PG_FUNCTION_ARGS)
{
	int64 a = PG_GETARG_QUARTER(0);
	int64 b = PG_GETARG_QUARTER(1);

	/* The bits of a quarter are its place in the total order, so this cannot contradict the order. */
	PG_RETURN_FLOAT8((float8) (a - b) / QUARTER_PACK(3, 0));
}

/* The range of one quarter. */
PG_FUNCTION_INFO_V1(quarterrange_of_quarter);
Datum
quarterrange_of_quarter(PG_FUNCTION_ARGS)
{
	Oid type = get_func_rettype(fcinfo->flinfo->fn_oid);
	RangeBound lower = {.val = PG_GETARG_DATUM(0), .inclusive = true, .lower = true};
	RangeBound upper = {.val = PG_GETARG_DATUM(0), .inclusive = true};

	PG_RETURN_RANGE_P(make_range_hard(range_get_typcache(fcinfo, type), &lower, &upper, false));
}

/* The days of a range: without an end where the range has none. */
PG_FUNCTION_INFO_V1(quarterrange_daterange);
Datum
quarterrange_daterange(PG_FUNCTION_ARGS)
{
	RangeType *range = PG_GETARG_RANGE_P(0);
	TypeCacheEntry *type = lookup_type_cache(RangeTypeGetOid(range), TYPECACHE_RANGE_INFO);
	RangeBound lower;
	RangeBound upper;
	RangeBound first = {.inclusive = true, .lower = true};
	RangeBound after = {.inclusive = false};
	QuarterBound bound;
	bool empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	first.infinite = lower.infinite;
	after.infinite = upper.infinite;
	bound = quarter_bound(&lower);
	if (!empty && !lower.infinite)
		first.val = DateADTGetDatum(quarter_range_first_day(&bound));
	bound = quarter_bound(&upper);
	if (!empty && !upper.infinite)
		after.val = DateADTGetDatum(quarter_range_day_after(&bound));
	/* Ends of different calendars may have no day between them. */
	if (!empty && !lower.infinite && !upper.infinite)
		empty = DatumGetDateADT(first.val) >= DatumGetDateADT(after.val);
	PG_RETURN_RANGE_P(make_range_hard(range_get_typcache(fcinfo, DATERANGEOID), &first, &after, empty));
}
