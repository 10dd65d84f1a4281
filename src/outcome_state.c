/*
 * outcome_state.c: what the rollup aggregates have in common.
 *
 * A transition function only collects: a row costs a look that g is still the same graph, one or two look-ups
 * and eight or sixteen bytes.  The counting is done at the end, in outcome_rollup_core.c.  Links that pass
 * work_mem * hash_mem_multiplier go to temporary files, in outcome_spill.c.
 *
 * The server is not the only one to call the aggregates' functions.  Citus looks them up and calls them
 * itself: with a FmgrInfo that is a row's and has no expression, for an aggregate that is its own, and asks
 * for the partial state of groups that the server's own AggState would finish.
 */
#include "outcome_state.h"

#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/primnodes.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/memutils.h"

/* A state with fewer links than this keeps them: a file for them would take more memory than they do. */
#define SMALLEST_RUN 2048

/*
 * What the groups of one aggregate call share: a graph, and what their links (and what they name and bring)
 * may take together.  Sorting links before they are written, and reading them back, takes as much again, so
 * the limit is half of what there is.
 */
struct RollupCall
{
	size_t limit;
	size_t used;
	RollupGraph *graph; /* of the group begun last; NULL: of none yet */
};

/* The counts of a group whose links have been read, which can be done once only. */
struct RollupAnswer
{
	Rollup rollup;
};

const RollupForm *const rollup_forms[] = {&rollup_ratings, &rollup_tallies, &rollup_amounts,
										  &rollup_shared_amounts, &rollup_shared_ratings};
const int rollup_form_count = lengthof(rollup_forms);

/* -------- the state -------- */

static RollupBytes
whole_bytes(const struct varlena *value)
{
	return (RollupBytes){(const char *) value, VARSIZE_ANY(value)};
}

#ifdef USE_ASSERT_CHECKING
static void
assert_link(const RollupState *state, RollupLink link)
{
	Assert(link.node < rollup_nodes(state));
	Assert(!state->text_items || (uint64) link.item < state->items.count);
	Assert(link.slot < (state->form->brings_bytes ? state->brought.count : RAG_TALLY_USED));
}

void
AssertCheckRollupState(const RollupState *state)
{
	const RollupLinks *links = &state->links;

	Assert(state->form->number >= 0 && state->form->number < rollup_form_count);
	Assert(rollup_forms[state->form->number] == state->form);
	Assert(state->graph->users > 0);
	Assert(state->unknown.text == state->graph->linkage.text);
	Assert(state->direct == state->graph->direct && state->direct_nodes == state->graph->direct_nodes);
	Assert(state->raw == NULL || !state->graph_is_constant);
	Assert(links->count <= links->capacity || links->capacity == 0);
	Assert(!links->packed || !state->form->brings_bytes);
	Assert(state->spill == NULL || (state->may_spill && state->answer == NULL));
	Assert(state->may_spill ? state->call->used >= state->accounted : state->accounted == 0);
	Assert(state->extent.ratings >> RAG_TALLY_USED == 0);
	/* The newest link stands for all: to look at every one for every row would take for ever. */
	if (links->count > 0 && links->read == 0 && links->part_end == NULL && links->sorted == 0)
		assert_link(state, rollup_links_at(links, links->count - 1));
}
#endif

static RollupState *
new_state(MemoryContext memory, const RollupForm *form, RollupGraph *graph, bool text_items)
{
	RollupState *state = MemoryContextAllocZero(memory, sizeof(RollupState));
	CoreHost host = server_host(memory);

	state->form = form;
	state->memory = memory;
	state->graph = graph;
	state->direct = graph->direct;
	state->direct_nodes = graph->direct_nodes;
	state->first_direct = graph->first_direct;
	key_table_init(&state->unknown, &host, graph->linkage.text, 0);
	state->text_items = text_items;
	if (text_items)
		key_table_init(&state->items, &host, true, 0);
	if (form->brings_bytes)
		key_table_init(&state->brought, &host, true, 0);
	decimal_window_clear(&state->extent.window);
	rollup_links_init(&state->links, &host, form->brings_bytes);
	return state;
}

