/*
 * linkage_walk_core.c: walks over a graph.  Plain C: no server header.
 */
#include "linkage_walk_core.h"

#include <string.h>

static uint32_t *
alloc_indexes(const CoreHost *host, size_t count)
{
	return core_alloc(host, count, sizeof(uint32_t));
}

static uint32_t *
alloc_zeros(const CoreHost *host, size_t count)
{
	uint32_t *block = alloc_indexes(host, count);

	memset(block, 0, count * sizeof(uint32_t));
	return block;
}

void
linkage_children(const Linkage *graph, const CoreHost *host, LinkageChildren *children)
{
	uint32_t *start = alloc_zeros(host, (size_t) graph->nodes + 2);

	/* Count at [parent + 2], so that filling below moves each start to where it belongs, at [parent + 1]. */
	for (uint32_t at = 0; at < graph->links; at++)
	{
		start[graph->parent[at] + 2]++;
		core_poll_at(host, at);
	}
	for (uint32_t i = 0; i < graph->nodes; i++)
		start[i + 2] += start[i + 1];
	children->start = start;
	children->child = alloc_indexes(host, graph->links);
	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		for (uint32_t at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
		{
			children->child[start[graph->parent[at] + 1]++] = i;
			core_poll_at(host, at);
		}
	}
}

/* Mark everything that can be reached from what is marked; `waiting` holds that, and has room for every node.
 */
static void
mark_reachable(const CoreHost *host, const uint32_t *start, const uint32_t *target, uint8_t *mark,
			   uint32_t *waiting, uint32_t count)
{
	while (count > 0)
	{
		uint32_t i = waiting[--count];

		core_steps(host, 1);
		for (uint32_t at = start[i]; at < start[i + 1]; at++)
		{
			core_steps(host, 1);
			if (mark[target[at]])
				continue;
			mark[target[at]] = 1;
			waiting[count++] = target[at];
		}
	}
}

/* Everything that can be reached by one or more links, but the node itself. */
static uint8_t *
mark_relatives(const CoreHost *host, uint32_t nodes, const uint32_t *start, const uint32_t *target,
			   uint32_t node)
{
	uint8_t *mark = core_alloc(host, nodes, 1);
	uint32_t *waiting = alloc_indexes(host, nodes);

	memset(mark, 0, nodes);
	mark[node] = 1;
	waiting[0] = node;
	mark_reachable(host, start, target, mark, waiting, 1);
	mark[node] = 0;
	host->release(waiting);
	return mark;
}

uint8_t *
linkage_mark_ancestors(const Linkage *graph, const CoreHost *host, uint32_t node)
{
	return mark_relatives(host, graph->nodes, graph->link_start, graph->parent, node);
}

uint8_t *
linkage_mark_descendants(const Linkage *graph, const CoreHost *host, uint32_t node)
{
	LinkageChildren children;
	uint8_t *mark;

	linkage_children(graph, host, &children);
	mark = mark_relatives(host, graph->nodes, children.start, children.child, node);
	host->release(children.start);
	host->release(children.child);
	return mark;
}

uint8_t *
linkage_mark_under(const Linkage *graph, const CoreHost *host, const uint32_t *top, uint32_t tops)
{
	uint8_t *mark = core_alloc(host, graph->nodes, 1);
	uint32_t *waiting = alloc_indexes(host, graph->nodes);
	LinkageChildren children;
	uint32_t count = 0;

	memset(mark, 0, graph->nodes);
	for (uint32_t i = 0; i < tops; i++)
	{
		core_poll_at(host, i);
		/* Given twice, it waits once: there is room for no more. */
		if (mark[top[i]])
			continue;
		mark[top[i]] = 1;
		waiting[count++] = top[i];
	}
	linkage_children(graph, host, &children);
	mark_reachable(host, children.start, children.child, mark, waiting, count);
	host->release(children.start);
	host->release(children.child);
	host->release(waiting);
	return mark;
}

