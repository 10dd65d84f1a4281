/*
 * linkage_build.c: graphs made of others (g || g) and of rows of links or graphs (the aggregates linkage and
 * linkage_text).
 */
#include "linkage.h"

#include "miscadmin.h"
#include "server_host.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(linkage_merge);
Datum
linkage_merge(PG_FUNCTION_ARGS)
{
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageBuilder builder;
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_builder_init(&builder, &host, graph.text);
	for (int argument = 0; argument < 2; argument++)
	{
		linkage_getarg(fcinfo, argument, &graph);
		if (!linkage_builder_merge(&builder, &graph))
			linkage_too_large();
	}
	return linkage_finished(&builder);
}

/* What holds of an aggregate's state between two calls.  The newest link stands for all. */
#ifdef USE_ASSERT_CHECKING
static void
AssertCheckLinkageBuilder(const LinkageBuilder *state)
{
	uint64 ids;

	Assert(!state->links.text);
	Assert(state->nodes.count <= KEY_TABLE_MAX && state->links.count <= KEY_TABLE_MAX);
	Assert(state->nodes.count > 0 || state->links.count == 0);
	if (state->links.count == 0)
		return;
	ids = (uint64) state->links.number[state->links.count - 1];
	Assert((uint32) (ids >> 32) < state->nodes.count && (uint32) ids < state->nodes.count);
}
#else
#define AssertCheckLinkageBuilder(state) ((void) (state))
#endif

/* The aggregates' state is a builder in the aggregate's memory, which it remembers itself. */
static LinkageBuilder *
new_state(FunctionCallInfo fcinfo, bool text)
{
	MemoryContext memory;
	LinkageBuilder *state;
	CoreHost host;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "aggregate function called outside an aggregate");
	host = server_host(memory);
	state = MemoryContextAlloc(memory, sizeof(LinkageBuilder));
	linkage_builder_init(state, &host, text);
	AssertCheckLinkageBuilder(state);
	return state;
}

/* The state of a transition function: of its first argument, or a new one. */
static LinkageBuilder *
state_for_row(FunctionCallInfo fcinfo, bool text)
{
	LinkageBuilder *state;

	if (PG_ARGISNULL(0))
		return new_state(fcinfo, text);
	state = (LinkageBuilder *) PG_GETARG_POINTER(0);
	AssertCheckLinkageBuilder(state);
	return state;
}

/* A link; or, where the other end is NULL, one declared node; or nothing. */
static Datum
add_link_row(FunctionCallInfo fcinfo, bool text)
{
	LinkageBuilder *state = state_for_row(fcinfo, text);
	Key child;
	Key parent;
	bool has_child = linkage_node_argument(fcinfo, 1, text, &child);
	bool has_parent = linkage_node_argument(fcinfo, 2, text, &parent);
	bool fits = true;

	if (has_child && has_parent)
		fits = linkage_builder_link(state, child, parent);
	else if (has_child || has_parent)
		fits = linkage_builder_node(state, has_child ? child : parent);
	if (!fits)
		linkage_too_large();
	AssertCheckLinkageBuilder(state);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(linkage_transition);
Datum
linkage_transition(PG_FUNCTION_ARGS)
{
	return add_link_row(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_transition);
Datum
linkage_text_transition(PG_FUNCTION_ARGS)
{
	return add_link_row(fcinfo, true);
}

/* A graph to be merged with the others; NULL is none. */
static Datum
add_graph_row(FunctionCallInfo fcinfo, bool text)
{
	LinkageBuilder *state = state_for_row(fcinfo, text);
	Linkage graph;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(state);
	linkage_getarg(fcinfo, 1, &graph);
	if (!linkage_builder_merge(state, &graph))
		linkage_too_large();
	AssertCheckLinkageBuilder(state);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(linkage_graph_transition);
Datum
linkage_graph_transition(PG_FUNCTION_ARGS)
{
	return add_graph_row(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_graph_transition);
Datum
linkage_text_graph_transition(PG_FUNCTION_ARGS)
{
	return add_graph_row(fcinfo, true);
}

static Datum
final_value(FunctionCallInfo fcinfo, bool text)
{
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageBuilder copy;

	if (PG_ARGISNULL(0))
	{
		linkage_builder_init(&copy, &host, text);
		return linkage_finished(&copy);
	}
	AssertCheckLinkageBuilder((LinkageBuilder *) PG_GETARG_POINTER(0));
	/* The state stays as it is and where it is; the value is made in the caller's memory. */
	copy = *(LinkageBuilder *) PG_GETARG_POINTER(0);
	copy.host = host;
	copy.nodes.host = host;
	return linkage_finished(&copy);
}

PG_FUNCTION_INFO_V1(linkage_final);
Datum
linkage_final(PG_FUNCTION_ARGS)
{
	return final_value(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_final);
Datum
linkage_text_final(PG_FUNCTION_ARGS)
{
	return final_value(fcinfo, true);
}

/* A state travels as the value it would give. */
PG_FUNCTION_INFO_V1(linkage_serial);
Datum
linkage_serial(PG_FUNCTION_ARGS)
{
	return final_value(fcinfo, ((LinkageBuilder *) PG_GETARG_POINTER(0))->nodes.text);
}

PG_FUNCTION_INFO_V1(linkage_deserial);
Datum
linkage_deserial(PG_FUNCTION_ARGS)
{
	LinkageBuilder *state = palloc(sizeof(LinkageBuilder));
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;

	/* In the tuple it came in a bytea need not be aligned as a graph must be; a copy is. */
	linkage_open_value(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)), &graph);
	linkage_builder_init(state, &host, graph.text);
	if (!linkage_builder_merge(state, &graph))
		linkage_too_large();
	AssertCheckLinkageBuilder(state);
	PG_RETURN_POINTER(state);
}

static void
merge_state(LinkageBuilder *state, const LinkageBuilder *other)
{
	for (uint32 id = 0; id < other->nodes.count; id++)
	{
		if (!linkage_builder_node(state, key_table_key(&other->nodes, id)))
			linkage_too_large();
		CHECK_FOR_INTERRUPTS();
	}
	for (uint32 link = 0; link < other->links.count; link++)
	{
		uint64 ids = (uint64) other->links.number[link];

		if (!linkage_builder_link(state, key_table_key(&other->nodes, (uint32) (ids >> 32)),
								  key_table_key(&other->nodes, (uint32) ids)))
			linkage_too_large();
		CHECK_FOR_INTERRUPTS();
	}
	AssertCheckLinkageBuilder(state);
}

PG_FUNCTION_INFO_V1(linkage_combine);
Datum
linkage_combine(PG_FUNCTION_ARGS)
{
	LinkageBuilder *state = PG_ARGISNULL(0) ? NULL : (LinkageBuilder *) PG_GETARG_POINTER(0);
	const LinkageBuilder *other = PG_ARGISNULL(1) ? NULL : (const LinkageBuilder *) PG_GETARG_POINTER(1);

	if (other == NULL)
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	/* The other state lives in shorter memory, so the first is copied too. */
	if (state == NULL)
		state = new_state(fcinfo, other->nodes.text);
	AssertCheckLinkageBuilder(state);
	AssertCheckLinkageBuilder(other);
	merge_state(state, other);
	PG_RETURN_POINTER(state);
}
