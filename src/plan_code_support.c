/*
 * plan_code_support.c: what the planner is told of <@ and @>.
 *
 * A subtree is one range, so `code <@ ancestor` is `code >= ancestor AND code <= last_code(ancestor)`.  An
 * index is given the range (IndexCondition) while the operator stays in the query, where its estimate is much
 * better than that of two bounds (plan_code_selectivity.c).  Only where the range itself is needed is the
 * operator rewritten (Simplify).
 */
#include "golden_thread.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class_d.h"
#include "catalog/pg_index.h"
#include "catalog/pg_statistic_ext_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "plan_code_selectivity.h"
#include "planner_support.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(plan_code_under_support);
PG_FUNCTION_INFO_V1(plan_code_over_support);

extern Datum plan_code_last(PG_FUNCTION_ARGS);

/*
 * last_code(ancestor): a constant for a constant, otherwise a call, or NULL if there is no such function.  It
 * is found beside `sibling`, since the search path is the user's.
 */
static Expr *
last_of(Expr *ancestor, Oid sibling)
{
	Oid type = exprType((Node *) ancestor);
	Oid function;

	if (IsA(ancestor, Const))
	{
		Const *last = (Const *) copyObject(ancestor);

		last->constvalue = DirectFunctionCall1(plan_code_last, last->constvalue);
		return (Expr *) last;
	}
	function = planner_sibling(sibling, "last_code", 1, &type);
	if (!OidIsValid(function))
		return NULL;
	return (Expr *) makeFuncExpr(function, type, list_make1(ancestor), InvalidOid, InvalidOid,
								 COERCE_EXPLICIT_CALL);
}

/* The range as two clauses with the operators of `family`; NIL if it lacks them. */
static List *
range_clauses(Expr *code, Expr *ancestor, Oid family, Oid sibling)
{
	Oid type = exprType((Node *) ancestor);
	Oid at_least = planner_ordering_operator(family, type, BTGreaterEqualStrategyNumber);
	Oid at_most = planner_ordering_operator(family, type, BTLessEqualStrategyNumber);
	Expr *last;

	if (!OidIsValid(at_least) || !OidIsValid(at_most))
		return NIL;
	last = last_of(ancestor, sibling);
	if (last == NULL)
		return NIL;
	return list_make2(make_opclause(at_least, BOOLOID, false, code, ancestor, InvalidOid, InvalidOid),
					  make_opclause(at_most, BOOLOID, false, code, last, InvalidOid, InvalidOid));
}

static bool
is_special_index(Oid index)
{
	HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	bool special = false;

	if (!HeapTupleIsValid(tuple))
		return false;
	special = !heap_attisnull(tuple, Anum_pg_index_indpred, NULL) ||
			  !heap_attisnull(tuple, Anum_pg_index_indexprs, NULL);
	ReleaseSysCache(tuple);
	return special;
}

/* Has the table, which the planner has locked, an index that is partial or on an expression? */
static bool
has_special_index(Oid table)
{
	Relation relation = relation_open(table, NoLock);
	List *indexes = RelationGetIndexList(relation);
	bool found = false;
	ListCell *cell;

	foreach (cell, indexes)
		found = found || is_special_index(lfirst_oid(cell));
	list_free(indexes);
	relation_close(relation, NoLock);
	return found;
}

static bool
is_same_constant(Expr *a, Expr *b)
{
	return IsA(a, Const) && equal(a, b);
}

/* Does the expression hold a call of the same function with the same constant, of whatever column? */
static bool
has_call_like(Node *node, void *wanted)
{
	const FuncExpr *call = wanted;
	List *arguments = NIL;

	if (node == NULL)
		return false;
	if (is_opclause(node) && get_opcode(((OpExpr *) node)->opno) == call->funcid)
		arguments = ((OpExpr *) node)->args;
	else if (IsA(node, FuncExpr) && ((FuncExpr *) node)->funcid == call->funcid)
		arguments = ((FuncExpr *) node)->args;
	if (arguments != NIL && (is_same_constant(linitial(arguments), linitial(call->args)) ||
							 is_same_constant(lsecond(arguments), lsecond(call->args))))
		return true;
	return expression_tree_walker(node, has_call_like, wanted);
}

static bool
statistics_hold(Oid statistics, const FuncExpr *call)
{
	HeapTuple tuple = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(statistics));
	bool none;
	Datum expressions;
	bool found = false;

	if (!HeapTupleIsValid(tuple))
		return false;
	expressions = SysCacheGetAttr(STATEXTOID, tuple, Anum_pg_statistic_ext_stxexprs, &none);
	if (!none)
		found = has_call_like(stringToNode(TextDatumGetCString(expressions)), (void *) call);
	ReleaseSysCache(tuple);
	return found;
}

