/*
 * outcome_rollup.c: the aggregate outcome_rollup(g, node, item, rag).
 *
 * The transition function only collects: a row costs a look that g is still the same graph, one or two hash
 * probes and sixteen bytes.  The counting is done at the end, in outcome_rollup_core.c.  Links that pass
 * work_mem * hash_mem_multiplier go to temporary files, in outcome_rollup_spill.c.
 */
#include "golden_thread.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "linkage.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/primnodes.h"
#include "outcome_rollup_core.h"
#include "outcome_rollup_spill.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

/* Arguments of the transition functions, after the state. */
#define ARG_GRAPH 1
#define ARG_NODE  2
#define ARG_ITEM  3
#define ARG_RAG   4

/* A state with fewer links than this keeps them: a file for them would take more memory than they do. */
#define SMALLEST_RUN 2048

/* Nodes are looked up directly where on average there are no more numbers to a node than this. */
#define SPARSEST_DIRECT 4

/*
 * What the links (and text items) of all groups of one aggregate call may take together.  Sorting them before
 * they are written, and reading them back, takes as much again, so this is half of the limit.
 */
typedef struct RollupBudget
{
	size_t limit;
	size_t used;
} RollupBudget;

/* The counts of a group whose links have been read, which can be done once only. */
typedef struct RollupAnswer
{
	LinkageDag dag;
	Rollup rollup;
} RollupAnswer;

/* One group.  Everything lives in `memory`, the aggregate's. */
typedef struct RollupState
{
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
	KeyTable items; /* text items by number; unused for bigint */
	RollupLinks links;
	RollupBudget *budget; /* NULL: all links must stay in memory */
	size_t accounted;     /* what of the budget's `used` is for this state */
	RollupSpill *spill;   /* NULL: nothing was spilled, or it has been read */
	RollupAnswer *answer; /* of what was spilled */
} RollupState;

/* -------- the state -------- */

static void *
copy_bytes(MemoryContext memory, const void *bytes, size_t size)
{
	return memcpy(MemoryContextAlloc(memory, size), bytes, size);
}

/* Number the graph's nodes by their indexes. */
static void
number_nodes(RollupState *state, const CoreHost *host)
{
	key_table_init(&state->nodes, host, state->graph.text, state->graph.nodes);
	for (uint32 i = 0; i < state->graph.nodes; i++)
	{
		key_table_add(&state->nodes, linkage_node(&state->graph, i));
		CHECK_FOR_INTERRUPTS();
	}
}

/* Where numbers leave few gaps, looking a node up in an array takes a fraction of hashing it. */
static void
index_nodes(RollupState *state)
{
	const Linkage *graph = &state->graph;
	uint64 span;

	if (graph->text || graph->nodes == 0)
		return;
	span = (uint64) graph->number[graph->nodes - 1] - (uint64) graph->number[0];
	if (span / SPARSEST_DIRECT >= graph->nodes)
		return;
	state->first_direct = graph->number[0];
	state->direct_nodes = span + 1;
	state->direct = MemoryContextAllocExtended(state->memory, state->direct_nodes * sizeof(uint32),
											   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 0; i < graph->nodes; i++)
	{
		state->direct[(uint64) graph->number[i] - (uint64) state->first_direct] = i + 1;
		CHECK_FOR_INTERRUPTS();
	}
}

/* `value` is detoasted; it is copied. */
static RollupState *
create_state(MemoryContext memory, const struct varlena *value, bool text_items)
{
	RollupState *state = MemoryContextAllocZero(memory, sizeof(RollupState));
	CoreHost host = server_host(memory);

	state->memory = memory;
	state->value = copy_bytes(memory, value, VARSIZE(value));
	linkage_open_value(state->value, &state->graph);
	number_nodes(state, &host);
	index_nodes(state);
	state->text_items = text_items;
	if (text_items)
		key_table_init(&state->items, &host, true, 0);
	rollup_links_init(&state->links, &host, false);
	return state;
}

