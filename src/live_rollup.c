/*
 * live_rollup.c: what live rollups ask of the server: which tables there are under theirs, and which are in
 * use.
 */
#include "golden_thread.h"

#include "access/relation.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
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

/*
 * live_rollup_relations(tables regclass[]) -> oid[]: these tables with all their partitions and children,
 * each once, in order.  Not by the snapshot of the caller: a scan does not find partitions by its snapshot
 * either.  NULLs are passed over; NULL for no tables.
 */
PG_FUNCTION_INFO_V1(live_rollup_relations);
Datum
live_rollup_relations(PG_FUNCTION_ARGS)
{
	List *relations = NIL;
	ListCell *cell;
	Datum *element;
	bool *is_null;
	int count;
	int filled = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), REGCLASSOID, sizeof(Oid), true, TYPALIGN_INT, &element,
					  &is_null, &count);
	for (int i = 0; i < count; i++)
		if (!is_null[i])
			relations = list_concat(relations, with_inheritors(DatumGetObjectId(element[i])));
	if (relations == NIL)
		PG_RETURN_NULL();
	list_sort(relations, list_oid_cmp);
	list_deduplicate_oid(relations);
	element = palloc(sizeof(Datum) * list_length(relations));
	foreach (cell, relations)
		element[filled++] = ObjectIdGetDatum(lfirst_oid(cell));
	PG_RETURN_ARRAYTYPE_P(construct_array(element, filled, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
}
