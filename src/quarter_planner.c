/*
 * quarter_planner.c: what the planner is told of quarters and days.
 *
 * A quarter is a range of days, so `day <@ q` is `day >= start_date(q) AND day <= end_date(q)`.  That is said
 * twice: where q stands still while a table is read the operator is rewritten (Simplify), which also serves
 * partition pruning, row estimates and foreign tables; where q is another table's column an index is given
 * the range (IndexCondition).
 *
 * `quarter(day) = q` is the same, if q is of the fiscal calendar that day is reckoned in.  An index on the
 * day is not asked about it, since the operator does not name the day, so all depends on rewriting.  It is
 * left alone where q is another table's column, since the server can hash and merge by equality and not by a
 * range; and on a table with an index or a partition key that is made by quarter(), which is there for that
 * very clause. An infinite day, or one of a year that no quarter lies in, is an error of quarter() and after
 * rewriting is merely not in q.
 */
#include "golden_thread.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "planner_support.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(quarter_date_within_support);
PG_FUNCTION_INFO_V1(quarter_contains_date_support);
PG_FUNCTION_INFO_V1(quarter_eq_support);

/* ---- the days of a quarter, as expressions ---- */

/* A quarter whose days are asked for; none of them if its fiscal year does not start in `start_month`. */
typedef struct QuarterNode
{
	Expr *q;
	Oid sibling;     /* a function of ours: the others are found beside it */
	int start_month; /* 0 if any will do */
} QuarterNode;

static Expr *
date_constant(DateADT date)
{
	return (Expr *) makeConst(DATEOID, -1, InvalidOid, sizeof(DateADT), DateADTGetDatum(date), false, true);
}

static bool
is_constant(const QuarterNode *node)
{
	return IsA(node->q, Const);
}

static Quarter
constant_quarter(const QuarterNode *node)
{
	return DatumGetQuarter(((Const *) node->q)->constvalue);
}

/* name(q), or NULL if there is no such function. */
static Expr *
call_of_quarter(const QuarterNode *node, const char *name, Oid result_type)
{
	Oid type = exprType((Node *) node->q);
	Oid function = planner_sibling(node->sibling, name, 1, &type);

	if (!OidIsValid(function))
		return NULL;
	return (Expr *) makeFuncExpr(function, result_type, list_make1(copyObject(node->q)), InvalidOid,
								 InvalidOid, COERCE_EXPLICIT_CALL);
}

static Expr *
first_day(const QuarterNode *node)
{
	if (is_constant(node))
		return date_constant(quarter_first_day(constant_quarter(node)));
	return call_of_quarter(node, "start_date", DATEOID);
}

/*
 * CASE WHEN fiscal_start_month(q) <> start_month THEN '-infinity' ELSE last END: null if q is, and only then.
 * The other way round a NULL q would take the ELSE, and NOT (quarter(d) = q) would be true.
 */
static Expr *
if_in_calendar(const QuarterNode *node, Expr *last)
{
	Const *start_month =
		makeConst(INT4OID, -1, InvalidOid, sizeof(int32), Int32GetDatum(node->start_month), false, true);
	Expr *month = call_of_quarter(node, "fiscal_start_month", INT4OID);
	CaseWhen *when = makeNode(CaseWhen);
	CaseExpr *chosen = makeNode(CaseExpr);

	if (month == NULL)
		return NULL;
	when->expr = make_notclause(make_opclause(Int4EqualOperator, BOOLOID, false, month, (Expr *) start_month,
											  InvalidOid, InvalidOid));
	when->result = date_constant(DATEVAL_NOBEGIN);
	when->location = -1;
	chosen->casetype = DATEOID;
	chosen->args = list_make1(when);
	chosen->defresult = last;
	chosen->location = -1;
	return (Expr *) chosen;
}

/* The last day, or the day after it. */
static Expr *
last_day(const QuarterNode *node, bool day_after)
{
	Expr *last;

	if (is_constant(node))
		return date_constant(quarter_last_day(constant_quarter(node)) + day_after);
	last = call_of_quarter(node, "end_date", DATEOID);
	if (last != NULL && day_after)
	{
		Const *one = makeConst(INT4OID, -1, InvalidOid, sizeof(int32), Int32GetDatum(1), false, true);

		last = (Expr *) makeFuncExpr(F_DATE_PLI, DATEOID, list_make2(last, one), InvalidOid, InvalidOid,
									 COERCE_EXPLICIT_CALL);
	}
	return last == NULL || node->start_month == 0 ? last : if_in_calendar(node, last);
}

