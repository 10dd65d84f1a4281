/*
 * quarter_compare_planner.c: what the planner is told of quarter(day, start_month) compared with a quarter.
 *
 * `quarter(day) >= q` is `day >= quarter_start_from(q, start_month)`, and so on: ranges of days.  An index on
 * the day is not asked about such a clause, since the operator does not name the day, so all depends on
 * rewriting (Simplify).  The clause is left alone
 * - where q is another table's column: the server hashes and merges by equality, and not by a range;
 * - on a table with an index or a partition key that is made by quarter(), which is there for that very
 *   clause.  Where only a part of the table has one, each part decides for itself;
 * - where the query groups by quarter() and compares what it groups by (planner_is_grouped_by).
 *
 * An infinite day, or one of a year that no quarter lies in, is an error of quarter().  After rewriting it is
 * in no quarter, and before or after all of them.
 */
#include "quarter_days.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/indexing.h"
#include "catalog/pg_class_d.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "parser/parsetree.h"
#include "planner_support.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(quarter_eq_support);
PG_FUNCTION_INFO_V1(quarter_order_support);

/*
 * The location of a call whose range stands beside it already.  Where the server flattens AND it simplifies
 * what it flattened again, so that a comparison which is put beside its range anew would never come to an
 * end.  Locations serve error messages alone, where any below zero is unknown.
 */
#define BESIDE_ITS_RANGE (-2)

/* A call of quarter(column, start_month), compared with a quarter. */
typedef struct Comparison
{
	Expr *day;
	FuncExpr *call;
	StrategyNumber strategy; /* with the call on the left */
	QuarterNode node;
} Comparison;

typedef enum Rewriting
{
	LEAVE,   /* the comparison stays as it is */
	REPLACE, /* by the range */
	ADD      /* the range beside it */
} Rewriting;

/* ---- what is compared ---- */

/* Take a call quarter(column, constant start month) in; false if the expression is none. */
static bool
take_call(Expr *expression, Comparison *comparison)
{
	FuncExpr *call = (FuncExpr *) expression;
	Oid types[] = {InvalidOid, INT4OID};
	Const *month;

	if (!IsA(expression, FuncExpr) || list_length(call->args) != 2 || !planner_column(linitial(call->args)))
		return false;
	types[0] = exprType(linitial(call->args));
	month = lsecond(call->args);
	if ((types[0] != DATEOID && types[0] != TIMESTAMPOID) || !IsA(month, Const) || month->constisnull)
		return false;
	if (call->funcid != planner_sibling(comparison->node.sibling, "quarter", 2, types))
		return false;
	comparison->day = linitial(call->args);
	comparison->call = call;
	comparison->node.start_month = DatumGetInt32(month->constvalue);
	/* Another number is no month, and quarter() is there to say so. */
	return comparison->node.start_month >= 1 && comparison->node.start_month <= 12;
}

static Oid
order_of_quarters(const QuarterNode *node)
{
	return lookup_type_cache(exprType((Node *) node->q), TYPECACHE_BTREE_OPFAMILY)->btree_opf;
}

static Oid
comparing_operator(const QuarterNode *node, StrategyNumber strategy)
{
	return planner_ordering_operator(order_of_quarters(node), exprType((Node *) node->q), strategy);
}

/* Which comparison of quarters the function makes. */
static StrategyNumber
strategy_of(const QuarterNode *node)
{
	for (StrategyNumber strategy = 1; strategy <= BTMaxStrategyNumber; strategy++)
	{
		Oid comparing = comparing_operator(node, strategy);

		if (OidIsValid(comparing) && get_opcode(comparing) == node->sibling)
			return strategy;
	}
	return InvalidStrategy;
}

static bool
take_comparison(FuncExpr *compared, Comparison *comparison)
{
	Expr *left = linitial(compared->args);
	Expr *right = lsecond(compared->args);
	bool call_first;

	comparison->node.sibling = compared->funcid;
	call_first = take_call(left, comparison);
	if (!call_first && !take_call(right, comparison))
		return false;
	comparison->node.q = call_first ? right : left;
	comparison->strategy = strategy_of(&comparison->node);
	if (comparison->strategy == InvalidStrategy || !quarter_stands_still(comparison->node.q))
		return false;
	if (!call_first)
		comparison->strategy =
			BTMaxStrategyNumber + 1 - comparison->strategy; /* the operator the other way round */
	/* Equality has two bounds, with q in each. */
	return comparison->strategy != BTEqualStrategyNumber || quarter_is_cheap(comparison->node.q);
}

/* ---- what a table is kept by ---- */

static bool
index_calls(Oid index_id, Oid function)
{
	Relation index = index_open(index_id, AccessShareLock);
	bool calls = planner_calls((Node *) RelationGetIndexExpressions(index), function) ||
				 planner_calls((Node *) RelationGetIndexPredicate(index), function);

	index_close(index, NoLock);
	return calls;
}

