/*
 * register_statements.c: what a statement of sql/register/ makes, told from its parse tree.
 */
#include "register_statements.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"

/*
 * table, view, index, trigger, policy, function: an object, which an upgrade makes or renews.
 * seed: rows that only a new register gets.  comment: a COMMENT.  other: what may be run any number of times.
 */
const char *
register_statement_kind(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateStmt:
			return "table";
		case T_ViewStmt:
			return "view";
		case T_IndexStmt:
			return "index";
		case T_CreateTrigStmt:
			return "trigger";
		case T_CreatePolicyStmt:
			return "policy";
		case T_CreateFunctionStmt:
			return "function";
		case T_InsertStmt:
		case T_UpdateStmt:
			return "seed";
		case T_CommentStmt:
			return "comment";
		default:
			return "other";
	}
}

/* The name of a type in pg_type: the last part of what was written, with the mark of an array. */
static void
append_type(StringInfo to, const TypeName *type)
{
	if (type->arrayBounds != NIL)
		appendStringInfoChar(to, '_');
	appendStringInfoString(to, strVal(llast(type->names)));
}

static bool
is_argument(const FunctionParameter *parameter)
{
	return parameter->mode != FUNC_PARAM_OUT && parameter->mode != FUNC_PARAM_TABLE;
}

static char *
function_name(const CreateFunctionStmt *statement)
{
	StringInfoData name;
	const char *separator = "";
	ListCell *cell;

	initStringInfo(&name);
	appendStringInfo(&name, "function %s(", strVal(llast(statement->funcname)));
	foreach (cell, statement->parameters)
	{
		const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);

		if (!is_argument(parameter))
			continue;
		appendStringInfoString(&name, separator);
		append_type(&name, parameter->argType);
		separator = ", ";
	}
	appendStringInfoChar(&name, ')');
	return name.data;
}

/* An object of the BI schema has "bi." before its name. */
static const char *
place_of(const RangeVar *relation)
{
	return relation->schemaname != NULL && strcmp(relation->schemaname, REGISTER_PLAIN_BI) == 0 ? "bi." : "";
}

static char *
relation_name(const char *kind, const RangeVar *relation)
{
	return psprintf("%s %s%s", kind, place_of(relation), relation->relname);
}

/*
 * The name of what a statement makes, such as "table plans" or "trigger t on plans", or of the table that it
 * fills; NULL for other kinds.
 */
char *
register_statement_object(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateStmt:
			return relation_name("table", ((const CreateStmt *) statement)->relation);
		case T_ViewStmt:
			return relation_name("view", ((const ViewStmt *) statement)->view);
		case T_IndexStmt:
			return psprintf("index %s on %s", ((const IndexStmt *) statement)->idxname,
							((const IndexStmt *) statement)->relation->relname);
		case T_CreateTrigStmt:
			return psprintf("trigger %s on %s", ((const CreateTrigStmt *) statement)->trigname,
							((const CreateTrigStmt *) statement)->relation->relname);
		case T_CreatePolicyStmt:
			return psprintf("policy %s on %s", ((const CreatePolicyStmt *) statement)->policy_name,
							((const CreatePolicyStmt *) statement)->table->relname);
		case T_InsertStmt:
			return relation_name("table", ((const InsertStmt *) statement)->relation);
		case T_UpdateStmt:
			return relation_name("table", ((const UpdateStmt *) statement)->relation);
		case T_CreateFunctionStmt:
			return function_name((const CreateFunctionStmt *) statement);
		default:
			return NULL;
	}
}
