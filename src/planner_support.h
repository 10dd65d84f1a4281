/*
 * planner_support.h: what the planner support functions of several types have in common.
 */
#ifndef PLANNER_SUPPORT_H
#define PLANNER_SUPPORT_H

#include "compat.h"

#include "access/stratnum.h"
#include "nodes/pathnodes.h"

/* The column that this is, perhaps seen as another type of the same bits; NULL if it is none. */
extern Var *planner_column(Node *node);

/*
 * A function of this name and these argument types in the schema of `sibling`, or InvalidOid: the search path
 * is the user's, so it must not decide.
 */
extern Oid planner_sibling(Oid sibling, const char *name, int arguments, const Oid *types);

/*
 * The operator of the family with this strategy, if the family keeps the type's default order; InvalidOid if
 * not. A family that runs backwards has <= where this one has >=, and would find nothing (core's own support
 * functions ask for the family by name for the same reason).
 */
extern Oid planner_ordering_operator(Oid family, Oid type, StrategyNumber strategy);

/* Whether the function is called anywhere in the expression, by name or through an operator. */
extern bool planner_calls(Node *node, Oid function);

/*
 * Whether the column is that of a CHECK constraint that is looked at in order to exclude a table.  Such an
 * expression is simplified with the number 1 for its table, whatever number it has in the query.  That is
 * done while tables are planned, when all else is simplified of children alone, whose numbers are higher.
 */
extern bool planner_is_constraint(PlannerInfo *root, const Var *column);

/* The table of a column of this query; NULL if it is not known, or is no table. */
extern RangeTblEntry *planner_table_of(PlannerInfo *root, const Var *column);

/* Whether the query groups by something that may call one function, and its select list may call the other.
 */
extern bool planner_selects_grouped(PlannerInfo *root, Oid grouped, Oid called);

/*
 * Whether the query groups by something that may call the function `grouped`, and a rewritten call of
 * `called` in the select list or HAVING would no longer be found in what it groups by.  That matters
 * - to GROUPING SETS, ROLLUP and CUBE: before 18 what is grouped by is found elsewhere by its shape, and what
 *   is not found is computed from some row of the group where it ought to be null;
 * - to another server, which groups by the one and is asked for the other, and refuses.
 * A call in WHERE alone may be rewritten.
 */
extern bool planner_is_grouped_by(PlannerInfo *root, const Var *column, Oid grouped, Oid called);

#endif /* PLANNER_SUPPORT_H */
