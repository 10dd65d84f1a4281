/*
 * quarter_days.c: the days of a quarter, as expressions for the planner (quarter_days.h).
 */
#include "quarter_days.h"

#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "planner_support.h"
#include "quarter.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(quarter_start_from);
PG_FUNCTION_INFO_V1(quarter_start_after);

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

static Expr *
integer_constant(int32 value)
{
	return (Expr *) makeConst(INT4OID, -1, InvalidOid, sizeof(int32), Int32GetDatum(value), false, true);
}

/* name(q), or name(q, start_month) with the node's; NULL if there is no such function. */
static Expr *
call_of_quarter(const QuarterNode *node, const char *name, Oid result_type, bool with_start_month)
{
	Oid types[] = {exprType((Node *) node->q), INT4OID};
	Oid function = planner_sibling(node->sibling, name, with_start_month ? 2 : 1, types);
	List *arguments = list_make1(copyObject(node->q));

	if (!OidIsValid(function))
		return NULL;
	if (with_start_month)
		arguments = lappend(arguments, integer_constant(node->start_month));
	return (Expr *) makeFuncExpr(function, result_type, arguments, InvalidOid, InvalidOid,
								 COERCE_EXPLICIT_CALL);
}

static Expr *
first_day(const QuarterNode *node)
{
	if (is_constant(node))
		return date_constant(quarter_first_day(constant_quarter(node)));
	return call_of_quarter(node, "start_date", DATEOID, false);
}

/*
 * CASE WHEN fiscal_start_month(q) <> start_month THEN '-infinity' ELSE last END: null if q is, and only then.
 * The other way round a NULL q would take the ELSE, and NOT (quarter(d) = q) would be true.
 */
static Expr *
if_in_calendar(const QuarterNode *node, Expr *last)
{
	Expr *month = call_of_quarter(node, "fiscal_start_month", INT4OID, false);
	CaseWhen *when = makeNode(CaseWhen);
	CaseExpr *chosen = makeNode(CaseExpr);

	if (month == NULL)
		return NULL;
	when->expr = make_notclause(make_opclause(Int4EqualOperator, BOOLOID, false, month,
											  integer_constant(node->start_month), InvalidOid, InvalidOid));
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
	last = call_of_quarter(node, "end_date", DATEOID, false);
	if (last != NULL && day_after)
		last = (Expr *) makeFuncExpr(F_DATE_PLI, DATEOID, list_make2(last, integer_constant(1)), InvalidOid,
									 InvalidOid, COERCE_EXPLICIT_CALL);
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

List *
quarter_day_clauses(Oid family, Expr *column, const QuarterNode *node)
{
	Oid type = exprType((Node *) column);
	bool is_date = type == DATEOID;
	Expr *at_least =
		comparison(family, type, BTGreaterEqualStrategyNumber, column, as_type(type, first_day(node)));
	Expr *at_most = comparison(family, type, is_date ? BTLessEqualStrategyNumber : BTLessStrategyNumber,
							   column, as_type(type, last_day(node, !is_date)));

	return at_least == NULL || at_most == NULL ? NIL : list_make2(at_least, at_most);
}

Oid
quarter_order_of_days(Expr *column)
{
	return lookup_type_cache(exprType((Node *) column), TYPECACHE_BTREE_OPFAMILY)->btree_opf;
}

/*
 * The same where the quarter is a constant of another calendar: what is false of every day there is, and null
 * of none, as quarter(day) = q is.  An index and a partition key find nothing by it at once.
 */
static Expr *
never(Oid family, Expr *column)
{
	Oid type = exprType((Node *) column);

	return comparison(family, type, BTLessStrategyNumber, column,
					  as_type(type, date_constant(DATEVAL_NOBEGIN)));
}

/*
 * The first day of the first quarter, of the fiscal year that starts in `start_month`, that is not before q;
 * or that is after q.  Quarters are in order of their start dates, then of the months their years start in.
 */
static DateADT
start_from(Quarter q, int start_month, bool after)
{
	int own_month = QUARTER_START_MONTH(q);
	int months = (start_month - own_month + 12) % 3;

	if (months == 0 && (start_month < own_month || (start_month == own_month && after)))
		months = 3;
	return (DateADT) calendar_month_start(QUARTER_MONTH(q) + months);
}

/* The first day of the quarters of a calendar that are not before a quarter. */
Datum
quarter_start_from(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(
		start_from(PG_GETARG_QUARTER(0), quarter_checked_start_month(PG_GETARG_INT32(1)), false));
}

/* The first day of the quarters of a calendar that are after a quarter. */
Datum
quarter_start_after(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(
		start_from(PG_GETARG_QUARTER(0), quarter_checked_start_month(PG_GETARG_INT32(1)), true));
}

static Expr *
bound_of(const QuarterNode *node, bool after)
{
	if (is_constant(node))
		return date_constant(start_from(constant_quarter(node), node->start_month, after));
	return call_of_quarter(node, after ? "quarter_start_after" : "quarter_start_from", DATEOID, true);
}

static List *
equal_days(Oid family, Expr *column, const QuarterNode *node)
{
	Expr *nothing;

	if (!is_constant(node) || QUARTER_START_MONTH(constant_quarter(node)) == node->start_month)
		return quarter_day_clauses(family, column, node);
	nothing = never(family, column);
	return nothing == NULL ? NIL : list_make1(nothing);
}

List *
quarter_compared_days(Expr *column, StrategyNumber strategy, const QuarterNode *node)
{
	Oid type = exprType((Node *) column);
	Oid family = quarter_order_of_days(column);
	bool before = strategy == BTLessStrategyNumber || strategy == BTLessEqualStrategyNumber;
	bool after = strategy == BTGreaterStrategyNumber || strategy == BTLessEqualStrategyNumber;
	Expr *clause;

	if (strategy == BTEqualStrategyNumber)
		return equal_days(family, column, node);
	clause = comparison(family, type, before ? BTLessStrategyNumber : BTGreaterEqualStrategyNumber, column,
						as_type(type, bound_of(node, after)));
	return clause == NULL ? NIL : list_make1(clause);
}

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

bool
quarter_is_cheap(Expr *q)
{
	QualCost cost;

	cost_qual_eval_node(&cost, (Node *) q, NULL);
	return cost.startup + cost.per_tuple <= 10 * cpu_operator_cost;
}

bool
quarter_stands_still(Expr *q)
{
	if (IsA(q, Const))
		return !((Const *) q)->constisnull;
	return !is_more_than_calls((Node *) q, NULL) && !contain_volatile_functions((Node *) q);
}