uint8_t *
linkage_mark_linked(const Linkage *graph, const CoreHost *host)
{
	uint8_t *mark = core_alloc(host, graph->nodes, 1);

	memset(mark, 0, graph->nodes);
	for (uint32_t i = 0; i < graph->nodes; i++)
		for (uint32_t at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
		{
			if (graph->parent[at] != i)
				mark[i] = mark[graph->parent[at]] = 1;
			core_poll_at(host, at);
		}
	return mark;
}

/* -------- cycles contracted -------- */

/* Tarjan's search: `open` holds the nodes not yet in a component, `path` the search's own way down. */
typedef struct Search
{
	const Linkage *graph;
	LinkageDag *dag;
	uint32_t *visit; /* when each node was first seen, from 1; 0 is never */
	uint32_t *low;   /* the earliest open node known to be reachable */
	uint32_t *next_link;
	uint32_t *open;
	uint32_t *path;
	uint32_t opened;
	uint32_t depth;
	uint32_t visits;
} Search;

static void
visit_node(Search *search, uint32_t node)
{
	search->visit[node] = search->low[node] = ++search->visits;
	search->next_link[node] = search->graph->link_start[node];
	search->open[search->opened++] = node;
	search->path[search->depth++] = node;
}

static void
lower(Search *search, uint32_t node, uint32_t to)
{
	if (to < search->low[node])
		search->low[node] = to;
}

/* All of the node's links are followed: close its component if it is the first of one. */
static void
leave_node(Search *search, uint32_t node)
{
	uint32_t *component = search->dag->component;

	search->depth--;
	if (search->depth > 0)
		lower(search, search->path[search->depth - 1], search->low[node]);
	if (search->low[node] != search->visit[node])
		return;
	do
		component[search->open[--search->opened]] = search->dag->components;
	while (search->open[search->opened] != node);
	search->dag->components++;
}

static void
search_step(Search *search)
{
	uint32_t node = search->path[search->depth - 1];
	uint32_t parent;

	if (search->next_link[node] == search->graph->link_start[node + 1])
	{
		leave_node(search, node);
		return;
	}
	parent = search->graph->parent[search->next_link[node]++];
	if (search->visit[parent] == 0)
		visit_node(search, parent);
	else if (search->dag->component[parent] == KEY_NONE)
		lower(search, node, search->visit[parent]);
}

static void
find_components(const Linkage *graph, const CoreHost *host, LinkageDag *dag)
{
	uint32_t *room = alloc_indexes(host, (size_t) graph->nodes * 5);
	Search search = {graph,
					 dag,
					 room,
					 room + graph->nodes,
					 room + (size_t) graph->nodes * 2,
					 room + (size_t) graph->nodes * 3,
					 room + (size_t) graph->nodes * 4,
					 0,
					 0,
					 0};

	dag->components = 0;
	dag->component = alloc_indexes(host, graph->nodes);
	memset(dag->component, 0xFF, graph->nodes * sizeof(uint32_t));
	memset(search.visit, 0, graph->nodes * sizeof(uint32_t));
	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		if (search.visit[i] == 0)
			visit_node(&search, i);
		while (search.depth > 0)
		{
			search_step(&search);
			core_steps(host, 1);
		}
	}
	host->release(room);
}

static void
list_members(const Linkage *graph, const CoreHost *host, LinkageDag *dag)
{
	uint32_t *start = alloc_zeros(host, (size_t) dag->components + 2);

	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		start[dag->component[i] + 2]++;
		core_poll_at(host, i);
	}
	for (uint32_t c = 0; c < dag->components; c++)
		start[c + 2] += start[c + 1];
	dag->member_start = start;
	dag->member = alloc_indexes(host, graph->nodes);
	for (uint32_t i = 0; i < graph->nodes; i++)
	{
		dag->member[start[dag->component[i] + 1]++] = i;
		core_poll_at(host, i);
	}
}

/* Add the parents of one member to its component's, if they are of another one and not listed yet. */
static uint32_t
add_parents(const Linkage *graph, const CoreHost *host, LinkageDag *dag, uint32_t node, uint32_t *listed_for,
			uint32_t used)
{
	uint32_t own = dag->component[node];

	core_steps(host, 1);
	for (uint32_t at = graph->link_start[node]; at < graph->link_start[node + 1]; at++)
	{
		uint32_t other = dag->component[graph->parent[at]];

		core_steps(host, 1);
		if (other == own || listed_for[other] == own)
			continue;
		listed_for[other] = own;
		dag->parent[used++] = other;
	}
	return used;
}

static void
list_parents(const Linkage *graph, const CoreHost *host, LinkageDag *dag)
{
	uint32_t *listed_for = alloc_indexes(host, dag->components);
	uint32_t used = 0;

	memset(listed_for, 0xFF, dag->components * sizeof(uint32_t));
	dag->parent_start = alloc_indexes(host, (size_t) dag->components + 1);
	dag->parent = alloc_indexes(host, graph->links);
	for (uint32_t c = 0; c < dag->components; c++)
	{
		dag->parent_start[c] = used;
		for (uint32_t at = dag->member_start[c]; at < dag->member_start[c + 1]; at++)
			used = add_parents(graph, host, dag, dag->member[at], listed_for, used);
	}
	dag->parent_start[dag->components] = used;
	host->release(listed_for);
}

void
linkage_condense(const Linkage *graph, const CoreHost *host, LinkageDag *dag)
{
	find_components(graph, host, dag);
	list_members(graph, host, dag);
	list_parents(graph, host, dag);
}

void
linkage_dag_free(LinkageDag *dag, const CoreHost *host)
{
	host->release(dag->component);
	host->release(dag->member_start);
	host->release(dag->member);
	host->release(dag->parent_start);
	host->release(dag->parent);
}

