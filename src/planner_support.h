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
 * Whether the query groups in several ways (GROUPING SETS, ROLLUP, CUBE) by something that calls the
 * function. Before 18 such an expression is found in HAVING and in the select list by its shape, and what is
 * rewritten is not found: it would be computed from some row of the group where it ought to be null.
 */
extern bool planner_groups_in_sets_by(PlannerInfo *root, Oid function);

#endif /* PLANNER_SUPPORT_H */