static inline uint32
node_number(RollupState *state, Key node)
{
	uint64 place = (uint64) node.number - (uint64) state->first_direct;
	uint32 number;

	if (place < state->direct_nodes && state->direct[place] != 0)
		return state->direct[place] - 1;
	number = key_table_add(&state->nodes, node);
	if (number == KEY_NONE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many nodes in one group"));
	return number;
}

/* -------- memory -------- */

static size_t
state_size(const RollupState *state)
{
	size_t items = state->text_items ? key_table_size(&state->items) : 0;

	return rollup_links_size(&state->links) + items;
}

static void
account(RollupState *state, size_t size)
{
	if (state->budget == NULL)
		return;
	state->budget->used += size - state->accounted;
	state->accounted = size;
}

static void
close_spill(RollupState *state)
{
	if (state->spill != NULL)
		rollup_spill_close(state->spill);
	state->spill = NULL;
}

/* The group is over, finished or not; after an error this is not called, and the files are gone already. */
static void
end_state(Datum argument)
{
	RollupState *state = (RollupState *) DatumGetPointer(argument);

	close_spill(state);
	account(state, 0);
}

/* One budget for all groups of a call: HashAggregate has many at a time. */
static RollupBudget *
budget_of_call(FmgrInfo *function)
{
	RollupBudget *budget = function->fn_extra;

	if (budget == NULL)
	{
		budget = MemoryContextAllocZero(function->fn_mcxt, sizeof(RollupBudget));
		budget->limit = get_hash_memory_limit() / 2;
		function->fn_extra = budget;
	}
	return budget;
}

/* Partial states are passed on from memory, so they keep their links there. */
static void
allow_spilling(RollupState *state, FunctionCallInfo fcinfo)
{
	if (!IsA(fcinfo->context, AggState) || DO_AGGSPLIT_SKIPFINAL(((AggState *) fcinfo->context)->aggsplit))
		return;
	AggRegisterCallback(fcinfo, end_state, PointerGetDatum(state));
	state->budget = budget_of_call(fcinfo->flinfo);
	account(state, state_size(state));
}

static void
spill_links(RollupState *state)
{
	if (state->spill == NULL)
		state->spill = rollup_spill_create(state->memory, state->text_items, state->budget->limit);
	rollup_spill_links(state->spill, &state->links, state->text_items ? &state->items : NULL);
}

static bool
items_are_full(const RollupState *state, size_t length)
{
	return state->text_items && !key_table_has_room(&state->items, length);
}

/*
 * Called when memory is about to be doubled: if the budget does not allow that, what is there goes to a file.
 */
static void
spill_if_over_budget(RollupState *state, Key item, uint32 node, uint32 slot)
{
	size_t more = rollup_links_growth(&state->links, item.number, node, slot);

	if (state->budget == NULL || state->links.count == 0)
		return;
	if (items_are_full(state, item.length))
		more += key_table_size(&state->items) + item.length;
	if (state->accounted >= SMALLEST_RUN * sizeof(RollupLink) &&
		state->budget->used + more > state->budget->limit)
		spill_links(state);
}

/* -------- items -------- */

static int64
item_number(RollupState *state, Key item)
{
	uint32 number;

	if (!state->text_items)
		return item.number;
	number = key_table_add(&state->items, item);
	if (number == KEY_NONE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many items in one group"));
	return number;
}

static void
add_link(RollupState *state, Key item, uint32 node, uint32 slot)
{
	bool full = !rollup_links_have_room(&state->links, state->text_items ? 0 : item.number, node, slot) ||
				items_are_full(state, item.length);

	if (full)
		spill_if_over_budget(state, item, node, slot);
	rollup_links_add(&state->links, item_number(state, item), node, slot);
	if (full)
		account(state, state_size(state));
}

/* -------- one graph per group -------- */

static _Noreturn void
report_two_graphs(void)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("two different graphs in one group"),
		errdetail("outcome_rollup() counts each group over one graph."),
		errhint("Write the graph as a sub-select or a parameter, or group by what tells the graphs apart."));
}

static bool
same_bytes(const struct varlena *a, const struct varlena *b)
{
	return VARSIZE_ANY(a) == VARSIZE_ANY(b) && memcmp(a, b, VARSIZE_ANY(a)) == 0;
}

/* Whether the bytes of the raw Datum themselves decide: not those of a pointer to someone's memory. */
static bool
is_plain_or_on_disk(const struct varlena *raw)
{
	return !VARATT_IS_EXTERNAL(raw) || VARATT_IS_EXTERNAL_ONDISK(raw);
}

