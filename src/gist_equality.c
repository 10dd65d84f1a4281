/*
 * gist_equality.c: rag, quarter and plan_code in a GiST index, so that they can stand beside a range in an
 * exclusion constraint or a key WITHOUT OVERLAPS.
 *
 * Each type has bytes whose order (memcmp's, the shorter first) is the type's.  A key of the index is the
 * lowest and the highest bytes of the values below it, so all but the way from a value to its bytes and back
 * is the same for every type.
 */
#include "gist_equality.h"

#include "plan_code.h"

#include "access/gist.h"
#include "access/stratnum.h"
#include "port/pg_bswap.h"
#include "utils/sortsupport.h"

#include <float.h>
#include <math.h>

PG_FUNCTION_INFO_V1(rag_gist_consistent);
PG_FUNCTION_INFO_V1(rag_gist_compress);
PG_FUNCTION_INFO_V1(rag_gist_fetch);
PG_FUNCTION_INFO_V1(quarter_gist_consistent);
PG_FUNCTION_INFO_V1(quarter_gist_compress);
PG_FUNCTION_INFO_V1(quarter_gist_fetch);
PG_FUNCTION_INFO_V1(plan_code_gist_consistent);
PG_FUNCTION_INFO_V1(plan_code_gist_compress);
PG_FUNCTION_INFO_V1(plan_code_gist_fetch);
PG_FUNCTION_INFO_V1(gist_bounds_union);
PG_FUNCTION_INFO_V1(gist_bounds_penalty);
PG_FUNCTION_INFO_V1(gist_bounds_picksplit);
PG_FUNCTION_INFO_V1(gist_bounds_same);
PG_FUNCTION_INFO_V1(gist_bounds_sortsupport);

/* The bytes of a value; they belong to somebody else. */
typedef struct Point
{
	const uint8 *bytes;
	size_t size;
} Point;

typedef struct Bounds
{
	Point lower;
	Point upper;
} Bounds;

/* One entry of a page that is split. */
typedef struct Placed
{
	Bounds bounds;
	OffsetNumber offset;
} Placed;

#define POINT_MAX_SIZE UINT8_MAX

StaticAssertDecl(PLAN_CODE_MAX_SIZE <= POINT_MAX_SIZE, "the size of a code is counted in a byte");

static int
compare_points(Point a, Point b)
{
	return plan_code_compare(a.bytes, a.size, b.bytes, b.size);
}

static size_t
common_prefix(Point a, Point b)
{
	size_t most = Min(a.size, b.size);
	size_t size = 0;

	while (size < most && a.bytes[size] == b.bytes[size])
		size++;
	return size;
}

static bool
begins_with(Point point, Point prefix)
{
	return plan_code_is_under(point.bytes, point.size, prefix.bytes, prefix.size);
}

static Datum
pack_bounds(Bounds bounds)
{
	size_t upper_size = compare_points(bounds.lower, bounds.upper) == 0 ? 0 : bounds.upper.size;
	size_t size = bounds.lower.size + upper_size;
	GistBoundsKey *key = palloc(GIST_BOUNDS_STORED_SIZE(size));

	SET_VARSIZE(key, GIST_BOUNDS_STORED_SIZE(size));
	key->lower_size = (uint8) bounds.lower.size;
	memcpy(key->bytes, bounds.lower.bytes, bounds.lower.size);
	memcpy(key->bytes + bounds.lower.size, bounds.upper.bytes, upper_size);
	return PointerGetDatum(key);
}

/* The bounds point into the key. */
static Bounds
unpack_bounds(Datum datum)
{
	GistBoundsKey *key = DatumGetGistBounds(datum);
	Bounds bounds;

	if (GIST_BOUNDS_EMPTY(key) || GIST_BOUNDS_LOWER_SIZE(key) > GIST_BOUNDS_SIZE(key))
		ereport(ERROR, errcode(ERRCODE_INDEX_CORRUPTED), errmsg("damaged key in a GiST index"),
				errhint("Rebuild the index with REINDEX."));
	bounds.lower.bytes = GIST_BOUNDS_LOWER(key);
	bounds.lower.size = GIST_BOUNDS_LOWER_SIZE(key);
	bounds.upper.bytes = GIST_BOUNDS_UPPER(key);
	bounds.upper.size = GIST_BOUNDS_SIZE(key) - GIST_BOUNDS_LOWER_SIZE(key);
	if (bounds.upper.size == 0)
		bounds.upper = bounds.lower;
	return bounds;
}

