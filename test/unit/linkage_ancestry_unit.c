/*
 * linkage_ancestry_unit.c: the part of a graph above some nodes, against the walk from each of them.
 */
#include "linkage_ancestry_core.h"
#include "linkage_walk_core.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "malloc_host.h"

static LinkageHeader *
finish(LinkageBuilder *builder, Linkage *graph)
{
	size_t size = 0;
	LinkageHeader *value = linkage_builder_finish(builder, &size);

	CHECK(value != NULL && linkage_open(value, size, graph) && linkage_is_valid(graph));
	linkage_builder_free(builder);
	return value;
}

static LinkageHeader *
part_above(const Linkage *graph, const uint32_t *start, uint32_t starts, Linkage *part)
{
	LinkageAncestry ancestry;
	LinkageBuilder builder;

	linkage_ancestry_init(&ancestry, graph, &malloc_host);
	for (uint32_t i = 0; i < starts; i++)
		linkage_ancestry_start(&ancestry, start[i]);
	linkage_builder_init(&builder, &malloc_host, graph->text);
	CHECK(linkage_ancestry_build(&ancestry, &builder));
	linkage_ancestry_free(&ancestry);
	return finish(&builder, part);
}

/* A node is in the part if a walk from a start reaches it, with all its links, and no other is. */
static void
check_part(const Linkage *graph, const uint32_t *start, uint32_t starts)
{
	Linkage part;
	LinkageHeader *value = part_above(graph, start, starts, &part);
	uint32_t wanted_nodes = 0;
	uint32_t wanted_links = 0;
	uint8_t *wanted = calloc(graph->nodes + 1, 1);

	for (uint32_t i = 0; i < starts; i++)
	{
		uint8_t *above = linkage_mark_ancestors(graph, &malloc_host, start[i]);

		for (uint32_t node = 0; node < graph->nodes; node++)
			wanted[node] |= above[node] || node == start[i];
		free(above);
	}
	for (uint32_t node = 0; node < graph->nodes; node++)
	{
		uint32_t links = graph->link_start[node + 1] - graph->link_start[node];
		uint32_t found = linkage_find(&part, linkage_node(graph, node));

		CHECK((found != KEY_NONE) == (wanted[node] != 0));
		if (found == KEY_NONE)
			continue;
		wanted_nodes++;
		wanted_links += links;
		CHECK(part.link_start[found + 1] - part.link_start[found] == links);
		for (uint32_t link = 0; link < links; link++)
			CHECK(key_compare(graph->text, linkage_node(&part, part.parent[part.link_start[found] + link]),
							  linkage_node(graph, graph->parent[graph->link_start[node] + link])) == 0);
	}
	CHECK(part.nodes == wanted_nodes && part.links == wanted_links);
	free(wanted);
	free(value);
}

static uint64_t random_state = 88172645463325252u;

static uint32_t
below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t) (random_state % limit);
}

static Key
key_of(bool text, uint32_t number)
{
	static const char *labels = "abcdefghijklmnopqrstuvwxyz";
	Key key = {(int64_t) number - 3, NULL, 0};

	if (text)
	{
		key.label = labels + number;
		key.length = 1 + number % 2;
	}
	return key;
}

static void
check_random(bool text)
{
	LinkageBuilder builder;
	LinkageHeader *value;
	Linkage graph;
	uint32_t start[3];
	uint32_t starts = below(4);

	linkage_builder_init(&builder, &malloc_host, text);
	CHECK(linkage_builder_node(&builder, key_of(text, 0)));
	for (uint32_t links = below(25); links > 0; links--)
		CHECK(linkage_builder_link(&builder, key_of(text, below(14)), key_of(text, below(14))));
	value = finish(&builder, &graph);
	for (uint32_t i = 0; i < starts; i++)
		start[i] = below(graph.nodes);
	check_part(&graph, start, starts);
	free(value);
}

/* A chain: nothing recurses, and from its middle half of it is found. */
static void
check_deep(uint32_t levels)
{
	LinkageBuilder builder;
	LinkageHeader *value;
	LinkageHeader *half;
	Linkage graph;
	Linkage part;
	uint32_t middle = levels / 2;

	linkage_builder_init(&builder, &malloc_host, false);
	for (uint32_t i = 1; i < levels; i++)
	{
		Key child = {i, NULL, 0};
		Key parent = {i - 1, NULL, 0};

		CHECK(linkage_builder_link(&builder, child, parent));
	}
	value = finish(&builder, &graph);
	half = part_above(&graph, &middle, 1, &part);
	CHECK(part.nodes == middle + 1 && part.links == middle);
	free(half);
	free(value);
}

int
main(void)
{
	for (int i = 0; i < 2000; i++)
		check_random(i % 2 == 1);
	check_deep(300000);
	return checks_failed();
}
