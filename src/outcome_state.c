/*
 * outcome_state.c: what the rollup aggregates have in common.
 *
 * A transition function only collects: a row costs a look that g is still the same graph, one or two look-ups
 * and eight or sixteen bytes.  The counting is done at the end, in outcome_rollup_core.c.  Links that pass
 * work_mem * hash_mem_multiplier go to temporary files, in outcome_spill.c.
 */
#include "outcome_state.h"

#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/primnodes.h"
#include "outcome_spill.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/memutils.h"

/* A state with fewer links than this keeps them: a file for them would take more memory than they do. */
#define SMALLEST_RUN 2048

/* Nodes are looked up directly where on average there are no more numbers to a node than this. */
#define SPARSEST_DIRECT 4

/*
 * What the links (and what they name and bring) of all groups of one aggregate call may take together.
 * Sorting them before they are written, and reading them back, takes as much again, so this is half of the
 * limit.
 */
struct RollupBudget
{
	size_t limit;
	size_t used;
};

/* The counts of a group whose links have been read, which can be done once only. */
struct RollupAnswer
{
	LinkageDag dag;
	Rollup rollup;
};

const RollupForm *const rollup_forms[] = {&rollup_ratings, &rollup_tallies, &rollup_amounts,
										  &rollup_shared_amounts, &rollup_shared_ratings};
const int rollup_form_count = lengthof(rollup_forms);

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
create_state(MemoryContext memory, const RollupForm *form, const struct varlena *value, bool text_items)
{
	RollupState *state = MemoryContextAllocZero(memory, sizeof(RollupState));
	CoreHost host = server_host(memory);

	state->form = form;
	state->memory = memory;
	state->value = copy_bytes(memory, value, VARSIZE(value));
	linkage_open_value(state->value, &state->graph);
	number_nodes(state, &host);
	index_nodes(state);
	state->text_items = text_items;
	if (text_items)
		key_table_init(&state->items, &host, true, 0);
	if (form->brings_bytes)
		key_table_init(&state->brought, &host, true, 0);
	decimal_window_clear(&state->extent.window);
	rollup_links_init(&state->links, &host, form->brings_bytes);
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
	size_t size = rollup_links_size(&state->links);

	if (state->text_items)
		size += key_table_size(&state->items);
	if (state->form->brings_bytes)
		size += key_table_size(&state->brought);
	return size;
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
		state->spill = rollup_spill_create(state->memory, state->text_items, state->form->brings_bytes,
										   state->budget->limit);
	rollup_spill_links(state->spill, &state->links, state->text_items ? &state->items : NULL,
					   state->form->brings_bytes ? &state->brought : NULL);
}

/* How much a table of keys would grow by if one of this length is added. */
static size_t
table_growth(const KeyTable *keys, size_t length)
{
	return key_table_has_room(keys, length) ? 0 : key_table_size(keys) + length;
}

/* How much memory a link may take beyond what there is. */
static size_t
state_growth(const RollupState *state, Key item, uint32 node, uint32 slot, RollupBytes brought)
{
	size_t more = rollup_links_growth(&state->links, item.number, node, slot);

	if (state->text_items)
		more += table_growth(&state->items, item.length);
	if (state->form->brings_bytes)
		more += table_growth(&state->brought, brought.length);
	return more;
}

/*
 * Called when memory is about to be doubled: if the budget does not allow that, what is there goes to a file.
 */
static void
spill_if_over_budget(RollupState *state, size_t more)
{
	if (state->budget == NULL || state->links.count == 0)
		return;
	if (state->accounted >= SMALLEST_RUN * sizeof(RollupLink) &&
		state->budget->used + more > state->budget->limit)
		spill_links(state);
}

/* -------- links -------- */

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

/* Each time bytes from outside get a number they are looked at: once in every run that is spilled. */
static uint32
brought_number(RollupState *state, Key item, RollupBytes brought, bool noted)
{
	uint32 before = state->brought.count;
	uint32 number = key_table_add_label(&state->brought, brought.bytes, brought.length);

	if (number == KEY_NONE)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many different values in one group"));
	if (number == before && !noted)
		state->form->note(state, item, brought);
	return number;
}

static RollupBytes
brought_bytes(const RollupState *state, uint32 number)
{
	Key key = key_table_key(&state->brought, number);

	return (RollupBytes){key.label, key.length};
}

static bool
is_room_for_link(const RollupState *state, Key item, uint32 node, uint32 slot, RollupBytes brought)
{
	return rollup_links_have_room(&state->links, item.number, node, slot) &&
		   (!state->text_items || key_table_has_room(&state->items, item.length)) &&
		   (!state->form->brings_bytes || key_table_has_room(&state->brought, brought.length));
}

/* `noted`: what the link brings has been looked at by the state it comes from. */
static void
add_link(RollupState *state, Key item, uint32 node, uint32 slot, RollupBytes brought, bool noted)
{
	bool full = !is_room_for_link(state, item, node, slot, brought);

	if (full)
		spill_if_over_budget(state, state_growth(state, item, node, slot, brought));
	if (state->form->brings_bytes)
		slot = brought_number(state, item, brought, noted);
	rollup_links_add(&state->links, item_number(state, item), node, slot);
	if (full)
		account(state, state_size(state));
}

