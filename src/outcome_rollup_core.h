/*
 * outcome_rollup_core.h: counting items at and under every node, in plain C: no server header.
 */
#ifndef OUTCOME_ROLLUP_CORE_H
#define OUTCOME_ROLLUP_CORE_H

#include "linkage_walk_core.h"
#include "outcome_links_core.h"
#include "rag_tally_core.h"

/* Counts for one component of the graph. */
typedef struct RollupCounts
{
	int64_t count[RAG_TALLY_USED];
} RollupCounts;

/*
 * One measure.  What is in `above[c]` counts for c and everything above it, what is in `here[c]` for c alone.
 * rollup_finish turns the first into the second.
 */
typedef struct RollupMeasure
{
	RollupCounts *above;
	RollupCounts *here;
} RollupMeasure;

typedef struct Rollup
{
	CoreHost host;
	const LinkageDag *dag;
	uint32_t nodes; /* of the graph; numbers from here on are nodes unknown to it */
	size_t all_nodes;
	uint32_t components;    /* the graph's, then one for each unknown node: a root of its own */
	RollupMeasure by_link;  /* distinct pairs of node and item */
	RollupMeasure distinct; /* distinct items */
	uint32_t slot;          /* of the item being counted */
	uint32_t *node_seen;    /* by which walk each node and component was seen last */
	uint32_t *component_seen;
	uint32_t walk;
	/*
	 * Components with few enough at and above them have these listed: above_start[c] to above_start[c + 1] of
	 * `above`.  An empty list says that there are too many.
	 */
	uint32_t *above_start;
	uint32_t *above;
	uint32_t *waiting; /* heap of components, the largest number first: children before parents */
	uint32_t waiting_count;
} Rollup;

/* `dag` must outlast the rollup; nodes are numbered as in its graph, `unknown` more follow. */
extern void rollup_init(Rollup *rollup, const LinkageDag *dag, uint32_t nodes, uint32_t unknown,
						const CoreHost *host);
extern void rollup_free(Rollup *rollup);

/*
 * Count one item, given all of its links.  NULL, or the first link whose slot is not that of run[0]: such an
 * item has two ratings.
 */
extern const RollupLink *rollup_item(Rollup *rollup, const RollupLink *run, size_t length);

/*
 * The same in steps, for an item whose links come in pieces: begin, at least one link, end.  A link gives
 * false if its slot is not that of the first, which is in rollup->slot; the item is then not to be ended.
 */
extern void rollup_item_begin(Rollup *rollup, uint32_t slot);
extern bool rollup_item_link(Rollup *rollup, uint32_t node, uint32_t slot);
extern void rollup_item_end(Rollup *rollup);

/* Carry what was counted up to everything above.  The answers are then in the measures' `here`. */
extern void rollup_finish(Rollup *rollup);

/* The component of a node: all nodes of a cycle share one. */
static inline uint32_t
rollup_component(const Rollup *rollup, uint32_t node)
{
	if (node < rollup->nodes)
		return rollup->dag->component[node];
	return rollup->dag->components + (node - rollup->nodes);
}

#endif /* OUTCOME_ROLLUP_CORE_H */
