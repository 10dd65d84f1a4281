/*
 * plan_code_selectivity.c: how many rows <@ and @> of plan_code select.
 *
 * The server's estimate of a range is as coarse as the histogram, since it cannot say where within a step of
 * it a code of an unknown type lies: a subtree of 25 of 100,000 rows was taken for 1 or for 1000.  These
 * estimators look at the codes.
 *
 * Anybody may have made the statistics (18 can restore them from a dump) and, on older servers, may have
 * attached an estimator to an operator of other types.  So types are checked before a value is looked at, and
 * anything unexpected only makes the estimate worse.
 */
#include "plan_code_selectivity.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type_d.h"
#include "nodes/nodeFuncs.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/syscache.h"

#include <math.h>

#include "plan_code.h"
#include "plan_code_scale_core.h"

PG_FUNCTION_INFO_V1(plan_code_under_sel);
PG_FUNCTION_INFO_V1(plan_code_over_sel);
PG_FUNCTION_INFO_V1(plan_code_under_joinsel);
PG_FUNCTION_INFO_V1(plan_code_over_joinsel);

/* As many values of a column's statistics are looked at one by one, evenly spread. */
#define SAMPLE_SIZE 100

typedef struct StoredCode
{
	const uint8 *bytes;
	size_t size;
} StoredCode;

/* What the statistics say of a column. */
typedef struct Column
{
	AttStatsSlot common;    /* its most common codes, with their shares */
	AttStatsSlot histogram; /* steps of equal shares of the others */
	int commons;
	double common_share; /* of the common codes together */
	double other_share;  /* of the others, nulls left out */
	double others;       /* how many different others there are, 1 or more */
	PlanCodeScale scale;
} Column;

Oid
plan_code_type_beside(Oid function)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("plan_code"),
						   ObjectIdGetDatum(get_func_namespace(function)));
}

static bool
is_of_type(Oid type, Oid plan_code)
{
	return OidIsValid(plan_code) && getBaseType(type) == plan_code;
}

/* A code out of the statistics, nothing if it would have to be detoasted: none that ANALYZE stored does. */
static StoredCode
stored_code(Datum datum)
{
	StoredPlanCode *stored = (StoredPlanCode *) DatumGetPointer(datum);
	StoredCode code = {NULL, 0};

	if (VARATT_IS_EXTERNAL(stored) || VARATT_IS_COMPRESSED(stored))
		return code;
	code.bytes = PLAN_CODE_BYTES(stored);
	code.size = PLAN_CODE_SIZE(stored);
	return code;
}

static int
compare_stored(StoredCode a, StoredCode b)
{
	return plan_code_compare(a.bytes, a.size, b.bytes, b.size);
}

static bool
is_under(StoredCode code, StoredCode ancestor)
{
	return ancestor.size > 0 && plan_code_is_under(code.bytes, code.size, ancestor.bytes, ancestor.size);
}

static bool
decode_stored(StoredCode stored, PlanCode *code)
{
	return stored.size > 0 && plan_code_decode(stored.bytes, stored.size, code);
}

static double
sound_share(double share)
{
	return share >= 0 && share <= 1 ? share : 0; /* neither for NaN */
}

static double
common_share_of(const Column *column, int i)
{
	return sound_share(column->common.numbers[i]);
}

static void
read_slot(VariableStatData *variable, int kind, int flags, Oid plan_code, AttStatsSlot *slot)
{
	if (!get_attstatsslot(slot, variable->statsTuple, kind, InvalidOid, flags) ||
		!is_of_type(slot->valuetype, plan_code))
	{
		free_attstatsslot(slot);
		memset(slot, 0, sizeof(*slot));
	}
}

/* The i-th of a sample of at most SAMPLE_SIZE out of `number`. */
static int
sampled(int i, int number)
{
	return number <= SAMPLE_SIZE ? i : (int) ((int64) i * (number - 1) / (SAMPLE_SIZE - 1));
}

static void
learn_scale(PlanCodeScale *scale, const AttStatsSlot *slot)
{
	PlanCode code;

	for (int i = 0; i < Min(slot->nvalues, SAMPLE_SIZE); i++)
		if (decode_stored(stored_code(slot->values[sampled(i, slot->nvalues)]), &code))
			plan_code_scale_add(scale, &code);
}

/* False if there are no statistics, or the user may not profit from them.  Else close_column() it. */
static bool
open_column(VariableStatData *variable, Oid plan_code, Oid function, Column *column)
{
	double null_share;
	bool guessed;

	if (!HeapTupleIsValid(variable->statsTuple) || !statistic_proc_security_check(variable, function))
		return false;
	memset(column, 0, sizeof(*column));
	read_slot(variable, STATISTIC_KIND_MCV, ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS, plan_code,
			  &column->common);
	read_slot(variable, STATISTIC_KIND_HISTOGRAM, ATTSTATSSLOT_VALUES, plan_code, &column->histogram);
	column->commons = Min(column->common.nvalues, column->common.nnumbers);
	for (int i = 0; i < column->commons; i++)
		column->common_share += common_share_of(column, i);
	null_share = sound_share(((Form_pg_statistic) GETSTRUCT(variable->statsTuple))->stanullfrac);
	column->common_share = Min(column->common_share, 1);
	column->other_share = Max(1 - null_share - column->common_share, 0);
	column->others = Max(get_variable_numdistinct(variable, &guessed) - column->commons, 1);
	learn_scale(&column->scale, column->histogram.nvalues > 0 ? &column->histogram : &column->common);
	return column->commons > 0 || column->histogram.nvalues > 1;
}

