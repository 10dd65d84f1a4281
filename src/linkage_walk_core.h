/*
 * linkage_walk_core.h: walks over a graph, in plain C: no server header.  Nodes are meant by their index.
 * Nothing here recurses, so that no depth of graph overflows the stack, and every walk ends on cycles.
 */
#ifndef LINKAGE_WALK_CORE_H
#define LINKAGE_WALK_CORE_H

#include "linkage_core.h"

/* The children of every node: child[start[i]] to child[start[i + 1] - 1], ascending. */
typedef struct LinkageChildren
{
	uint32_t *start;
	uint32_t *child;
} LinkageChildren;

extern void linkage_children(const Linkage *graph, const CoreHost *host, LinkageChildren *children);

/*
 * mark[i] != 0 for every node above (ancestors) or below (descendants) this one.  The node itself is not
 * among them, not even on a cycle; the others of its cycle are both above and below it.
 */
extern uint8_t *linkage_mark_ancestors(const Linkage *graph, const CoreHost *host, uint32_t node);
extern uint8_t *linkage_mark_descendants(const Linkage *graph, const CoreHost *host, uint32_t node);

/* mark[i] != 0 for each of these nodes and for every node below any of them. */
extern uint8_t *linkage_mark_under(const Linkage *graph, const CoreHost *host, const uint32_t *top,
								   uint32_t tops);

/* mark[i] != 0 for every node with a parent or a child other than itself. */
extern uint8_t *linkage_mark_linked(const Linkage *graph, const CoreHost *host);

/*
 * The graph with every cycle contracted to one component.  A component's parents have smaller numbers than
 * itself; parent[parent_start[c]] to parent[parent_start[c + 1] - 1] are distinct and never c.
 */
typedef struct LinkageDag
{
	uint32_t components;
	uint32_t *component;    /* of each node */
	uint32_t *member_start; /* nodes of component c: member[member_start[c]] ..., ascending */
	uint32_t *member;
	uint32_t *parent_start;
	uint32_t *parent;
} LinkageDag;

/* Tarjan's algorithm, in time and memory linear in nodes and links. */
extern void linkage_condense(const Linkage *graph, const CoreHost *host, LinkageDag *dag);
extern void linkage_dag_free(LinkageDag *dag, const CoreHost *host);

static inline bool
linkage_dag_is_root(const LinkageDag *dag, uint32_t component)
{
	return dag->parent_start[component] == dag->parent_start[component + 1];
}

/* The longest path from a root to each component: zero for a root. */
extern uint32_t *linkage_depths(const LinkageDag *dag, const CoreHost *host);

/* More than one node, or one that is linked to itself. */
extern bool linkage_is_cycle(const Linkage *graph, const LinkageDag *dag, uint32_t component);

/*
 * The paths from a node up to the roots, one at a time.  A path ends at the first node without a parent
 * outside its own cycle.  Within a cycle it takes the shortest way from where it comes in to each link that
 * leads out, so no path can get stuck and each costs at most nodes plus links.
 */
typedef struct LinkageThreadStep
{
	uint32_t entry;   /* the node by which the path came into this component */
	uint32_t reached; /* members reached so far */
	uint32_t member;  /* position, in order of distance from the entry, of the member being left */
	uint32_t link;    /* the next link of that member */
} LinkageThreadStep;

typedef struct LinkageThread
{
	CoreHost host;
	const Linkage *graph;
	const LinkageDag *dag;
	LinkageThreadStep *step;
	uint32_t steps;
	uint32_t *order; /* of each component on the path, its members by distance from the entry */
	uint32_t *via;   /* the member before this one on the way from the entry; KEY_NONE for the entry */
	uint32_t *path;  /* the path found: nodes from the start to a root */
	uint32_t path_length;
} LinkageThread;

extern void linkage_thread_init(LinkageThread *thread, const Linkage *graph, const LinkageDag *dag,
								const CoreHost *host, uint32_t node);

/* The next path, in `path` and `path_length`; false after the last. */
extern bool linkage_thread_next(LinkageThread *thread);
extern void linkage_thread_free(LinkageThread *thread);

#endif /* LINKAGE_WALK_CORE_H */
