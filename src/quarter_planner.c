/*
 * quarter_planner.c: what the planner is told of days in a quarter.
 *
 * A quarter is a range of days, so `day <@ q` is `day >= start_date(q) AND day <= end_date(q)`.  That is said
 * twice: where q stands still while a table is read the operator is rewritten (Simplify), which also serves
 * partition pruning, row estimates and foreign tables; where q is another table's column an index is given
 * the range (IndexCondition).
 */
#include "quarter_days.h"

#include "catalog/pg_am_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "planner_support.h"

PG_FUNCTION_INFO_V1(quarter_date_within_support);
PG_FUNCTION_INFO_V1(quarter_contains_date_support);

static Node *
simplify_within(SupportRequestSimplify *request, int day_argument)
{
	FuncExpr *call = request->fcall;
	Expr *day = list_nth(call->args, day_argument);
	QuarterNode node = {.q = list_nth(call->args, 1 - day_argument), .sibling = call->funcid};
	List *range;

	/* Only a column is worth writing twice: anything else would be computed twice. */
	if (!planner_column((Node *) day) || !quarter_stands_still(node.q) || !quarter_is_cheap(node.q))
		return NULL;
	if (planner_is_grouped_by(request->root, planner_column((Node *) day), call->funcid, call->funcid))
		return NULL;
	range = quarter_day_clauses(quarter_order_of_days(day), day, &node);
	return range == NIL ? NULL : (Node *) make_andclause(range);
}

static Node *
index_condition(SupportRequestIndexCondition *request, int day_argument)
{
	List *arguments = is_opclause(request->node)     ? ((OpExpr *) request->node)->args
					  : is_funcclause(request->node) ? ((FuncExpr *) request->node)->args
													 : NIL;
	QuarterNode node = {.sibling = request->funcid};

	if (list_length(arguments) != 2 || request->indexarg != day_argument)
		return NULL;
	if (request->index->relam != BTREE_AM_OID && request->index->relam != BRIN_AM_OID)
		return NULL;
	node.q = list_nth(arguments, 1 - day_argument);
	if (!is_pseudo_constant_for_index(request->root, (Node *) node.q, request->index) ||
		contain_subplans((Node *) node.q))
		return NULL;
	if (IsA(node.q, Const) && ((Const *) node.q)->constisnull)
		return NULL;
	request->lossy = false;
	return (Node *) quarter_day_clauses(request->opfamily, list_nth(arguments, day_argument), &node);
}

static Node *
answer_within(Node *request, int day_argument)
{
	if (IsA(request, SupportRequestSimplify))
		return simplify_within((SupportRequestSimplify *) request, day_argument);
	if (IsA(request, SupportRequestIndexCondition))
		return index_condition((SupportRequestIndexCondition *) request, day_argument);
	return NULL;
}

/* Planner support of quarter_date_within(date, quarter), the function of <@. */
Datum
quarter_date_within_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer_within((Node *) PG_GETARG_POINTER(0), 0));
}

/* Planner support of quarter_contains_date(quarter, date), the function of @>. */
Datum
quarter_contains_date_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(answer_within((Node *) PG_GETARG_POINTER(0), 1));
}