static Bounds
extend(Bounds bounds, Bounds other)
{
	if (compare_points(other.lower, bounds.lower) < 0)
		bounds.lower = other.lower;
	if (compare_points(other.upper, bounds.upper) > 0)
		bounds.upper = other.upper;
	return bounds;
}

/* Can a value within the bounds satisfy `value strategy query`?  Exact on a leaf, whose bounds are the value.
 */
static bool
ordered_consistent(Bounds bounds, Point query, StrategyNumber strategy)
{
	int over_lower = compare_points(query, bounds.lower);
	int over_upper = compare_points(query, bounds.upper);

	switch (strategy)
	{
		case RTLessStrategyNumber:
			return over_lower > 0;
		case RTLessEqualStrategyNumber:
			return over_lower >= 0;
		case RTEqualStrategyNumber:
			return over_lower >= 0 && over_upper <= 0;
		case RTGreaterEqualStrategyNumber:
			return over_upper <= 0;
		case RTGreaterStrategyNumber:
			return over_upper < 0;
		case RTNotEqualStrategyNumber:
			return over_lower != 0 || over_upper != 0;
	}
	elog(ERROR, "unrecognized strategy number: %d", strategy);
	return false;
}

/* A subtree is one range: from its top to the last that begins with it. */
static bool
under_consistent(Bounds bounds, Point top)
{
	return compare_points(top, bounds.upper) <= 0 &&
		   (compare_points(top, bounds.lower) >= 0 || begins_with(bounds.lower, top));
}

/*
 * What is over a code begins the code.  Whatever does so and is not after the upper bound either is the code
 * or is no longer than what the two have in common, and that is the greatest it can be.
 */
static bool
over_consistent(Bounds bounds, Point code, bool leaf)
{
	Point greatest = code;

	if (leaf)
		return begins_with(code, bounds.lower);
	if (compare_points(code, bounds.upper) > 0)
		greatest.size = common_prefix(code, bounds.upper);
	return compare_points(greatest, bounds.lower) >= 0;
}

static Bounds
entry_bounds(FunctionCallInfo fcinfo)
{
	return unpack_bounds(((GISTENTRY *) PG_GETARG_POINTER(0))->key);
}

/* The arguments of every consistent function: entry, query, strategy, subtype, recheck. */
static StrategyNumber
exact_strategy(FunctionCallInfo fcinfo)
{
	*(bool *) PG_GETARG_POINTER(4) = false;
	return (StrategyNumber) PG_GETARG_UINT16(2);
}

static Datum
leaf_entry(GISTENTRY *entry, Datum key)
{
	GISTENTRY *changed = palloc(sizeof(GISTENTRY));

	gistentryinit(*changed, key, entry->rel, entry->page, entry->offset, false);
	return PointerGetDatum(changed);
}

static Datum
compress_point(GISTENTRY *entry, Point point)
{
	Bounds bounds = {point, point};

	return leaf_entry(entry, pack_bounds(bounds));
}

static Point
fetched_point(GISTENTRY *entry, size_t least, size_t most)
{
	Point point = unpack_bounds(entry->key).lower;

	if (point.size < least || point.size > most)
		ereport(ERROR, errcode(ERRCODE_INDEX_CORRUPTED), errmsg("damaged key in a GiST index"),
				errhint("Rebuild the index with REINDEX."));
	return point;
}

/* rag: its byte. */

static Point
rag_point(Datum rag, uint8 *byte)
{
	Point point = {byte, 1};

	*byte = DatumGetRag(rag);
	return point;
}

Datum
rag_gist_consistent(PG_FUNCTION_ARGS)
{
	uint8 byte;

	PG_RETURN_BOOL(ordered_consistent(entry_bounds(fcinfo), rag_point(PG_GETARG_DATUM(1), &byte),
									  exact_strategy(fcinfo)));
}