uint32_t *
linkage_depths(const LinkageDag *dag, const CoreHost *host)
{
	uint32_t *depth = alloc_zeros(host, dag->components);

	/* Parents come first, so theirs are known. */
	for (uint32_t c = 0; c < dag->components; c++)
	{
		core_steps(host, 1);
		for (uint32_t at = dag->parent_start[c]; at < dag->parent_start[c + 1]; at++)
		{
			if (depth[dag->parent[at]] >= depth[c])
				depth[c] = depth[dag->parent[at]] + 1;
			core_steps(host, 1);
		}
	}
	return depth;
}

bool
linkage_is_cycle(const Linkage *graph, const LinkageDag *dag, uint32_t component)
{
	uint32_t node = dag->member[dag->member_start[component]];

	if (dag->member_start[component + 1] - dag->member_start[component] > 1)
		return true;
	for (uint32_t at = graph->link_start[node]; at < graph->link_start[node + 1]; at++)
		if (graph->parent[at] == node)
			return true;
	return false;
}

/* -------- threads -------- */

static void
enter_component(LinkageThread *thread, uint32_t node)
{
	LinkageThreadStep *step = &thread->step[thread->steps++];
	uint32_t first = thread->dag->member_start[thread->dag->component[node]];
	uint32_t next = thread->dag->member_start[thread->dag->component[node] + 1];

	/* Members found on an earlier way through have another entry: forget them. */
	for (uint32_t at = first; at < next; at++)
		thread->via[thread->dag->member[at]] = KEY_NONE;
	core_steps(&thread->host, next - first);
	step->entry = node;
	step->reached = 1;
	step->member = 0;
	step->link = thread->graph->link_start[node];
	thread->order[first] = node;
}

/* Breadth first: a member seen over a link for the first time is at its shortest distance. */
static void
reach_member(LinkageThread *thread, LinkageThreadStep *step, uint32_t from, uint32_t to)
{
	if (to == step->entry || thread->via[to] != KEY_NONE)
		return;
	thread->via[to] = from;
	thread->order[thread->dag->member_start[thread->dag->component[to]] + step->reached++] = to;
}

/* Follow the links of the members of the last component up to the next one that leads out: its parent, or
 * KEY_NONE. */
static uint32_t
next_way_out(LinkageThread *thread)
{
	LinkageThreadStep *step = &thread->step[thread->steps - 1];
	const uint32_t *component = thread->dag->component;
	const uint32_t *order = thread->order + thread->dag->member_start[component[step->entry]];

	while (step->member < step->reached)
	{
		uint32_t node = order[step->member];

		while (step->link < thread->graph->link_start[node + 1])
		{
			uint32_t parent = thread->graph->parent[step->link++];

			core_steps(&thread->host, 1);
			if (component[parent] != component[node])
				return parent;
			reach_member(thread, step, node, parent);
		}
		core_steps(&thread->host, 1);
		step->member++;
		if (step->member < step->reached)
			step->link = thread->graph->link_start[order[step->member]];
	}
	return KEY_NONE;
}

/* The nodes of one step, from its entry to the member it is left by, appended to the path. */
static void
add_to_path(LinkageThread *thread, const LinkageThreadStep *step)
{
	const uint32_t *order = thread->order + thread->dag->member_start[thread->dag->component[step->entry]];
	uint32_t length = 0;

	for (uint32_t node = order[step->member]; node != KEY_NONE; node = thread->via[node])
	{
		length++;
		core_steps(&thread->host, 1);
	}
	thread->path_length += length;
	for (uint32_t node = order[step->member], at = thread->path_length; node != KEY_NONE;
		 node = thread->via[node])
		thread->path[--at] = node;
}

static void
write_path(LinkageThread *thread)
{
	thread->path_length = 0;
	for (uint32_t i = 0; i < thread->steps; i++)
		add_to_path(thread, &thread->step[i]);
}

void
linkage_thread_init(LinkageThread *thread, const Linkage *graph, const LinkageDag *dag, const CoreHost *host,
					uint32_t node)
{
	thread->host = *host;
	thread->graph = graph;
	thread->dag = dag;
	/* A path meets each component at most once. */
	thread->step = core_alloc(host, dag->components, sizeof(LinkageThreadStep));
	thread->steps = 0;
	thread->order = alloc_indexes(host, graph->nodes);
	thread->via = alloc_indexes(host, graph->nodes);
	thread->path = alloc_indexes(host, graph->nodes);
	thread->path_length = 0;
	enter_component(thread, node);
}

bool
linkage_thread_next(LinkageThread *thread)
{
	while (thread->steps > 0)
	{
		uint32_t component = thread->dag->component[thread->step[thread->steps - 1].entry];
		uint32_t parent;

		core_steps(&thread->host, 1);
		if (linkage_dag_is_root(thread->dag, component))
		{
			write_path(thread);
			thread->steps--;
			return true;
		}
		parent = next_way_out(thread);
		if (parent == KEY_NONE)
			thread->steps--;
		else
			enter_component(thread, parent);
	}
	return false;
}

void
linkage_thread_free(LinkageThread *thread)
{
	thread->host.release(thread->step);
	thread->host.release(thread->order);
	thread->host.release(thread->via);
	thread->host.release(thread->path);
}