static void
remember_raw(RollupState *state, const struct varlena *raw)
{
	if (state->raw != NULL)
		pfree(state->raw);
	state->raw = is_plain_or_on_disk(raw) ? copy_bytes(state->memory, raw, VARSIZE_ANY(raw)) : NULL;
}

/*
 * An argument that is a constant or a parameter has one value for as long as the state lives: parameters, the
 * results of sub-selects among them, change only when the whole aggregation is started anew.
 */
static bool
graph_is_constant(FunctionCallInfo fcinfo)
{
	Aggref *aggregate = AggGetAggref(fcinfo);
	Expr *argument;

	if (aggregate == NULL || aggregate->args == NIL)
		return false;
	argument = linitial_node(TargetEntry, aggregate->args)->expr;
	return IsA(argument, Const) || IsA(argument, Param);
}

/*
 * For anything else the bytes are compared, row by row.  Comparing addresses would not do: another row's
 * graph may have come to lie where this one was.
 */
static void
check_same_graph(RollupState *state, const struct varlena *raw)
{
	struct varlena *value;

	if (state->raw != NULL && same_bytes(raw, state->raw))
		return;
	value = pg_detoast_datum(unconstify(struct varlena *, raw));
	if (!same_bytes(value, state->value))
		report_two_graphs();
	if (value != raw)
		pfree(value);
	remember_raw(state, raw);
}

static RollupState *
first_row(FunctionCallInfo fcinfo, bool text_items)
{
	struct varlena *raw = (struct varlena *) PG_GETARG_POINTER(ARG_GRAPH);
	MemoryContext memory;
	RollupState *state;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "aggregate function called outside an aggregate");
	state = create_state(memory, pg_detoast_datum(raw), text_items);
	allow_spilling(state, fcinfo);
	state->graph_is_constant = graph_is_constant(fcinfo);
	if (!state->graph_is_constant)
		remember_raw(state, raw);
	return state;
}

static RollupState *
state_for_row(FunctionCallInfo fcinfo, bool text_items)
{
	RollupState *state;

	if (PG_ARGISNULL(ARG_GRAPH))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the graph given to outcome_rollup() must not be NULL"),
				errhint("A graph without nodes is '{}'; linkage() over no rows gives it."));
	if (PG_ARGISNULL(0))
		return first_row(fcinfo, text_items);
	state = (RollupState *) PG_GETARG_POINTER(0);
	if (!state->graph_is_constant)
		check_same_graph(state, (struct varlena *) PG_GETARG_POINTER(ARG_GRAPH));
	return state;
}

/* -------- transition -------- */

static Key
key_argument(FunctionCallInfo fcinfo, int argument, bool text)
{
	Key key = {0, NULL, 0};
	struct varlena *label;

	if (text)
	{
		label = PG_GETARG_VARLENA_PP(argument);
		key.label = VARDATA_ANY(label);
		key.length = VARSIZE_ANY_EXHDR(label);
	}
	else
		key.number = PG_GETARG_INT64(argument);
	return key;
}

static inline uint32
slot_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(ARG_RAG) ? RAG_TALLY_UNRATED : RAG_INDEX(PG_GETARG_RAG(ARG_RAG));
}

static Datum
add_row(FunctionCallInfo fcinfo, bool text_nodes, bool text_items)
{
	RollupState *state = state_for_row(fcinfo, text_items);

	if (!PG_ARGISNULL(ARG_NODE) && !PG_ARGISNULL(ARG_ITEM))
		add_link(state, key_argument(fcinfo, ARG_ITEM, text_items),
				 node_number(state, key_argument(fcinfo, ARG_NODE, text_nodes)), slot_argument(fcinfo));
	PG_RETURN_POINTER(state);
}

/*
 * What nearly every row of a large rollup is: a node of the graph that is found directly, and a link for
 * which there is room.  False, and nothing done, for any other.
 */
