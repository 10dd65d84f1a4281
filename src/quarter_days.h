/*
 * quarter_days.h: the days of a quarter, as expressions about a column of days or timestamps, for the
 * planner.
 *
 * Every list and expression is new; NIL or NULL says that the functions or operators it takes are not there.
 */
#ifndef QUARTER_DAYS_H
#define QUARTER_DAYS_H

#include "golden_thread.h"

#include "access/stratnum.h"
#include "nodes/primnodes.h"

/* A quarter whose days are asked for; none of them if its fiscal year does not start in `start_month`. */
typedef struct QuarterNode
{
	Expr *q;
	Oid sibling;     /* a function of ours: the others are found beside it */
	int start_month; /* 0 if any will do */
} QuarterNode;

/* The column lies in the quarter, as clauses with operators of a b-tree family. */
extern List *quarter_day_clauses(Oid family, Expr *column, const QuarterNode *node);

/*
 * quarter(column, start_month) compared with the quarter: a list of clauses, all of which hold if it does,
 * and which are null if it is.  The strategy is a b-tree's.
 */
extern List *quarter_compared_days(Expr *column, StrategyNumber strategy, const QuarterNode *node);

/* The default b-tree family of the column's type. */
extern Oid quarter_order_of_days(Expr *column);

/* The same throughout a scan: constants, parameters and plain calls that are not volatile. */
extern bool quarter_stands_still(Expr *q);

/* The server's own measure of what may be written twice, for the parameter of a function that it inlines. */
extern bool quarter_is_cheap(Expr *q);

#endif /* QUARTER_DAYS_H */
