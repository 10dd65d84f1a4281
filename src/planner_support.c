/*
 * planner_support.c: what the planner support functions of several types have in common.
 */
#include "planner_support.h"

#include "catalog/pg_proc_d.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

Var *
planner_column(Node *node)
{
	while (IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return IsA(node, Var) ? (Var *) node : NULL;
}

Oid
planner_sibling(Oid sibling, const char *name, int arguments, const Oid *types)
{
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(types, arguments)),
						   ObjectIdGetDatum(get_func_namespace(sibling)));
}

static bool
is_function(Oid function, void *wanted)
{
	return function == *(Oid *) wanted;
}

static bool
calls_walker(Node *node, void *wanted)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_function, wanted))
		return true;
	return expression_tree_walker(node, calls_walker, wanted);
}

bool
planner_calls(Node *node, Oid function)
{
	return calls_walker(node, &function);
}

bool
planner_groups_in_sets_by(PlannerInfo *root, Oid function)
{
	ListCell *cell;

	if (root == NULL || root->parse->groupingSets == NIL)
		return false;
	foreach (cell, root->parse->groupClause)
		if (planner_calls(get_sortgroupclause_expr(lfirst(cell), root->parse->targetList), function))
			return true;
	return false;
}

Oid
planner_ordering_operator(Oid family, Oid type, StrategyNumber strategy)
{
	Oid member = get_opfamily_member(family, type, type, strategy);
	Oid default_family = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf;

	if (!OidIsValid(member) || get_op_opfamily_strategy(member, default_family) != strategy)
		return InvalidOid;
	return member;
}
