/*
 * plan_code_support.c: what the planner is told of <@ and @>.
 *
 * A subtree is one range, so `code <@ ancestor` is `code >= ancestor AND code <= last_code(ancestor)`.  That
 * is said twice: with a constant the operator is rewritten (Simplify), which also serves partition pruning,
 * row estimates and foreign tables; with a parameter or another table's column an index is given the range
 * (IndexCondition).
 */
#include "golden_thread.h"

#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "planner_support.h"
#include "utils/lsyscache.h"
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
	Oid at_least = get_opfamily_member(family, type, type, BTGreaterEqualStrategyNumber);
	Oid at_most = get_opfamily_member(family, type, type, BTLessEqualStrategyNumber);
	Expr *last;

	if (!OidIsValid(at_least) || !OidIsValid(at_most))
		return NIL;
	last = last_of(ancestor, sibling);
	if (last == NULL)
		return NIL;
	return list_make2(make_opclause(at_least, BOOLOID, false, code, ancestor, InvalidOid, InvalidOid),
					  make_opclause(at_most, BOOLOID, false, code, last, InvalidOid, InvalidOid));
}

/* Only a column is worth writing twice: anything else would be computed twice. */
static Node *
simplify(SupportRequestSimplify *request, int code_argument)
{
	List *arguments = request->fcall->args;
	Expr *code = list_nth(arguments, code_argument);
	Expr *ancestor = list_nth(arguments, 1 - code_argument);
	TypeCacheEntry *type;
	List *range;

	if (!planner_is_column((Node *) code) || !IsA(ancestor, Const) || ((Const *) ancestor)->constisnull)
		return NULL;
	if (planner_groups_in_sets_by(request->root, request->fcall->funcid))
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

static Node *
answer(Node *request, int code_argument)
{
	if (IsA(request, SupportRequestSimplify))
		return simplify((SupportRequestSimplify *) request, code_argument);
	if (IsA(request, SupportRequestIndexCondition))
		return index_condition((SupportRequestIndexCondition *) request, code_argument);
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