/* A date as the type of the column that it is compared with: its midnight, if that is a timestamp. */
static Expr *
as_type(Oid type, Expr *date)
{
	if (date == NULL || type == DATEOID)
		return date;
	if (IsA(date, Const))
		return (Expr *) makeConst(TIMESTAMPOID, -1, InvalidOid, sizeof(Timestamp),
								  DirectFunctionCall1(date_timestamp, ((Const *) date)->constvalue), false,
								  FLOAT8PASSBYVAL);
	return (Expr *) makeFuncExpr(F_TIMESTAMP_DATE, TIMESTAMPOID, list_make1(date), InvalidOid, InvalidOid,
								 COERCE_EXPLICIT_CAST);
}

/* `column` compared with `bound` by an operator of the family; NULL if there is none, or no bound. */
static Expr *
comparison(Oid family, Oid type, StrategyNumber strategy, Expr *column, Expr *bound)
{
	Oid comparing = planner_ordering_operator(family, type, strategy);

	if (!OidIsValid(comparing) || bound == NULL)
		return NULL;
	return make_opclause(comparing, BOOLOID, false, copyObject(column), bound, InvalidOid, InvalidOid);
}

/* The column lies in the quarter, as clauses with operators of the family; NIL if that cannot be said. */
static List *
day_clauses(Oid family, Expr *column, const QuarterNode *node)
{
	Oid type = exprType((Node *) column);
	bool is_date = type == DATEOID;
	Expr *at_least =
		comparison(family, type, BTGreaterEqualStrategyNumber, column, as_type(type, first_day(node)));
	Expr *at_most = comparison(family, type, is_date ? BTLessEqualStrategyNumber : BTLessStrategyNumber,
							   column, as_type(type, last_day(node, !is_date)));

	return at_least == NULL || at_most == NULL ? NIL : list_make2(at_least, at_most);
}

/*
 * The same where the quarter is a constant of another calendar: what is false of every day there is, and null
 * of none, as quarter(day) = q is.  An index and a partition key find nothing by it at once.
 */
static Node *
never(Oid family, Expr *column)
{
	Oid type = exprType((Node *) column);

	return (Node *) comparison(family, type, BTLessStrategyNumber, column,
							   as_type(type, date_constant(DATEVAL_NOBEGIN)));
}

static Oid
order_of(Expr *column)
{
	return lookup_type_cache(exprType((Node *) column), TYPECACHE_BTREE_OPFAMILY)->btree_opf;
}

/* ---- what may be rewritten ---- */

/* Whether an expression holds anything but constants, parameters and plain calls. */
static bool
is_more_than_calls(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Param:
			return ((Param *) node)->paramkind != PARAM_EXTERN && ((Param *) node)->paramkind != PARAM_EXEC;
		case T_FuncExpr:
			if (((FuncExpr *) node)->funcretset)
				return true;
			break;
		case T_OpExpr:
			if (((OpExpr *) node)->opretset)
				return true;
			break;
		case T_Const:
		case T_List:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_CoalesceExpr:
		case T_SQLValueFunction:
			break;
		default:
			return true;
	}
	return expression_tree_walker(node, is_more_than_calls, context);
}

/* The server's own measure of what may be written twice, for the parameter of a function that it inlines. */
static bool
is_cheap(Expr *expression)
{
	QualCost cost;

	cost_qual_eval_node(&cost, (Node *) expression, NULL);
	return cost.startup + cost.per_tuple <= 10 * cpu_operator_cost;
}

/* Whether the quarter is the same for every row of a scan and can be written twice. */
static bool
stands_still(Expr *q)
{
	if (IsA(q, Const))
		return !((Const *) q)->constisnull;
	return !is_more_than_calls((Node *) q, NULL) && !contain_volatile_functions((Node *) q) && is_cheap(q);
}

/* ---- day <@ q, q @> day ---- */

