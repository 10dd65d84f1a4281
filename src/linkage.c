/*
 * linkage.c: the types linkage (bigint nodes) and linkage_text (text nodes): input and output, operators, the
 * functions over one graph.  The stored value says its kind, so that most functions serve both types.
 */
#include "linkage.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "linkage_walk_core.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

StaticAssertDecl(LINKAGE_SIZE_MAX == MaxAllocSize, "a graph that can be built can be stored");

/* -------- values and Datums -------- */

void
linkage_open_value(struct varlena *value, Linkage *graph)
{
	if (!linkage_open(value, VARSIZE(value), graph))
		ereport(
			ERROR, errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("linkage value is of an unknown version or damaged"),
			errhint("Version %d is the newest that this library of golden_thread knows.", LINKAGE_VERSION));
}

void
linkage_getarg(FunctionCallInfo fcinfo, int argument, Linkage *graph)
{
	linkage_open_value(PG_DETOAST_DATUM(PG_GETARG_DATUM(argument)), graph);
}

Datum
linkage_key_datum(bool text, Key key)
{
	if (text)
		return PointerGetDatum(cstring_to_text_with_len(key.label, (int) key.length));
	return Int64GetDatum(key.number);
}

void
linkage_too_large(void)
{
	ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("graph is too large"),
			errdetail("A graph is stored in at most one gigabyte."));
}

static const char *
type_name(bool text)
{
	return text ? "linkage_text" : "linkage";
}

static Datum
finished_value(LinkageBuilder *builder)
{
	size_t size;
	LinkageHeader *header = linkage_builder_finish(builder, &size);

	if (header == NULL)
		linkage_too_large();
	SET_VARSIZE(header, size);
	return PointerGetDatum(header);
}

/* -------- text input and output -------- */

static int
report_rule(const char *input, size_t length, const LinkageFault *fault)
{
	size_t left = length - fault->offset;

	if (left == 0)
		return errdetail("%s The text ends there.", fault->rule);
	return errdetail("%s The text goes on with \"%s\".", fault->rule, quotable(input + fault->offset, left));
}

static int
report_hint(bool text)
{
	if (text)
		return errhint(
			"Write links as child>parent and other nodes by themselves, such as {A,B>A,\"Outcome 1.1\">A}.");
	return errhint("Write links as child>parent and other nodes by themselves, such as {1,2>1,3>1}.");
}

static int
report_syntax(const char *input, bool text, const LinkageFault *fault)
{
	size_t length = strlen(input);

	if (fault->out_of_range)
	{
		errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE);
		errmsg("value \"%s\" is out of range for a node of type %s",
			   quotable(input + fault->offset, fault->length), type_name(text));
		errdetail("%s", fault->rule);
		return report_hint(text);
	}
	errcode(fault->too_large ? ERRCODE_PROGRAM_LIMIT_EXCEEDED : ERRCODE_INVALID_TEXT_REPRESENTATION);
	errmsg("invalid input syntax for type %s: \"%s\"", type_name(text), quotable(input, length));
	report_rule(input, length, fault);
	return report_hint(text);
}

static Datum
input_value(FunctionCallInfo fcinfo, bool text)
{
	const char *input = PG_GETARG_CSTRING(0);
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageBuilder builder;
	LinkageFault fault;

	linkage_builder_init(&builder, &host, text);
	if (!linkage_parse(input, strlen(input), &builder, &fault))
		ereturn(fcinfo->context, (Datum) 0, report_syntax(input, text, &fault));
	return finished_value(&builder);
}

PG_FUNCTION_INFO_V1(linkage_in);
Datum
linkage_in(PG_FUNCTION_ARGS)
{
	return input_value(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_in);
Datum
linkage_text_in(PG_FUNCTION_ARGS)
{
	return input_value(fcinfo, true);
}

PG_FUNCTION_INFO_V1(linkage_out);
Datum
linkage_out(PG_FUNCTION_ARGS)
{
	Linkage graph;
	size_t length;
	char *out;

	linkage_getarg(fcinfo, 0, &graph);
	length = linkage_print(&graph, NULL);
	if (length >= MaxAllocSize)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("graph is too large to be printed"),
				errhint("Read it with nodes() and links()."));
	out = palloc(length + 1);
	out[linkage_print(&graph, out)] = '\0';
	PG_RETURN_CSTRING(out);
}