/* -------- one graph per group -------- */

static _Noreturn void
report_two_graphs(const RollupState *state)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("two different graphs in one group"),
		errdetail("%s() counts each group over one graph.", state->form->aggregate),
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
		report_two_graphs(state);
	if (value != raw)
		pfree(value);
	remember_raw(state, raw);
}

static RollupState *
first_row(FunctionCallInfo fcinfo, const RollupForm *form, bool text_items)
{
	struct varlena *raw = (struct varlena *) PG_GETARG_POINTER(ARG_GRAPH);
	MemoryContext memory;
	RollupState *state;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "aggregate function called outside an aggregate");
	state = create_state(memory, form, pg_detoast_datum(raw), text_items);
	allow_spilling(state, fcinfo);
	state->graph_is_constant = graph_is_constant(fcinfo);
	if (!state->graph_is_constant)
		remember_raw(state, raw);
	return state;
}

RollupState *
rollup_state_for_row(FunctionCallInfo fcinfo, const RollupForm *form, bool text_items)
{
	RollupState *state;

	if (PG_ARGISNULL(ARG_GRAPH))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the graph given to %s() must not be NULL", form->aggregate),
				errhint("A graph without nodes is '{}'; linkage() over no rows gives it."));
	if (PG_ARGISNULL(0))
		return first_row(fcinfo, form, text_items);
	state = (RollupState *) PG_GETARG_POINTER(0);
	if (!state->graph_is_constant)
		check_same_graph(state, (struct varlena *) PG_GETARG_POINTER(ARG_GRAPH));
	return state;
}

/* -------- rows -------- */

bool
rollup_row_counts(FunctionCallInfo fcinfo)
{
	return !PG_ARGISNULL(ARG_NODE) && !PG_ARGISNULL(ARG_ITEM);
}

void
rollup_add_row(FunctionCallInfo fcinfo, RollupState *state, uint32 slot, RollupBytes brought)
{
	add_link(state, linkage_datum_key(state->text_items, PG_GETARG_DATUM(ARG_ITEM)),
			 node_number(state, linkage_datum_key(state->graph.text, PG_GETARG_DATUM(ARG_NODE))), slot,
			 brought, false);
}

/* -------- partial states -------- */

/* How a partial state travels to another process of the same server; never stored. */
typedef struct PartialHeader
{
	uint64 links;
	uint64 value_size;
	uint64 unknown_bytes;
	uint64 item_bytes;
	uint64 brought_bytes;
	uint64 link_bytes;
	uint64 base;
	uint32 unknown;
	uint32 items;
	uint32 brought;
	int form;
	bool text_items;
	bool packed;
	RollupExtent extent;
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
check_partial_size(const RollupState *state, uint64 size, uint64 links)
{
	if (size > MaxAllocSize)
		ereport(
			ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("partial state of %s() is too large to pass between processes", state->form->aggregate),
			errdetail("It holds " UINT64_FORMAT " links; a process can pass on at most one gigabyte.", links),
			errhint("Set max_parallel_workers_per_gather to 0 for this query, or group it further."));
}

static uint64
partial_size(const PartialHeader *header)
{
	return sizeof(*header) + header->value_size + header->unknown_bytes + header->item_bytes +
		   header->brought_bytes + header->link_bytes;
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
	header.brought = state->form->brings_bytes ? state->brought.count : 0;
	header.brought_bytes = state->form->brings_bytes ? keys_size(&state->brought, 0) : 0;
	header.form = state->form->number;
	header.text_items = state->text_items;
	header.packed = state->links.packed;
	header.base = state->links.base;
	header.link_bytes = header.links * rollup_link_size(&state->links);
	header.extent = state->extent;
	size = VARHDRSZ + partial_size(&header);
	check_partial_size(state, size, header.links);
	out = palloc(size);
	SET_VARSIZE(out, size);
	at = write_bytes(VARDATA(out), &header, sizeof(header));
	at = write_bytes(at, state->value, header.value_size);
	at = write_keys(at, &state->nodes, known);
	if (state->text_items)
		at = write_keys(at, &state->items, 0);
	if (state->form->brings_bytes)
		at = write_keys(at, &state->brought, 0);
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
		elog(ERROR, "partial state of outcome_rollup() is damaged");
	at = read_bytes(at, &header, sizeof(header));
	if (VARSIZE_ANY_EXHDR(in) != partial_size(&header) || header.form < 0 || header.form >= rollup_form_count)
		elog(ERROR, "partial state of outcome_rollup() is damaged");
	value = palloc(header.value_size);
	at = read_bytes(at, value, header.value_size);
	state = create_state(CurrentMemoryContext, rollup_forms[header.form], value, header.text_items);
	state->extent = header.extent;
	at = read_keys(at, &state->nodes, header.unknown);
	if (header.text_items)
		at = read_keys(at, &state->items, header.items);
	if (state->form->brings_bytes)
		at = read_keys(at, &state->brought, header.brought);
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
 * Items, and what links bring, are given by themselves, not by numbers translated once: a spill in between
 * forgets the numbers.
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
		RollupBytes brought = {NULL, 0};

		if (state->text_items)
			item = key_table_key(&other->items, (uint32) link.item);
		if (state->form->brings_bytes)
			brought = brought_bytes(other, link.slot);
		add_link(state, item, node[link.node], link.slot, brought, true);
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
		state = create_state(memory, other->form, other->value, other->text_items);
		allow_spilling(state, fcinfo);
	}
	else if (!same_bytes(state->value, other->value))
		report_two_graphs(state);
	decimal_window_merge(&state->extent.window, &other->extent.window);
	state->extent.ratings |= other->extent.ratings;
	add_links(state, other);
	PG_RETURN_POINTER(state);
}