Datum
rag_gist_compress(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	uint8 byte;

	PG_RETURN_DATUM(entry->leafkey ? compress_point(entry, rag_point(entry->key, &byte))
								   : PointerGetDatum(entry));
}

Datum
rag_gist_fetch(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);

	PG_RETURN_DATUM(leaf_entry(entry, RagGetDatum(fetched_point(entry, 1, 1).bytes[0])));
}

/* quarter: its four bytes, the most significant first; no quarter is negative. */

static Point
quarter_point(Datum quarter, uint32 *bytes)
{
	Point point = {(const uint8 *) bytes, sizeof(*bytes)};

	*bytes = pg_hton32((uint32) DatumGetQuarter(quarter));
	return point;
}

Datum
quarter_gist_consistent(PG_FUNCTION_ARGS)
{
	uint32 bytes;

	PG_RETURN_BOOL(ordered_consistent(entry_bounds(fcinfo), quarter_point(PG_GETARG_DATUM(1), &bytes),
									  exact_strategy(fcinfo)));
}

Datum
quarter_gist_compress(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	uint32 bytes;

	PG_RETURN_DATUM(entry->leafkey ? compress_point(entry, quarter_point(entry->key, &bytes))
								   : PointerGetDatum(entry));
}

Datum
quarter_gist_fetch(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	uint32 bytes;

	memcpy(&bytes, fetched_point(entry, sizeof(bytes), sizeof(bytes)).bytes, sizeof(bytes));
	PG_RETURN_DATUM(leaf_entry(entry, QuarterGetDatum(pg_ntoh32(bytes))));
}

/* plan_code: as it is stored. */

static Point
plan_code_point(Datum code)
{
	StoredPlanCode *stored = DatumGetPlanCode(code);
	Point point = {PLAN_CODE_BYTES(stored), PLAN_CODE_SIZE(stored)};

	if (point.size > PLAN_CODE_MAX_SIZE)
		ereport(ERROR, errcode(ERRCODE_DATA_CORRUPTED), errmsg("stored plan_code is damaged"));
	return point;
}

Datum
plan_code_gist_consistent(PG_FUNCTION_ARGS)
{
	StrategyNumber strategy = exact_strategy(fcinfo);
	Bounds bounds = entry_bounds(fcinfo);
	Point query = plan_code_point(PG_GETARG_DATUM(1));

	if (strategy == RTContainedByStrategyNumber)
		PG_RETURN_BOOL(under_consistent(bounds, query));
	if (strategy == RTContainsStrategyNumber)
		PG_RETURN_BOOL(over_consistent(bounds, query, GIST_LEAF((GISTENTRY *) PG_GETARG_POINTER(0))));
	PG_RETURN_BOOL(ordered_consistent(bounds, query, strategy));
}

Datum
plan_code_gist_compress(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);

	PG_RETURN_DATUM(entry->leafkey ? compress_point(entry, plan_code_point(entry->key))
								   : PointerGetDatum(entry));
}

Datum
plan_code_gist_fetch(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	Point point = fetched_point(entry, 1, PLAN_CODE_MAX_SIZE);
	StoredPlanCode *code = palloc(PLAN_CODE_STORED_SIZE(point.size));

	SET_VARSIZE(code, PLAN_CODE_STORED_SIZE(point.size));
	memcpy(code->bytes, point.bytes, point.size);
	PG_RETURN_DATUM(leaf_entry(entry, PointerGetDatum(code)));
}

/* What all of them share. */

Datum
gist_bounds_union(PG_FUNCTION_ARGS)
{
	GistEntryVector *entries = (GistEntryVector *) PG_GETARG_POINTER(0);
	Bounds all = unpack_bounds(entries->vector[0].key);
	Datum key;

	for (int i = 1; i < entries->n; i++)
		all = extend(all, unpack_bounds(entries->vector[i].key));
	key = pack_bounds(all);
	*(int *) PG_GETARG_POINTER(1) = (int) VARSIZE(DatumGetPointer(key));
	PG_RETURN_DATUM(key);
}

