/*
 * linkage_walk.c: the SQL functions that look into a graph: nodes, links, relatives, cycles, threads.
 */
#include "linkage.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "linkage_walk_core.h"
#include "miscadmin.h"
#include "server_host.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/regproc.h"
#include "utils/tuplestore.h"

/* -------- sets of nodes -------- */

/*
 * A function that returns a set fills a tuplestore, which spills at work_mem.  How many columns it has is up
 * to the extension's SQL, which may be newer than the library that a session has loaded.
 */
static ReturnSetInfo *
begin_set(FunctionCallInfo fcinfo, int columns)
{
	ReturnSetInfo *set;

	InitMaterializedSRF(fcinfo, columns == 1 ? MAT_SRF_USE_EXPECTED_DESC : 0);
	set = (ReturnSetInfo *) fcinfo->resultinfo;
	if (set->setDesc->natts != columns)
		ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
				errmsg("function %s is not the one this library of golden_thread fills",
					   format_procedure(fcinfo->flinfo->fn_oid)),
				errdetail("It returns rows of %d columns instead of %d.", set->setDesc->natts, columns),
				errhint("The library and the extension are of different versions: connect again, or else run "
						"ALTER EXTENSION golden_thread UPDATE."));
	return set;
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

	if (!linkage_node_argument(fcinfo, 1, graph->text, &node))
		return KEY_NONE;
	return linkage_find(graph, node);
}

typedef uint8 *(*MarkFunction)(const Linkage *graph, const CoreHost *host, uint32 node);

