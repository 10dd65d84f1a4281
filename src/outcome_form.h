/*
 * outcome_form.h: what tells one rollup aggregate from another, and what the counting of a group hands to it.
 */
#ifndef OUTCOME_FORM_H
#define OUTCOME_FORM_H

#include "golden_thread.h"

#include "decimal_core.h"
#include "outcome_rollup_core.h"
#include "utils/memutils.h"

typedef struct RollupState RollupState;
typedef struct RollupForm RollupForm;

/* What a link brings beside item and node, as bytes; without any length it brings nothing (NULL). */
typedef struct RollupBytes
{
	const char *bytes;
	size_t length;
} RollupBytes;

static inline bool
rollup_same_bytes(RollupBytes a, RollupBytes b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* What all that was brought to a group has in common: how much room its answers need. */
typedef struct RollupExtent
{
	DecimalWindow window;
	uint32 ratings; /* a bit for each slot of a tally that occurs */
} RollupExtent;

/* The counting of one group.  The item is that between begin and end. */
typedef struct RollupCount
{
	const RollupForm *form;
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

	/* The answer would take so many bytes, which is too much: an error that says why.  NULL: never too much.
	 */
	void (*refuse)(RollupState *state, uint64 size);

	/* Before the first item; then an item with all its links, of which the first begins it too. */
	void (*prepare)(RollupCount *count);
	void (*begin)(RollupCount *count, uint32 slot, RollupBytes brought);
	void (*link)(RollupCount *count, uint32 node, uint32 slot, RollupBytes brought);
	void (*end)(RollupCount *count); /* after the rollup has ended it; NULL: nothing more */
};

/* All of them, by number. */
extern const RollupForm *const rollup_forms[];
extern const int rollup_form_count;
extern const RollupForm rollup_ratings;
extern const RollupForm rollup_tallies;
extern const RollupForm rollup_amounts;
extern const RollupForm rollup_shared_amounts;
extern const RollupForm rollup_shared_ratings;

/* An item has had all its links: end it, and free what was made for it. */
static inline void
rollup_end_item(RollupCount *count)
{
	rollup_item_end(count->rollup);
	if (count->form->end != NULL)
		count->form->end(count);
	MemoryContextReset(count->work);
}

/* A link as it was added: what it brings is a slot, or bytes. */
typedef struct RollupWholeLink
{
	Key item;
	uint32 node;
	uint32 slot;
	RollupBytes brought;
} RollupWholeLink;

/* Called for links one by one; what they point to lasts until it returns. */
typedef void (*RollupVisit)(void *visitor, const RollupWholeLink *link);

#endif /* OUTCOME_FORM_H */
