/*
 * outcome_rollup_core.h: counting items at and under every node, in plain C: no server header.
 */
#ifndef OUTCOME_ROLLUP_CORE_H
#define OUTCOME_ROLLUP_CORE_H

#include "linkage_walk_core.h"
#include "outcome_links_core.h"
#include "rag_tally_core.h"

/*
 * Whatever is counted is counted in lanes: so many int64 to a component.  An item may count one in one lane
 * (its rating), or bring a number for every lane (a tally, the digits of an amount); or its links may have
 * parts.
 *
 * One measure.  What is in the row `above[c]` counts for c and everything above it, what is in `here[c]` for
 * c alone.  rollup_finish turns the first into the second.
 */
typedef struct RollupMeasure
{
	uint32_t lanes;
	int64_t *above;
	int64_t *here;
} RollupMeasure;

/*
 * Where items count one in the lane of a rating, they do so here: small and close together, since what is
 * counted for an item is all over the graph, and the time goes into fetching it.  Moved to the measures
 * before it is full.
 */
typedef struct RollupQuick
{
	uint32_t by_link[RAG_TALLY_USED];
	uint32_t distinct_here[RAG_TALLY_USED];
	uint32_t distinct_above[RAG_TALLY_USED];
} RollupQuick;

typedef struct Rollup
{
	CoreHost host;
	const LinkageDag *dag;
	uint32_t nodes; /* of the graph; numbers from here on are nodes unknown to it */
	size_t all_nodes;
	uint32_t components;    /* the graph's, then one for each unknown node: a root of its own */
	RollupMeasure by_link;  /* distinct pairs of node and item */
	RollupMeasure distinct; /* distinct items */
	bool overflow;          /* a lane has left int64: the answers are of no use */
	RollupQuick *quick;     /* of each component; NULL if items do not count so */
	uint32_t quick_links;   /* since it was moved: no count in it is more */
	const int64_t *vector;  /* what the item being counted brings; NULL: one in the lane `slot` */
	uint32_t slot;
	uint32_t *node_seen; /* by which walk each node and component was seen last */
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

/*
 * `dag` must outlast the rollup; nodes are numbered as in its graph, `unknown` more follow.  The measures
 * have `lanes` lanes each, but by link as many more as `part_lanes`, for parts alone.
 */
extern void rollup_init(Rollup *rollup, const LinkageDag *dag, uint32_t nodes, uint32_t unknown,
						uint32_t lanes, uint32_t part_lanes, const CoreHost *host);
extern void rollup_free(Rollup *rollup);

/*
 * Count one in the lane of its slot for one item, given all of its links.  NULL, or the first link whose slot
 * is not that of run[0]: such an item has two ratings.
 */
extern const RollupLink *rollup_item(Rollup *rollup, const RollupLink *run, size_t length);

/*
 * The same in steps: begin, at least one link, end.  A vector has a number for every lane and must last until
 * the end; a slot is a lane.  A link gives false if the item has been linked to the node before.
 */
extern void rollup_item_begin(Rollup *rollup, uint32_t slot);
extern void rollup_item_begin_vector(Rollup *rollup, const int64_t *vector);
extern bool rollup_item_link(Rollup *rollup, uint32_t node);
extern void rollup_item_end(Rollup *rollup);

/* Add to the lanes for parts, from number `first` of them on, at this node and all above it. */
extern void rollup_add_part(Rollup *rollup, uint32_t node, uint32_t first, const int64_t *part,
							uint32_t lanes);

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

/* A component's row, of a measure's `above` or `here`. */
static inline int64_t *
rollup_row(const RollupMeasure *measure, int64_t *rows, uint32_t component)
{
	return rows + (size_t) component * measure->lanes;
}

/* What has been counted at a component and all below it. */
static inline const int64_t *
rollup_answer(const RollupMeasure *measure, uint32_t component)
{
	return rollup_row(measure, measure->here, component);
}

#endif /* OUTCOME_ROLLUP_CORE_H */