static Node *
simplify_within(SupportRequestSimplify *request, int day_argument)
{
	FuncExpr *call = request->fcall;
	Expr *day = list_nth(call->args, day_argument);
	QuarterNode node = {.q = list_nth(call->args, 1 - day_argument), .sibling = call->funcid};
	List *range;

	/* Only a column is worth writing twice: anything else would be computed twice. */
	if (!planner_column((Node *) day) || !stands_still(node.q))
		return NULL;
	if (planner_groups_in_sets_by(request->root, call->funcid))
		return NULL;
	range = day_clauses(order_of(day), day, &node);
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
	return (Node *) day_clauses(request->opfamily, list_nth(arguments, day_argument), &node);
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

/* ---- quarter(day, start_month) = q ---- */

/* The column of a call quarter(column, constant start month), or NULL; *start_month is that month. */
static Expr *
day_of_call(Expr *expression, Oid sibling, int *start_month)
{
	FuncExpr *call = (FuncExpr *) expression;
	Oid types[] = {InvalidOid, INT4OID};
	Const *month;

	if (!IsA(expression, FuncExpr) || list_length(call->args) != 2 || !planner_column(linitial(call->args)))
		return NULL;
	types[0] = exprType(linitial(call->args));
	month = lsecond(call->args);
	if ((types[0] != DATEOID && types[0] != TIMESTAMPOID) || !IsA(month, Const) || month->constisnull)
		return NULL;
	if (call->funcid != planner_sibling(sibling, "quarter", 2, types))
		return NULL;
	*start_month = DatumGetInt32(month->constvalue);
	/* Another number is no month, and quarter() is there to say so. */
	return *start_month >= 1 && *start_month <= 12 ? linitial(call->args) : NULL;
}

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
table_is_kept_by(Oid table_id, Oid function)
{
	Relation table = relation_open(table_id, NoLock);
	List *indexes = RelationGetIndexList(table);
	PartitionKey key = RelationGetPartitionKey(table);
	bool kept = key != NULL && planner_calls((Node *) get_partition_exprs(key), function);
	ListCell *cell;

	foreach (cell, indexes)
		kept = kept || index_calls(lfirst_oid(cell), function);
	list_free(indexes);
	relation_close(table, NoLock);
	return kept;
}

/*
 * Whether the call may be rewritten.  Without a query there is no telling what the table is kept by, and an
 * index predicate, which is simplified so, must stay as the queries that match it.  A column of a sub-query
 * is seen again when the clause has got down to its table.
 */
static bool
may_rewrite(PlannerInfo *root, Expr *column, Oid function)
{
	Var *var = (Var *) column;
	RangeTblEntry *entry;

	while (IsA(var, RelabelType))
		var = (Var *) ((RelabelType *) var)->arg;
	if (root == NULL || var->varlevelsup != 0 || var->varno < 1 ||
		var->varno > list_length(root->parse->rtable))
		return false;
	entry = rt_fetch(var->varno, root->parse->rtable);
	return entry->rtekind == RTE_RELATION && !table_is_kept_by(entry->relid, function) &&
		   !planner_groups_in_sets_by(root, function);
}

/* call = q, where the call is quarter(column, start month). */
static Node *
simplify_equal(SupportRequestSimplify *request, Expr *call, Expr *q)
{
	QuarterNode node = {.q = q, .sibling = request->fcall->funcid};
	Expr *day = day_of_call(call, node.sibling, &node.start_month);
	List *range;

	if (day == NULL || !stands_still(q) || !may_rewrite(request->root, day, ((FuncExpr *) call)->funcid))
		return NULL;
	if (is_constant(&node) && QUARTER_START_MONTH(constant_quarter(&node)) != node.start_month)
		return never(order_of(day), day);
	range = day_clauses(order_of(day), day, &node);
	return range == NIL ? NULL : (Node *) make_andclause(range);
}

/* Planner support of quarter_eq(quarter, quarter), the function of =. */
Datum
quarter_eq_support(PG_FUNCTION_ARGS)
{
	SupportRequestSimplify *request = (SupportRequestSimplify *) PG_GETARG_POINTER(0);
	Expr *left;
	Expr *right;
	Node *range;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	left = linitial(request->fcall->args);
	right = lsecond(request->fcall->args);
	range = simplify_equal(request, left, right);
	PG_RETURN_POINTER(range != NULL ? range : simplify_equal(request, right, left));
}
