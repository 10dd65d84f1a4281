/*
 * outcome_links_core.h: the links of one group of a rollup, collected in any order and read back item by
 * item, in plain C: no server header.
 */
#ifndef OUTCOME_LINKS_CORE_H
#define OUTCOME_LINKS_CORE_H

#include "core_host.h"

/* One link: this item is linked to this node.  What `slot` means is up to who adds it: a rating, a share. */
typedef struct RollupLink
{
	int64_t item;
	uint32_t node;
	uint32_t slot;
} RollupLink;

/*
 * As long as all items lie within 2^32 of each other, nodes within 2^28 and slots within 2^4, a link is eight
 * bytes: item - base, node and slot, from the top.  From the first link that does not fit on, all are as
 * above.
 */
#define ROLLUP_NODE_BITS 28
#define ROLLUP_SLOT_BITS 4

typedef struct RollupLinks
{
	CoreHost host;
	bool packed;
	bool based;       /* packed: `base` is set */
	uint64_t base;    /* packed: an item less this is in a word's upper half; arithmetic is modulo 2^64 */
	uint64_t *word;   /* packed */
	RollupLink *link; /* otherwise */
	uint64_t count;
	uint64_t capacity;
	/* Reading. */
	uint64_t read;
	uint64_t sorted;    /* links up to here are in their final order */
	int digit_shift;    /* of the digit by which words are parted; what is below is sorted part by part */
	uint32_t digit;     /* the next part to be sorted */
	uint64_t *part_end; /* where each part ends, or NULL if all is sorted */
	uint64_t *other;    /* as many words, for sorting a part */
	RollupLink *run;    /* the run given out last, unpacked */
	size_t run_capacity;
} RollupLinks;

/* `wide`: slots will not fit, so do not begin packed. */
extern void rollup_links_init(RollupLinks *links, const CoreHost *host, bool wide);
extern void rollup_links_free(RollupLinks *links);

/* Room for `count` links in all. */
extern void rollup_links_grow(RollupLinks *links, uint64_t count);

/* Bytes that one link takes, and that all of them do. */
extern size_t rollup_link_size(const RollupLinks *links);
extern size_t rollup_links_size(const RollupLinks *links);

static inline uint64_t
rollup_pack(const RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	return ((uint64_t) item - links->base) << 32 | (uint64_t) node << ROLLUP_SLOT_BITS | slot;
}

/* Whether this link can be added as things are: without more memory and without unpacking the others. */
static inline bool
rollup_links_have_room(const RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	return links->count < links->capacity &&
		   (!links->packed || (links->based && ((uint64_t) item - links->base) >> 32 == 0 &&
							   node >> ROLLUP_NODE_BITS == 0 && slot >> ROLLUP_SLOT_BITS == 0));
}

/* How much the memory of the links would grow by if this one is added. */
extern size_t rollup_links_growth(const RollupLinks *links, int64_t item, uint32_t node, uint32_t slot);

/* Add a link for which there is room. */
static inline void
rollup_links_put(RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	if (links->packed)
		links->word[links->count++] = rollup_pack(links, item, node, slot);
	else
		links->link[links->count++] = (RollupLink){item, node, slot};
}

extern void rollup_links_make_room(RollupLinks *links, int64_t item, uint32_t node, uint32_t slot);

static inline void
rollup_links_add(RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	if (!rollup_links_have_room(links, item, node, slot))
		rollup_links_make_room(links, item, node, slot);
	rollup_links_put(links, item, node, slot);
}

/* Before sorting: the link that was added as number `at`. */
static inline RollupLink
rollup_links_at(const RollupLinks *links, uint64_t at)
{
	uint64_t word;

	if (!links->packed)
		return links->link[at];
	word = links->word[at];
	return (RollupLink){(int64_t) (links->base + (word >> 32)), (uint32_t) word >> ROLLUP_SLOT_BITS,
						(uint32_t) word & ((1 << ROLLUP_SLOT_BITS) - 1)};
}

/* All links as they are in memory, count times rollup_link_size bytes; and the same into links without any.
 */
extern const void *rollup_links_bytes(const RollupLinks *links);
extern void rollup_links_load(RollupLinks *links, bool packed, uint64_t base, uint64_t count,
							  const void *bytes);

/* Number the items anew: items are the indexes of `number`, and so are the new ones. */
extern void rollup_links_renumber(RollupLinks *links, const uint32_t *number);

/* Forget all links; their memory is kept for others. */
extern void rollup_links_clear(RollupLinks *links);

/* Bring the links of each item together, items ascending, and start reading.  Adding is over after this. */
extern void rollup_links_sort(RollupLinks *links);

/* All links of the next item, valid until the next call; zero after the last. */
extern size_t rollup_links_next(RollupLinks *links, const RollupLink **run);

#endif /* OUTCOME_LINKS_CORE_H */
