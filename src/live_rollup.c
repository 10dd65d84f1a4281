/*
 * live_rollup.c: what live rollups ask of the server: which tables there are under theirs, where their rows
 * are, and which are in use; and how they are read, by plans that are kept for the session.
 */
#include "golden_thread.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* Like the server's CheckTableNotInUse: whoever is at a statement over a table holds it open. */
static bool
held_open(Oid relation_id)
{
	Relation relation = try_relation_open(relation_id, AccessShareLock);
	bool held;

	if (relation == NULL)
		return false;
	held = relation->rd_refcnt > 1;
	relation_close(relation, AccessShareLock);
	return held;
}

/*
 * live_rollup_in_use(relations oid[]) -> boolean: whether an unfinished statement of this session reads or
 * changes one of them.  NULL elements and relations that are gone are passed over.
 */
PG_FUNCTION_INFO_V1(live_rollup_in_use);
Datum
live_rollup_in_use(PG_FUNCTION_ARGS)
{
	Datum *element;
	bool *is_null;
	bool held = false;
	int count;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), OIDOID, sizeof(Oid), true, TYPALIGN_INT, &element, &is_null,
					  &count);
	for (int i = 0; i < count && !held; i++)
		held = !is_null[i] && held_open(DatumGetObjectId(element[i]));
	PG_RETURN_BOOL(held);
}

/* The table and all under it; of a table that is gone, itself. */
static List *
with_inheritors(Oid table_id)
{
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table_id)))
		return list_make1_oid(table_id);
	return find_all_inheritors(table_id, NoLock, NULL);
}

/* The tables of a regclass[] with all their partitions and children, each once, in order.  NULLs are passed
 * over. */
static List *
all_relations(ArrayType *tables)
{
	List *relations = NIL;
	Datum *element;
	bool *is_null;
	int count;

	deconstruct_array(tables, REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &element, &is_null, &count);
	for (int i = 0; i < count; i++)
		if (!is_null[i])
			relations = list_concat(relations, with_inheritors(DatumGetObjectId(element[i])));
	list_sort(relations, list_oid_cmp);
	list_deduplicate_oid(relations);
	return relations;
}

/* An oid[] of a list. */
static Datum
oid_array(const List *list)
{
	Datum *element = palloc(sizeof(Datum) * list_length(list));
	ListCell *cell;
	int filled = 0;

	foreach (cell, list)
		element[filled++] = ObjectIdGetDatum(lfirst_oid(cell));
	return PointerGetDatum(construct_array(element, filled, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
}

/*
 * live_rollup_relations(tables regclass[]) -> oid[]: these tables with all their partitions and children,
 * each once, in order.  Not by the snapshot of the caller: a scan does not find partitions by its snapshot
 * either.  NULLs are passed over; NULL for no tables.
 */
PG_FUNCTION_INFO_V1(live_rollup_relations);
Datum
live_rollup_relations(PG_FUNCTION_ARGS)
{
	List *relations = all_relations(PG_GETARG_ARRAYTYPE_P(0));

	if (relations == NIL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(oid_array(relations));
}

/* The file of a relation's rows, 0 if it has none; false if a crash could empty it, or it is gone. */
static bool
lasting_file(Oid relation_id, Oid *file)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation_id));
	Form_pg_class relation;
	bool lasting;

	if (!HeapTupleIsValid(tuple))
		return false;
	relation = (Form_pg_class) GETSTRUCT(tuple);
	*file = relation->relfilenode;
	lasting = relation->relpersistence == RELPERSISTENCE_PERMANENT;
	ReleaseSysCache(tuple);
	return lasting;
}

/*
 * live_rollup_storage(tables regclass[]) -> oid[]: what live_rollup_relations() gives, each followed by the
 * file that has its rows; NULL if one of them is not permanent, or gone, or there are none.
 */
PG_FUNCTION_INFO_V1(live_rollup_storage);
Datum
live_rollup_storage(PG_FUNCTION_ARGS)
{
	List *relations = all_relations(PG_GETARG_ARRAYTYPE_P(0));
	List *storage = NIL;
	ListCell *cell;

	foreach (cell, relations)
	{
		Oid file;

		if (!lasting_file(lfirst_oid(cell), &file))
			PG_RETURN_NULL();
		storage = lappend_oid(lappend_oid(storage, lfirst_oid(cell)), file);
	}
	if (storage == NIL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(oid_array(storage));
}

/* What is asked of a live rollup, in the words of live_rollup_query(). */
typedef enum RollupStep
{
	STEP_CHECK,
	STEP_CHANGES,
	STEP_RECOUNT
} RollupStep;

#define STEPS 3

static const char *const step_name[STEPS] = {"check", "changes", "recount"};

/* The plans of one live rollup, by its state table. */
typedef struct RollupPlans
{
	Oid state_id;           /* the key */
	bool is_stale;          /* names in the queries may not be right any more: they are to be written anew */
	SPIPlanPtr plan[STEPS]; /* NULL: not made yet */
} RollupPlans;

static HTAB *rollup_plans = NULL;

/* Whether a plan was parsed over this relation. */
static bool
plan_names(SPIPlanPtr plan, Oid relation_id)
{
	ListCell *cell;

	if (plan == NULL)
		return false;
	foreach (cell, SPI_plan_get_plan_sources(plan))
		if (list_member_oid(((CachedPlanSource *) lfirst(cell))->relationOids, relation_id))
			return true;
	return false;
}

/* A relation was altered, all of them if it is 0: a column or the table may have been renamed. */
static void
relation_altered(Datum unused, Oid relation_id)
{
	HASH_SEQ_STATUS scan;
	RollupPlans *plans;

	hash_seq_init(&scan, rollup_plans);
	while ((plans = hash_seq_search(&scan)) != NULL)
		for (int step = 0; step < STEPS && !plans->is_stale; step++)
			plans->is_stale = !OidIsValid(relation_id) || plan_names(plans->plan[step], relation_id);
}

/* A schema was altered. */
static void
schema_altered(Datum unused, int cache_id, uint32 hash_value)
{
	relation_altered(0, InvalidOid);
}

static void
start_keeping_plans(void)
{
	HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(RollupPlans), .hcxt = CacheMemoryContext};

	rollup_plans =
		hash_create("golden_thread live rollups", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relation_altered, 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, schema_altered, 0);
}