static inline bool
add_plain_row(FunctionCallInfo fcinfo, RollupState *state)
{
	RollupLinks *links = &state->links;
	int64 item = PG_GETARG_INT64(ARG_ITEM);
	uint32 slot = slot_argument(fcinfo);
	uint64 place = (uint64) PG_GETARG_INT64(ARG_NODE) - (uint64) state->first_direct;
	uint32 node;

	if (!state->graph_is_constant || PG_ARGISNULL(ARG_NODE) || PG_ARGISNULL(ARG_ITEM) ||
		place >= state->direct_nodes)
		return false;
	node = state->direct[place];
	if (node == 0 || !rollup_links_have_room(links, item, node - 1, slot))
		return false;
	rollup_links_put(links, item, node - 1, slot);
	return true;
}

PG_FUNCTION_INFO_V1(outcome_rollup_bigint_bigint);
Datum
outcome_rollup_bigint_bigint(PG_FUNCTION_ARGS)
{
	if (!PG_ARGISNULL(0) && add_plain_row(fcinfo, (RollupState *) PG_GETARG_POINTER(0)))
		return PG_GETARG_DATUM(0);
	return add_row(fcinfo, false, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_bigint_text);
Datum
outcome_rollup_bigint_text(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, false, true);
}

PG_FUNCTION_INFO_V1(outcome_rollup_text_bigint);
Datum
outcome_rollup_text_bigint(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, true, false);
}

PG_FUNCTION_INFO_V1(outcome_rollup_text_text);
Datum
outcome_rollup_text_text(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, true, true);
}

/* -------- partial states -------- */

/* How a partial state travels to another process of the same server; never stored. */
typedef struct PartialHeader
{
	uint64 links;
	uint64 value_size;
	uint64 unknown_bytes;
	uint64 item_bytes;
	uint64 link_bytes;
	uint64 base;
	uint32 unknown;
	uint32 items;
	bool text_items;
	bool packed;
} PartialHeader;

/* Keys from `first` on, each as eight bytes: a number, or a length that the label follows. */
static uint64
keys_size(const KeyTable *keys, uint32 first)
{
	uint64 size = (uint64) (keys->count - first) * sizeof(int64);

	if (keys->text && keys->count > first)
		size += keys->label_end[keys->count - 1] - (first == 0 ? 0 : keys->label_end[first - 1]);
	return size;
}

static char *
write_bytes(char *at, const void *bytes, size_t size)
{
	if (size > 0)
		memcpy(at, bytes, size);
	return at + size;
}

static char *
write_keys(char *at, const KeyTable *keys, uint32 first)
{
	for (uint32 id = first; id < keys->count; id++)
	{
		Key key = key_table_key(keys, id);
		int64 word = keys->text ? (int64) key.length : key.number;

		at = write_bytes(at, &word, sizeof(word));
		if (keys->text)
			at = write_bytes(at, key.label, key.length);
		CHECK_FOR_INTERRUPTS();
	}
	return at;
}

static void
check_partial_size(uint64 size, uint64 links)
{
	if (size > MaxAllocSize)
		ereport(
			ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("partial state of outcome_rollup() is too large to pass between processes"),
			errdetail("It holds " UINT64_FORMAT " links; a process can pass on at most one gigabyte.", links),
			errhint("Set max_parallel_workers_per_gather to 0 for this query, or group it further."));
}

PG_FUNCTION_INFO_V1(outcome_rollup_serial);
Datum
outcome_rollup_serial(PG_FUNCTION_ARGS)
{
	const RollupState *state = (const RollupState *) PG_GETARG_POINTER(0);
	uint32 known = state->graph.nodes;
	PartialHeader header = {0};
	uint64 size;
	char *out;
	char *at;

	header.links = state->links.count;
	header.value_size = VARSIZE(state->value);
	header.unknown = state->nodes.count - known;
	header.unknown_bytes = keys_size(&state->nodes, known);
	header.items = state->text_items ? state->items.count : 0;
	header.item_bytes = state->text_items ? keys_size(&state->items, 0) : 0;
	header.text_items = state->text_items;
	header.packed = state->links.packed;
	header.base = state->links.base;
	header.link_bytes = header.links * rollup_link_size(&state->links);
	size = VARHDRSZ + sizeof(header) + header.value_size + header.unknown_bytes + header.item_bytes +
		   header.link_bytes;
	check_partial_size(size, header.links);
	out = palloc(size);
	SET_VARSIZE(out, size);
	at = write_bytes(VARDATA(out), &header, sizeof(header));
	at = write_bytes(at, state->value, header.value_size);
	at = write_keys(at, &state->nodes, known);
	if (state->text_items)
		at = write_keys(at, &state->items, 0);
	write_bytes(at, rollup_links_bytes(&state->links), header.link_bytes);
	PG_RETURN_BYTEA_P(out);
}

