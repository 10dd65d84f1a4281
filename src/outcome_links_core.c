/*
 * outcome_links_core.c: the links of one group of a rollup.  Plain C: no server header.
 *
 * Sorting is most of what a rollup does, and memory most of what sorting does.  So links are packed in eight
 * bytes where they fit; and packed ones are parted once by their first differing bits, in parts that fit the
 * cache and are sorted there when their turn to be read comes.
 */
#include "outcome_links_core.h"

#include <string.h>

#define FIRST_CAPACITY 64

/* Parts of fewer words are sorted by insertion. */
#define SMALL_PART 32

/* A part has about as many words: they fit the first level of any cache, twice. */
#define USUAL_PART 1024

/* Writing to more parts than these at a time would miss the cache every time. */
#define MOST_PART_BITS 9

/* Within a part, which fits the cache, digits may be longer. */
#define DIGIT_BITS 11
#define DIGITS     (1 << DIGIT_BITS)

#define ITEM_SHIFT 32

/* -------- memory -------- */

size_t
rollup_link_size(const RollupLinks *links)
{
	return links->packed ? sizeof(uint64_t) : sizeof(RollupLink);
}

size_t
rollup_links_size(const RollupLinks *links)
{
	return links->capacity * rollup_link_size(links);
}

static void
alloc_links(RollupLinks *links, uint64_t capacity)
{
	void *block = core_alloc(&links->host, capacity, rollup_link_size(links));

	links->capacity = capacity;
	links->word = links->packed ? block : NULL;
	links->link = links->packed ? NULL : block;
}

void
rollup_links_init(RollupLinks *links, const CoreHost *host, bool wide)
{
	memset(links, 0, sizeof(*links));
	links->host = *host;
	links->packed = !wide;
	alloc_links(links, FIRST_CAPACITY);
}

void
rollup_links_free(RollupLinks *links)
{
	void *blocks[] = {links->word, links->link, links->part_end, links->other, links->run};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (blocks[i] != NULL)
			links->host.release(blocks[i]);
	memset(links, 0, sizeof(*links));
}

/* Give back what only reading needs. */
static void
end_reading(RollupLinks *links)
{
	void *blocks[] = {links->part_end, links->other, links->run};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (blocks[i] != NULL)
			links->host.release(blocks[i]);
	links->part_end = NULL;
	links->other = NULL;
	links->run = NULL;
	links->run_capacity = 0;
}

void
rollup_links_clear(RollupLinks *links)
{
	end_reading(links);
	links->count = 0;
	links->read = 0;
}

void
rollup_links_grow(RollupLinks *links, uint64_t count)
{
	uint64_t capacity = links->capacity;

	while (capacity < count)
		capacity *= 2;
	if (capacity == links->capacity)
		return;
	if (links->packed)
		links->word = links->host.resize(links->word, capacity * sizeof(uint64_t));
	else
		links->link = links->host.resize(links->link, capacity * sizeof(RollupLink));
	links->capacity = capacity;
}

/* -------- packing -------- */

/* So that the first item is in the middle of what fits, and items that fit are in the order of their words.
 */
static uint64_t
base_for(int64_t item)
{
	const int64_t half = INT64_C(1) << 31;

	if (item < INT64_MIN + half)
		return (uint64_t) INT64_MIN;
	if (item > INT64_MAX - half)
		return (uint64_t) INT64_MAX - UINT32_MAX;
	return (uint64_t) item - (uint64_t) half;
}

static bool
fits(const RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	return !links->packed || ((!links->based || ((uint64_t) item - links->base) >> ITEM_SHIFT == 0) &&
							  node >> ROLLUP_NODE_BITS == 0 && slot >> ROLLUP_SLOT_BITS == 0);
}

static void
unpack(RollupLinks *links)
{
	RollupLinks packed = *links;

	links->packed = false;
	alloc_links(links, packed.capacity);
	for (uint64_t i = 0; i < packed.count; i++)
	{
		links->link[i] = rollup_links_at(&packed, i);
		core_poll_at(&links->host, i);
	}
	links->host.release(packed.word);
}

size_t
rollup_links_growth(const RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	uint64_t capacity = links->count == links->capacity ? links->capacity * 2 : links->capacity;

	return capacity * (fits(links, item, node, slot) ? rollup_link_size(links) : sizeof(RollupLink)) -
		   rollup_links_size(links);
}

void
rollup_links_make_room(RollupLinks *links, int64_t item, uint32_t node, uint32_t slot)
{
	if (!fits(links, item, node, slot))
		unpack(links);
	else if (!links->based)
	{
		links->base = base_for(item);
		links->based = true;
	}
	rollup_links_grow(links, links->count + 1);
}