/* Are there extended statistics of this very subtree? */
static bool
has_statistics_of(Oid table, const FuncExpr *call)
{
	Relation relation = relation_open(table, NoLock);
	List *statistics = RelationGetStatExtList(relation);
	bool found = false;
	ListCell *cell;

	foreach (cell, statistics)
		found = found || statistics_hold(lfirst_oid(cell), call);
	list_free(statistics);
	relation_close(relation, NoLock);
	return found;
}

/*
 * Is the range itself needed?  By it partitions are pruned and children excluded, and a foreign server does
 * without <@.  The predicate of an index and the expressions of extended statistics come here without a query
 * (root is NULL) and become the range, so that a predicate is implied by that of any smaller subtree: then
 * the query's has to as well.  Statistics serve what is selected and grouped by; WHERE has a better estimate.
 */
static bool
needs_range(PlannerInfo *root, const Var *code, const FuncExpr *call)
{
	const RangeTblEntry *table;

	if (root == NULL || planner_is_constraint(root, code))
		return true;
	table = planner_table_of(root, code);
	if (table == NULL)
		return false;
	return table->inh || table->relkind == RELKIND_FOREIGN_TABLE || has_special_index(table->relid) ||
		   has_statistics_of(table->relid, call);
}

/* What does not change while the query runs, and costs nothing to write twice. */
static bool
is_fixed(Expr *ancestor)
{
	if (IsA(ancestor, Const))
		return !((Const *) ancestor)->constisnull;
	return IsA(ancestor, Param) && ((Param *) ancestor)->paramkind == PARAM_EXTERN;
}

/* Only a column is worth writing twice: anything else would be computed twice. */
static Node *
simplify(SupportRequestSimplify *request, int code_argument)
{
	List *arguments = request->fcall->args;
	Expr *code = list_nth(arguments, code_argument);
	Expr *ancestor = list_nth(arguments, 1 - code_argument);
	const Var *code_column = planner_column((Node *) code);
	TypeCacheEntry *type;
	List *range;

	if (code_column == NULL || !is_fixed(ancestor) ||
		!needs_range(request->root, code_column, request->fcall))
		return NULL;
	if (planner_is_grouped_by(request->root, code_column, request->fcall->funcid, request->fcall->funcid))
		return NULL;
	type = lookup_type_cache(exprType((Node *) ancestor), TYPECACHE_BTREE_OPFAMILY);
	range = range_clauses(code, ancestor, type->btree_opf, request->fcall->funcid);
	return range == NIL ? NULL : (Node *) make_andclause(range);
}

static Node *
index_condition(SupportRequestIndexCondition *request, int code_argument)
{
	List *arguments = is_opclause(request->node)     ? ((OpExpr *) request->node)->args
					  : is_funcclause(request->node) ? ((FuncExpr *) request->node)->args
													 : NIL;
	Expr *ancestor;

	if (list_length(arguments) != 2 || request->indexarg != code_argument)
		return NULL;
	if (request->index->relam != BTREE_AM_OID && request->index->relam != BRIN_AM_OID)
		return NULL;
	ancestor = list_nth(arguments, 1 - code_argument);
	if (!is_pseudo_constant_for_index(request->root, (Node *) ancestor, request->index))
		return NULL;
	if (IsA(ancestor, Const) && ((Const *) ancestor)->constisnull)
		return NULL;
	request->lossy = false;
	return (Node *) range_clauses(list_nth(arguments, code_argument), ancestor, request->opfamily,
								  request->funcid);
}

/* Of the function's call; the operator's own estimators are asked for the operator. */
static Node *
selectivity(SupportRequestSelectivity *request, int code_argument)
{
	List *arguments =
		code_argument == 0 ? request->args : list_make2(lsecond(request->args), linitial(request->args));
	Oid type = plan_code_type_beside(request->funcid);

	request->selectivity =
		request->is_join
			? plan_code_under_join_share(request->root, arguments, request->sjinfo, request->jointype, type,
										 request->funcid)
			: plan_code_under_share(request->root, arguments, request->varRelid, type, request->funcid);
	return (Node *) request;
}

static Node *
answer(Node *request, int code_argument)
{
	if (IsA(request, SupportRequestSimplify))
		return simplify((SupportRequestSimplify *) request, code_argument);
	if (IsA(request, SupportRequestIndexCondition))
		return index_condition((SupportRequestIndexCondition *) request, code_argument);
	if (IsA(request, SupportRequestSelectivity))
		return selectivity((SupportRequestSelectivity *) request, code_argument);
	return NULL;
}

/* Planner support of plan_code_under(code, ancestor), the function of <@. */
Datum
plan_code_under_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer((Node *) PG_GETARG_POINTER(0), 0));
}

/* Planner support of plan_code_over(ancestor, code), the function of @>. */
Datum
plan_code_over_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer((Node *) PG_GETARG_POINTER(0), 1));
}
