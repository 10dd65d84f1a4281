/*
 * outcome_spill.h: links of one group that are too many for memory, in temporary files.
 */
#ifndef OUTCOME_SPILL_H
#define OUTCOME_SPILL_H

#include "outcome_form.h"

typedef struct RollupSpill RollupSpill;

/*
 * Nothing spilled yet.  `limit` bytes are what reading back may take for buffers.  All memory is in a context
 * below `parent`; the files belong to the current resource owner, and a failed transaction removes them.
 */
extern RollupSpill *rollup_spill_create(MemoryContext parent, bool text_items, bool brings_bytes,
										size_t limit);

/*
 * Write all links out and forget them; with them the names behind the numbers of `items` (NULL for bigint)
 * and the bytes behind their slots in `brought` (NULL if the slot is all they bring).
 */
extern void rollup_spill_links(RollupSpill *spill, RollupLinks *links, KeyTable *items, KeyTable *brought);

/* Count every item, in ascending order.  What was spilled can be read only once. */
extern void rollup_spill_count(RollupSpill *spill, RollupCount *count);

/* Give every link to the visitor, in no order.  Likewise once only. */
extern void rollup_spill_visit(RollupSpill *spill, RollupVisit visit, void *visitor);

/* Remove the files.  Not after an error: then they are gone already. */
extern void rollup_spill_close(RollupSpill *spill);

#endif /* OUTCOME_SPILL_H */