const void *
rollup_links_bytes(const RollupLinks *links)
{
	return links->packed ? (const void *) links->word : (const void *) links->link;
}

void
rollup_links_load(RollupLinks *links, bool packed, uint64_t base, uint64_t count, const void *bytes)
{
	if (links->packed && !packed)
		unpack(links);
	links->base = base;
	links->based = packed && count > 0;
	rollup_links_grow(links, count);
	links->count = count;
	if (count > 0)
		memcpy(packed ? (void *) links->word : (void *) links->link, bytes, count * rollup_link_size(links));
}

void
rollup_links_renumber(RollupLinks *links, const uint32_t *number)
{
	for (uint64_t i = 0; i < links->count; i++)
	{
		RollupLink link = rollup_links_at(links, i);

		link.item = number[link.item];
		if (links->packed)
			links->word[i] = rollup_pack(links, link.item, link.node, link.slot);
		else
			links->link[i] = link;
		core_poll_at(&links->host, i);
	}
}

/* -------- sorting words -------- */

/* The bits in which items differ, and whether they ascend already. */
static uint64_t
differing_bits(const RollupLinks *links, bool *sorted)
{
	const uint64_t *word = links->word;
	uint64_t differing = 0;
	uint64_t descents = 0;

	for (uint64_t i = 1; i < links->count; i++)
	{
		differing |= word[0] ^ word[i];
		descents += word[i - 1] >> ITEM_SHIFT > word[i] >> ITEM_SHIFT;
		core_poll_at(&links->host, i);
	}
	*sorted = descents == 0;
	return differing >> ITEM_SHIFT;
}

static int
bit_length(uint64_t bits)
{
	int length = 0;

	for (; bits != 0; bits >>= 1)
		length++;
	return length;
}

/* One pass of a counting sort by a digit of up to DIGIT_BITS; `end` becomes where each digit's words end.
 */
static void
sort_by_digit(const CoreHost *host, const uint64_t *from, uint64_t *to, uint64_t count, int shift, int bits,
			  uint64_t *end)
{
	uint32_t mask = (UINT32_C(1) << bits) - 1;
	uint64_t start = 0;

	memset(end, 0, ((size_t) mask + 1) * sizeof(uint64_t));
	for (uint64_t i = 0; i < count; i++)
	{
		end[from[i] >> shift & mask]++;
		core_poll_at(host, i);
	}
	for (uint32_t digit = 0; digit <= mask; digit++)
	{
		uint64_t words = end[digit];

		end[digit] = start;
		start += words;
	}
	for (uint64_t i = 0; i < count; i++)
	{
		to[end[from[i] >> shift & mask]++] = from[i];
		core_poll_at(host, i);
	}
}

static void
sort_by_insertion(uint64_t *word, uint64_t count)
{
	for (uint64_t i = 1; i < count; i++)
	{
		uint64_t inserted = word[i];
		uint64_t at = i;

		for (; at > 0 && word[at - 1] >> ITEM_SHIFT > inserted >> ITEM_SHIFT; at--)
			word[at] = word[at - 1];
		word[at] = inserted;
	}
}

/* The words of one part, by the bits from ITEM_SHIFT up to the digit they were parted by; least digits first.
 */
static void
sort_part(RollupLinks *links, uint64_t first, uint64_t count)
{
	uint64_t end[DIGITS];
	uint64_t *from = links->word + first;
	uint64_t *to = links->other + first;
	int left = links->digit_shift - ITEM_SHIFT;

	if (count <= SMALL_PART)
	{
		sort_by_insertion(from, count);
		return;
	}
	for (int shift = ITEM_SHIFT; left > 0;)
	{
		int digits = (left + DIGIT_BITS - 1) / DIGIT_BITS;
		int bits = (left + digits - 1) / digits;
		uint64_t *swap = from;

		sort_by_digit(&links->host, from, to, count, shift, bits, end);
		from = to;
		to = swap;
		shift += bits;
		left -= bits;
	}
	if (from != links->word + first)
		memcpy(links->word + first, from, count * sizeof(uint64_t));
}

/* The parts are in order; within each the words are as they came. */
static void
part_words(RollupLinks *links, int length)
{
	int bits = bit_length(links->count / USUAL_PART) + 1;
	uint64_t *parted = core_alloc(&links->host, links->count, sizeof(uint64_t));

	if (bits > MOST_PART_BITS)
		bits = MOST_PART_BITS;
	if (bits > length)
		bits = length;
	links->digit_shift = ITEM_SHIFT + length - bits;
	links->part_end = core_alloc(&links->host, (size_t) 1 << bits, sizeof(uint64_t));
	sort_by_digit(&links->host, links->word, parted, links->count, links->digit_shift, bits, links->part_end);
	links->other = links->word;
	links->word = parted;
	links->capacity = links->count;
	links->digit = 0;
	links->sorted = 0;
}

