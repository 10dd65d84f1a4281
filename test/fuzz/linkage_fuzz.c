/*
 * linkage_fuzz.c: whatever bytes come in as text or as a stored value, what is accepted is a graph with one
 * text and one value, and what is said of its nodes is what reachability says.
 */
#include "outcome_rollup_core.h"
#include "require.h"

#include <string.h>

#include "../unit/malloc_host.h"

/* Walks over larger graphs would only be slower. */
#define WALK_NODES 40
#define WALK_LINKS 200

static LinkageHeader *
finish(LinkageBuilder *builder, size_t *size, Linkage *graph)
{
	LinkageHeader *value = linkage_builder_finish(builder, size);

	REQUIRE(value != NULL && linkage_open(value, *size, graph) && linkage_is_valid(graph));
	linkage_builder_free(builder);
	return value;
}

/* The value of a text, or NULL. */
static LinkageHeader *
read_text(const char *text, size_t length, bool labels, size_t *size, Linkage *graph)
{
	LinkageBuilder builder;
	LinkageFault fault;

	linkage_builder_init(&builder, &malloc_host, labels);
	if (linkage_parse(text, length, &builder, &fault))
		return finish(&builder, size, graph);
	REQUIRE(fault.rule != NULL && fault.offset <= length && fault.length <= length - fault.offset);
	linkage_builder_free(&builder);
	return NULL;
}

static void
require_round_trip(const Linkage *graph, const void *value, size_t size)
{
	size_t length = linkage_print(graph, NULL, &malloc_host);
	char *text = malloc(length);
	LinkageHeader *again;
	size_t again_size;
	Linkage again_graph;

	REQUIRE(linkage_print(graph, text, &malloc_host) == length);
	again = read_text(text, length, graph->text, &again_size, &again_graph);
	REQUIRE(again != NULL && again_size == size &&
			memcmp((const char *) again + 4, (const char *) value + 4, size - 4) == 0);
	REQUIRE(linkage_compare(graph, &again_graph, &malloc_host) == 0);
	free(text);
	free(again);
}

/* Nor does the seed, here another one, show in the value. */
static void
require_merges_with_itself(const Linkage *graph, const void *value, size_t size)
{
	CoreHost host = malloc_host;
	LinkageBuilder builder;
	LinkageHeader *merged;
	size_t merged_size;
	Linkage merged_graph;

	host.seed = size;
	linkage_builder_init(&builder, &host, graph->text);
	REQUIRE(linkage_builder_merge(&builder, graph) && linkage_builder_merge(&builder, graph));
	merged = finish(&builder, &merged_size, &merged_graph);
	REQUIRE(merged_size == size && memcmp((char *) merged + 4, (const char *) value + 4, size - 4) == 0);
	free(merged);
}

/* over[i * nodes + j]: j is i or above it. */
static uint8_t *
reachability(const Linkage *graph)
{
	uint8_t *over = calloc((size_t) graph->nodes * graph->nodes + 1, 1);

	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		over[i * graph->nodes + i] = 1;
		for (uint32_t at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
			over[i * graph->nodes + graph->parent[at]] = 1;
	}
	for (uint32_t k = 0; k < graph->nodes; k++)
		for (uint32_t i = 0; i < graph->nodes; i++)
			for (uint32_t j = 0; over[i * graph->nodes + k] && j < graph->nodes; j++)
				over[i * graph->nodes + j] |= over[k * graph->nodes + j];
	return over;
}

static void
require_relatives(const Linkage *graph, const uint8_t *over)
{
	uint32_t nodes = graph->nodes;

	for (uint32_t i = 0; i < nodes; i++)
	{
		uint8_t *above = linkage_mark_ancestors(graph, &malloc_host, i);
		uint8_t *below = linkage_mark_descendants(graph, &malloc_host, i);

		for (uint32_t j = 0; j < nodes; j++)
		{
			REQUIRE(above[j] == (i != j && over[i * nodes + j]));
			REQUIRE(below[j] == (i != j && over[j * nodes + i]));
		}
		free(above);
		free(below);
	}
}

static void
require_components(const Linkage *graph, const LinkageDag *dag, const uint8_t *over)
{
	uint32_t nodes = graph->nodes;

	for (uint32_t i = 0; i < nodes; i++)
		for (uint32_t j = 0; j < nodes; j++)
		{
			bool same = over[i * nodes + j] && over[j * nodes + i];

			REQUIRE((dag->component[i] == dag->component[j]) == same);
			if (over[i * nodes + j] && !same)
				REQUIRE(dag->component[j] < dag->component[i]);
		}
}

static bool
has_link(const Linkage *graph, uint32_t child, uint32_t parent)
{
	for (uint32_t at = graph->link_start[child]; at < graph->link_start[child + 1]; at++)
		if (graph->parent[at] == parent)
			return true;
	return false;
}

static void
require_threads(const Linkage *graph, const LinkageDag *dag, uint32_t node)
{
	LinkageThread thread;
	int paths = 0;

	linkage_thread_init(&thread, graph, dag, &malloc_host, node);
	for (; paths < 20 && linkage_thread_next(&thread); paths++)
	{
		REQUIRE(thread.path_length > 0 && thread.path_length <= graph->nodes && thread.path[0] == node);
		for (uint32_t i = 1; i < thread.path_length; i++)
			REQUIRE(has_link(graph, thread.path[i - 1], thread.path[i]));
		for (uint32_t i = 0; i < thread.path_length; i++)
			REQUIRE(linkage_dag_is_root(dag, dag->component[thread.path[i]]) ==
					(i == thread.path_length - 1));
	}
	REQUIRE(paths > 0);
	linkage_thread_free(&thread);
}