RollupState *
rollup_create_state(MemoryContext memory, const RollupForm *form, const struct varlena *value,
					bool text_items)
{
	return new_state(memory, form, rollup_graph_create(memory, value), text_items);
}

uint32
rollup_node_number(RollupState *state, Key node)
{
	uint32 number = rollup_graph_find(state->graph, node);

	if (number != KEY_NONE)
		return number;
	number = key_table_add(&state->unknown, node);
	if (number >= KEY_TABLE_MAX - state->graph->linkage.nodes)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("too many nodes in one group"));
	return state->graph->linkage.nodes + number;
}

/* The graph's nodes are in order; those unknown to it are merged in. */
uint32 *
rollup_node_order(const RollupState *state)
{
	uint32 known = state->graph->linkage.nodes;
	uint32 unknown = state->unknown.count;
	uint32 *other = key_table_order(&state->unknown);
	uint32 *order = palloc_extended(((Size) known + unknown + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	uint32 at = 0;
	uint32 next = 0;

	for (uint32 i = 0; i < known + unknown; i++)
	{
		if (at < known && (next == unknown || key_compare(state->unknown.text, rollup_node(state, at),
														  key_table_key(&state->unknown, other[next])) < 0))
			order[i] = at++;
		else
			order[i] = known + other[next++];
		CHECK_FOR_INTERRUPTS();
	}
	state->unknown.host.release(other);
	return order;
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
	if (!state->may_spill)
		return;
	state->call->used += size - state->accounted;
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
	rollup_graph_release(state->graph);
}

static RollupCall *
new_call(MemoryContext memory)
{
	RollupCall *call = MemoryContextAllocZero(memory, sizeof(RollupCall));

	call->limit = get_hash_memory_limit() / 2;
	return call;
}

/* Whether the server's executor calls, which gives every function an expression and memory for the query. */
static bool
is_called_by_executor(FunctionCallInfo fcinfo)
{
	return fcinfo->flinfo->fn_expr != NULL;
}

/*
 * HashAggregate has many groups of a call at a time.  For another engine, whose FmgrInfo may be a row's, each
 * group is a call of its own.
 */
static RollupCall *
call_of(FunctionCallInfo fcinfo, MemoryContext memory)
{
	FmgrInfo *function = fcinfo->flinfo;

	if (!is_called_by_executor(fcinfo))
		return new_call(memory);
	if (function->fn_extra == NULL)
		function->fn_extra = new_call(function->fn_mcxt);
	return function->fn_extra;
}

/* The graph of the call's last group if it is this one, else a new one. */
static RollupGraph *
graph_of_call(RollupCall *call, MemoryContext parent, const struct varlena *value)
{
	if (call->graph == NULL || !rollup_graph_is(call->graph, value))
	{
		if (call->graph != NULL)
			rollup_graph_release(call->graph);
		call->graph = NULL;
		call->graph = rollup_graph_create(parent, value);
	}
	call->graph->users++;
	return call->graph;
}

/*
 * Partial states that the executor asks for are passed on from memory, so they keep their links there.
 * Another engine may ask for the partial state or the answer, which we do not know before it does.
 */
static bool
may_spill(FunctionCallInfo fcinfo)
{
	return !is_called_by_executor(fcinfo) || !DO_AGGSPLIT_SKIPFINAL(((AggState *) fcinfo->context)->aggsplit);
}

RollupState *
rollup_create_group(FunctionCallInfo fcinfo, const RollupForm *form, const struct varlena *value,
					bool text_items)
{
	MemoryContext memory;
	MemoryContext parent;
	RollupCall *call;
	RollupState *state;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "aggregate function called outside an aggregate");
	/* A window function cannot be told when its group is over. */
	if (!IsA(fcinfo->context, AggState))
		return rollup_create_state(memory, form, value, text_items);
	call = call_of(fcinfo, memory);
	parent = is_called_by_executor(fcinfo) ? fcinfo->flinfo->fn_mcxt : memory;
	state = new_state(memory, form, graph_of_call(call, parent, value), text_items);
	AggRegisterCallback(fcinfo, end_state, PointerGetDatum(state));
	state->call = call;
	state->may_spill = may_spill(fcinfo);
	account(state, state_size(state));
	return state;
}

static void
spill_links(RollupState *state)
{
	if (state->spill == NULL)
		state->spill = rollup_spill_create(state->memory, state->text_items, state->form->brings_bytes,
										   state->call->limit);
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
state_growth(const RollupState *state, const RollupWholeLink *link)
{
	size_t more = rollup_links_growth(&state->links, link->item.number, link->node, link->slot);

	if (state->text_items)
		more += table_growth(&state->items, link->item.length);
	if (state->form->brings_bytes)
		more += table_growth(&state->brought, link->brought.length);
	return more;
}

/*
 * Called when memory is about to be doubled: if the budget does not allow that, what is there goes to a file.
 */
static void
spill_if_over_budget(RollupState *state, size_t more)
{
	if (!state->may_spill || state->links.count == 0)
		return;
	if (state->accounted >= SMALLEST_RUN * sizeof(RollupLink) &&
		state->call->used + more > state->call->limit)
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

RollupBytes
rollup_brought(const RollupState *state, uint32 number)
{
	Key key = key_table_key(&state->brought, number);

	return (RollupBytes){key.label, key.length};
}

static bool
is_room_for_link(const RollupState *state, const RollupWholeLink *link)
{
	return rollup_links_have_room(&state->links, link->item.number, link->node, link->slot) &&
		   (!state->text_items || key_table_has_room(&state->items, link->item.length)) &&
		   (!state->form->brings_bytes || key_table_has_room(&state->brought, link->brought.length));
}

/* `noted`: what the link brings has been looked at by the state it comes from. */
static void
add_link(RollupState *state, const RollupWholeLink *link, bool noted)
{
	bool full = !is_room_for_link(state, link);
	uint32 slot = link->slot;

	if (full)
		spill_if_over_budget(state, state_growth(state, link));
	if (state->form->brings_bytes)
		slot = brought_number(state, link->item, link->brought, noted);
	rollup_links_add(&state->links, item_number(state, link->item), link->node, slot);
	if (full)
		account(state, state_size(state));
}

void
rollup_add_link(RollupState *state, const RollupWholeLink *link)
{
	add_link(state, link, true);
}

void
rollup_expect_links(RollupState *state, uint64 links)
{
	if (!state->may_spill)
		rollup_links_grow(&state->links, state->links.count + links);
}

static void
add_spilled_link(void *state, const RollupWholeLink *link)
{
	add_link(state, link, true);
}

void
rollup_gather(RollupState *state)
{
	RollupSpill *spill = state->spill;

	if (spill == NULL)
		return;
	account(state, 0);
	state->may_spill = false;
	state->spill = NULL;
	rollup_spill_visit(spill, add_spilled_link, state);
	rollup_spill_close(spill);
}

static RollupWholeLink
whole_link(const RollupState *state, RollupLink link)
{
	RollupWholeLink whole = {.item = {link.item, NULL, 0}, .node = link.node, .slot = link.slot};

	if (state->text_items)
		whole.item = key_table_key(&state->items, (uint32) link.item);
	if (state->form->brings_bytes)
		whole.brought = rollup_brought(state, link.slot);
	return whole;
}

void
rollup_visit_links(RollupState *state, RollupVisit visit, void *visitor)
{
	if (state->spill != NULL)
		rollup_spill_visit(state->spill, visit, visitor);
	for (uint64 i = 0; i < state->links.count; i++)
	{
		RollupWholeLink link = whole_link(state, rollup_links_at(&state->links, i));

		visit(visitor, &link);
		core_poll_at(&state->links.host, i);
	}
}

/* -------- one graph per group -------- */

void
rollup_report_two_graphs(const RollupState *state)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("two different graphs in one group"),
		errdetail("%s() counts each group over one graph.", state->form->aggregate),
		errhint("Write the graph as a sub-select or a parameter, or group by what tells the graphs apart."));
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
	state->raw = NULL;
	if (is_plain_or_on_disk(raw))
		state->raw = memcpy(MemoryContextAlloc(state->memory, VARSIZE_ANY(raw)), raw, VARSIZE_ANY(raw));
}

/*
 * An argument that is a constant or a parameter has one value for as long as the state lives: parameters, the
 * results of sub-selects among them, change only when the whole aggregation is started anew.  Of another
 * engine's aggregate we do not know which argument is ours.
 */
static bool
graph_is_constant(FunctionCallInfo fcinfo)
{
	Aggref *aggregate = is_called_by_executor(fcinfo) ? AggGetAggref(fcinfo) : NULL;
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

	if (state->raw != NULL && rollup_same_bytes(whole_bytes(raw), whole_bytes(state->raw)))
		return;
	value = pg_detoast_datum(unconstify(struct varlena *, raw));
	if (!rollup_graph_is(state->graph, value))
		rollup_report_two_graphs(state);
	if (value != raw)
		pfree(value);
	remember_raw(state, raw);
}

static RollupState *
first_row(FunctionCallInfo fcinfo, const RollupForm *form, bool text_items)
{
	struct varlena *raw = (struct varlena *) PG_GETARG_POINTER(ARG_GRAPH);
	RollupState *state = rollup_create_group(fcinfo, form, pg_detoast_datum(raw), text_items);

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
	AssertCheckRollupState(state);
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
	RollupWholeLink link = {.slot = slot, .brought = brought};

	link.item = linkage_datum_key(state->text_items, PG_GETARG_DATUM(ARG_ITEM));
	link.node =
		rollup_node_number(state, linkage_datum_key(state->graph->linkage.text, PG_GETARG_DATUM(ARG_NODE)));
	add_link(state, &link, false);
	AssertCheckRollupState(state);
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
	return key_name(state->graph->linkage.text, rollup_node(state, node));
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
	return linkage_key_datum(state->graph->linkage.text, rollup_node(state, node));
}

static void
count_run(RollupState *state, RollupCount *count, const RollupLink *run, size_t length)
{
	const RollupForm *form = state->form;

	for (size_t i = 0; i < length; i++)
	{
		RollupBytes brought = {NULL, 0};

		if (form->brings_bytes)
			brought = rollup_brought(state, run[i].slot);
		if (i == 0)
			form->begin(count, run[i].slot, brought);
		form->link(count, run[i].node, run[i].slot, brought);
	}
	rollup_end_item(count);
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

/* Sums of numbers with so many lanes are never too large: 256 digits. */
#define USUAL_LANES 64

/* Every lane is there for each component, by link and by item, at it and above it. */
static void
check_answer_size(RollupState *state, uint64 components)
{
	const RollupForm *form = state->form;
	uint64 lanes = form->lanes(state);
	uint64 parts = form->part_lanes == NULL ? 0 : form->part_lanes(state);
	uint64 size = components * (2 * lanes + parts) * 2 * sizeof(int64);

	if (form->refuse != NULL && lanes + parts > USUAL_LANES && size > get_hash_memory_limit())
		form->refuse(state, size);
}

/* Count all links, of which a file's can be read once only, into the memory of `host`. */
static RollupAnswer *
count_links(RollupState *state, const CoreHost *host)
{
	const RollupForm *form = state->form;
	const LinkageDag *dag = rollup_graph_dag(state->graph);
	RollupAnswer *answer = MemoryContextAllocZero(host->memory, sizeof(RollupAnswer));
	RollupCount count = {.form = form, .state = state, .rollup = &answer->rollup};

	check_answer_size(state, (uint64) dag->components + state->unknown.count);
	rollup_init(&answer->rollup, dag, state->graph->linkage.nodes, state->unknown.count, form->lanes(state),
				form->part_lanes == NULL ? 0 : form->part_lanes(state), host);
	count.work = AllocSetContextCreate(CurrentMemoryContext, "item", ALLOCSET_DEFAULT_SIZES);
	if (form->prepare != NULL)
		form->prepare(&count);
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

/* The counts of links in memory are made anew each time, in memory that is the caller's. */
const Rollup *
rollup_count_group(RollupState *state)
{
	bool keep = state->spill != NULL;
	CoreHost host = server_host(keep ? state->memory : CurrentMemoryContext);
	RollupAnswer *answer = state->answer;

	AssertCheckRollupState(state);
	if (answer != NULL)
		return &answer->rollup;
	answer = count_links(state, &host);
	if (keep)
		state->answer = answer;
	AssertCheckRollupState(state);
	return &answer->rollup;
}
