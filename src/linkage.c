/*
 * linkage.c: the types linkage (bigint nodes) and linkage_text (text nodes): input and output, operators.
 * The stored value says its kind, so that most functions serve both types.
 */
#include "linkage.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

StaticAssertDecl(LINKAGE_SIZE_MAX == MaxAllocSize, "a graph that can be built can be stored");

/* -------- values and Datums -------- */

void
linkage_open_value(struct varlena *value, Linkage *graph)
{
	Assert(value == (struct varlena *) MAXALIGN(value));
	if (!linkage_open(value, VARSIZE(value), graph))
		ereport(
			ERROR, errcode(ERRCODE_DATA_CORRUPTED),
			errmsg("linkage value is of an unknown version or damaged"),
			errdetail(
				"A value begins with its version, its kind and its counts, and has the size that follows."),
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

Datum
linkage_finished(const LinkageBuilder *builder)
{
	size_t size;
	LinkageHeader *header = linkage_builder_finish(builder, &size);

	if (header == NULL)
		linkage_too_large();
	SET_VARSIZE(header, size);
	return PointerGetDatum(header);
}

Key
linkage_datum_key(bool text, Datum datum)
{
	Key key = {0, NULL, 0};
	struct varlena *label;

	if (!text)
	{
		key.number = DatumGetInt64(datum);
		return key;
	}
	label = PG_DETOAST_DATUM_PACKED(datum);
	key.label = VARDATA_ANY(label);
	key.length = VARSIZE_ANY_EXHDR(label);
	return key;
}

bool
linkage_node_argument(FunctionCallInfo fcinfo, int argument, bool text, Key *node)
{
	memset(node, 0, sizeof(*node));
	if (PG_ARGISNULL(argument))
		return false;
	*node = linkage_datum_key(text, PG_GETARG_DATUM(argument));
	return true;
}

uint32 *
linkage_find_elements(const Linkage *graph, ArrayType *array, uint32 *found)
{
	Datum *element;
	bool *isnull;
	uint32 *index;
	int count;

	if (graph->text)
		deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &element, &isnull, &count);
	else
		deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &isnull,
						  &count);
	index = palloc_extended(((Size) count + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	*found = 0;
	for (int i = 0; i < count; i++)
	{
		uint32 node = isnull[i] ? KEY_NONE : linkage_find(graph, linkage_datum_key(graph->text, element[i]));

		if (node != KEY_NONE)
			index[(*found)++] = node;
		CHECK_FOR_INTERRUPTS();
	}
	return index;
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
	return linkage_finished(&builder);
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
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	size_t length;
	char *out;

	linkage_getarg(fcinfo, 0, &graph);
	length = linkage_print(&graph, NULL, &host);
	if (length >= MaxAllocSize)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("graph is too large to be printed"),
				errhint("Read it with nodes() and links()."));
	out = palloc(length + 1);
	out[linkage_print(&graph, out, &host)] = '\0';
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
			CHECK_FOR_INTERRUPTS();
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
		CHECK_FOR_INTERRUPTS();
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
		CHECK_FOR_INTERRUPTS();
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
		CHECK_FOR_INTERRUPTS();
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
	return linkage_finished(&builder);
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

/* Equal graphs are equal bytes: nothing need be understood, so this is leakproof, unlike the order. */
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
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage first;
	Linkage second;
	int order;

	linkage_open_value(a, &first);
	linkage_open_value(b, &second);
	order = linkage_compare(&first, &second, &host);
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
		CHECK_FOR_INTERRUPTS();
	}
	for (uint32 i = 0; i < graph->links; i++)
	{
		hash = hash_combine64(hash, hash_bytes_uint32_extended(graph->parent[i], seed));
		CHECK_FOR_INTERRUPTS();
	}
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