static const char *
read_bytes(const char *at, void *bytes, size_t size)
{
	if (size > 0)
		memcpy(bytes, at, size);
	return at + size;
}

static const char *
read_keys(const char *at, KeyTable *keys, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
	{
		Key key = {0, NULL, 0};
		int64 word;

		at = read_bytes(at, &word, sizeof(word));
		key.number = word;
		if (keys->text)
		{
			key.label = at;
			key.length = (size_t) word;
			at += key.length;
		}
		key_table_add(keys, key);
		CHECK_FOR_INTERRUPTS();
	}
	return at;
}

PG_FUNCTION_INFO_V1(outcome_rollup_deserial);
Datum
outcome_rollup_deserial(PG_FUNCTION_ARGS)
{
	bytea *in = PG_GETARG_BYTEA_PP(0);
	const char *at = VARDATA_ANY(in);
	PartialHeader header;
	struct varlena *value;
	RollupState *state;

	if (VARSIZE_ANY_EXHDR(in) < sizeof(header))
		elog(ERROR, "partial state of outcome_rollup is damaged");
	at = read_bytes(at, &header, sizeof(header));
	if (VARSIZE_ANY_EXHDR(in) !=
		sizeof(header) + header.value_size + header.unknown_bytes + header.item_bytes + header.link_bytes)
		elog(ERROR, "partial state of outcome_rollup is damaged");
	value = palloc(header.value_size);
	at = read_bytes(at, value, header.value_size);
	state = create_state(CurrentMemoryContext, value, header.text_items);
	at = read_keys(at, &state->nodes, header.unknown);
	if (header.text_items)
		at = read_keys(at, &state->items, header.items);
	rollup_links_load(&state->links, header.packed, header.base, header.links, at);
	PG_RETURN_POINTER(state);
}

/* Ids of `other` to ids of `state`, where the keys from `first` on may have others. */
static uint32 *
translate_keys(const KeyTable *other, KeyTable *keys, uint32 first)
{
	uint32 *id = palloc_extended(((Size) other->count + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < other->count; i++)
	{
		id[i] = i < first ? i : key_table_add(keys, key_table_key(other, i));
		if (id[i] == KEY_NONE)
			ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many nodes in one group"));
		CHECK_FOR_INTERRUPTS();
	}
	return id;
}

/*
 * Items are given by their keys, not by numbers translated once: a spill in between forgets the numbers.
 */
static void
add_links(RollupState *state, const RollupState *other)
{
	uint32 *node = translate_keys(&other->nodes, &state->nodes, state->graph.nodes);

	if (state->budget == NULL)
		rollup_links_grow(&state->links, state->links.count + other->links.count);
	for (uint64 i = 0; i < other->links.count; i++)
	{
		RollupLink link = rollup_links_at(&other->links, i);
		Key item = {link.item, NULL, 0};

		if (state->text_items)
			item = key_table_key(&other->items, (uint32) link.item);
		add_link(state, item, node[link.node], link.slot);
		core_poll_at(&state->links.host, i);
	}
	pfree(node);
}

PG_FUNCTION_INFO_V1(outcome_rollup_combine);
Datum
outcome_rollup_combine(PG_FUNCTION_ARGS)
{
	RollupState *state = PG_ARGISNULL(0) ? NULL : (RollupState *) PG_GETARG_POINTER(0);
	const RollupState *other = PG_ARGISNULL(1) ? NULL : (const RollupState *) PG_GETARG_POINTER(1);
	MemoryContext memory;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "aggregate function called outside an aggregate");
	if (other == NULL && state == NULL)
		PG_RETURN_NULL();
	if (other == NULL)
		PG_RETURN_POINTER(state);
	/* The other state lives in shorter memory, so the first is copied too. */
	if (state == NULL)
	{
		state = create_state(memory, other->value, other->text_items);
		allow_spilling(state, fcinfo);
	}
	else if (!same_bytes(state->value, other->value))
		report_two_graphs();
	add_links(state, other);
	PG_RETURN_POINTER(state);
}

/* -------- the answer -------- */