/* -------- binary input and output -------- */

/*
 * The wire format, in network byte order; frozen: version (1 byte, 1), count of nodes (4), count of links
 * (4); the nodes, each 8 bytes, or a length (4) and a label in the client's encoding; the links, each the
 * indexes, from zero, of child (4) and parent (4), ascending.  Bigint nodes ascend; labels need only be
 * distinct, since what ascends in one encoding need not in another.
 */

static void
send_label(StringInfo out, Key node)
{
	char *converted = pg_server_to_client(node.label, (int) node.length);
	int length = converted == node.label ? (int) node.length : (int) strlen(converted);

	pq_sendint32(out, (uint32) length);
	pq_sendbytes(out, converted, length);
}

static void
send_links(StringInfo out, const Linkage *graph)
{
	for (uint32 i = 0; i < graph->nodes; i++)
		for (uint32 at = graph->link_start[i]; at < graph->link_start[i + 1]; at++)
		{
			pq_sendint32(out, i);
			pq_sendint32(out, graph->parent[at]);
		}
}

PG_FUNCTION_INFO_V1(linkage_send);
Datum
linkage_send(PG_FUNCTION_ARGS)
{
	Linkage graph;
	StringInfoData out;

	linkage_getarg(fcinfo, 0, &graph);
	pq_begintypsend(&out);
	pq_sendbyte(&out, LINKAGE_VERSION);
	pq_sendint32(&out, graph.nodes);
	pq_sendint32(&out, graph.links);
	for (uint32 i = 0; i < graph.nodes; i++)
	{
		if (graph.text)
			send_label(&out, linkage_node(&graph, i));
		else
			pq_sendint64(&out, (uint64) linkage_node(&graph, i).number);
	}
	send_links(&out, &graph);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

static _Noreturn void
bad_binary(bool text, const char *rule)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary representation of type %s", type_name(text)),
			errdetail_internal("%s", rule),
			errhint("Send version 1, the counts of nodes and links, the nodes, then the links."));
}

static int
bytes_left(StringInfo in)
{
	return in->len - in->cursor;
}

/* A count must fit in what is left of the message, so that a false one cannot make us reserve memory for it.
 */
static uint32
receive_count(StringInfo in, bool text, int smallest)
{
	uint32 count;

	if (bytes_left(in) < 4)
		bad_binary(text, "The value ends before its counts.");
	count = pq_getmsgint(in, 4);
	if (count > (uint32) bytes_left(in) / (uint32) smallest)
		bad_binary(text, "The value ends before its last node or link.");
	return count;
}

static Key
receive_number(StringInfo in, bool first, int64 previous)
{
	Key node = {0, NULL, 0};

	if (bytes_left(in) < 8)
		bad_binary(false, "The value ends before its last node or link.");
	node.number = pq_getmsgint64(in);
	if (!first && node.number <= previous)
		bad_binary(false, "Nodes are distinct and ascend.");
	return node;
}

static Key
receive_label(StringInfo in)
{
	Key node = {0, NULL, 0};
	uint32 length;
	int converted;

	if (bytes_left(in) < 4)
		bad_binary(true, "The value ends before its last node or link.");
	length = pq_getmsgint(in, 4);
	if (length > (uint32) bytes_left(in))
		bad_binary(true, "The value ends before its last node or link.");
	node.label = pq_getmsgtext(in, (int) length, &converted);
	node.length = (size_t) converted;
	return node;
}

/* Ids follow the order of arrival: node i of the message has the id i, unless it was there before. */
static void
receive_nodes(StringInfo in, LinkageBuilder *builder, uint32 nodes)
{
	bool text = builder->nodes.text;
	Key node = {0, NULL, 0};

	for (uint32 i = 0; i < nodes; i++)
	{
		node = text ? receive_label(in) : receive_number(in, i == 0, node.number);
		if (!linkage_builder_node(builder, node))
			linkage_too_large();
		if (builder->nodes.count != i + 1)
			bad_binary(text, "Nodes are distinct.");
		if (text)
			pfree(unconstify(char *, node.label));
	}
}

