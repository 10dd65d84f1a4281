/*
 * outcome_partial.c: groups collected in pieces: sent from one process to another, and put together.
 *
 * A partial state travels as a bytea between processes and servers of one version; it is never stored.
 *
 *   +--------+---------------+-------+---------------+-------+---------+-------+
 *   | vl_len | PartialHeader | graph | unknown nodes | items | brought | links |
 *   +--------+---------------+-------+---------------+-------+---------+-------+
 *
 * The graph is the stored value.  Keys are eight bytes each: a number, or a length that the label follows.
 * Links are as they lie in memory.  Nothing is aligned: a bytea in a tuple need not be.
 */
#include "outcome_state.h"

#include "miscadmin.h"
#include "utils/memutils.h"

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

static uint64
partial_size(const PartialHeader *header)
{
	return sizeof(*header) + header->value_size + header->unknown_bytes + header->item_bytes +
		   header->brought_bytes + header->link_bytes;
}

/* -------- writing -------- */

/* A table that is not in use has no keys. */
static uint64
keys_size(const KeyTable *keys)
{
	uint64 size = (uint64) keys->count * sizeof(int64);

	if (keys->text && keys->count > 0)
		size += keys->label_end[keys->count - 1];
	return size;
}

static char *
put_bytes(char *at, const void *bytes, size_t size)
{
	if (size > 0)
		memcpy(at, bytes, size);
	return at + size;
}

static char *
put_keys(char *at, const KeyTable *keys)
{
	for (uint32 id = 0; id < keys->count; id++)
	{
		Key key = key_table_key(keys, id);
		int64 word = keys->text ? (int64) key.length : key.number;

		at = put_bytes(at, &word, sizeof(word));
		if (keys->text)
			at = put_bytes(at, key.label, key.length);
		CHECK_FOR_INTERRUPTS();
	}
	return at;
}

static PartialHeader
describe(const RollupState *state)
{
	PartialHeader header = {0};

	header.links = state->links.count;
	header.value_size = VARSIZE(state->graph->value);
	header.unknown = state->unknown.count;
	header.unknown_bytes = keys_size(&state->unknown);
	header.items = state->items.count;
	header.item_bytes = keys_size(&state->items);
	header.brought = state->brought.count;
	header.brought_bytes = keys_size(&state->brought);
	header.form = state->form->number;
	header.text_items = state->text_items;
	header.packed = state->links.packed;
	header.base = state->links.base;
	header.link_bytes = header.links * rollup_link_size(&state->links);
	header.extent = state->extent;
	return header;
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

/*
 * outcome_rollup_serial(internal) -> bytea: all links of the group.  Another engine may ask for those of a
 * group that has spilled some; they are brought back, since a state that is passed on is passed on whole.
 */
PG_FUNCTION_INFO_V1(outcome_rollup_serial);
Datum
outcome_rollup_serial(PG_FUNCTION_ARGS)
{
	RollupState *state = (RollupState *) PG_GETARG_POINTER(0);
	PartialHeader header;
	uint64 size;
	char *out;
	char *at;

	AssertCheckRollupState(state);
	rollup_gather(state);
	header = describe(state);
	size = VARHDRSZ + partial_size(&header);
	check_partial_size(state, size, header.links);
	out = palloc(size);
	SET_VARSIZE(out, size);
	at = put_bytes(VARDATA(out), &header, sizeof(header));
	at = put_bytes(at, state->graph->value, header.value_size);
	at = put_keys(at, &state->unknown);
	at = put_keys(at, &state->items);
	at = put_keys(at, &state->brought);
	at = put_bytes(at, rollup_links_bytes(&state->links), header.link_bytes);
	Assert(at == out + size);
	PG_RETURN_BYTEA_P(out);
}

/* -------- reading -------- */

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

/* outcome_rollup_deserial(bytea, internal) -> internal: the state again, in the current memory context. */
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
	state = rollup_create_state(CurrentMemoryContext, rollup_forms[header.form], value, header.text_items);
	state->extent = header.extent;
	at = read_keys(at, &state->unknown, header.unknown);
	at = read_keys(at, &state->items, header.items);
	at = read_keys(at, &state->brought, header.brought);
	rollup_links_load(&state->links, header.packed, header.base, header.links, at);
	AssertCheckRollupState(state);
	PG_RETURN_POINTER(state);
}

/* -------- putting together -------- */

/* The numbers, in `state`, of the nodes that are unknown to the graph of both. */
static uint32 *
translate_unknown(const RollupState *other, RollupState *state)
{
	uint32 count = other->unknown.count;
	uint32 *number = palloc_extended(((Size) count + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < count; i++)
	{
		number[i] = rollup_node_number(state, key_table_key(&other->unknown, i));
		CHECK_FOR_INTERRUPTS();
	}
	return number;
}

/* Where links go that come from another state. */
typedef struct Adding
{
	RollupState *state;
	uint32 known;         /* nodes of the graph, which are the same in both */
	const uint32 *number; /* of those unknown to it */
} Adding;

/*
 * Items, and what links bring, are given by themselves, not by numbers translated once: a spill in between
 * forgets the numbers.
 */
static void
add_link_of_other(void *visitor, const RollupWholeLink *link)
{
	const Adding *adding = visitor;
	RollupWholeLink own = *link;

	if (link->node >= adding->known)
		own.node = adding->number[link->node - adding->known];
	rollup_add_link(adding->state, &own);
}

static void
add_links(RollupState *state, RollupState *other)
{
	uint32 *number = translate_unknown(other, state);
	Adding adding = {state, other->graph->linkage.nodes, number};

	rollup_expect_links(state, other->links.count);
	rollup_visit_links(other, add_link_of_other, &adding);
	pfree(number);
}

/*
 * outcome_rollup_combine(internal, internal) -> internal: the first state with what the second has as well.
 * SQLSTATE 22023 if they are not over the same graph.
 */
PG_FUNCTION_INFO_V1(outcome_rollup_combine);
Datum
outcome_rollup_combine(PG_FUNCTION_ARGS)
{
	RollupState *state = PG_ARGISNULL(0) ? NULL : (RollupState *) PG_GETARG_POINTER(0);
	RollupState *other = PG_ARGISNULL(1) ? NULL : (RollupState *) PG_GETARG_POINTER(1);

	if (other == NULL && state == NULL)
		PG_RETURN_NULL();
	if (other == NULL)
		PG_RETURN_POINTER(state);
	AssertCheckRollupState(other);
	/* The other state lives in shorter memory, so the first is copied too. */
	if (state == NULL)
		state = rollup_create_group(fcinfo, other->form, other->graph->value, other->text_items);
	else if (!rollup_graph_is(state->graph, other->graph->value))
		rollup_report_two_graphs(state);
	AssertCheckRollupState(state);
	rollup_gather(other);
	decimal_window_merge(&state->extent.window, &other->extent.window);
	state->extent.ratings |= other->extent.ratings;
	add_links(state, other);
	AssertCheckRollupState(state);
	PG_RETURN_POINTER(state);
}