/* Whether an index of the table, or its partition key, is made by the function. */
static bool
table_is_kept_by(Relation table, Oid function)
{
	List *indexes = RelationGetIndexList(table);
	PartitionKey key = RelationGetPartitionKey(table);
	bool kept = key != NULL && planner_calls((Node *) get_partition_exprs(key), function);
	ListCell *cell;

	foreach (cell, indexes)
		kept = kept || index_calls(lfirst_oid(cell), function);
	list_free(indexes);
	return kept;
}

/* Whether what depends on the function is an index or the partition key of a child of the table. */
static bool
belongs_to_child(const FormData_pg_depend *dependency, Oid table)
{
	Oid child = dependency->objid;
	Oid child_type;

	if (dependency->classid != RelationRelationId)
		return false;
	if (get_rel_relkind(child) == RELKIND_INDEX)
		child = IndexGetRelation(child, true);
	child_type = get_rel_type_id(child);
	return OidIsValid(child_type) && child != table && typeInheritsFrom(child_type, get_rel_type_id(table));
}

/* The same of any child of the table. Asked of the function, since children may be thousands. */
static bool
child_is_kept_by(Oid table, Oid function)
{
	Relation depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;
	bool kept = false;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(ProcedureRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(function));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2, keys);
	while (!kept && HeapTupleIsValid(tuple = systable_getnext(scan)))
		kept = belongs_to_child((Form_pg_depend) GETSTRUCT(tuple), table);
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return kept;
}

static bool
is_partitioned_by(Relation table, AttrNumber column)
{
	PartitionKey key = RelationGetPartitionKey(table);

	for (int i = 0; key != NULL && i < get_partition_natts(key); i++)
		if (get_partition_col_attnum(key, i) == column)
			return true;
	return false;
}

/*
 * Of a table that the planner has locked.  If only children are kept by the function, each of them is asked
 * when the clause has got down to it; until then the range is needed for partitions by day to be told apart.
 */
static Rewriting
rewriting_for_table(const RangeTblEntry *entry, AttrNumber column, Oid function)
{
	Relation table = relation_open(entry->relid, NoLock);
	Rewriting rewriting = REPLACE;

	if (table_is_kept_by(table, function))
		rewriting = LEAVE;
	else if (entry->inh && child_is_kept_by(entry->relid, function))
		rewriting = is_partitioned_by(table, column) ? ADD : LEAVE;
	relation_close(table, NoLock);
	return rewriting;
}

/* ---- rewriting ---- */

/*
 * Without a query there is no telling what the table is kept by, and an index predicate, which is simplified
 * so, must stay as the queries that match it.  A CHECK constraint does not say which table it is of, so that
 * it has to match either.  A column of a sub-query is seen again when the clause has got down to its table.
 */
static Rewriting
how_to_rewrite(PlannerInfo *root, const Comparison *comparison, Oid comparing_function)
{
	Var *column = planner_column((Node *) comparison->day);
	RangeTblEntry *entry = planner_table_of(root, column);

	if (planner_is_constraint(root, column))
		return ADD;
	if (entry == NULL || planner_selects_grouped(root, comparison->call->funcid, comparing_function) ||
		planner_is_grouped_by(root, column, comparison->call->funcid, comparing_function))
		return LEAVE;
	return rewriting_for_table(entry, column->varattno, comparison->call->funcid);
}

/* The comparison as it was, marked. */
static Expr *
comparison_itself(const FuncExpr *compared, const Comparison *comparison)
{
	FuncExpr *call = copyObject(comparison->call);
	bool call_first = linitial(compared->args) == comparison->call;
	Expr *left = call_first ? (Expr *) call : copyObject(linitial(compared->args));
	Expr *right = call_first ? copyObject(lsecond(compared->args)) : (Expr *) call;

	call->location = BESIDE_ITS_RANGE;
	return make_opclause(comparing_operator(&comparison->node, strategy_of(&comparison->node)), BOOLOID,
						 false, left, right, InvalidOid, InvalidOid);
}

static Node *
simplify(SupportRequestSimplify *request)
{
	Comparison comparison = {.day = NULL};
	Rewriting rewriting;
	List *range;

	if (!take_comparison(request->fcall, &comparison))
		return NULL;
	rewriting = how_to_rewrite(request->root, &comparison, request->fcall->funcid);
	if (rewriting == LEAVE || (rewriting == ADD && comparison.call->location == BESIDE_ITS_RANGE))
		return NULL;
	range = quarter_compared_days(comparison.day, comparison.strategy, &comparison.node);
	if (range == NIL)
		return NULL;
	if (rewriting == ADD)
		range = lappend(range, comparison_itself(request->fcall, &comparison));
	return (Node *) make_ands_explicit(range);
}

static Node *
answer(Node *request)
{
	return IsA(request, SupportRequestSimplify) ? simplify((SupportRequestSimplify *) request) : NULL;
}

/* Planner support of quarter_eq(quarter, quarter), the function of =. */
Datum
quarter_eq_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer((Node *) PG_GETARG_POINTER(0)));
}

/* Planner support of quarter_lt, _le, _gt and _ge(quarter, quarter), the functions of <, <=, > and >=. */
Datum
quarter_order_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer((Node *) PG_GETARG_POINTER(0)));
}
