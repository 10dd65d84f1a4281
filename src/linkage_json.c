/*
 * linkage_json.c: graphs out of JSON: {"nodes": [...], "links": [[child, parent], ...]}, which is what a
 * graph gives as JSON.
 *
 * Read as strictly as text: nothing else in it, nodes of one kind.  Links declare their nodes, so `nodes`
 * need not be there.
 */
#include "linkage.h"

#include "miscadmin.h"
#include "server_host.h"
#include "text_input.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

typedef struct Reading
{
	JsonbIterator *iterator;
	JsonbValue value;
	LinkageBuilder builder;
} Reading;

static _Noreturn void
bad_json(bool text, const char *rule)
{
	ereport(
		ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
		errmsg("cannot cast jsonb to type %s", text ? "linkage_text" : "linkage"),
		errdetail_internal("%s", rule),
		text ? errhint("Write {\"nodes\": [\"A\", \"B\"], \"links\": [[\"B\", \"A\"]]}: each link is a child "
					   "and its parent.")
			 : errhint(
				   "Write {\"nodes\": [1, 2], \"links\": [[2, 1]]}: each link is a child and its parent."));
}

/* Numbers as other casts of jsonb would take them, but for those that are not whole. */
static int64
whole_number(Numeric number)
{
	Datum whole;

	if (numeric_is_nan(number) || numeric_is_inf(number))
		bad_json(false, "A node is a whole number.");
	whole = DirectFunctionCall2(numeric_trunc, NumericGetDatum(number), Int32GetDatum(0));
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, whole, NumericGetDatum(number))))
		bad_json(false, "A node is a whole number.");
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, whole));
}

/* The value just read, as a node. */
static Key
to_node(const Reading *reading)
{
	const JsonbValue *value = &reading->value;
	Key node = {0, NULL, 0};

	if (reading->builder.nodes.text)
	{
		if (value->type != jbvString)
			bad_json(true, "A node is a string.");
		node.label = value->val.string.val;
		node.length = (size_t) value->val.string.len;
		return node;
	}
	if (value->type != jbvNumeric)
		bad_json(false, "A node is a whole number.");
	node.number = whole_number(value->val.numeric);
	return node;
}

static JsonbIteratorToken
next_token(Reading *reading)
{
	CHECK_FOR_INTERRUPTS();
	return JsonbIteratorNext(&reading->iterator, &reading->value, false);
}

/* The next token must be this one. */
static void
expect_token(Reading *reading, JsonbIteratorToken token, const char *rule)
{
	if (next_token(reading) != token)
		bad_json(reading->builder.nodes.text, rule);
}

static void
read_nodes(Reading *reading)
{
	static const char *const rule = "\"nodes\" is an array of nodes.";
	JsonbIteratorToken token;

	expect_token(reading, WJB_BEGIN_ARRAY, rule);
	while ((token = next_token(reading)) == WJB_ELEM)
		if (!linkage_builder_node(&reading->builder, to_node(reading)))
			linkage_too_large();
	if (token != WJB_END_ARRAY)
		bad_json(reading->builder.nodes.text, rule);
}

static void
read_links(Reading *reading)
{
	static const char *const rule = "\"links\" is an array of arrays of two nodes.";
	JsonbIteratorToken token;

	expect_token(reading, WJB_BEGIN_ARRAY, rule);
	while ((token = next_token(reading)) == WJB_BEGIN_ARRAY)
	{
		Key child;
		Key parent;

		expect_token(reading, WJB_ELEM, rule);
		child = to_node(reading);
		expect_token(reading, WJB_ELEM, rule);
		parent = to_node(reading);
		expect_token(reading, WJB_END_ARRAY, rule);
		if (!linkage_builder_link(&reading->builder, child, parent))
			linkage_too_large();
	}
	if (token != WJB_END_ARRAY)
		bad_json(reading->builder.nodes.text, rule);
}

static bool
is_key(const JsonbValue *value, const char *key)
{
	return (size_t) value->val.string.len == strlen(key) &&
		   memcmp(value->val.string.val, key, strlen(key)) == 0;
}

static void
read_object(Reading *reading)
{
	static const char *const rule = "A graph is an object with \"links\" and \"nodes\", and nothing else.";
	JsonbIteratorToken token;
	bool links = false;

	expect_token(reading, WJB_BEGIN_OBJECT, rule);
	while ((token = next_token(reading)) == WJB_KEY)
	{
		if (is_key(&reading->value, "nodes"))
			read_nodes(reading);
		else if (is_key(&reading->value, "links"))
		{
			read_links(reading);
			links = true;
		}
		else
			bad_json(reading->builder.nodes.text, rule);
	}
	if (!links)
		bad_json(reading->builder.nodes.text, rule);
}

static Datum
graph_of_json(FunctionCallInfo fcinfo, bool text)
{
	Jsonb *json = PG_GETARG_JSONB_P(0);
	CoreHost host = server_host(CurrentMemoryContext);
	Reading reading;

	linkage_builder_init(&reading.builder, &host, text);
	reading.iterator = JsonbIteratorInit(&json->root);
	read_object(&reading);
	return linkage_finished(&reading.builder);
}

PG_FUNCTION_INFO_V1(linkage_from_jsonb);
Datum
linkage_from_jsonb(PG_FUNCTION_ARGS)
{
	return graph_of_json(fcinfo, false);
}

PG_FUNCTION_INFO_V1(linkage_text_from_jsonb);
Datum
linkage_text_from_jsonb(PG_FUNCTION_ARGS)
{
	return graph_of_json(fcinfo, true);
}