static const char *
slot_text(uint32 slot)
{
	return slot == RAG_TALLY_UNRATED ? "nothing (NULL)" : rag_letter(RAG_AT(slot));
}

static _Noreturn void
report_two_ratings(const RollupState *state, const RollupConflict *conflict)
{
	uint32 first = Min(conflict->slot, conflict->other_slot);
	uint32 second = Max(conflict->slot, conflict->other_slot);
	char *name = state->text_items ? quotable(conflict->item.label, conflict->item.length)
								   : psprintf(INT64_FORMAT, conflict->item.number);

	ereport(
		ERROR, errcode(ERRCODE_CARDINALITY_VIOLATION),
		errmsg("item \"%s\" has two ratings in one group", name),
		errdetail("It is rated %s and %s, and can be counted only once.", slot_text(first),
				  slot_text(second)),
		errhint("Group by what tells the ratings apart, such as the quarter, or aggregate them first, for "
				"example with max(rag)."));
}

static void
count_items(RollupState *state, Rollup *rollup)
{
	const RollupLink *run;
	size_t length;

	rollup_links_sort(&state->links);
	while ((length = rollup_links_next(&state->links, &run)) > 0)
	{
		const RollupLink *other = rollup_item(rollup, run, length);
		RollupConflict conflict = {{run->item, NULL, 0}, run->slot, 0};

		if (other == NULL)
			continue;
		conflict.other_slot = other->slot;
		if (state->text_items)
			conflict.item = key_table_key(&state->items, (uint32) run->item);
		report_two_ratings(state, &conflict);
	}
}

/* The memory that held links serves for reading them back. */
static void
count_spilled(RollupState *state, Rollup *rollup)
{
	RollupConflict conflict = {{0, NULL, 0}, 0, 0};

	if (state->links.count > 0)
		spill_links(state);
	rollup_links_free(&state->links);
	if (state->text_items)
		key_table_free(&state->items);
	account(state, 0);
	if (!rollup_spill_count(state->spill, rollup, &conflict))
		report_two_ratings(state, &conflict);
	close_spill(state);
}

/*
 * A final function may be called again on one state, when a hash table is read twice or another aggregate
 * shares the state.  Links in memory are counted anew, those in files are gone, and their counts are kept.
 */
static const Rollup *
count_group(RollupState *state)
{
	CoreHost host = server_host(state->spill == NULL ? CurrentMemoryContext : state->memory);
	RollupAnswer *answer = state->answer;

	if (answer != NULL)
		return &answer->rollup;
	answer = MemoryContextAllocZero(host.memory, sizeof(RollupAnswer));
	linkage_condense(&state->graph, &host, &answer->dag);
	rollup_init(&answer->rollup, &answer->dag, state->graph.nodes, state->nodes.count - state->graph.nodes,
				&host);
	if (state->spill == NULL)
		count_items(state, &answer->rollup);
	else
	{
		count_spilled(state, &answer->rollup);
		state->answer = answer;
	}
	rollup_finish(&answer->rollup);
	return &answer->rollup;
}

static void
counts_to_tally(const RollupCounts *counts, RagTally *tally)
{
	memset(tally, 0, sizeof(*tally));
	memcpy(tally->count, counts->count, sizeof(counts->count));
}

/* The rows of the answer, one for each node. */
typedef struct RowMaker
{
	const RollupState *state;
	const Rollup *rollup;
	TupleDesc desc;
	RagTally by_link;
	RagTally distinct;
} RowMaker;

static bool
is_tally_column(Form_pg_attribute column)
{
	return !column->attisdropped && !column->attbyval && column->attlen == sizeof(RagTally) &&
		   column->attalign == TYPALIGN_DOUBLE;
}

static bool
is_row_shape(TupleDesc desc, bool text)
{
	return desc->natts == 3 && TupleDescAttr(desc, 0)->atttypid == (text ? TEXTOID : INT8OID) &&
		   is_tally_column(TupleDescAttr(desc, 1)) && is_tally_column(TupleDescAttr(desc, 2));
}

/*
 * What the row type looks like is up to the extension's SQL, which may be newer than this library: one that a
 * session has loaded stays until it ends, whatever ALTER EXTENSION has done since.
 */