/* -------- the answer -------- */

static char *
key_name(bool text, Key key)
{
	return text ? quotable(key.label, key.length) : psprintf(INT64_FORMAT, key.number);
}

char *
rollup_item_name(const RollupState *state, Key item)
{
	return key_name(state->text_items, item);
}

char *
rollup_node_name(const RollupState *state, uint32 node)
{
	return key_name(state->graph.text, key_table_key(&state->nodes, node));
}

void
rollup_report_conflict(const RollupCount *count, const char *things, const char *detail, const char *hint)
{
	ereport(
		ERROR, errcode(ERRCODE_CARDINALITY_VIOLATION),
		errmsg("item \"%s\" has two %s in one group", rollup_item_name(count->state, count->item), things),
		errdetail_internal("%s", detail), errhint("%s", hint));
}

Datum
rollup_node_datum(const RollupState *state, uint32 node)
{
	return linkage_key_datum(state->graph.text, key_table_key(&state->nodes, node));
}

static void
count_run(RollupState *state, RollupCount *count, const RollupLink *run, size_t length)
{
	const RollupForm *form = state->form;

	for (size_t i = 0; i < length; i++)
	{
		RollupBytes brought = {NULL, 0};

		if (form->brings_bytes)
			brought = brought_bytes(state, run[i].slot);
		if (i == 0)
			form->begin(count, run[i].slot, brought);
		form->link(count, run[i].node, run[i].slot, brought);
	}
	rollup_end_item(form, count);
}

/*
 * What a link brings decides how its item is counted; where that is a rating, the core does all of it, and an
 * item with two of them is gone through once more for the error.
 */
static void
count_items(RollupState *state, RollupCount *count)
{
	const RollupLink *run;
	size_t length;

	rollup_links_sort(&state->links);
	while ((length = rollup_links_next(&state->links, &run)) > 0)
	{
		if (!state->form->brings_bytes && rollup_item(count->rollup, run, length) == NULL)
			continue;
		count->item = (Key){run->item, NULL, 0};
		if (state->text_items)
			count->item = key_table_key(&state->items, (uint32) run->item);
		count_run(state, count, run, length);
	}
}

/* The memory that held links serves for reading them back. */
static void
count_spilled(RollupState *state, RollupCount *count)
{
	if (state->links.count > 0)
		spill_links(state);
	rollup_links_free(&state->links);
	if (state->text_items)
		key_table_free(&state->items);
	if (state->form->brings_bytes)
		key_table_free(&state->brought);
	account(state, 0);
	rollup_spill_count(state->spill, count);
	close_spill(state);
}

void
rollup_report_overflow(const RollupState *state)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("counts of %s() are out of range", state->form->aggregate),
			errdetail("A count is at most " INT64_FORMAT ".", PG_INT64_MAX));
}

/* Count all links, of which a file's can be read once only, into the memory of `host`. */
static RollupAnswer *
count_links(RollupState *state, const CoreHost *host)
{
	RollupAnswer *answer = MemoryContextAllocZero(host->memory, sizeof(RollupAnswer));
	RollupCount count = {state, &answer->rollup, NULL, {0, NULL, 0}, NULL};

	linkage_condense(&state->graph, host, &answer->dag);
	rollup_init(&answer->rollup, &answer->dag, state->graph.nodes, state->nodes.count - state->graph.nodes,
				state->form->lanes(state),
				state->form->part_lanes == NULL ? 0 : state->form->part_lanes(state), host);
	count.work = AllocSetContextCreate(CurrentMemoryContext, "item", ALLOCSET_DEFAULT_SIZES);
	if (state->form->prepare != NULL)
		state->form->prepare(&count);
	if (state->spill == NULL)
		count_items(state, &count);
	else
		count_spilled(state, &count);
	MemoryContextDelete(count.work);
	rollup_finish(&answer->rollup);
	if (answer->rollup.overflow)
		rollup_report_overflow(state);
	return answer;
}

const Rollup *
rollup_count_group(RollupState *state)
{
	CoreHost host = server_host(state->spill == NULL ? CurrentMemoryContext : state->memory);
	bool keep = state->spill != NULL;
	RollupAnswer *answer = state->answer;

	if (answer != NULL)
		return &answer->rollup;
	answer = count_links(state, &host);
	if (keep)
		state->answer = answer;
	return &answer->rollup;
}
