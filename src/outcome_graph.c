/*
 * outcome_graph.c: the graph of a group, with what finds its nodes.
 */
#include "outcome_graph.h"

#include "miscadmin.h"
#include "server_host.h"
#include "utils/memutils.h"

/* Nodes are looked up directly where on average there are no more numbers to a node than this. */
#define SPARSEST_DIRECT 4

/* Where numbers leave few gaps, looking a node up in an array takes a fraction of hashing it. */
static bool
index_directly(RollupGraph *graph)
{
	const Linkage *linkage = &graph->linkage;
	uint64 span;

	if (linkage->text || linkage->nodes == 0)
		return false;
	span = (uint64) linkage->number[linkage->nodes - 1] - (uint64) linkage->number[0];
	if (span / SPARSEST_DIRECT >= linkage->nodes)
		return false;
	graph->first_direct = linkage->number[0];
	graph->direct_nodes = span + 1;
	graph->direct = MemoryContextAllocExtended(graph->memory, graph->direct_nodes * sizeof(uint32),
											   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 0; i < linkage->nodes; i++)
	{
		graph->direct[(uint64) linkage->number[i] - (uint64) graph->first_direct] = i + 1;
		CHECK_FOR_INTERRUPTS();
	}
	return true;
}

static void
index_by_table(RollupGraph *graph)
{
	const Linkage *linkage = &graph->linkage;
	CoreHost host = server_host(graph->memory);

	key_table_init(&graph->nodes, &host, linkage->text, linkage->nodes);
	for (uint32 i = 0; i < linkage->nodes; i++)
	{
		key_table_add(&graph->nodes, linkage_node(linkage, i));
		CHECK_FOR_INTERRUPTS();
	}
}

RollupGraph *
rollup_graph_create(MemoryContext parent, const struct varlena *value)
{
	MemoryContext memory = AllocSetContextCreate(parent, "rollup graph", ALLOCSET_DEFAULT_SIZES);
	RollupGraph *graph = MemoryContextAllocZero(memory, sizeof(RollupGraph));

	graph->memory = memory;
	graph->users = 1;
	graph->value = memcpy(MemoryContextAlloc(memory, VARSIZE(value)), value, VARSIZE(value));
	linkage_open_value(graph->value, &graph->linkage);
	if (!index_directly(graph))
		index_by_table(graph);
	return graph;
}

void
rollup_graph_release(RollupGraph *graph)
{
	Assert(graph->users > 0);
	if (--graph->users == 0)
		MemoryContextDelete(graph->memory);
}

bool
rollup_graph_is(const RollupGraph *graph, const struct varlena *value)
{
	return VARSIZE(value) == VARSIZE(graph->value) && memcmp(value, graph->value, VARSIZE(value)) == 0;
}

const LinkageDag *
rollup_graph_dag(RollupGraph *graph)
{
	CoreHost host = server_host(graph->memory);

	if (graph->dag == NULL)
	{
		LinkageDag *dag = MemoryContextAllocZero(graph->memory, sizeof(LinkageDag));

		linkage_condense(&graph->linkage, &host, dag);
		graph->dag = dag;
	}
	return graph->dag;
}