static void
sort_words(RollupLinks *links)
{
	bool sorted;
	uint64_t differing = differing_bits(links, &sorted);

	links->sorted = links->count;
	if (!sorted)
		part_words(links, bit_length(differing));
}

/* -------- sorting links that are not packed -------- */

/* So that unsigned order is signed order. */
static uint64_t
sort_key(const RollupLink *link)
{
	return (uint64_t) link->item ^ (UINT64_C(1) << 63);
}

/* One pass of a radix sort, by one byte of the item; keeps the order of equal bytes. */
static void
sort_by_byte(const RollupLinks *links, const RollupLink *from, RollupLink *to, int shift)
{
	uint64_t start[257] = {0};

	for (uint64_t i = 0; i < links->count; i++)
	{
		start[((sort_key(&from[i]) >> shift) & 0xFF) + 1]++;
		core_poll_at(&links->host, i);
	}
	for (int byte = 0; byte < 256; byte++)
		start[byte + 1] += start[byte];
	for (uint64_t i = 0; i < links->count; i++)
	{
		to[start[(sort_key(&from[i]) >> shift) & 0xFF]++] = from[i];
		core_poll_at(&links->host, i);
	}
}

static uint64_t
differing_bits_of_links(const RollupLinks *links, bool *sorted)
{
	uint64_t differing = 0;

	*sorted = true;
	for (uint64_t i = 1; i < links->count; i++)
	{
		differing |= sort_key(&links->link[0]) ^ sort_key(&links->link[i]);
		*sorted = *sorted && links->link[i - 1].item <= links->link[i].item;
		core_poll_at(&links->host, i);
	}
	return differing;
}

static void
sort_links(RollupLinks *links)
{
	bool sorted;
	uint64_t differing = differing_bits_of_links(links, &sorted);
	RollupLink *other;

	links->sorted = links->count;
	if (sorted)
		return;
	other = core_alloc(&links->host, links->count, sizeof(RollupLink));
	for (int shift = 0; shift < 64; shift += 8)
	{
		RollupLink *swap = links->link;

		/* Bytes without any difference need no pass. */
		if (((differing >> shift) & 0xFF) == 0)
			continue;
		sort_by_byte(links, links->link, other, shift);
		links->link = other;
		other = swap;
	}
	links->host.release(other);
	links->capacity = links->count;
}

/* -------- reading -------- */

void
rollup_links_sort(RollupLinks *links)
{
	end_reading(links);
	links->read = 0;
	if (links->packed)
		sort_words(links);
	else
		sort_links(links);
}

/* Parts may be empty. */
static void
sort_next_part(RollupLinks *links)
{
	while (links->sorted == links->read)
	{
		uint64_t end = links->part_end[links->digit++];

		sort_part(links, links->sorted, end - links->sorted);
		links->sorted = end;
	}
}

static size_t
run_length(const RollupLinks *links)
{
	const uint64_t *word = links->word;
	uint64_t item = word[links->read] >> ITEM_SHIFT;
	uint64_t at = links->read + 1;

	while (at < links->count && word[at] >> ITEM_SHIFT == item)
		core_poll_at(&links->host, at++);
	return (size_t) (at - links->read);
}

static void
make_run(RollupLinks *links, size_t length)
{
	if (links->run_capacity < length)
	{
		/* No more than that: one item may have all links there are, packed in half of this already. */
		size_t capacity = length + FIRST_CAPACITY;

		if (links->run != NULL)
			links->host.release(links->run);
		links->run = core_alloc(&links->host, capacity, sizeof(RollupLink));
		links->run_capacity = capacity;
	}
}

static size_t
next_packed(RollupLinks *links, const RollupLink **run)
{
	size_t length;

	if (links->read == links->sorted)
		sort_next_part(links);
	length = run_length(links);
	make_run(links, length);
	for (size_t i = 0; i < length; i++)
		links->run[i] = rollup_links_at(links, links->read + i);
	links->read += length;
	*run = links->run;
	return length;
}

static size_t
next_unpacked(RollupLinks *links, const RollupLink **run)
{
	uint64_t first = links->read;

	*run = &links->link[first];
	while (links->read < links->count && links->link[links->read].item == links->link[first].item)
		core_poll_at(&links->host, links->read++);
	return (size_t) (links->read - first);
}

size_t
rollup_links_next(RollupLinks *links, const RollupLink **run)
{
	if (links->read == links->count)
	{
		end_reading(links);
		return 0;
	}
	return links->packed ? next_packed(links, run) : next_unpacked(links, run);
}
