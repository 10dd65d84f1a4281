/*
 * linkage_core.c: the stored graph: layout, validation, order, building.  Plain C: no server
 * header.
 */
#include "linkage_core.h"

#include <string.h>

_Static_assert(sizeof(LinkageHeader) == 16, "the header is on disk");

/* -------- the stored value -------- */

static uint64_t
value_size(bool text, uint64_t nodes, uint64_t links, uint64_t label_bytes)
{
	uint64_t node_bytes = text ? sizeof(uint32_t) : sizeof(int64_t);

	return sizeof(LinkageHeader) + nodes * node_bytes + (nodes + 1 + links) * sizeof(uint32_t) + label_bytes;
}

static uint32_t
label_bytes(const Linkage *graph)
{
	return graph->text && graph->nodes > 0 ? graph->label_end[graph->nodes - 1] : 0;
}

/* Lay the view over a block that is large enough for the counts in its header. */
static void
lay_over(const LinkageHeader *header, Linkage *graph)
{
	memset(graph, 0, sizeof(*graph));
	graph->text = header->kind == LINKAGE_TEXT;
	graph->nodes = header->nodes;
	graph->links = header->links;
	if (graph->text)
		graph->label_end = LINKAGE_LABEL_END(header);
	else
		graph->number = LINKAGE_NUMBER(header);
	graph->link_start = LINKAGE_LINK_START(header);
	graph->parent = LINKAGE_PARENT(header);
	graph->labels = LINKAGE_LABELS(header);
}

bool
linkage_open(const void *value, size_t size, Linkage *graph)
{
	const LinkageHeader *header = value;

	if (size < sizeof(LinkageHeader) || header->version != LINKAGE_VERSION || header->reserved != 0 ||
		(header->kind != LINKAGE_BIGINT && header->kind != LINKAGE_TEXT) ||
		size < value_size(header->kind == LINKAGE_TEXT, header->nodes, header->links, 0))
		return false;
	lay_over(header, graph);
	return size == value_size(graph->text, graph->nodes, graph->links, label_bytes(graph));
}

Key
linkage_node(const Linkage *graph, uint32_t index)
{
	Key node = {0, NULL, 0};

	if (graph->text)
	{
		uint32_t start = index == 0 ? 0 : graph->label_end[index - 1];

		node.label = graph->labels + start;
		node.length = graph->label_end[index] - start;
	}
	else
		node.number = graph->number[index];
	return node;
}

/* Labels must be checked to lie within the value before any of them is looked at. */
static bool
labels_are_valid(const Linkage *graph)
{
	for (uint32_t i = 1; graph->text && i < graph->nodes; i++)
		if (graph->label_end[i - 1] > graph->label_end[i])
			return false;
	return true;
}

static bool
nodes_ascend(const Linkage *graph)
{
	for (uint32_t i = 1; i < graph->nodes; i++)
		if (key_compare(graph->text, linkage_node(graph, i - 1), linkage_node(graph, i)) >= 0)
			return false;
	return true;
}

static bool
parents_ascend(const Linkage *graph, uint32_t node)
{
	for (uint32_t at = graph->link_start[node]; at < graph->link_start[node + 1]; at++)
		if (graph->parent[at] >= graph->nodes ||
			(at > graph->link_start[node] && graph->parent[at - 1] >= graph->parent[at]))
			return false;
	return true;
}

static bool
links_are_valid(const Linkage *graph)
{
	if (graph->link_start[0] != 0 || graph->link_start[graph->nodes] != graph->links)
		return false;
	for (uint32_t i = 0; i < graph->nodes; i++)
		if (graph->link_start[i] > graph->link_start[i + 1])
			return false;
	for (uint32_t i = 0; i < graph->nodes; i++)
		if (!parents_ascend(graph, i))
			return false;
	return true;
}

bool
linkage_is_valid(const Linkage *graph)
{
	return labels_are_valid(graph) && nodes_ascend(graph) && links_are_valid(graph);
}