static TupleDesc
row_shape(Oid row_type, bool text)
{
	TupleDesc desc = lookup_rowtype_tupdesc(row_type, -1);

	if (!is_row_shape(desc, text))
		ereport(
			ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("type %s is not the one this library of golden_thread fills", format_type_be(row_type)),
			errdetail("Its columns must be node %s, by_link rag_tally and distinct_items rag_tally.",
					  text ? "text" : "bigint"),
			errhint("The library and the extension are of different versions: connect again, or else run "
					"ALTER EXTENSION golden_thread UPDATE."));
	return desc;
}

static HeapTuple
make_row(RowMaker *maker, uint32 node)
{
	uint32 component = rollup_component(maker->rollup, node);
	bool isnull[3] = {false, false, false};
	Datum values[3];
	HeapTuple row;

	counts_to_tally(&maker->rollup->by_link.here[component], &maker->by_link);
	counts_to_tally(&maker->rollup->distinct.here[component], &maker->distinct);
	values[0] = linkage_key_datum(maker->state->graph.text, key_table_key(&maker->state->nodes, node));
	values[1] = PointerGetDatum(&maker->by_link);
	values[2] = PointerGetDatum(&maker->distinct);
	row = heap_form_tuple(maker->desc, values, isnull);
	if (maker->state->graph.text)
		pfree(DatumGetPointer(values[0]));
	return row;
}

/* An element of the array takes a row's size, aligned; the text of a node varies, the rest does not. */
static uint64
array_size(const RollupState *state)
{
	const KeyTable *nodes = &state->nodes;
	uint64 size = ARR_OVERHEAD_NONULLS(1);

	for (uint32 node = 0; node < nodes->count; node++)
	{
		Size header = MAXALIGN(SizeofHeapTupleHeader);
		Size key = nodes->text ? key_table_key(nodes, node).length + VARHDRSZ : sizeof(int64);

		size += header + MAXALIGN(key) + 2 * sizeof(RagTally);
		CHECK_FOR_INTERRUPTS();
	}
	return size;
}

static ArrayType *
create_array(const RollupState *state, Oid row_type)
{
	uint64 size = array_size(state);
	ArrayType *array;

	if (size > MaxAllocSize)
		ereport(
			ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("result of outcome_rollup() is too large"),
			errdetail("An array of %u nodes would take " UINT64_FORMAT " bytes; one gigabyte is the most.",
					  state->nodes.count, size),
			errhint("Roll up the parts of the graph one at a time."));
	array = palloc0(size);
	array->ndim = state->nodes.count == 0 ? 0 : 1;
	array->elemtype = row_type;
	if (array->ndim == 1)
	{
		ARR_DIMS(array)[0] = (int) state->nodes.count;
		ARR_LBOUND(array)[0] = 1;
	}
	return array;
}

/* Written row by row into the array: a million rows need not be in memory twice. */
static void
fill_array(ArrayType *array, RowMaker *maker)
{
	uint32 *order = key_table_order(&maker->state->nodes);
	char *at = (char *) array + (array->ndim == 0 ? sizeof(ArrayType) : ARR_OVERHEAD_NONULLS(1));

	for (uint32 i = 0; i < maker->state->nodes.count; i++)
	{
		HeapTuple row = make_row(maker, order[i]);

		memcpy(at, row->t_data, row->t_len);
		at += MAXALIGN(row->t_len);
		heap_freetuple(row);
		core_poll_at(&maker->rollup->host, i);
	}
	SET_VARSIZE(array, at - (char *) array);
}

PG_FUNCTION_INFO_V1(outcome_rollup_final);
Datum
outcome_rollup_final(PG_FUNCTION_ARGS)
{
	Oid row_type = get_element_type(get_fn_expr_rettype(fcinfo->flinfo));
	RollupState *state;
	RowMaker maker;
	ArrayType *array;

	/* No rows: no graph to have nodes. */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (RollupState *) PG_GETARG_POINTER(0);
	/* First of all, since they may be refused. */
	maker.desc = row_shape(row_type, state->graph.text);
	array = create_array(state, row_type);
	maker.state = state;
	maker.rollup = count_group(state);
	fill_array(array, &maker);
	ReleaseTupleDesc(maker.desc);
	PG_RETURN_ARRAYTYPE_P(array);
}
