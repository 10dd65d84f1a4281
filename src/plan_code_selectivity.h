/*
 * plan_code_selectivity.h: estimates of <@ and @>, for the planner's requests about their functions.
 */
#ifndef PLAN_CODE_SELECTIVITY_H
#define PLAN_CODE_SELECTIVITY_H

#include "golden_thread.h"
#include "nodes/pathnodes.h"

/* The type plan_code of a function's schema, since the search path is the user's; InvalidOid if there is
 * none. */
extern Oid plan_code_type_beside(Oid function);

/*
 * The share of rows for which `code <@ ancestor` holds, given the two arguments in that order.  Statistics
 * are used if they are of the type plan_code, and if the user may read the column or the operator's function
 * is leakproof.  Raises no error, whatever it is given.
 */
extern double plan_code_under_share(PlannerInfo *root, List *code_and_ancestor, int var_rel, Oid plan_code,
									Oid function);

/* The share of pairs; in a semijoin or antijoin that of the outer rows that have a match. */
extern double plan_code_under_join_share(PlannerInfo *root, List *code_and_ancestor, SpecialJoinInfo *join,
										 JoinType type, Oid plan_code, Oid function);

#endif /* PLAN_CODE_SELECTIVITY_H */
