/*
 * linkage_ancestry.c: the SQL function ancestry(g, nodes).
 */
#include "linkage.h"

#include "linkage_ancestry_core.h"
#include "miscadmin.h"
#include "server_host.h"

/*
 * ancestry(g linkage, nodes bigint[]) and ancestry(g linkage_text, nodes text[]): the graph of these nodes
 * and of all that is above them, with every link between those.
 */
PG_FUNCTION_INFO_V1(linkage_ancestry);
Datum
linkage_ancestry(PG_FUNCTION_ARGS)
{
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageAncestry ancestry;
	LinkageBuilder builder;
	Linkage graph;
	uint32 *start;
	uint32 starts;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_ancestry_init(&ancestry, &graph, &host);
	start = linkage_find_elements(&graph, PG_GETARG_ARRAYTYPE_P(1), &starts);
	for (uint32 i = 0; i < starts; i++)
	{
		linkage_ancestry_start(&ancestry, start[i]);
		CHECK_FOR_INTERRUPTS();
	}
	linkage_builder_init(&builder, &host, graph.text);
	if (!linkage_ancestry_build(&ancestry, &builder))
		linkage_too_large();
	return linkage_finished(&builder);
}