/* Whether a plan could not be parsed anew when that was last tried: it then knows no relations. */
static bool
plan_is_lost(SPIPlanPtr plan)
{
	ListCell *cell;

	foreach (cell, SPI_plan_get_plan_sources(plan))
		if (((CachedPlanSource *) lfirst(cell))->relationOids == NIL)
			return true;
	return false;
}

/* The plans that are kept for a live rollup; none that something changed under. */
static RollupPlans *
find_plans(Oid state_id)
{
	RollupPlans *plans;
	bool found;

	if (rollup_plans == NULL)
		start_keeping_plans();
	plans = hash_search(rollup_plans, &state_id, HASH_ENTER, &found);
	if (!found)
		memset(plans->plan, 0, sizeof(plans->plan));
	for (int step = 0; found && step < STEPS; step++)
	{
		SPIPlanPtr plan = plans->plan[step];

		if (plan != NULL && (plans->is_stale || plan_is_lost(plan)))
		{
			plans->plan[step] = NULL;
			SPI_freeplan(plan);
		}
	}
	plans->is_stale = false;
	return plans;
}

/* The text of a query, from the SQL function beside the one that is called. */
static char *
query_text(Oid function_id, Oid state_id, RollupStep step)
{
	Oid types[] = {REGCLASSOID, TEXTOID};
	Datum values[] = {ObjectIdGetDatum(state_id), CStringGetTextDatum(step_name[step])};
	char *schema = get_namespace_name(get_func_namespace(function_id));
	char *call = psprintf("SELECT %s.live_rollup_query($1, $2)", quote_identifier(schema));

	if (SPI_execute_with_args(call, lengthof(types), types, values, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "live_rollup_query failed");
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

/* Runs one step in the snapshot of the statement that calls; its rows are in SPI_tuptable. */
static void
run_step(Oid function_id, Oid state_id, RollupStep step)
{
	SPIPlanPtr plan = find_plans(state_id)->plan[step];

	if (plan == NULL)
	{
		plan = SPI_prepare(query_text(function_id, state_id, step), 0, NULL);
		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "a query of a live rollup cannot be prepared: %s",
				 SPI_result_code_string(SPI_result));
		find_plans(state_id)->plan[step] = plan;
	}
	if (SPI_execute_plan(plan, NULL, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "a query of a live rollup failed");
}

/* A boolean column of the first row; NULL is true. */
static bool
first_row_says(int column)
{
	bool is_null;
	Datum value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &is_null);

	return is_null || DatumGetBool(value);
}

/* Whether the row that says "all is counted anew" comes first. */
static bool
replaces_all(void)
{
	bool is_null;

	return SPI_processed > 0 &&
		   DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 5, &is_null)) && !is_null;
}

/* The rows of the last query as the answer of a set-returning function; the executor compares their types
 * with those it expects. */
static void
return_rows(ReturnSetInfo *result)
{
	MemoryContext before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);

	result->setDesc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
	result->setResult =
		tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	MemoryContextSwitchTo(before);
	for (uint64 i = 0; i < SPI_processed; i++)
		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[i]);
}

/*
 * live_rollup_unmerged(state regclass, everything boolean) -> setof record: the rows of a live rollup that
 * are not as they are stored, in the snapshot of the statement that calls; with everything, and first a row
 * that says so, all of them.  Planning what it runs takes longer than running it, hence the kept plans.
 */
PG_FUNCTION_INFO_V1(live_rollup_unmerged);
Datum
live_rollup_unmerged(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid function_id = fcinfo->flinfo->fn_oid;
	Oid state_id = PG_GETARG_OID(0);
	bool everything = PG_GETARG_BOOL(1);

	if (result == NULL || !IsA(result, ReturnSetInfo) || (result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	result->returnMode = SFRM_Materialize;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (!everything)
	{
		run_step(function_id, state_id, STEP_CHECK);
		/* From whom row-level security hides the state, it hides what was counted. */
		everything = SPI_processed == 0 || first_row_says(1);
		if (!everything && first_row_says(2))
		{
			run_step(function_id, state_id, STEP_CHANGES);
			everything = replaces_all();
			if (!everything)
				return_rows(result);
		}
	}
	if (everything)
	{
		run_step(function_id, state_id, STEP_RECOUNT);
		return_rows(result);
	}
	SPI_finish();
	return (Datum) 0;
}
