/*
 * outcome_spill.c: links of one group that are too many for memory, in temporary files.
 *
 * An external merge sort on the server's logical tapes.  What memory holds is sorted there, by the radix sort
 * of outcome_links_core.c, and written as a run: a tape of segments, each an item and some of its links.  At
 * the end the runs are merged, in several passes if there are more than can have a buffer at once, and the
 * last pass counts what it reads.  Items come in ascending order; text is ordered by its bytes.
 */
#include "outcome_spill.h"

#include "miscadmin.h"
#include "utils/logtape.h"
#include "utils/memutils.h"

/* Links in a segment: an item may have several segments in a row. */
#define SEGMENT_LINKS 128

/* Fewer runs than this are never merged at once, however little memory there is: as in the server's sorts. */
#define SMALLEST_FAN_IN 6

/* With plenty of memory this many runs are merged at once, with larger buffers rather than more of them. */
#define USUAL_FAN_IN      128
#define MOST_BUFFER_PAGES 32

typedef struct LinkEnd
{
	uint32 node;
	uint32 slot;
} LinkEnd;

/*
 * What a segment begins with.  The label, what the links bring - the same bytes for all of a segment - and
 * the ends follow.
 */
typedef struct SegmentHead
{
	int64 word; /* the item, or the length of its label */
	uint32 links;
	uint32 brought; /* bytes that each link brings */
} SegmentHead;

/* Bytes that are read into one's own memory. */
typedef struct Buffer
{
	char *bytes;
	size_t capacity;
} Buffer;

/* One run being read: its current segment. */
typedef struct Reader
{
	LogicalTape *tape;
	uint64 prefix; /* the item's order as far as eight bytes tell */
	Key item;
	Buffer label;
	RollupBytes brought;
	Buffer brought_buffer;
	uint32 links;
	LinkEnd end[SEGMENT_LINKS];
} Reader;

struct RollupSpill
{
	MemoryContext memory;
	bool text_items;
	bool brings_bytes;
	size_t limit;
	size_t buffer_size;
	size_t longest_label;
	size_t longest_brought;
	LogicalTapeSet *tapes;
	LogicalTape **run; /* those from first_run on are still to be read */
	size_t first_run;
	size_t runs;
	size_t run_capacity;
	Reader **heap; /* the smallest item first */
	size_t readers;
};

