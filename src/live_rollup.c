/*
 * live_rollup.c: the SQL function live_rollup_in_use(relations).
 */
#include "golden_thread.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/rel.h"

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
