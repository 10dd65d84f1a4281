/*
 * outcome_state.h: what the rollup aggregates have in common: a group that is collected row by row, spilled
 * when it gets too large, sent between processes, and counted at the end.
 */
#ifndef OUTCOME_STATE_H
#define OUTCOME_STATE_H

#include "outcome_form.h"
#include "outcome_graph.h"
#include "outcome_spill.h"

/* Arguments of the transition functions, after the state: the graph, the node, the item, and what follows. */
#define ARG_GRAPH 1
#define ARG_NODE  2
#define ARG_ITEM  3
#define ARG_VALUE 4
#define ARG_SHARE 5

typedef struct RollupAnswer RollupAnswer;
typedef struct RollupCall RollupCall;

/*
 * One group.  Everything lives in `memory`, the aggregate's, but for a graph that is the call's.  The caller
 * may be an engine that gives each row memory and a FmgrInfo of its own, so nothing here is in either.
 */
struct RollupState
{
	const RollupForm *form;
	MemoryContext memory;
	RollupGraph *graph;
	struct varlena *raw;    /* the graph as it came, perhaps only a pointer into a TOAST table */
	bool graph_is_constant; /* a constant, parameter or sub-select without outer columns */
	/* Of the graph, for looking nodes up without a detour; none if it has no such array. */
	const uint32 *direct;
	uint64 direct_nodes;
	int64 first_direct;
	KeyTable unknown; /* nodes unknown to the graph, numbered from its count of nodes on */
	bool text_items;
	KeyTable items;   /* text items by number; unused for bigint */
	KeyTable brought; /* what links bring, by number, which is their slot; unused where the slot is all */
	RollupExtent extent;
	RollupLinks links;
	RollupCall *call;     /* NULL: the state is of no call */
	bool may_spill;       /* else all links must stay in memory */
	size_t accounted;     /* what of the call's `used` is for this state */
	RollupSpill *spill;   /* NULL: nothing was spilled, or it has been read */
	RollupAnswer *answer; /* of what was spilled */
};

/* Nodes of the graph and those unknown to it. */
static inline uint32
rollup_nodes(const RollupState *state)
{
	return state->graph->linkage.nodes + state->unknown.count;
}

static inline Key
rollup_node(const RollupState *state, uint32 node)
{
	uint32 known = state->graph->linkage.nodes;

	return node < known ? linkage_node(&state->graph->linkage, node)
						: key_table_key(&state->unknown, node - known);
}

/* All nodes in the order of their keys, palloc'd. */
extern uint32 *rollup_node_order(const RollupState *state);

#ifdef USE_ASSERT_CHECKING
/* What holds of a state whenever none of the functions here is at work on it. */
extern void AssertCheckRollupState(const RollupState *state);
#else
#define AssertCheckRollupState(state) ((void) (state))
#endif

/*
 * The state for a row of a transition function: of its first argument, or a new one.  SQLSTATE 22004 for a
 * graph that is NULL, 22023 for one that is not the group's.
 */
extern RollupState *rollup_state_for_row(FunctionCallInfo fcinfo, const RollupForm *form, bool text_items);

/* Whether the row has a node and an item; others are passed over. */
extern bool rollup_row_counts(FunctionCallInfo fcinfo);

/* Add a row's link, which rollup_row_counts.  `slot` is a rating, or whatever if the form brings bytes. */
extern void rollup_add_row(FunctionCallInfo fcinfo, RollupState *state, uint32 slot, RollupBytes brought);

/*
 * The counts of the group.  May be called again: a final function may be, when a hash table is read twice or
 * another aggregate shares the state.
 */
extern const Rollup *rollup_count_group(RollupState *state);

/* Give every link to the visitor, in no order, those that were spilled for the last time. */
extern void rollup_visit_links(RollupState *state, RollupVisit visit, void *visitor);

/* A node of the group as a Datum, for text in new memory. */
extern Datum rollup_node_datum(const RollupState *state, uint32 node);

/* An item's, or a node's, name for a message. */
extern char *rollup_item_name(const RollupState *state, Key item);
extern char *rollup_node_name(const RollupState *state, uint32 node);

/* SQLSTATE 22003: something was added up beyond what can be. */
extern _Noreturn void rollup_report_overflow(const RollupState *state);

/* SQLSTATE 21000: an item has two of something; `detail` is a sentence. */
extern _Noreturn void rollup_report_conflict(const RollupCount *count, const char *things, const char *detail,
											 const char *hint);

/* The same for two ratings, given as slots of a tally. */
extern _Noreturn void rollup_report_ratings(const RollupCount *count, uint32 slot, uint32 other);

/* SQLSTATE 22023: the graph of a row, or of another state, is not the group's. */
extern _Noreturn void rollup_report_two_graphs(const RollupState *state);

/* -------- for partial states (outcome_partial.c) -------- */

/* A state over a detoasted graph, which is copied. */
extern RollupState *rollup_create_state(MemoryContext memory, const RollupForm *form,
										const struct varlena *value, bool text_items);

/* The same for whoever calls the aggregate's function: links may be spilled where that helps. */
extern RollupState *rollup_create_group(FunctionCallInfo fcinfo, const RollupForm *form,
										const struct varlena *value, bool text_items);

/* Bring links back that were spilled: from here on all stay in memory. */
extern void rollup_gather(RollupState *state);

/* The number of a node of the group, which is added if it is unknown. */
extern uint32 rollup_node_number(RollupState *state, Key node);

/* What links with this slot bring. */
extern RollupBytes rollup_brought(const RollupState *state, uint32 slot);

/* Add a link whose bytes the state it comes from has looked at. */
extern void rollup_add_link(RollupState *state, const RollupWholeLink *link);

/* Room for so many links more; no more than that if none are spilled. */
extern void rollup_expect_links(RollupState *state, uint64 links);

#endif /* OUTCOME_STATE_H */