static void
receive_links(StringInfo in, LinkageBuilder *builder, uint32 links)
{
	bool text = builder->nodes.text;
	int64 previous = -1;

	if ((uint64) bytes_left(in) != (uint64) links * 8)
		bad_binary(text, "The length does not match the counts of nodes and links.");
	for (uint32 i = 0; i < links; i++)
	{
		uint32 child = pq_getmsgint(in, 4);
		uint32 parent = pq_getmsgint(in, 4);
		int64 link = (int64) (((uint64) child << 32) | parent);

		if (child >= builder->nodes.count || parent >= builder->nodes.count)
			bad_binary(text, "A link names its nodes by their index, from zero.");
		if (link <= previous)
			bad_binary(text, "Links are distinct and ascend.");
		previous = link;
		if (!linkage_builder_link(builder, key_table_key(&builder->nodes, child),
								  key_table_key(&builder->nodes, parent)))
			linkage_too_large();
	}
}

static Datum
receive_value(FunctionCallInfo fcinfo, bool text)
{
	StringInfo in = (StringInfo) PG_GETARG_POINTER(0);
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageBuilder builder;
	uint32 nodes;
	uint32 links;

	if (bytes_left(in) < 1 || pq_getmsgbyte(in) != LINKAGE_VERSION)
		bad_binary(text, "The first byte is the version, 1.");
	nodes = receive_count(in, text, text ? 4 : 8);
	links = receive_count(in, text, 8);
	linkage_builder_init(&builder, &host, text);
	receive_nodes(in, &builder, nodes);
	receive_links(in, &builder, links);
	return finished_value(&builder);
}

PG_FUNCTION_INFO_V1(linkage_recv);
Datum
linkage_recv(PG_FUNCTION_ARGS)
{
	return receive_value(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_recv);
Datum
linkage_text_recv(PG_FUNCTION_ARGS)
{
	return receive_value(fcinfo, true);
}

/* -------- comparison -------- */

/* Equal graphs are equal bytes: nothing need be understood. */
static bool
values_are_equal(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	bool equal = VARSIZE(a) == VARSIZE(b) && memcmp(VARDATA(a), VARDATA(b), VARSIZE(a) - VARHDRSZ) == 0;

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return equal;
}

/* Index builds call this many times in one memory context, so copies are given back. */
static int
compare_values(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	Linkage first;
	Linkage second;
	int order;

	linkage_open_value(a, &first);
	linkage_open_value(b, &second);
	order = linkage_compare(&first, &second);
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

PG_FUNCTION_INFO_V1(linkage_eq);
Datum
linkage_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(values_are_equal(fcinfo));
}

PG_FUNCTION_INFO_V1(linkage_ne);
Datum
linkage_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!values_are_equal(fcinfo));
}

PG_FUNCTION_INFO_V1(linkage_lt);
Datum
linkage_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_values(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(linkage_le);
Datum
linkage_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_values(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(linkage_gt);
Datum
linkage_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_values(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(linkage_ge);
Datum
linkage_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_values(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(linkage_cmp);
Datum
linkage_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_values(fcinfo));
}

/* Frozen (hash indexes and partitions): counts, nodes and parents in order, each hashed by itself and
 * combined. */
static uint64
hash_graph(const Linkage *graph, uint64 seed)
{
	uint64 hash = hash_combine64(hash_bytes_uint32_extended(graph->nodes, seed),
								 hash_bytes_uint32_extended(graph->links, seed));

	for (uint32 i = 0; i < graph->nodes; i++)
	{
		Key node = linkage_node(graph, i);
		uint64 low = (uint64) node.number & 0xFFFFFFFF;
		uint64 high = (uint64) node.number >> 32;

		if (graph->text)
			hash = hash_combine64(
				hash, hash_bytes_extended((const unsigned char *) node.label, (int) node.length, seed));
		else
		{
			hash = hash_combine64(hash, hash_bytes_uint32_extended((uint32) low, seed));
			hash = hash_combine64(hash, hash_bytes_uint32_extended((uint32) high, seed));
		}
		hash = hash_combine64(hash, hash_bytes_uint32_extended(graph->link_start[i + 1], seed));
	}
	for (uint32 i = 0; i < graph->links; i++)
		hash = hash_combine64(hash, hash_bytes_uint32_extended(graph->parent[i], seed));
	return hash;
}

static uint64
hash_argument(FunctionCallInfo fcinfo, uint64 seed)
{
	struct varlena *value = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Linkage graph;
	uint64 hash;

	linkage_open_value(value, &graph);
	hash = hash_graph(&graph, seed);
	PG_FREE_IF_COPY(value, 0);
	return hash;
}

PG_FUNCTION_INFO_V1(linkage_hash);
Datum
linkage_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32((uint32) hash_argument(fcinfo, 0));
}

PG_FUNCTION_INFO_V1(linkage_hash_extended);
Datum
linkage_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(hash_argument(fcinfo, (uint64) PG_GETARG_INT64(1)));
}