static Datum
related_nodes(FunctionCallInfo fcinfo, MarkFunction mark)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
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
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	put_marked_nodes(set, &graph, NULL);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_roots);
Datum
linkage_roots(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	for (uint32 i = 0; i < graph.nodes; i++)
	{
		if (linkage_dag_is_root(&dag, dag.component[i]))
			put_node(set, &graph, i);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_leaves);
Datum
linkage_leaves(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	LinkageDag dag;
	bool *is_parent;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	is_parent = palloc0(dag.components + 1);
	for (uint32 at = 0; at < dag.parent_start[dag.components]; at++)
	{
		is_parent[dag.parent[at]] = true;
		CHECK_FOR_INTERRUPTS();
	}
	for (uint32 i = 0; i < graph.nodes; i++)
	{
		if (!is_parent[dag.component[i]])
			put_node(set, &graph, i);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

static void
put_unmarked_nodes(ReturnSetInfo *set, const Linkage *graph, const uint8 *mark)
{
	for (uint32 i = 0; i < graph->nodes; i++)
	{
		if (!mark[i])
			put_node(set, graph, i);
		CHECK_FOR_INTERRUPTS();
	}
}

PG_FUNCTION_INFO_V1(linkage_orphans);
Datum
linkage_orphans(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	put_unmarked_nodes(set, &graph, linkage_mark_linked(&graph, &host));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_orphans_of);
Datum
linkage_orphans_of(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	CoreHost host = server_host(CurrentMemoryContext);
	Linkage graph;
	uint32 *top;
	uint32 tops;

	linkage_getarg(fcinfo, 0, &graph);
	top = linkage_find_elements(&graph, PG_GETARG_ARRAYTYPE_P(1), &tops);
	put_unmarked_nodes(set, &graph, linkage_mark_under(&graph, &host, top, tops));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(linkage_links);
Datum
linkage_links(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 2);
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

PG_FUNCTION_INFO_V1(linkage_contains_node);
Datum
linkage_contains_node(PG_FUNCTION_ARGS)
{
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	PG_RETURN_BOOL(find_argument(fcinfo, &graph) != KEY_NONE);
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
node_array(const Linkage *graph, const uint32 *node, uint32 count)
{
	Datum *nodes = palloc_extended(count * sizeof(Datum), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < count; i++)
	{
		nodes[i] = linkage_key_datum(graph->text, linkage_node(graph, node[i]));
		CHECK_FOR_INTERRUPTS();
	}
	if (graph->text)
		return PointerGetDatum(construct_array(nodes, (int) count, TEXTOID, -1, false, TYPALIGN_INT));
	return PointerGetDatum(
		construct_array(nodes, (int) count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static Datum
component_array(const Linkage *graph, const LinkageDag *dag, uint32 component)
{
	uint32 first = dag->member_start[component];

	return node_array(graph, dag->member + first, dag->member_start[component + 1] - first);
}

PG_FUNCTION_INFO_V1(linkage_cycles);
Datum
linkage_cycles(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *set = begin_set(fcinfo, 1);
	CoreHost host = server_host(CurrentMemoryContext);
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "cycle", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	Linkage graph;
	LinkageDag dag;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_condense(&graph, &host, &dag);
	caller = MemoryContextSwitchTo(row);
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
		MemoryContextReset(row);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(row);
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

/* Puts one path as a row; where it is not complete it stands for others that go on from it. */
typedef void (*PutPath)(ReturnSetInfo *set, const Linkage *graph, const uint32 *path, uint32 length,
						bool complete);

static void
put_array(ReturnSetInfo *set, const Linkage *graph, const uint32 *path, uint32 length, bool complete)
{
	Datum values[2] = {node_array(graph, path, length), BoolGetDatum(complete)};

	put_row(set, 2, values);
}

static void
put_text(ReturnSetInfo *set, const Linkage *graph, const uint32 *path, uint32 length, bool complete)
{
	StringInfoData out;
	Datum values[2];

	initStringInfo(&out);
	for (uint32 i = 0; i < length; i++)
	{
		if (i > 0)
			appendStringInfoString(&out, " > ");
		append_node(&out, graph, path[i]);
		CHECK_FOR_INTERRUPTS();
	}
	if (!complete)
		appendStringInfoString(&out, " > ...");
	values[0] = PointerGetDatum(cstring_to_text_with_len(out.data, out.len));
	values[1] = BoolGetDatum(complete);
	put_row(set, 2, values);
}

/* Paths are put one by one, in memory that is emptied after each. */
typedef struct PathWriter
{
	ReturnSetInfo *set;
	const Linkage *graph;
	PutPath put;
	MemoryContext memory;
} PathWriter;

static void
put_path(const PathWriter *writer, const uint32 *path, uint32 length, bool complete)
{
	MemoryContext old = MemoryContextSwitchTo(writer->memory);

	writer->put(writer->set, writer->graph, path, length, complete);
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->memory);
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
put_paths(const PathWriter *writer, LinkageThread *thread, int64 max_paths)
{
	uint32 *held = palloc_extended((writer->graph->nodes + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	uint32 held_length = 0;
	uint32 fork = 1;

	for (int64 paths = 0; linkage_thread_next(thread); paths++)
	{
		CHECK_FOR_INTERRUPTS();
		if (paths == max_paths)
		{
			put_path(writer, held, fork, false);
			return;
		}
		if (paths > 0)
		{
			put_path(writer, held, held_length, true);
			fork = length_to_fork(thread->path, thread->path_length, held, held_length);
		}
		memcpy(held, thread->path, thread->path_length * sizeof(uint32));
		held_length = thread->path_length;
	}
	put_path(writer, held, held_length, true);
}

static Datum
threads_of_node(FunctionCallInfo fcinfo, int64 max_paths, PutPath put)
{
	ReturnSetInfo *set = begin_set(fcinfo, 2);
	CoreHost host = server_host(CurrentMemoryContext);
	PathWriter writer = {set, NULL, put, NULL};
	Linkage graph;
	LinkageDag dag;
	LinkageThread thread;
	uint32 node;

	if (max_paths < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("max_paths must be at least 1"),
				errdetail("It is " INT64_FORMAT ".", max_paths), errhint("The default is 100."));
	linkage_getarg(fcinfo, 0, &graph);
	node = find_argument(fcinfo, &graph);
	if (node == KEY_NONE)
		return (Datum) 0;
	linkage_condense(&graph, &host, &dag);
	linkage_thread_init(&thread, &graph, &dag, &host, node);
	writer.graph = &graph;
	writer.memory = AllocSetContextCreate(CurrentMemoryContext, "path", ALLOCSET_DEFAULT_SIZES);
	put_paths(&writer, &thread, max_paths);
	MemoryContextDelete(writer.memory);
	return (Datum) 0;
}

/* threads(g, node, max_paths bigint): each path from the node up to a root as an array of nodes. */
PG_FUNCTION_INFO_V1(linkage_threads);
Datum
linkage_threads(PG_FUNCTION_ARGS)
{
	return threads_of_node(fcinfo, PG_GETARG_INT64(2), put_array);
}

/* thread(g, node, max_paths integer), before 0.6.0: the same as text. */
PG_FUNCTION_INFO_V1(linkage_thread);
Datum
linkage_thread(PG_FUNCTION_ARGS)
{
	return threads_of_node(fcinfo, PG_GETARG_INT32(2), put_text);
}
