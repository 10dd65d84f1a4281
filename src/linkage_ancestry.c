/*
 * linkage_ancestry.c: the SQL function ancestry(g, nodes).
 */
#include "linkage.h"

#include "catalog/pg_type.h"
#include "linkage_ancestry_core.h"
#include "miscadmin.h"
#include "server_host.h"
#include "utils/array.h"

static Key
element_key(bool text, Datum element)
{
	Key key = {0, NULL, 0};

	if (text)
	{
		struct varlena *label = PG_DETOAST_DATUM_PACKED(element);

		key.label = VARDATA_ANY(label);
		key.length = VARSIZE_ANY_EXHDR(label);
	}
	else
		key.number = DatumGetInt64(element);
	return key;
}

/* The array's elements, bigint or text; NULLs and nodes that the graph lacks are passed over. */
static void
start_from_array(LinkageAncestry *ancestry, ArrayType *array)
{
	const Linkage *graph = ancestry->graph;
	Datum *element;
	bool *is_null;
	int count;

	if (graph->text)
		deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &element, &is_null, &count);
	else
		deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &is_null,
						  &count);
	for (int i = 0; i < count; i++)
	{
		uint32 node = is_null[i] ? KEY_NONE : linkage_find(graph, element_key(graph->text, element[i]));

		if (node != KEY_NONE)
			linkage_ancestry_start(ancestry, node);
		CHECK_FOR_INTERRUPTS();
	}
}

/*
 * ancestry(g linkage, nodes bigint[]) and ancestry(g linkage_text, nodes text[]): the graph of these nodes
 * and of all that is above them, with every link between those.
 */
PG_FUNCTION_INFO_V1(linkage_ancestry);
Datum
linkage_ancestry(PG_FUNCTION_ARGS)
{
	CoreHost host = server_host(CurrentMemoryContext);
	LinkageAncestry ancestry;
	LinkageBuilder builder;
	Linkage graph;

	linkage_getarg(fcinfo, 0, &graph);
	linkage_ancestry_init(&ancestry, &graph, &host);
	start_from_array(&ancestry, PG_GETARG_ARRAYTYPE_P(1));
	linkage_builder_init(&builder, &host, graph.text);
	if (!linkage_ancestry_build(&ancestry, &builder))
		linkage_too_large();
	return linkage_finished(&builder);
}
