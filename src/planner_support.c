/*
 * planner_support.c: what the planner support functions of several types have in common.
 */
#include "planner_support.h"

#include "access/htup_details.h"
#include "catalog/pg_class_d.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_language_d.h"
#include "catalog/pg_proc.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
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
planner_is_constraint(PlannerInfo *root, const Var *column)
{
	return root != NULL && root->simple_rel_array != NULL && column->varno == 1 && column->varlevelsup == 0;
}

RangeTblEntry *
planner_table_of(PlannerInfo *root, const Var *column)
{
	RangeTblEntry *entry;

	if (root == NULL || column->varlevelsup > 0 || column->varno < 1 ||
		column->varno > list_length(root->parse->rtable) || planner_is_constraint(root, column))
		return NULL;
	entry = rt_fetch(column->varno, root->parse->rtable);
	return entry->rtekind == RTE_RELATION ? entry : NULL;
}

/* A function in SQL may be inlined, and what it calls is not seen until then. */
static bool
is_function_or_sql(Oid function, void *wanted)
{
	HeapTuple tuple;
	bool is_sql;

	if (is_function(function, wanted))
		return true;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return false;
	is_sql = ((Form_pg_proc) GETSTRUCT(tuple))->prolang == SQLlanguageId;
	ReleaseSysCache(tuple);
	return is_sql;
}

static bool
may_call_walker(Node *node, void *wanted)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_function_or_sql, wanted))
		return true;
	return expression_tree_walker(node, may_call_walker, wanted);
}

static bool
selects_call(const Query *query, Oid function)
{
	return may_call_walker((Node *) query->targetList, &function);
}

static bool
groups_by_call(const Query *query, Oid function)
{
	ListCell *cell;

	foreach (cell, query->groupClause)
		if (may_call_walker(get_sortgroupclause_expr(lfirst(cell), query->targetList), &function))
			return true;
	return false;
}

bool
planner_selects_grouped(PlannerInfo *root, Oid grouped, Oid called)
{
	return root != NULL && root->simple_rel_array == NULL && groups_by_call(root->parse, grouped) &&
		   selects_call(root->parse, called);
}

/* Whether the table of the column, or a child of it, is on another server. */
static bool
may_be_foreign(PlannerInfo *root, const Var *column)
{
	const RangeTblEntry *entry = planner_table_of(root, column);
	ListCell *cell;

	if (entry == NULL || !entry->inh)
		return entry != NULL && entry->relkind == RELKIND_FOREIGN_TABLE;
	foreach (cell, find_all_inheritors(entry->relid, NoLock, NULL))
		if (get_rel_relkind(lfirst_oid(cell)) == RELKIND_FOREIGN_TABLE)
			return true;
	return false;
}

bool
planner_is_grouped_by(PlannerInfo *root, const Var *column, Oid grouped, Oid called)
{
	/* Once tables are being planned, what is simplified is asked of their rows. */
	if (root == NULL || root->simple_rel_array != NULL || !groups_by_call(root->parse, grouped))
		return false;
	if (!selects_call(root->parse, called) && !may_call_walker(root->parse->havingQual, &called))
		return false;
	return root->parse->groupingSets != NIL || may_be_foreign(root, column);
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
