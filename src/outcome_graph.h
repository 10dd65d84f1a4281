/*
 * outcome_graph.h: the graph of a group, with what finds its nodes; groups of one aggregate call share it.
 */
#ifndef OUTCOME_GRAPH_H
#define OUTCOME_GRAPH_H

#include "compat.h"

#include "linkage.h"
#include "linkage_walk_core.h"

/*
 * Nodes are numbered by their indexes in the graph.  Bigint nodes close together are found in an array, all
 * others in a table.  Nothing changes once it is made, but that the components are found when first wanted.
 */
typedef struct RollupGraph
{
	MemoryContext memory; /* of its own: it goes when the last user does */
	int users;
	struct varlena *value; /* detoasted */
	Linkage linkage;
	/* The index plus one of node first_direct + i, or zero if there is none; NULL: use the table. */
	uint32 *direct;
	uint64 direct_nodes;
	int64 first_direct;
	KeyTable nodes;
	LinkageDag *dag; /* NULL: not found yet */
} RollupGraph;

/* `value`, detoasted, is copied.  All memory is below `parent`.  The caller is its one user. */
extern RollupGraph *rollup_graph_create(MemoryContext parent, const struct varlena *value);

/* One user less. */
extern void rollup_graph_release(RollupGraph *graph);

extern bool rollup_graph_is(const RollupGraph *graph, const struct varlena *value);

/* The index of a node, or KEY_NONE. */
static inline uint32
rollup_graph_find(const RollupGraph *graph, Key node)
{
	uint64 place;

	if (graph->linkage.text)
		return key_table_find_label(&graph->nodes, node.label, node.length);
	if (graph->direct == NULL)
		return key_table_find_number(&graph->nodes, node.number);
	place = (uint64) node.number - (uint64) graph->first_direct;
	if (place >= graph->direct_nodes || graph->direct[place] == 0)
		return KEY_NONE;
	return graph->direct[place] - 1;
}

/* The graph with its cycles contracted; as long as the graph. */
extern const LinkageDag *rollup_graph_dag(RollupGraph *graph);

#endif /* OUTCOME_GRAPH_H */