/* Links of items to nodes out of the input's own bytes; some nodes are unknown to the graph. */
static size_t
take_links(const uint8_t *data, size_t size, uint32_t nodes, RollupLink link[WALK_LINKS])
{
	size_t links = 0;

	for (size_t i = 0; i + 1 < size && links < WALK_LINKS; i += 2, links++)
	{
		link[links].item = (int64_t) (data[i] % 23) - 11;
		link[links].node = data[i + 1] % (nodes + 2);
		link[links].slot = data[i] % 23 % RAG_TALLY_USED;
	}
	return links;
}

/* Counts by slot. */
typedef struct Counts
{
	int64_t count[RAG_TALLY_USED];
} Counts;

static void
require_counts(const Linkage *graph, const uint8_t *over, const RollupLink *link, size_t links, uint32_t node,
			   const Rollup *rollup)
{
	uint32_t component = rollup_component(rollup, node);
	Counts by_link = {{0}};
	Counts distinct = {{0}};

	for (int64_t item = -11; item <= 11; item++)
	{
		uint8_t seen[WALK_NODES + 2] = {0};
		bool found = false;

		for (size_t i = 0; i < links; i++)
		{
			uint32_t at = link[i].node;
			bool under =
				at == node || (at < graph->nodes && node < graph->nodes && over[at * graph->nodes + node]);

			if (link[i].item != item || !under || seen[at])
				continue;
			seen[at] = 1;
			by_link.count[link[i].slot]++;
			distinct.count[link[i].slot] += !found;
			found = true;
		}
	}
	REQUIRE(memcmp(&by_link, rollup_answer(&rollup->by_link, component), sizeof(by_link)) == 0);
	REQUIRE(memcmp(&distinct, rollup_answer(&rollup->distinct, component), sizeof(distinct)) == 0);
}

/* Without the lists of what is above, every item is walked: the answer must be the same. */
static void
require_rollup(const Linkage *graph, const LinkageDag *dag, const uint8_t *over, const uint8_t *data,
			   size_t size, bool lists)
{
	RollupLink link[WALK_LINKS];
	size_t links = take_links(data, size, graph->nodes, link);
	RollupLinks store;
	const RollupLink *run;
	size_t length;
	Rollup rollup;

	rollup_links_init(&store, &malloc_host, false);
	for (size_t i = 0; i < links; i++)
		rollup_links_add(&store, link[i].item, link[i].node, link[i].slot);
	rollup_links_sort(&store);
	rollup_init(&rollup, dag, graph->nodes, 2, RAG_TALLY_USED, 0, &malloc_host);
	if (!lists)
		memset(rollup.above_start, 0, (rollup.components + 1) * sizeof(uint32_t));
	while ((length = rollup_links_next(&store, &run)) > 0)
		REQUIRE(rollup_item(&rollup, run, length) == NULL);
	rollup_finish(&rollup);
	for (uint32_t node = 0; node < graph->nodes + 2; node++)
		require_counts(graph, over, link, links, node, &rollup);
	rollup_free(&rollup);
	rollup_links_free(&store);
}

static void
require_walks(const Linkage *graph, const uint8_t *data, size_t size)
{
	uint8_t *over = reachability(graph);
	LinkageDag dag;

	linkage_condense(graph, &malloc_host, &dag);
	require_relatives(graph, over);
	require_components(graph, &dag, over);
	for (uint32_t node = 0; node < graph->nodes; node++)
		require_threads(graph, &dag, node);
	require_rollup(graph, &dag, over, data, size, true);
	require_rollup(graph, &dag, over, data, size, false);
	linkage_dag_free(&dag, &malloc_host);
	free(over);
}

static void
require_laws(const Linkage *graph, const void *value, size_t value_size, const uint8_t *data, size_t size)
{
	require_round_trip(graph, value, value_size);
	require_merges_with_itself(graph, value, value_size);
	if (graph->nodes <= WALK_NODES)
		require_walks(graph, data, size);
}

/* A dense graph straight from the bytes, since few texts that a fuzzer finds have many links. */
static LinkageHeader *
read_pairs(const uint8_t *data, size_t size, size_t *value_size, Linkage *graph)
{
	LinkageBuilder builder;

	linkage_builder_init(&builder, &malloc_host, false);
	for (size_t i = 0; i + 1 < size; i += 2)
	{
		Key child = {data[i] % WALK_NODES, NULL, 0};
		Key parent = {data[i + 1] % WALK_NODES, NULL, 0};

		REQUIRE(linkage_builder_link(&builder, child, parent));
	}
	return finish(&builder, value_size, graph);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	LinkageHeader *value = NULL;
	size_t value_size = 0;
	Linkage graph;
	int mode;

	if (size == 0)
		return 0;
	mode = data[0] % 4;
	data++;
	size--;
	if (mode < 2)
		value = read_text((const char *) data, size, mode == 1, &value_size, &graph);
	else if (mode == 2)
		value = read_pairs(data, size, &value_size, &graph);
	else
	{
		/* Of just that size, so that the address sanitizer sees a byte read beyond. */
		value = malloc(size + 1);
		value = realloc(memcpy(value, data, size), size > 0 ? size : 1);
		value_size = size;
		if (!linkage_open(value, size, &graph) || !linkage_is_valid(&graph))
		{
			free(value);
			return 0;
		}
	}
	if (value != NULL)
		require_laws(&graph, value, value_size, data, size);
	free(value);
	return 0;
}