uint32_t
linkage_find(const Linkage *graph, Key node)
{
	uint32_t low = 0;
	uint32_t high = graph->nodes;

	while (low < high)
	{
		uint32_t middle = low + (high - low) / 2;
		int order = key_compare(graph->text, linkage_node(graph, middle), node);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return KEY_NONE;
}

static int
compare_counts(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Two graphs with as many nodes and links: the first link that differs decides, by child, then by parent. */
static int
compare_links(const Linkage *a, const Linkage *b, const CoreHost *host)
{
	uint32_t child_a = 0;
	uint32_t child_b = 0;

	for (uint32_t at = 0; at < a->links; at++)
	{
		while (a->link_start[child_a + 1] <= at)
			child_a++;
		while (b->link_start[child_b + 1] <= at)
			child_b++;
		if (child_a != child_b)
			return compare_counts(child_a, child_b);
		if (a->parent[at] != b->parent[at])
			return compare_counts(a->parent[at], b->parent[at]);
		core_poll_at(host, at);
	}
	return 0;
}

int
linkage_compare(const Linkage *a, const Linkage *b, const CoreHost *host)
{
	if (a->nodes != b->nodes)
		return compare_counts(a->nodes, b->nodes);
	if (a->links != b->links)
		return compare_counts(a->links, b->links);
	for (uint32_t i = 0; i < a->nodes; i++)
	{
		int order = key_compare(a->text, linkage_node(a, i), linkage_node(b, i));

		if (order != 0)
			return order;
		core_poll_at(host, i);
	}
	return compare_links(a, b, host);
}

/* -------- building -------- */

void
linkage_builder_init(LinkageBuilder *builder, const CoreHost *host, bool text)
{
	builder->host = *host;
	key_table_init(&builder->nodes, host, text, 0);
	key_table_init(&builder->links, host, false, 0);
}

void
linkage_builder_free(LinkageBuilder *builder)
{
	key_table_free(&builder->nodes);
	key_table_free(&builder->links);
}

static uint64_t
builder_label_bytes(const LinkageBuilder *builder)
{
	const KeyTable *nodes = &builder->nodes;

	return nodes->text && nodes->count > 0 ? nodes->label_end[nodes->count - 1] : 0;
}

static bool
builder_fits(const LinkageBuilder *builder)
{
	return value_size(builder->nodes.text, builder->nodes.count, builder->links.count,
					  builder_label_bytes(builder)) <= LINKAGE_SIZE_MAX;
}

bool
linkage_builder_node(LinkageBuilder *builder, Key node)
{
	/* A table that is full holds more than a value can. */
	return key_table_add(&builder->nodes, node) != KEY_NONE && builder_fits(builder);
}

static bool
add_link(LinkageBuilder *builder, uint32_t child, uint32_t parent)
{
	uint64_t link = ((uint64_t) child << 32) | parent;

	return key_table_add_number(&builder->links, (int64_t) link) != KEY_NONE && builder_fits(builder);
}

bool
linkage_builder_link(LinkageBuilder *builder, Key child, Key parent)
{
	uint32_t child_id = key_table_add(&builder->nodes, child);
	uint32_t parent_id = key_table_add(&builder->nodes, parent);

	return child_id != KEY_NONE && parent_id != KEY_NONE && add_link(builder, child_id, parent_id);
}

static bool
merge_links(LinkageBuilder *builder, const Linkage *graph, const uint32_t *id)
{
	for (uint32_t i = 0; i < graph->nodes; i++)
		for (uint32_t at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
		{
			if (!add_link(builder, id[i], id[graph->parent[at]]))
				return false;
			core_poll_at(&builder->host, at);
		}
	return true;
}

bool
linkage_builder_merge(LinkageBuilder *builder, const Linkage *graph)
{
	uint32_t *id = core_alloc(&builder->host, graph->nodes, sizeof(uint32_t));
	bool fits = true;

	for (uint32_t i = 0; fits && i < graph->nodes; i++)
	{
		id[i] = key_table_add(&builder->nodes, linkage_node(graph, i));
		fits = id[i] != KEY_NONE && builder_fits(builder);
		core_poll_at(&builder->host, i);
	}
	fits = fits && merge_links(builder, graph, id);
	builder->host.release(id);
	return fits;
}

/* The nodes in order; rank[id] becomes the index of each. */
static void
write_nodes(const LinkageBuilder *builder, const Linkage *graph, uint32_t *rank)
{
	uint32_t *order = key_table_order(&builder->nodes);
	uint32_t used = 0;

	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		Key node = key_table_key(&builder->nodes, order[i]);

		rank[order[i]] = i;
		if (graph->text)
		{
			memcpy((char *) graph->labels + used, node.label, node.length);
			used += (uint32_t) node.length;
			((uint32_t *) graph->label_end)[i] = used;
		}
		else
			((int64_t *) graph->number)[i] = node.number;
		core_poll_at(&builder->host, i);
	}
	builder->host.release(order);
}

static uint32_t
link_child(const LinkageBuilder *builder, uint32_t link)
{
	return (uint32_t) ((uint64_t) builder->links.number[link] >> 32);
}

static uint32_t
link_parent(const LinkageBuilder *builder, uint32_t link)
{
	return (uint32_t) builder->links.number[link];
}

/* Turn counts per node, at [node + 1], into where each node's row starts. */
static void
counts_to_starts(uint32_t *start, uint32_t nodes)
{
	for (uint32_t i = 0; i < nodes; i++)
		start[i + 1] += start[i];
}

/* Links sorted by parent: a counting sort, linear in nodes and links. */
static uint32_t *
links_by_parent(const LinkageBuilder *builder, const uint32_t *rank)
{
	uint32_t nodes = builder->nodes.count;
	uint32_t *start = core_alloc(&builder->host, (size_t) nodes + 1, sizeof(uint32_t));
	uint32_t *sorted = core_alloc(&builder->host, builder->links.count, sizeof(uint32_t));

	memset(start, 0, ((size_t) nodes + 1) * sizeof(uint32_t));
	for (uint32_t link = 0; link < builder->links.count; link++)
	{
		start[rank[link_parent(builder, link)] + 1]++;
		core_poll_at(&builder->host, link);
	}
	counts_to_starts(start, nodes);
	for (uint32_t link = 0; link < builder->links.count; link++)
	{
		sorted[start[rank[link_parent(builder, link)]]++] = link;
		core_poll_at(&builder->host, link);
	}
	builder->host.release(start);
	return sorted;
}

/* Then, keeping that order, by child. */
static void
write_links(const LinkageBuilder *builder, const Linkage *graph, const uint32_t *rank)
{
	uint32_t *start = (uint32_t *) graph->link_start;
	uint32_t *sorted = links_by_parent(builder, rank);

	memset(start, 0, ((size_t) graph->nodes + 1) * sizeof(uint32_t));
	for (uint32_t link = 0; link < graph->links; link++)
	{
		start[rank[link_child(builder, link)] + 1]++;
		core_poll_at(&builder->host, link);
	}
	counts_to_starts(start, graph->nodes);
	for (uint32_t i = 0; i < graph->links; i++)
	{
		uint32_t child = rank[link_child(builder, sorted[i])];

		((uint32_t *) graph->parent)[start[child]++] = rank[link_parent(builder, sorted[i])];
		core_poll_at(&builder->host, i);
	}
	/* Each start has moved to the next row's: move them back. */
	memmove(start + 1, start, graph->nodes * sizeof(uint32_t));
	start[0] = 0;
	builder->host.release(sorted);
}

LinkageHeader *
linkage_builder_finish(const LinkageBuilder *builder, size_t *size)
{
	uint64_t needed = value_size(builder->nodes.text, builder->nodes.count, builder->links.count,
								 builder_label_bytes(builder));
	LinkageHeader *header;
	Linkage graph;
	uint32_t *rank;

	if (needed > LINKAGE_SIZE_MAX)
		return NULL;
	*size = (size_t) needed;
	header = core_alloc(&builder->host, *size, 1);
	memset(header, 0, sizeof(*header));
	header->version = LINKAGE_VERSION;
	header->kind = builder->nodes.text ? LINKAGE_TEXT : LINKAGE_BIGINT;
	header->nodes = builder->nodes.count;
	header->links = builder->links.count;
	lay_over(header, &graph);
	rank = core_alloc(&builder->host, graph.nodes, sizeof(uint32_t));
	write_nodes(builder, &graph, rank);
	write_links(builder, &graph, rank);
	builder->host.release(rank);
	return header;
}