/* -------- building -------- */

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
	return finished_value(&builder);
}

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
	return state;
}

/* Argument n as a node; false if it is NULL. */
static bool
node_argument(FunctionCallInfo fcinfo, int argument, bool text, Key *node)
{
	struct varlena *label;

	memset(node, 0, sizeof(*node));
	if (PG_ARGISNULL(argument))
		return false;
	if (!text)
	{
		node->number = PG_GETARG_INT64(argument);
		return true;
	}
	label = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(argument));
	node->label = VARDATA_ANY(label);
	node->length = VARSIZE_ANY_EXHDR(label);
	return true;
}

/* A link; or, where the other end is NULL, one declared node; or nothing. */
static Datum
add_link_row(FunctionCallInfo fcinfo, bool text)
{
	LinkageBuilder *state =
		PG_ARGISNULL(0) ? new_state(fcinfo, text) : (LinkageBuilder *) PG_GETARG_POINTER(0);
	Key child;
	Key parent;
	bool has_child = node_argument(fcinfo, 1, text, &child);
	bool has_parent = node_argument(fcinfo, 2, text, &parent);
	bool fits = true;

	if (has_child && has_parent)
		fits = linkage_builder_link(state, child, parent);
	else if (has_child || has_parent)
		fits = linkage_builder_node(state, has_child ? child : parent);
	if (!fits)
		linkage_too_large();
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

static Datum
final_value(FunctionCallInfo fcinfo, bool text)
{
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageBuilder copy;

	if (PG_ARGISNULL(0))
	{
		linkage_builder_init(&copy, &host, text);
		return finished_value(&copy);
	}
	/* The state stays as it is and where it is; the value is made in the caller's memory. */
	copy = *(LinkageBuilder *) PG_GETARG_POINTER(0);
	copy.host = host;
	copy.nodes.host = host;
	return finished_value(&copy);
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

	linkage_getarg(fcinfo, 0, &graph);
	linkage_builder_init(state, &host, graph.text);
	if (!linkage_builder_merge(state, &graph))
		linkage_too_large();
	PG_RETURN_POINTER(state);
}

static void
merge_state(LinkageBuilder *state, const LinkageBuilder *other)
{
	for (uint32 id = 0; id < other->nodes.count; id++)
		if (!linkage_builder_node(state, key_table_key(&other->nodes, id)))
			linkage_too_large();
	for (uint32 link = 0; link < other->links.count; link++)
	{
		uint64 ids = (uint64) other->links.number[link];

		if (!linkage_builder_link(state, key_table_key(&other->nodes, (uint32) (ids >> 32)),
								  key_table_key(&other->nodes, (uint32) ids)))
			linkage_too_large();
		CHECK_FOR_INTERRUPTS();
	}
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
	merge_state(state, other);
	PG_RETURN_POINTER(state);
}

/* -------- sets of nodes -------- */

/* A function that returns a set fills a tuplestore, which spills at work_mem. */
static ReturnSetInfo *
begin_set(FunctionCallInfo fcinfo, bits32 flags)
{
	InitMaterializedSRF(fcinfo, flags);
	return (ReturnSetInfo *) fcinfo->resultinfo;
}

/* Nodes are put one by one; what a label needs is freed at once, so that a large set takes no memory here. */
static void
put_row(ReturnSetInfo *set, int columns, Datum *values)
{
	bool isnull[2] = {false, false};

	Assert(columns <= 2);
	tuplestore_putvalues(set->setResult, set->setDesc, values, isnull);
}

static void
put_node(ReturnSetInfo *set, const Linkage *graph, uint32 node)
{
	Datum value = linkage_key_datum(graph->text, linkage_node(graph, node));

	put_row(set, 1, &value);
	if (graph->text)
		pfree(DatumGetPointer(value));
}

static void
put_marked_nodes(ReturnSetInfo *set, const Linkage *graph, const uint8 *mark)
{
	for (uint32 i = 0; i < graph->nodes; i++)
	{
		if (mark == NULL || mark[i])
			put_node(set, graph, i);
		CHECK_FOR_INTERRUPTS();
	}
}

/* The index of the node in argument 1, or KEY_NONE. */
static uint32
find_argument(FunctionCallInfo fcinfo, const Linkage *graph)
{
	Key node;

	if (!node_argument(fcinfo, 1, graph->text, &node))
		return KEY_NONE;
	return linkage_find(graph, node);
}

typedef uint8 *(*MarkFunction)(const Linkage *graph, const CoreHost *host, uint32 node);

static Datum
related_nodes(FunctionCallInfo fcinfo, MarkFunction mark)
{
	ReturnSetInfo *set = begin_set(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	uint32 node;

	linkage_getarg(fcinfo, 0, &graph);
	node = find_argument(fcinfo, &graph);
	if (node != KEY_NONE)
		put_marked_nodes(set, &graph, mark(&graph, &host, node));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_ancestors);
Datum
linkage_ancestors(PG_FUNCTION_ARGS)
{
	return related_nodes(fcinfo, linkage_mark_ancestors);
}

PG_FUNCTION_INFO_V1(linkage_descendants);
Datum
linkage_descendants(PG_FUNCTION_ARGS)
{
	return related_nodes(fcinfo, linkage_mark_descendants);
}

PG_FUNCTION_INFO_V1(linkage_nodes);
Datum
linkage_nodes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	put_marked_nodes(set, &graph, NULL);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_roots);
Datum
linkage_roots(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	for (uint32 i = 0; i < graph.nodes; i++)
		if (linkage_dag_is_root(&dag, dag.component[i]))
			put_node(set, &graph, i);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_leaves);
Datum
linkage_leaves(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;
	bool *is_parent;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	is_parent = palloc0(dag.components + 1);
	for (uint32 at = 0; at < dag.parent_start[dag.components]; at++)
		is_parent[dag.parent[at]] = true;
	for (uint32 i = 0; i < graph.nodes; i++)
		if (!is_parent[dag.component[i]])
			put_node(set, &graph, i);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_links);
Datum
linkage_links(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 0);
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	for (uint32 i = 0; i < graph.nodes; i++)
		for (uint32 at = graph.link_start[i]; at < graph.link_start[i + 1]; at++)
		{
			Datum values[2] = {linkage_key_datum(graph.text, linkage_node(&graph, i)),
							   linkage_key_datum(graph.text, linkage_node(&graph, graph.parent[at]))};

			put_row(set, 2, values);
			for (int end = 0; graph.text && end < 2; end++)
				pfree(DatumGetPointer(values[end]));
			CHECK_FOR_INTERRUPTS();
		}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_depth);
