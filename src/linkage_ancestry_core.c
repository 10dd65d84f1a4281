/*
 * linkage_ancestry_core.c: some nodes of a graph and everything above them.  Plain C: no server header.
 *
 * But for one byte per node of the graph, time and memory go with the part and not with the graph: a live
 * rollup asks for the few nodes over one item of a large graph, again and again.
 */
#include "linkage_ancestry_core.h"

#include <string.h>

void
linkage_ancestry_init(LinkageAncestry *ancestry, const Linkage *graph, const CoreHost *host)
{
	ancestry->host = *host;
	ancestry->graph = graph;
	ancestry->seen = core_alloc(host, graph->nodes, 1);
	memset(ancestry->seen, 0, graph->nodes);
	ancestry->node = core_alloc(host, graph->nodes, sizeof(uint32_t));
	ancestry->nodes = 0;
}

void
linkage_ancestry_free(LinkageAncestry *ancestry)
{
	ancestry->host.release(ancestry->seen);
	ancestry->host.release(ancestry->node);
}

void
linkage_ancestry_start(LinkageAncestry *ancestry, uint32_t node)
{
	if (ancestry->seen[node])
		return;
	ancestry->seen[node] = 1;
	ancestry->node[ancestry->nodes++] = node;
}

bool
linkage_ancestry_build(LinkageAncestry *ancestry, LinkageBuilder *builder)
{
	const Linkage *graph = ancestry->graph;

	/* The list of what was found is the list of what to look at: it grows while it is read. */
	for (uint32_t at = 0; at < ancestry->nodes; at++)
	{
		uint32_t child = ancestry->node[at];

		if (!linkage_builder_node(builder, linkage_node(graph, child)))
			return false;
		for (uint32_t link = graph->link_start[child]; link < graph->link_start[child + 1]; link++)
		{
			uint32_t parent = graph->parent[link];

			if (!linkage_builder_link(builder, linkage_node(graph, child), linkage_node(graph, parent)))
				return false;
			linkage_ancestry_start(ancestry, parent);
		}
		core_steps(&ancestry->host, 1 + graph->link_start[child + 1] - graph->link_start[child]);
	}
	return true;
}