RollupSpill *
rollup_spill_create(MemoryContext parent, bool text_items, bool brings_bytes, size_t limit)
{
	MemoryContext memory = AllocSetContextCreate(parent, "rollup temporary files", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(memory);
	RollupSpill *spill = palloc0(sizeof(RollupSpill));
	size_t pages = limit / USUAL_FAN_IN / BLCKSZ;

	spill->memory = memory;
	spill->text_items = text_items;
	spill->brings_bytes = brings_bytes;
	spill->limit = limit;
	spill->buffer_size = Max(1, Min(pages, MOST_BUFFER_PAGES)) * BLCKSZ;
	spill->tapes = LogicalTapeSetCreate(false, NULL, -1);
	spill->run_capacity = 16;
	spill->run = palloc(spill->run_capacity * sizeof(LogicalTape *));
	MemoryContextSwitchTo(old);
	return spill;
}

void
rollup_spill_close(RollupSpill *spill)
{
	LogicalTapeSetClose(spill->tapes);
	MemoryContextDelete(spill->memory);
}

/* -------- writing -------- */

/* The tape loses its buffer, and gets one for reading when that begins. */
static void
finish_run(RollupSpill *spill, LogicalTape *tape)
{
	LogicalTapeRewindForRead(tape, spill->buffer_size);
	if (spill->runs == spill->run_capacity)
	{
		spill->run_capacity *= 2;
		spill->run = repalloc_huge(spill->run, spill->run_capacity * sizeof(LogicalTape *));
	}
	spill->run[spill->runs++] = tape;
}

/* LogicalTapeWrite takes what it only reads as if it wrote it. */
static void
write_tape(LogicalTape *tape, const void *bytes, size_t size)
{
	LogicalTapeWrite(tape, unconstify(void *, bytes), size);
}

static void
write_segment(RollupSpill *spill, LogicalTape *tape, Key item, RollupBytes brought, const LinkEnd *end,
			  uint32 links)
{
	SegmentHead head = {0};

	head.word = spill->text_items ? (int64) item.length : item.number;
	head.links = links;
	head.brought = (uint32) brought.length;
	write_tape(tape, &head, sizeof(SegmentHead));
	if (spill->text_items)
		write_tape(tape, item.label, item.length);
	write_tape(tape, brought.bytes, brought.length);
	write_tape(tape, end, links * sizeof(LinkEnd));
	CHECK_FOR_INTERRUPTS();
}

/* As many links as fit in one segment: where they bring bytes, those that bring the same. */
static uint32
links_together(const RollupSpill *spill, const RollupLink *link, size_t links)
{
	uint32 part = (uint32) Min(links, SEGMENT_LINKS);

	for (uint32 i = 1; spill->brings_bytes && i < part; i++)
		if (link[i].slot != link[0].slot)
			return i;
	return part;
}

static void
write_item(RollupSpill *spill, LogicalTape *tape, Key item, const RollupLink *link, size_t links,
		   const KeyTable *brought)
{
	LinkEnd end[SEGMENT_LINKS];

	while (links > 0)
	{
		uint32 part = links_together(spill, link, links);
		Key bytes = {0, NULL, 0};

		if (spill->brings_bytes)
			bytes = key_table_key(brought, link[0].slot);
		spill->longest_brought = Max(spill->longest_brought, bytes.length);
		for (uint32 i = 0; i < part; i++)
		{
			end[i].node = link[i].node;
			end[i].slot = link[i].slot;
		}
		write_segment(spill, tape, item, (RollupBytes){bytes.label, bytes.length}, end, part);
		link += part;
		links -= part;
	}
}

/* Number the items by their order instead of their arrival; gives the ids in that order. */
static uint32 *
rank_items(RollupLinks *links, const KeyTable *items)
{
	uint32 *order = key_table_order(items);
	uint32 *rank = core_alloc(&items->host, items->count, sizeof(uint32));

	for (uint32 i = 0; i < items->count; i++)
		rank[order[i]] = i;
	rollup_links_renumber(links, rank);
	items->host.release(rank);
	return order;
}

static void
write_links(RollupSpill *spill, LogicalTape *tape, RollupLinks *links, const KeyTable *items,
			const KeyTable *brought)
{
	uint32 *order = items == NULL ? NULL : rank_items(links, items);
	const RollupLink *link;
	size_t length;

	rollup_links_sort(links);
	while ((length = rollup_links_next(links, &link)) > 0)
	{
		Key item = {link->item, NULL, 0};

		if (items != NULL)
			item = key_table_key(items, order[link->item]);
		spill->longest_label = Max(spill->longest_label, item.length);
		write_item(spill, tape, item, link, length, brought);
	}
	if (order != NULL)
		items->host.release(order);
}

void
rollup_spill_links(RollupSpill *spill, RollupLinks *links, KeyTable *items, KeyTable *brought)
{
	MemoryContext old = MemoryContextSwitchTo(spill->memory);
	LogicalTape *tape = LogicalTapeCreate(spill->tapes);

	write_links(spill, tape, links, items, brought);
	finish_run(spill, tape);
	rollup_links_clear(links);
	if (items != NULL)
		key_table_clear(items);
	if (brought != NULL)
		key_table_clear(brought);
	MemoryContextSwitchTo(old);
}

/* -------- reading -------- */

static void
read_exactly(LogicalTape *tape, void *bytes, size_t size)
{
	if (LogicalTapeRead(tape, bytes, size) != size)
		elog(ERROR, "unexpected end of a temporary file of a rollup");
}

static void
reserve(Buffer *buffer, size_t length)
{
	if (length <= buffer->capacity)
		return;
	if (buffer->bytes != NULL)
		pfree(buffer->bytes);
	buffer->bytes = palloc_extended(length, MCXT_ALLOC_HUGE);
	buffer->capacity = length;
}

static const char *
read_into(Buffer *buffer, LogicalTape *tape, size_t length)
{
	reserve(buffer, length);
	read_exactly(tape, buffer->bytes, length);
	return buffer->bytes;
}

/* So that the order of prefixes is that of the items; labels that are equal so far are compared. */
static uint64
label_prefix(Key item)
{
	uint64 prefix = 0;

	for (size_t i = 0; i < sizeof(prefix); i++)
		prefix = prefix << 8 | (i < item.length ? (unsigned char) item.label[i] : 0);
	return prefix;
}

/* False at the end of the run. */
static bool
read_segment(RollupSpill *spill, Reader *reader)
{
	SegmentHead head;
	size_t size = LogicalTapeRead(reader->tape, &head, sizeof(SegmentHead));

	if (size == 0)
		return false;
	if (size != sizeof(SegmentHead) || head.links > SEGMENT_LINKS)
		elog(ERROR, "temporary file of a rollup is damaged");
	if (spill->text_items)
	{
		reader->item.label = read_into(&reader->label, reader->tape, (size_t) head.word);
		reader->item.length = (size_t) head.word;
		reader->prefix = label_prefix(reader->item);
	}
	else
	{
		reader->item.number = head.word;
		reader->prefix = (uint64) head.word ^ (UINT64CONST(1) << 63);
	}
	reader->brought.bytes = read_into(&reader->brought_buffer, reader->tape, head.brought);
	reader->brought.length = head.brought;
	reader->links = head.links;
	read_exactly(reader->tape, reader->end, head.links * sizeof(LinkEnd));
	CHECK_FOR_INTERRUPTS();
	return true;
}

static bool
is_before(const Reader *a, const Reader *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix;
	/* Numbers with equal prefixes are equal; labels may go on. */
	return a->item.label != NULL && key_compare(true, a->item, b->item) < 0;
}

/* Let the reader sink from the top, or from where a gap is, to its place. */
static void
sink(RollupSpill *spill, size_t at, Reader *reader)
{
	Reader **heap = spill->heap;

	for (size_t child = at * 2 + 1; child < spill->readers; child = at * 2 + 1)
	{
		if (child + 1 < spill->readers && is_before(heap[child + 1], heap[child]))
			child++;
		if (!is_before(heap[child], reader))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = reader;
}

static void
end_reader(Reader *reader)
{
	LogicalTapeClose(reader->tape);
	if (reader->label.bytes != NULL)
		pfree(reader->label.bytes);
	if (reader->brought_buffer.bytes != NULL)
		pfree(reader->brought_buffer.bytes);
	pfree(reader);
}

/* The run's first segment is read: no run is empty. */
static Reader *
begin_reader(RollupSpill *spill, LogicalTape *tape)
{
	Reader *reader = palloc0(sizeof(Reader));

	reader->tape = tape;
	/* A label may be empty, and is a label all the same. */
	if (spill->text_items)
		reserve(&reader->label, 16);
	if (!read_segment(spill, reader))
		elog(ERROR, "unexpected end of a temporary file of a rollup");
	return reader;
}

static void
begin_merge(RollupSpill *spill, size_t runs)
{
	spill->heap = palloc_extended(runs * sizeof(Reader *), MCXT_ALLOC_HUGE);
	spill->readers = runs;
	for (size_t i = 0; i < runs; i++)
		spill->heap[i] = begin_reader(spill, spill->run[spill->first_run++]);
	for (size_t at = runs / 2; at-- > 0;)
		sink(spill, at, spill->heap[at]);
}

/* Put the reader at the top, whose segment is done with, to where its next belongs. */
static void
next_segment(RollupSpill *spill)
{
	Reader *reader = spill->heap[0];

	if (read_segment(spill, reader))
	{
		sink(spill, 0, reader);
		return;
	}
	end_reader(reader);
	if (--spill->readers > 0)
		sink(spill, 0, spill->heap[spill->readers]);
}

/* How many runs the memory allows to be read at once. */
static size_t
fan_in(const RollupSpill *spill)
{
	size_t each = spill->buffer_size + sizeof(Reader) + spill->longest_label + spill->longest_brought;

	return Max(spill->limit / each, SMALLEST_FAN_IN);
}

static void
merge_runs(RollupSpill *spill, size_t runs)
{
	LogicalTape *tape = LogicalTapeCreate(spill->tapes);

	begin_merge(spill, runs);
	while (spill->readers > 0)
	{
		Reader *reader = spill->heap[0];

		write_segment(spill, tape, reader->item, reader->brought, reader->end, reader->links);
		next_segment(spill);
	}
	pfree(spill->heap);
	finish_run(spill, tape);
}

/* -------- counting -------- */

static bool
same_item(const RollupSpill *spill, Key a, Key b)
{
	return key_compare(spill->text_items, a, b) == 0;
}

/* Keep an item past the reading of the next segment. */
static Key
keep_item(const RollupSpill *spill, Key item, Buffer *kept)
{
	if (!spill->text_items)
		return item;
	reserve(kept, item.length);
	memcpy(kept->bytes, item.label, item.length);
	item.label = kept->bytes;
	return item;
}

static void
count_segment(const Reader *reader, RollupCount *count)
{
	for (uint32 i = 0; i < reader->links; i++)
		count->form->link(count, reader->end[i].node, reader->end[i].slot, reader->brought);
}

/* Count the item at the top, from all the runs it is in. */
static void
count_item(RollupSpill *spill, RollupCount *count)
{
	count->form->begin(count, spill->heap[0]->end[0].slot, spill->heap[0]->brought);
	do
	{
		count_segment(spill->heap[0], count);
		next_segment(spill);
	} while (spill->readers > 0 && same_item(spill, spill->heap[0]->item, count->item));
	rollup_end_item(count);
}

void
rollup_spill_count(RollupSpill *spill, RollupCount *count)
{
	MemoryContext old = MemoryContextSwitchTo(spill->memory);
	Buffer kept = {NULL, 0};

	reserve(&kept, 16);
	while (spill->runs - spill->first_run > fan_in(spill))
		merge_runs(spill, fan_in(spill));
	/* Nothing more is written: the blocks that are read need not be remembered as free. */
	LogicalTapeSetForgetFreeSpace(spill->tapes);
	begin_merge(spill, spill->runs - spill->first_run);
	while (spill->readers > 0)
	{
		count->item = keep_item(spill, spill->heap[0]->item, &kept);
		count_item(spill, count);
	}
	MemoryContextSwitchTo(old);
}

static void
visit_segment(const Reader *reader, RollupVisit visit, void *visitor)
{
	RollupWholeLink link = {.item = reader->item, .brought = reader->brought};

	for (uint32 i = 0; i < reader->links; i++)
	{
		link.node = reader->end[i].node;
		link.slot = reader->end[i].slot;
		visit(visitor, &link);
	}
}

void
rollup_spill_visit(RollupSpill *spill, RollupVisit visit, void *visitor)
{
	MemoryContext old = MemoryContextSwitchTo(spill->memory);

	for (; spill->first_run < spill->runs; spill->first_run++)
	{
		Reader *reader = begin_reader(spill, spill->run[spill->first_run]);

		do
			visit_segment(reader, visit, visitor);
		while (read_segment(spill, reader));
		end_reader(reader);
	}
	MemoryContextSwitchTo(old);
}
