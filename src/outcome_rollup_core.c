/*
 * outcome_rollup_core.c: counting items at and under every node.  Plain C: no server header.
 *
 * An item counts once for every component at or above any of its nodes.  Walking up from all of them for
 * every item would do, but most of the way is shared: as soon as a walk has narrowed to one component, what
 * is above that is the same for every item whose walk narrows there.  So the item is left there (`above`),
 * and one pass at the end carries all that was left to everything above, again only to where the ways meet.
 * In a tree an item is left at the lowest node above all of its nodes; in a chain of 100,000 nodes nothing is
 * walked twice.
 *
 * Plans are shallow, though, and where all that is above a component is a short list, going through lists is
 * several times faster than keeping the components of a walk in order.
 */
#include "outcome_rollup_core.h"

#include <string.h>

/* The longest list of what is at and above a component: 256 bytes, as much as its counts take. */
#define LONGEST_LIST 64

/*
 * Lists are filled up to a multiple of this with a component that is none, the last.  Most lists of a plan
 * are then equally long, and going through them takes no wrong guess of where they end.
 */
#define LIST_STEP 4

/* Bytes that are cleared between two polls. */
#define CLEAR_TOGETHER ((size_t) 4 << 20)

/* -------- components waiting to be walked -------- */

static void
push_waiting(Rollup *rollup, uint32_t component)
{
	uint32_t *heap = rollup->waiting;
	uint32_t at = rollup->waiting_count++;

	while (at > 0 && heap[(at - 1) / 2] < component)
	{
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = component;
}

static uint32_t
pop_waiting(Rollup *rollup)
{
	uint32_t *heap = rollup->waiting;
	uint32_t top = heap[0];
	uint32_t last = heap[--rollup->waiting_count];
	uint32_t count = rollup->waiting_count;
	uint32_t at = 0;

	for (uint32_t child = 1; child < count; child = at * 2 + 1)
	{
		if (child + 1 < count && heap[child + 1] > heap[child])
			child++;
		if (heap[child] <= last)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
	return top;
}

static bool
is_root(const Rollup *rollup, uint32_t component)
{
	return component >= rollup->dag->components || linkage_dag_is_root(rollup->dag, component);
}

/* Let a component wait, once in this walk. */
static void
see_component(Rollup *rollup, uint32_t component)
{
	if (rollup->component_seen[component] == rollup->walk)
		return;
	rollup->component_seen[component] = rollup->walk;
	push_waiting(rollup, component);
}

static void
see_parents(Rollup *rollup, uint32_t component)
{
	const LinkageDag *dag = rollup->dag;

	if (is_root(rollup, component))
		return;
	for (uint32_t at = dag->parent_start[component]; at < dag->parent_start[component + 1]; at++)
	{
		see_component(rollup, dag->parent[at]);
		core_steps(&rollup->host, 1);
	}
}

static void
begin_walk(Rollup *rollup)
{
	/* After four billion walks the marks of old ones could be taken for this one's. */
	if (rollup->walk == UINT32_MAX)
	{
		memset(rollup->node_seen, 0, rollup->all_nodes * sizeof(uint32_t));
		memset(rollup->component_seen, 0, ((size_t) rollup->components + 1) * sizeof(uint32_t));
		rollup->walk = 0;
	}
	rollup->walk++;
}

/* -------- lists of what is above -------- */

/* Add what one parent has above it, unless it is there already; false if that is too much. */
static bool
extend_list(Rollup *rollup, uint32_t *list, uint32_t *length, uint32_t parent)
{
	uint32_t first = rollup->above_start[parent];
	uint32_t last = rollup->above_start[parent + 1];

	for (uint32_t at = first; at < last; at++)
	{
		uint32_t component = rollup->above[at];

		if (rollup->component_seen[component] == rollup->walk)
			continue;
		if (*length == LONGEST_LIST)
			return false;
		rollup->component_seen[component] = rollup->walk;
		list[(*length)++] = component;
	}
	return first < last;
}

/* The component itself and what its parents list; the length, or zero. */
static uint32_t
make_list(Rollup *rollup, uint32_t component, uint32_t *list)
{
	const LinkageDag *dag = rollup->dag;
	uint32_t length = 1;

	list[0] = component;
	if (is_root(rollup, component))
		return length;
	begin_walk(rollup);
	rollup->component_seen[rollup->components] = rollup->walk;
	for (uint32_t at = dag->parent_start[component]; at < dag->parent_start[component + 1]; at++)
	{
		core_steps(&rollup->host, LONGEST_LIST);
		if (!extend_list(rollup, list, &length, dag->parent[at]))
			return 0;
	}
	return length;
}

static uint32_t
fill_up_list(const Rollup *rollup, uint32_t *list, uint32_t length)
{
	while (length % LIST_STEP != 0)
		list[length++] = rollup->components;
	return length;
}

static void
list_above(Rollup *rollup)
{
	uint32_t list[LONGEST_LIST];
	size_t capacity = (size_t) rollup->components * 2 + LONGEST_LIST;
	size_t used = 0;

	rollup->above_start = core_alloc(&rollup->host, (size_t) rollup->components + 1, sizeof(uint32_t));
	rollup->above = core_alloc(&rollup->host, capacity, sizeof(uint32_t));
	for (uint32_t component = 0; component < rollup->components; component++)
	{
		/* Positions are 32 bits; the lists of sixty million nodes may not all fit. */
		uint32_t length = used > UINT32_MAX - LONGEST_LIST ? 0 : make_list(rollup, component, list);

		length = fill_up_list(rollup, list, length);
		if (capacity - used < length)
		{
			capacity *= 2;
			rollup->above = rollup->host.resize(rollup->above, capacity * sizeof(uint32_t));
		}
		memcpy(rollup->above + used, list, length * sizeof(uint32_t));
		rollup->above_start[component] = (uint32_t) used;
		rollup->above_start[component + 1] = (uint32_t) (used += length);
		core_poll_at(&rollup->host, component);
	}
}

/* -------- counting -------- */

/* Clearing memory for the first time is slow work. */
static void
clear_bytes(const CoreHost *host, char *bytes, size_t size)
{
	while (size > 0)
	{
		size_t piece = size < CLEAR_TOGETHER ? size : CLEAR_TOGETHER;

		memset(bytes, 0, piece);
		bytes += piece;
		size -= piece;
		host->poll();
	}
}

static int64_t *
alloc_rows(const Rollup *rollup, uint32_t lanes)
{
	/* One more than there are, for what fills up the lists. */
	size_t rows = (size_t) rollup->components + 1;
	int64_t *row = core_alloc(&rollup->host, rows, lanes * sizeof(int64_t));

	clear_bytes(&rollup->host, (char *) row, rows * lanes * sizeof(int64_t));
	return row;
}

static void
alloc_measure(const Rollup *rollup, RollupMeasure *measure, uint32_t lanes)
{
	measure->lanes = lanes;
	measure->above = alloc_rows(rollup, lanes);
	measure->here = alloc_rows(rollup, lanes);
}

static void
alloc_quick(Rollup *rollup)
{
	size_t rows = (size_t) rollup->components + 1;

	rollup->quick = core_alloc(&rollup->host, rows, sizeof(RollupQuick));
	clear_bytes(&rollup->host, (char *) rollup->quick, rows * sizeof(RollupQuick));
}

static uint32_t *
alloc_marks(const Rollup *rollup, size_t marks)
{
	uint32_t *mark = core_alloc(&rollup->host, marks, sizeof(uint32_t));

	memset(mark, 0, marks * sizeof(uint32_t));
	return mark;
}

void
rollup_init(Rollup *rollup, const LinkageDag *dag, uint32_t nodes, uint32_t unknown, uint32_t lanes,
			uint32_t part_lanes, const CoreHost *host)
{
	memset(rollup, 0, sizeof(*rollup));
	rollup->host = *host;
	rollup->dag = dag;
	rollup->nodes = nodes;
	rollup->all_nodes = (size_t) nodes + unknown;
	rollup->components = dag->components + unknown;
	alloc_measure(rollup, &rollup->by_link, lanes + part_lanes);
	alloc_measure(rollup, &rollup->distinct, lanes);
	if (lanes == RAG_TALLY_USED)
		alloc_quick(rollup);
	rollup->node_seen = alloc_marks(rollup, rollup->all_nodes);
	rollup->component_seen = alloc_marks(rollup, (size_t) rollup->components + 1);
	rollup->waiting = core_alloc(host, rollup->components, sizeof(uint32_t));
	list_above(rollup);
}

void
rollup_free(Rollup *rollup)
{
	void *blocks[] = {rollup->by_link.above, rollup->by_link.here, rollup->distinct.above,
					  rollup->distinct.here, rollup->node_seen,    rollup->component_seen,
					  rollup->above_start,   rollup->above,        rollup->waiting};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		rollup->host.release(blocks[i]);
	if (rollup->quick != NULL)
		rollup->host.release(rollup->quick);
	memset(rollup, 0, sizeof(*rollup));
}

static void
add_lanes(Rollup *rollup, int64_t *to, const int64_t *from, uint32_t lanes)
{
	bool overflow = false;

	for (uint32_t lane = 0; lane < lanes; lane++)
		overflow |= __builtin_add_overflow(to[lane], from[lane], &to[lane]);
	rollup->overflow |= overflow;
}

/* Count the item in one row.  Lanes for parts, which only the other measure has, come after the vector's. */
static void
count_in_row(Rollup *rollup, int64_t *row)
{
	if (rollup->vector == NULL)
		row[rollup->slot]++;
	else
		add_lanes(rollup, row, rollup->vector, rollup->distinct.lanes);
}

static inline bool
is_quick(const Rollup *rollup)
{
	return rollup->vector == NULL && rollup->quick != NULL;
}

/* Count the item by link, for the component alone, or for it and all above it. */
static inline void
count_link(Rollup *rollup, uint32_t component)
{
	if (is_quick(rollup))
		rollup->quick[component].by_link[rollup->slot]++;
	else
		count_in_row(rollup, rollup_row(&rollup->by_link, rollup->by_link.above, component));
}

static inline void
count_here(Rollup *rollup, uint32_t component)
{
	if (is_quick(rollup))
		rollup->quick[component].distinct_here[rollup->slot]++;
	else
		count_in_row(rollup, rollup_row(&rollup->distinct, rollup->distinct.here, component));
}

static inline void
count_above(Rollup *rollup, uint32_t component)
{
	if (is_quick(rollup))
		rollup->quick[component].distinct_above[rollup->slot]++;
	else
		count_in_row(rollup, rollup_row(&rollup->distinct, rollup->distinct.above, component));
}

static void
move_quick(Rollup *rollup)
{
	for (uint32_t component = 0; component < rollup->components; component++)
	{
		RollupQuick *quick = &rollup->quick[component];
		int64_t *by_link = rollup_row(&rollup->by_link, rollup->by_link.above, component);
		int64_t *here = rollup_row(&rollup->distinct, rollup->distinct.here, component);
		int64_t *above = rollup_row(&rollup->distinct, rollup->distinct.above, component);

		for (int slot = 0; slot < RAG_TALLY_USED; slot++)
		{
			by_link[slot] += quick->by_link[slot];
			here[slot] += quick->distinct_here[slot];
			above[slot] += quick->distinct_above[slot];
		}
		memset(quick, 0, sizeof(*quick));
		core_poll_at(&rollup->host, component);
	}
	rollup->quick_links = 0;
}

/* Count the pair if it is new, and gather its component in `waiting`, which is not yet a heap, if that is. */
static inline bool
take_link(Rollup *rollup, uint32_t node)
{
	uint32_t walk = rollup->walk;
	uint32_t component;

	if (rollup->node_seen[node] == walk)
		return false;
	rollup->node_seen[node] = walk;
	component = rollup_component(rollup, node);
	count_link(rollup, component);
	rollup->quick_links++;
	if (rollup->component_seen[component] != walk)
	{
		rollup->component_seen[component] = walk;
		rollup->waiting[rollup->waiting_count++] = component;
	}
	return true;
}

bool
rollup_item_link(Rollup *rollup, uint32_t node)
{
	core_steps(&rollup->host, 1);
	return take_link(rollup, node);
}

void
rollup_add_part(Rollup *rollup, uint32_t node, uint32_t first, const int64_t *part, uint32_t lanes)
{
	int64_t *row = rollup_row(&rollup->by_link, rollup->by_link.above, rollup_component(rollup, node));

	add_lanes(rollup, row + rollup->distinct.lanes + first, part, lanes);
	core_steps(&rollup->host, 1);
}

static bool
all_are_listed(const Rollup *rollup)
{
	for (uint32_t i = 0; i < rollup->waiting_count; i++)
		if (rollup->above_start[rollup->waiting[i]] == rollup->above_start[rollup->waiting[i] + 1])
			return false;
	return true;
}

/*
 * Count one in the lane of the item's slot for the components listed that are not marked.  No branch: which
 * of them are is as good as random, and a wrong guess costs more.
 */
static inline void
count_unseen(Rollup *rollup, const uint32_t *at, const uint32_t *end)
{
	RollupQuick *quick = rollup->quick;
	uint32_t *seen = rollup->component_seen;
	uint32_t walk = rollup->walk;
	uint32_t slot = rollup->slot;

	for (; at < end; at++)
	{
		quick[*at].distinct_here[slot] += seen[*at] != walk;
		seen[*at] = walk;
	}
}

static void
add_unseen(Rollup *rollup, const uint32_t *at, const uint32_t *end)
{
	for (; at < end; at++)
	{
		if (rollup->component_seen[*at] == rollup->walk)
			continue;
		rollup->component_seen[*at] = rollup->walk;
		count_here(rollup, *at);
	}
}

/*
 * The first component and all above it can be left for later, at the component; but they are not to be
 * counted again for the others.  A walk of its own: the components gathered are marked as seen, but not
 * counted yet.
 */
static void
count_by_lists(Rollup *rollup)
{
	const uint32_t *start = rollup->above_start;
	const uint32_t *waiting = rollup->waiting;
	uint64_t steps = 0;

	begin_walk(rollup);
	rollup->component_seen[rollup->components] = rollup->walk;
	count_above(rollup, waiting[0]);
	for (uint32_t at = start[waiting[0]]; at < start[waiting[0] + 1]; at++)
		rollup->component_seen[rollup->above[at]] = rollup->walk;
	for (uint32_t i = 1; i < rollup->waiting_count; i++)
	{
		const uint32_t *at = rollup->above + start[waiting[i]];
		const uint32_t *end = rollup->above + start[waiting[i] + 1];

		if (is_quick(rollup))
			count_unseen(rollup, at, end);
		else
			add_unseen(rollup, at, end);
		steps += (uint64_t) (end - at);
		core_poll_at(&rollup->host, i);
	}
	core_steps(&rollup->host, steps);
}

static void
count_by_walking(Rollup *rollup)
{
	uint32_t gathered = rollup->waiting_count;

	/* Make a heap of what was gathered, in place: what is pushed is never ahead of what is read. */
	rollup->waiting_count = 0;
	for (uint32_t i = 0; i < gathered; i++)
	{
		push_waiting(rollup, rollup->waiting[i]);
		core_poll_at(&rollup->host, i);
	}
	while (rollup->waiting_count > 1)
	{
		uint32_t component = pop_waiting(rollup);

		count_here(rollup, component);
		see_parents(rollup, component);
		core_steps(&rollup->host, 1);
	}
	/* Whatever is still above was reached by no other way, having a smaller number than all that was. */
	count_above(rollup, rollup->waiting[0]);
}

void
rollup_item_begin(Rollup *rollup, uint32_t slot)
{
	/* Before any count could be; an item has fewer links than there are nodes. */
	if (rollup->quick_links > UINT32_MAX / 2 && rollup->quick != NULL)
		move_quick(rollup);
	begin_walk(rollup);
	rollup->waiting_count = 0;
	rollup->vector = NULL;
	rollup->slot = slot;
}

void
rollup_item_begin_vector(Rollup *rollup, const int64_t *vector)
{
	rollup_item_begin(rollup, 0);
	rollup->vector = vector;
}

void
rollup_item_end(Rollup *rollup)
{
	if (rollup->waiting_count == 1)
		count_above(rollup, rollup->waiting[0]);
	else if (all_are_listed(rollup))
		count_by_lists(rollup);
	else
		count_by_walking(rollup);
}

const RollupLink *
rollup_item(Rollup *rollup, const RollupLink *run, size_t length)
{
	rollup_item_begin(rollup, run[0].slot);
	for (size_t i = 0; i < length; i++)
	{
		if (run[i].slot != run[0].slot)
			return &run[i];
		take_link(rollup, run[i].node);
		core_poll_at(&rollup->host, i);
	}
	core_steps(&rollup->host, length);
	rollup_item_end(rollup);
	return NULL;
}

static bool
is_nothing(const RollupMeasure *measure, const int64_t *row)
{
	for (uint32_t lane = 0; lane < measure->lanes; lane++)
		if (row[lane] != 0)
			return false;
	return true;
}

/* Move what counts for this component and all above it to where the ways up meet, counting it on the way. */
static void
carry_up(Rollup *rollup, RollupMeasure *measure, uint32_t component)
{
	const int64_t *carried = rollup_row(measure, measure->above, component);

	add_lanes(rollup, rollup_row(measure, measure->here, component), carried, measure->lanes);
	core_steps(&rollup->host, measure->lanes);
	if (is_root(rollup, component) || is_nothing(measure, carried))
		return;
	begin_walk(rollup);
	rollup->waiting_count = 0;
	see_parents(rollup, component);
	while (rollup->waiting_count > 1)
	{
		uint32_t above = pop_waiting(rollup);

		add_lanes(rollup, rollup_row(measure, measure->here, above), carried, measure->lanes);
		see_parents(rollup, above);
		core_steps(&rollup->host, measure->lanes);
	}
	add_lanes(rollup, rollup_row(measure, measure->above, rollup->waiting[0]), carried, measure->lanes);
}

void
rollup_finish(Rollup *rollup)
{
	if (rollup->quick != NULL)
		move_quick(rollup);
	/* Children have larger numbers, so by its turn a component has been given all it will be. */
	for (uint32_t component = rollup->components; component-- > 0;)
	{
		carry_up(rollup, &rollup->by_link, component);
		carry_up(rollup, &rollup->distinct, component);
	}
}
