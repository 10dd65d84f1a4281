/*
 * outcome_state.h: what the rollup aggregates have in common: a group that is collected row by row, spilled
 * when it gets too large, sent between processes, and counted at the end.
 */
#ifndef OUTCOME_STATE_H
#define OUTCOME_STATE_H

#include "golden_thread.h"

#include "decimal_core.h"
#include "linkage.h"
#include "outcome_rollup_core.h"
#include "utils/memutils.h"

/* Arguments of the transition functions, after the state: the graph, the node, the item, and what follows. */
#define ARG_GRAPH 1
#define ARG_NODE  2
#define ARG_ITEM  3
#define ARG_VALUE 4
#define ARG_SHARE 5

typedef struct RollupState RollupState;
typedef struct RollupForm RollupForm;
typedef struct RollupSpill RollupSpill;
typedef struct RollupAnswer RollupAnswer;
typedef struct RollupBudget RollupBudget;

/* What a link brings beside item and node, as bytes; without any length it brings nothing (NULL). */
typedef struct RollupBytes
{
	const char *bytes;
	size_t length;
} RollupBytes;

/* What all that was brought to a group has in common: how much room its answers need. */
typedef struct RollupExtent
{
	DecimalWindow window;
	uint32 ratings; /* a bit for each slot of a tally that occurs */
} RollupExtent;

/* The counting of one group.  The item is that between begin and end. */
typedef struct RollupCount
{
	const RollupState *state;
	Rollup *rollup;
	MemoryContext work; /* emptied after each item */
	Key item;
	void *own; /* the form's */
} RollupCount;

/*
 * One aggregate.  A link's slot is all it brings (a rating), or else it brings bytes, which are kept once
 * however often they come.  Equal bytes are equal values; what different bytes mean, the form knows.
 */
struct RollupForm
{
	int number;            /* its place in rollup_forms, which partial states carry */
	const char *aggregate; /* the name, for messages */
	bool brings_bytes;

	/* Bytes that have not come before: whether they are acceptable, and what they need. */
	void (*note)(RollupState *state, Key item, RollupBytes brought);

	/* Lanes for counts, and for parts of items besides. */
	uint32 (*lanes)(const RollupState *state);
	uint32 (*part_lanes)(const RollupState *state); /* NULL: none */

	/* Before the first item; then an item with all its links, of which the first begins it too. */
	void (*prepare)(RollupCount *count);
	void (*begin)(RollupCount *count, uint32 slot, RollupBytes brought);
	void (*link)(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought);
	void (*end)(RollupCount *count); /* after the rollup has ended it; NULL: nothing more */
};

/* One group.  Everything lives in `memory`, the aggregate's. */
struct RollupState
{
	const RollupForm *form;
	MemoryContext memory;
	struct varlena *value; /* the graph, detoasted */
	Linkage graph;
	struct varlena *raw;    /* as it came, perhaps only a pointer into a TOAST table */
	bool graph_is_constant; /* a constant, parameter or sub-select without outer columns */
	KeyTable nodes;         /* the graph's, with its indexes for ids, then those unknown to it */
	/* Bigint nodes close together: the number plus one of node first_direct + i, or zero if it is not known.
	 */
	uint32 *direct;
	uint64 direct_nodes;
	int64 first_direct;
	bool text_items;
	KeyTable items;   /* text items by number; unused for bigint */
	KeyTable brought; /* what links bring, by number, which is their slot; unused where the slot is all */
	RollupExtent extent;
	RollupLinks links;
	RollupBudget *budget; /* NULL: all links must stay in memory */
	size_t accounted;     /* what of the budget's `used` is for this state */
	RollupSpill *spill;   /* NULL: nothing was spilled, or it has been read */
	RollupAnswer *answer; /* of what was spilled */
};

/* All of them, by number. */
extern const RollupForm *const rollup_forms[];
extern const int rollup_form_count;
extern const RollupForm rollup_ratings;
extern const RollupForm rollup_tallies;
extern const RollupForm rollup_amounts;
extern const RollupForm rollup_shared_amounts;
extern const RollupForm rollup_shared_ratings;

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

/* An item has had all its links: end it, and free what was made for it. */
static inline void
rollup_end_item(const RollupForm *form, RollupCount *count)
{
	rollup_item_end(count->rollup);
	if (form->end != NULL)
		form->end(count);
	MemoryContextReset(count->work);
}

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

#endif /* OUTCOME_STATE_H */