Datum
linkage_depth(PG_FUNCTION_ARGS)
{
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;
	uint32 node;

	linkage_getarg(fcinfo, 0, &graph);
	node = find_argument(fcinfo, &graph);
	if (node == KEY_NONE)
		PG_RETURN_NULL();
	linkage_condense(&graph, &host, &dag);
	PG_RETURN_INT32((int32) linkage_depths(&dag, &host)[dag.component[node]]);
}

/* -------- cycles and threads -------- */

static Datum
component_array(const Linkage *graph, const LinkageDag *dag, uint32 component)
{
	uint32 first = dag->member_start[component];
	uint32 count = dag->member_start[component + 1] - first;
	Datum *nodes = palloc_extended(count * sizeof(Datum), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < count; i++)
		nodes[i] = linkage_key_datum(graph->text, linkage_node(graph, dag->member[first + i]));
	if (graph->text)
		return PointerGetDatum(construct_array(nodes, (int) count, TEXTOID, -1, false, TYPALIGN_INT));
	return PointerGetDatum(
		construct_array(nodes, (int) count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

PG_FUNCTION_INFO_V1(linkage_cycles);
Datum
linkage_cycles(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	/* In the order of each cycle's first node. */
	for (uint32 i = 0; i < graph.nodes; i++)
	{
		uint32 component = dag.component[i];
		Datum value;

		CHECK_FOR_INTERRUPTS();
		if (dag.member[dag.member_start[component]] != i || !linkage_is_cycle(&graph, &dag, component))
			continue;
		value = component_array(&graph, &dag, component);
		put_row(set, 1, &value);
	}
	return (Datum) 0;
}

static void
append_node(StringInfo out, const Linkage *graph, uint32 node)
{
	Key key = linkage_node(graph, node);

	if (graph->text)
		appendBinaryStringInfo(out, key.label, (int) key.length);
	else
		appendStringInfo(out, INT64_FORMAT, key.number);
}

static void
put_path(ReturnSetInfo *set, const Linkage *graph, const uint32 *path, uint32 length, bool complete)
{
	StringInfoData out;
	Datum values[2];

	initStringInfo(&out);
	for (uint32 i = 0; i < length; i++)
	{
		if (i > 0)
			appendStringInfoString(&out, " > ");
		append_node(&out, graph, path[i]);
	}
	if (!complete)
		appendStringInfoString(&out, " > ...");
	values[0] = PointerGetDatum(cstring_to_text_with_len(out.data, out.len));
	values[1] = BoolGetDatum(complete);
	put_row(set, 2, values);
	pfree(DatumGetPointer(values[0]));
	pfree(out.data);
}

/* How far two different paths from one node go together: one node at least, and not all of either. */
static uint32
length_to_fork(const uint32 *path, uint32 length, const uint32 *previous, uint32 previous_length)
{
	uint32 same = 0;

	while (same < length && same < previous_length && path[same] == previous[same])
		same++;
	return same;
}

/*
 * The paths held back one at a time: only the next one shows whether the last that fits is whole or, there
 * being more, has to stand for all the rest.
 */
static void
put_paths(ReturnSetInfo *set, LinkageThread *thread, int max_paths)
{
	const Linkage *graph = thread->graph;
	uint32 *held = palloc_extended((graph->nodes + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	uint32 held_length = 0;
	uint32 fork = 1;

	for (int paths = 0; linkage_thread_next(thread); paths++)
	{
		if (paths == max_paths)
		{
			put_path(set, graph, held, fork, false);
			return;
		}
		if (paths > 0)
		{
			put_path(set, graph, held, held_length, true);
			fork = length_to_fork(thread->path, thread->path_length, held, held_length);
		}
		memcpy(held, thread->path, thread->path_length * sizeof(uint32));
		held_length = thread->path_length;
	}
	put_path(set, graph, held, held_length, true);
}

PG_FUNCTION_INFO_V1(linkage_thread);
Datum
linkage_thread(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 0);
	CoreHost host = server_host(CurrentMemoryContext);
	int max_paths = PG_GETARG_INT32(2);
	Linkage graph;
	LinkageDag dag;
	LinkageThread thread;
	uint32 node;

	if (max_paths < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("max_paths must be at least 1"),
				errdetail("It is %d.", max_paths), errhint("The default is 100."));
	linkage_getarg(fcinfo, 0, &graph);
	node = find_argument(fcinfo, &graph);
	if (node == KEY_NONE)
		return (Datum) 0;
	linkage_condense(&graph, &host, &dag);
	linkage_thread_init(&thread, &graph, &dag, &host, node);
	put_paths(set, &thread, max_paths);
	return (Datum) 0;
}