static void
close_column(Column *column)
{
	free_attstatsslot(&column->common);
	free_attstatsslot(&column->histogram);
}

/* How many steps of the histogram begin at or before the code. */
static int
steps_begun(const AttStatsSlot *histogram, StoredCode code)
{
	int from = 0;
	int to = histogram->nvalues;

	while (from < to)
	{
		int middle = from + (to - from) / 2;

		if (compare_stored(stored_code(histogram->values[middle]), code) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The share of the histogram that lies before the code. */
static double
share_before(const Column *column, const PlanCode *code)
{
	const AttStatsSlot *histogram = &column->histogram;
	uint8 bytes[PLAN_CODE_MAX_SIZE];
	StoredCode stored = {bytes, plan_code_encode(code, bytes)};
	int begun = steps_begun(histogram, stored);
	double within = 0.5;
	PlanCode low, high;

	if (begun == 0)
		return 0;
	if (begun == histogram->nvalues)
		return 1;
	if (decode_stored(stored_code(histogram->values[begun - 1]), &low) &&
		decode_stored(stored_code(histogram->values[begun]), &high))
		within = plan_code_scale_position(&column->scale, &low, &high, code);
	return (begun - 1 + within) / (histogram->nvalues - 1);
}

static int
bounds_under(const AttStatsSlot *histogram, StoredCode ancestor)
{
	int number = 0;

	for (int i = 0; i < histogram->nvalues; i++)
		number += is_under(stored_code(histogram->values[i]), ancestor);
	return number;
}

/* The share of the codes outside the list of common ones that are under the ancestor. */
static double
other_share_under(const Column *column, StoredCode ancestor)
{
	PlanCode first, last;

	if (column->histogram.nvalues < 2 || !decode_stored(ancestor, &first))
		return 0;
	/* A small column's histogram is the list of its codes. */
	if (column->histogram.nvalues >= column->others)
		return (double) bounds_under(&column->histogram, ancestor) / column->histogram.nvalues;
	last = first;
	if (!plan_code_append(&last, PLAN_CODE_BOUND))
		return 0;
	return Max(share_before(column, &last) - share_before(column, &first), 0);
}

/* The share of a column's rows at or under the ancestor: of one code at least. */
static double
share_under(const Column *column, StoredCode ancestor)
{
	double share = 0;
	bool is_common = false;

	for (int i = 0; i < column->commons; i++)
	{
		StoredCode code = stored_code(column->common.values[i]);

		if (is_under(code, ancestor))
			share += common_share_of(column, i);
		is_common = is_common || (code.size > 0 && compare_stored(code, ancestor) == 0);
	}
	return share +
		   column->other_share * Max(other_share_under(column, ancestor), is_common ? 0 : 1 / column->others);
}

/* The share of a column's rows at or over the code: each of its ancestors at a depth that the column has. */
static double
share_over(const Column *column, StoredCode stored)
{
	double share = 0;
	double uncommon = 0;
	PlanCode code;

	if (decode_stored(stored, &code))
		for (int depth = 1; depth <= code.depth; depth++)
			uncommon += column->scale.codes[depth] > 0;
	for (int i = 0; i < column->commons; i++)
		if (is_under(stored, stored_code(column->common.values[i])))
		{
			share += common_share_of(column, i);
			uncommon--;
		}
	return share + column->other_share * Min(Max(uncommon, 0) / column->others, 1);
}

static double
share_matching(VariableStatData *variable, Node *other, bool variable_is_code, Oid plan_code, Oid function)
{
	double share = DEFAULT_MATCHING_SEL;
	Const *constant = (Const *) other;
	StoredCode stored;
	Column column;

	if (!IsA(other, Const))
		return share;
	if (constant->constisnull)
		return 0;
	if (!is_of_type(constant->consttype, plan_code) || !open_column(variable, plan_code, function, &column))
		return share;
	stored = stored_code(PointerGetDatum(PG_DETOAST_DATUM_PACKED(constant->constvalue)));
	share = variable_is_code ? share_under(&column, stored) : share_over(&column, stored);
	close_column(&column);
	return share;
}

double
plan_code_under_share(PlannerInfo *root, List *code_and_ancestor, int var_rel, Oid plan_code, Oid function)
{
	VariableStatData variable;
	Node *other;
	bool variable_is_code;
	double share;

	if (!get_restriction_variable(root, code_and_ancestor, var_rel, &variable, &other, &variable_is_code))
		return DEFAULT_MATCHING_SEL;
	share = share_matching(&variable, other, variable_is_code, plan_code, function);
	ReleaseVariableStats(variable);
	CLAMP_PROBABILITY(share);
	return share;
}

/* The share of a column's rows under one ancestor, or with `rows` of them whether there is one. */
static double
share_or_existence(const Column *codes, StoredCode ancestor, double rows)
{
	double share = share_under(codes, ancestor);

	return rows > 0 ? Min(share * rows, 1) : share;
}

/* The mean over the ancestors. */
static double
mean_share_under(const Column *codes, const Column *ancestors, double rows)
{
	int bounds = Min(ancestors->histogram.nvalues, SAMPLE_SIZE);
	int commons = Min(ancestors->commons, SAMPLE_SIZE);
	double common_share = 0, weight = 0, other_share = 0;

	for (int i = 0; i < commons; i++)
	{
		double share = common_share_of(ancestors, i);

		weight += share;
		common_share += share * share_or_existence(codes, stored_code(ancestors->common.values[i]), rows);
	}
	if (weight > 0)
		common_share *= ancestors->common_share / weight;
	for (int i = 0; i < bounds; i++)
		other_share += share_or_existence(
			codes, stored_code(ancestors->histogram.values[sampled(i, ancestors->histogram.nvalues)]), rows);
	return common_share + (bounds > 0 ? ancestors->other_share * other_share / bounds : 0);
}

/* In a semijoin, the share of the outer rows that have at least one match among `rows` inner ones. */
static double
join_share(const Column *codes, const Column *ancestors, bool semijoin, bool codes_are_inner, double rows)
{
	if (!semijoin)
		return mean_share_under(codes, ancestors, 0);
	if (codes_are_inner)
		return mean_share_under(codes, ancestors, rows);
	return mean_share_under(codes, ancestors, 0) * rows;
}

double
plan_code_under_join_share(PlannerInfo *root, List *code_and_ancestor, SpecialJoinInfo *join, JoinType type,
						   Oid plan_code, Oid function)
{
	bool semijoin = type == JOIN_SEMI || type == JOIN_ANTI;
	double share = DEFAULT_MATCHING_SEL;
	VariableStatData code, ancestor;
	Column codes, ancestors;
	bool codes_are_inner;
	RelOptInfo *inner;

	get_join_variables(root, code_and_ancestor, join, &code, &ancestor, &codes_are_inner);
	inner = codes_are_inner ? code.rel : ancestor.rel;
	if ((!semijoin || inner != NULL) && open_column(&code, plan_code, function, &codes))
	{
		if (open_column(&ancestor, plan_code, function, &ancestors))
		{
			share = join_share(&codes, &ancestors, semijoin, codes_are_inner, semijoin ? inner->rows : 0);
			close_column(&ancestors);
		}
		close_column(&codes);
	}
	ReleaseVariableStats(code);
	ReleaseVariableStats(ancestor);
	CLAMP_PROBABILITY(share);
	return share;
}

/* An operator's two arguments as code and ancestor; NIL if they are not two. */
static List *
code_and_ancestor(List *arguments, bool code_first)
{
	if (list_length(arguments) != 2)
		return NIL;
	return code_first ? arguments : list_make2(lsecond(arguments), linitial(arguments));
}

static Datum
restriction(FunctionCallInfo fcinfo, bool code_first)
{
	List *arguments = code_and_ancestor((List *) PG_GETARG_POINTER(2), code_first);

	if (arguments == NIL)
		PG_RETURN_FLOAT8(DEFAULT_MATCHING_SEL);
	PG_RETURN_FLOAT8(plan_code_under_share((PlannerInfo *) PG_GETARG_POINTER(0), arguments,
										   PG_GETARG_INT32(3), plan_code_type_beside(fcinfo->flinfo->fn_oid),
										   get_opcode(PG_GETARG_OID(1))));
}

static Datum
join(FunctionCallInfo fcinfo, bool code_first)
{
	List *arguments = code_and_ancestor((List *) PG_GETARG_POINTER(2), code_first);

	if (arguments == NIL)
		PG_RETURN_FLOAT8(DEFAULT_MATCHING_SEL);
	PG_RETURN_FLOAT8(plan_code_under_join_share(
		(PlannerInfo *) PG_GETARG_POINTER(0), arguments, (SpecialJoinInfo *) PG_GETARG_POINTER(4),
		(JoinType) PG_GETARG_INT16(3), plan_code_type_beside(fcinfo->flinfo->fn_oid),
		get_opcode(PG_GETARG_OID(1))));
}

/* Restriction and join estimators of <@, and of @>. */

Datum
plan_code_under_sel(PG_FUNCTION_ARGS)
{
	return restriction(fcinfo, true);
}

Datum
plan_code_over_sel(PG_FUNCTION_ARGS)
{
	return restriction(fcinfo, false);
}

Datum
plan_code_under_joinsel(PG_FUNCTION_ARGS)
{
	return join(fcinfo, true);
}

Datum
plan_code_over_joinsel(PG_FUNCTION_ARGS)
{
	return join(fcinfo, false);
}