/* The bytes behind the first `skipped` as digits after the point: as many as a double holds. */
static double
digits_behind(Point point, size_t skipped)
{
	double value = 0;

	for (size_t i = skipped + 6; i > skipped; i--)
		value = (value + (i <= point.size ? point.bytes[i - 1] : 0)) / 256;
	return value;
}

/* By how much the bounds grow, the bytes taken for digits after the point; shared ones only shift it. */
Datum
gist_bounds_penalty(PG_FUNCTION_ARGS)
{
	Bounds old = unpack_bounds(((GISTENTRY *) PG_GETARG_POINTER(0))->key);
	Bounds all = extend(old, unpack_bounds(((GISTENTRY *) PG_GETARG_POINTER(1))->key));
	float *penalty = (float *) PG_GETARG_POINTER(2);
	size_t shared = common_prefix(all.lower, all.upper);
	double growth = digits_behind(old.lower, shared) - digits_behind(all.lower, shared) +
					digits_behind(all.upper, shared) - digits_behind(old.upper, shared);

	/* A float has room for about fifteen bytes of shift, and growth too small for it is still growth. */
	*penalty = (float) ldexp(growth, -8 * (int) Min(shared, 10));
	if (compare_points(old.lower, all.lower) != 0 || compare_points(old.upper, all.upper) != 0)
		*penalty = Max(*penalty, FLT_MIN);
	PG_RETURN_POINTER(penalty);
}

static int
compare_placed(const void *a, const void *b)
{
	const Bounds *x = &((const Placed *) a)->bounds;
	const Bounds *y = &((const Placed *) b)->bounds;
	int order = compare_points(x->lower, y->lower);

	return order != 0 ? order : compare_points(x->upper, y->upper);
}

/* The entries of a part, and their union. */
static Datum
fill_part(const Placed *placed, int number, OffsetNumber *offsets)
{
	Bounds all = placed[0].bounds;

	for (int i = 0; i < number; i++)
	{
		offsets[i] = placed[i].offset;
		all = extend(all, placed[i].bounds);
	}
	return pack_bounds(all);
}

/* In order, the first half to the left. */
Datum
gist_bounds_picksplit(PG_FUNCTION_ARGS)
{
	GistEntryVector *entries = (GistEntryVector *) PG_GETARG_POINTER(0);
	GIST_SPLITVEC *split = (GIST_SPLITVEC *) PG_GETARG_POINTER(1);
	int number = entries->n - 1; /* the vector's first is not used */
	Placed *placed = palloc(sizeof(Placed) * number);

	for (int i = 0; i < number; i++)
	{
		placed[i].bounds = unpack_bounds(entries->vector[i + FirstOffsetNumber].key);
		placed[i].offset = (OffsetNumber) (i + FirstOffsetNumber);
	}
	qsort(placed, number, sizeof(Placed), compare_placed);
	split->spl_nleft = number / 2;
	split->spl_nright = number - split->spl_nleft;
	split->spl_left = palloc(sizeof(OffsetNumber) * (split->spl_nleft + 1));
	split->spl_right = palloc(sizeof(OffsetNumber) * (split->spl_nright + 1));
	split->spl_ldatum = fill_part(placed, split->spl_nleft, split->spl_left);
	split->spl_rdatum = fill_part(placed + split->spl_nleft, split->spl_nright, split->spl_right);
	PG_RETURN_POINTER(split);
}

Datum
gist_bounds_same(PG_FUNCTION_ARGS)
{
	Bounds a = unpack_bounds(PG_GETARG_DATUM(0));
	Bounds b = unpack_bounds(PG_GETARG_DATUM(1));
	bool *same = (bool *) PG_GETARG_POINTER(2);

	*same = compare_points(a.lower, b.lower) == 0 && compare_points(a.upper, b.upper) == 0;
	PG_RETURN_POINTER(same);
}

static int
compare_keys(Datum a, Datum b, SortSupport ssup)
{
	return compare_points(unpack_bounds(a).lower, unpack_bounds(b).lower);
}

/* An index is built from sorted leaves. */
Datum
gist_bounds_sortsupport(PG_FUNCTION_ARGS)
{
	((SortSupport) PG_GETARG_POINTER(0))->comparator = compare_keys;
	PG_RETURN_VOID();
}
