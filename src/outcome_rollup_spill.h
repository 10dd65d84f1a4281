/*
 * outcome_rollup_spill.h: links of one group that are too many for memory, in temporary files.
 */
#ifndef OUTCOME_ROLLUP_SPILL_H
#define OUTCOME_ROLLUP_SPILL_H

#include "golden_thread.h"
#include "key_table_core.h"
#include "outcome_rollup_core.h"

typedef struct RollupSpill RollupSpill;

/* An item with two ratings; a label lasts as long as the spill. */
typedef struct RollupConflict
{
	Key item;
	uint32 slot;
	uint32 other_slot;
} RollupConflict;

/*
 * Nothing spilled yet.  `limit` bytes are what reading back may take for buffers.  All memory is in a context
 * below `parent`; the files belong to the current resource owner, and a failed transaction removes them.
 */
extern RollupSpill *rollup_spill_create(MemoryContext parent, bool text_items, size_t limit);

/* Write all links out and forget them; `items` too, the names behind their numbers, or NULL for bigint. */
extern void rollup_spill_links(RollupSpill *spill, RollupLinks *links, KeyTable *items);

/*
 * Count every item, in ascending order.  False, and the conflict, for an item with two ratings.  What was
 * spilled can be read only once.
 */
extern bool rollup_spill_count(RollupSpill *spill, Rollup *rollup, RollupConflict *conflict);

/* Remove the files.  Not after an error: then they are gone already. */
extern void rollup_spill_close(RollupSpill *spill);

#endif /* OUTCOME_ROLLUP_SPILL_H */
